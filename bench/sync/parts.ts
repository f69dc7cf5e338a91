/** What one device or two are asked. Product and ceiling take turns. */
import { runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { ADMINISTRATOR, repLogin } from './company.ts';
import { requireSame } from './contentSum.ts';
import { requireNoReviews, requireNotes, serverSum, type Stage } from './stage.ts';

// ---- first pull ----------------------------------------------------------------------------------------------

export interface FirstPull {
  readonly samples: Samples;
  /** Milliseconds: the longest that the device's thread was held at a time, per round. */
  readonly stalls: readonly number[];
  /** Milliseconds of processor time of the device's process, per round. */
  readonly processorTimes: readonly number[];
}

export async function firstPull(stage: Stage, rounds: number): Promise<FirstPull> {
  const expected = await serverSum(stage.database);
  const device = stage.start('device.ts');
  const plain = stage.start('ceilingDevice.ts');
  const stalls: number[] = [];
  const processorTimes: number[] = [];
  const ceiling = (manner: 'bare' | 'usable') => async (round: number) => {
    say(`first pull, round ${round + 1}: ceiling, ${manner}`);
    const facts = { serverUrl: stage.ceilingUrl, directory: stage.folder, manner };
    const milliseconds = await plain.ask<number>('pull', facts);
    requireSame(`ceiling, ${manner}`, await plain.ask('contentSum', manner), expected);
    await plain.ask('close');
    return milliseconds;
  };
  const samples = await runRounds(rounds, [
    {
      name: 'Peyvand',
      async run(round) {
        say(`first pull, round ${round + 1}: Peyvand`);
        await device.ask('enrol', { serverUrl: stage.productUrl, login: ADMINISTRATOR, directory: stage.folder });
        const pulled = await device.ask<{ milliseconds: number; worstStall: number; processorTime: number }>('sync');
        requireSame('Peyvand', await device.ask('contentSum'), expected);
        await device.ask('close');
        stalls.push(pulled.worstStall);
        processorTimes.push(pulled.processorTime);
        return pulled.milliseconds;
      },
    },
    { name: 'ceiling', run: ceiling('bare') },
    { name: 'ceiling, usable', run: ceiling('usable') },
  ]);
  await Promise.all([device.stop(), plain.stop()]);
  return { samples, stalls, processorTimes };
}

// ---- push ----------------------------------------------------------------------------------------------------

export interface Push {
  readonly samples: Samples;
  /** Milliseconds, with the pull after it. */
  readonly wholeRounds: readonly number[];
  /** Milliseconds of the server and the line. */
  readonly answers: readonly number[];
}

export async function push(stage: Stage, edits: number, rounds: number): Promise<Push> {
  const device = stage.start('device.ts');
  const plain = stage.start('ceilingDevice.ts');
  await device.ask('enrol', { serverUrl: stage.productUrl, login: ADMINISTRATOR, directory: stage.folder });
  await device.ask('sync');
  await plain.ask('pull', { serverUrl: stage.ceilingUrl, directory: stage.folder, manner: 'bare' });
  const customers = await stage.database.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'customers' ORDER BY md5(id::text)",
  );
  const idsOf = (round: number): string[] =>
    Array.from({ length: edits }, (_, index) => customers[(round * edits + index) % customers.length]?.id ?? '');
  const wholeRounds: number[] = [];
  const answers: number[] = [];
  const samples = await runRounds(rounds, [
    {
      name: 'Peyvand',
      async run(round) {
        say(`push, round ${round + 1}: Peyvand`);
        const note = `offline ${round}`;
        await device.ask('edit', { ids: idsOf(round), note });
        const pushed = await device.ask<{ acknowledged: number; round: number; answeredIn: number }>('push');
        await requireNotes(stage.database, 'records', note, edits);
        const { pending, parked, reviews } = await device.ask<{ pending: number; parked: number; reviews: number }>(
          'counts',
        );
        if (pending + parked + reviews > 0) throw new Error(`left: ${pending} ${parked} ${reviews}`);
        wholeRounds.push(pushed.round);
        answers.push(pushed.answeredIn);
        return pushed.acknowledged;
      },
    },
    {
      name: 'ceiling',
      async run(round) {
        say(`push, round ${round + 1}: ceiling`);
        const note = `offline ${round}`;
        await plain.ask('edit', { ids: idsOf(round), note });
        const { milliseconds, applied } = await plain.ask<{ milliseconds: number; applied: number }>('push');
        if (applied !== edits) throw new Error(`the ceiling applied ${applied}`);
        await requireNotes(stage.database, 'plain.records', note, edits);
        return milliseconds;
      },
    },
  ]);
  await requireNoReviews(stage.database);
  requireSame('Peyvand, after its pushes', await device.ask('contentSum'), await serverSum(stage.database));
  await Promise.all([device.stop(), plain.stop()]);
  return { samples, wholeRounds, answers };
}

// ---- save to the other's screen ------------------------------------------------------------------------------

/** Milliseconds of each save, from when it was durable here until it was on the other's screen. */
export async function saveToScreen(stage: Stage, saves: number): Promise<number[]> {
  const [here, there] = [stage.start('window.ts'), stage.start('window.ts')];
  for (const [window, name] of [
    [here, 'here'],
    [there, 'there'],
  ] as const)
    await window.ask('open', { serverUrl: stage.productUrl, login: repLogin(0), directory: `${stage.folder}/${name}` });
  const [customer] = await stage.database.rows<{ id: string; note: string }>(
    `SELECT id, body ->> 'note' AS note FROM records WHERE collection = 'customers' AND home_scope = (
       SELECT 'territory/' || (body -> 'territoryIds' ->> 0) FROM records r JOIN accounts a ON a.person_id = r.id WHERE a.login = $1) ORDER BY id LIMIT 1`,
    [repLogin(0)],
  );
  if (!customer) throw new Error('nobody to edit');
  await there.ask('watch', customer.id);
  const milliseconds: number[] = [];
  let { note: seen } = customer;
  for (let count = 0; count < saves; count += 1) {
    if (count % 20 === 0) say(`save to the other's screen: ${count} of ${saves}`);
    const note = `seen ${count}`;
    const shown = there.ask<bigint>('shown', note);
    const saved = await here.ask<bigint>('save', { id: customer.id, note, seen });
    seen = note;
    milliseconds.push(Number((await shown) - saved) / 1e6);
    // Each begins where people begin: with everything at rest.
    await new Promise((resolve) => setTimeout(resolve, 100 + Math.random() * 100));
  }
  await requireNoReviews(stage.database);
  await Promise.all([here.stop(), there.stop()]);
  return milliseconds;
}
