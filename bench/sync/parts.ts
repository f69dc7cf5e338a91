/** The four questions. Product and ceiling take turns; PouchDB is asked by itself, of the same records in the same run. */
import type { Database } from '../../server/store/database.ts';
import { runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import type { BurstResult, BurstWork } from './burstDevices.ts';
import { ADMINISTRATOR, repLogin } from './company.ts';
import { requireSame } from './contentSum.ts';
import type { PouchDocument } from './pouch.ts';
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

export const EDITS = 1_000;

export async function push(
  stage: Stage,
  rounds: number,
): Promise<{
  readonly samples: Samples;
  readonly wholeRounds: readonly number[];
  readonly answers: readonly number[];
}> {
  const device = stage.start('device.ts');
  const plain = stage.start('ceilingDevice.ts');
  await device.ask('enrol', { serverUrl: stage.productUrl, login: ADMINISTRATOR, directory: stage.folder });
  await device.ask('sync');
  await plain.ask('pull', { serverUrl: stage.ceilingUrl, directory: stage.folder, manner: 'bare' });
  const customers = await stage.database.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'customers' ORDER BY md5(id::text)",
  );
  const idsOf = (round: number): string[] =>
    Array.from({ length: EDITS }, (_, index) => customers[(round * EDITS + index) % customers.length]?.id ?? '');
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
        await requireNotes(stage.database, 'records', note, EDITS);
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
        if (applied !== EDITS) throw new Error(`the ceiling applied ${applied}`);
        await requireNotes(stage.database, 'plain.records', note, EDITS);
        return milliseconds;
      },
    },
  ]);
  await requireNoReviews(stage.database);
  requireSame('Peyvand, after its pushes', await device.ask('contentSum'), await serverSum(stage.database));
  await Promise.all([device.stop(), plain.stop()]);
  return { samples, wholeRounds, answers };
}

// ---- burst ---------------------------------------------------------------------------------------------------

export const DEVICES = 200;
export const BURST_EDITS = 50;
export const BURST_ROWS = 500;

export async function burst(
  stage: Stage,
  rounds: number,
): Promise<{ readonly samples: Samples; readonly perDevice: Record<string, number[]> }> {
  const load = stage.start('burstDevices.ts');
  const people = await stage.database.rows<{ id: string; scope: string }>(
    `SELECT id, 'territory/' || (body -> 'territoryIds' ->> 0) AS scope FROM records
     WHERE collection = 'organisation' AND kind = 'person' AND body ->> 'role' = 'rep' ORDER BY id`,
  );
  const owners = Array.from({ length: DEVICES }, (_, index) => people[index % people.length] ?? { id: '', scope: '' });
  say(`burst: enrolling ${DEVICES} devices`);
  await load.ask('enrol', {
    serverUrl: stage.productUrl,
    directory: `${stage.folder}/server`,
    people: owners.map(({ id }) => id),
  });
  const perDevice: Record<string, number[]> = { Peyvand: [], ceiling: [] };
  const contestant = (name: string, command: string, serverUrl: string, table: string) => ({
    name,
    async run(round: number) {
      say(`burst, round ${round + 1}: ${name}`);
      const work = await burstWork(stage.database, owners, round);
      const note = `burst ${round}`;
      const result = await load.ask<BurstResult>(command, { work, note, serverUrl });
      await requireNotes(stage.database, table, note, DEVICES * BURST_EDITS);
      perDevice[name]?.push(...result.perDevice);
      return result.milliseconds;
    },
  });
  const samples = await runRounds(rounds, [
    contestant('Peyvand', 'run', stage.productUrl, 'records'),
    contestant('ceiling', 'runCeiling', stage.ceilingUrl, 'plain.records'),
  ]);
  await load.stop();
  return { samples, perDevice };
}

/** Every device edits customers of its own territory; no two the same one in a round. */
async function burstWork(
  database: Database,
  owners: readonly { readonly id: string; readonly scope: string }[],
  round: number,
): Promise<BurstWork[]> {
  const customers = await database.rows<{ id: string; version: number; note: string; scope: string }>(
    "SELECT id, version, body ->> 'note' AS note, home_scope AS scope FROM records WHERE collection = 'customers' ORDER BY id",
  );
  const places = await database.rows<{ scope: string; after: number }>(
    `SELECT s.scope, (SELECT seq FROM plain.records WHERE home_scope = s.scope ORDER BY seq DESC OFFSET ${BURST_ROWS} LIMIT 1) AS after
     FROM (SELECT DISTINCT home_scope AS scope FROM plain.records) s`,
  );
  const byScope = Map.groupBy(customers, ({ scope }) => scope);
  const taken = new Map<string, number>();
  return owners.map(({ id: person, scope }) => {
    const own = byScope.get(scope) ?? [];
    const from = taken.get(scope) ?? round * 7;
    taken.set(scope, from + BURST_EDITS);
    return {
      person,
      scope,
      edits: Array.from(
        { length: BURST_EDITS },
        (_, index) => own[(from + index) % own.length] ?? { id: '', version: 0, note: '' },
      ),
      plainAfter: places.find((place) => place.scope === scope)?.after ?? 0,
    };
  });
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

// ---- PouchDB -------------------------------------------------------------------------------------------------

/** First pull and push of the same records. It keeps everything in memory and encrypts nothing. */
export async function pouch(stage: Stage, rounds: number): Promise<{ readonly pull: Samples; readonly push: Samples }> {
  const server = stage.start('pouchServer.ts');
  const device = stage.start('pouchDevice.ts');
  const records = await stage.database.rows<PouchDocument & { collection: string }>(
    `SELECT id AS "_id", collection, kind, version, home_scope AS "homeScope", created_by AS "createdBy", created_at AS "createdAt",
       updated_by AS "updatedBy", updated_at AS "updatedAt", body FROM records WHERE NOT deleted`,
  );
  const url = await server.ask<string>('start', records);
  const expected = await serverSum(stage.database);
  const pull = await runRounds(rounds, [
    {
      name: 'PouchDB',
      async run(round) {
        say(`PouchDB, first pull, round ${round + 1}`);
        const milliseconds = await device.ask<number>('pull', url);
        requireSame('PouchDB', await device.ask('contentSum'), expected);
        return milliseconds;
      },
    },
  ]);
  const customers = records.filter(({ collection }) => collection === 'customers').slice(0, EDITS);
  const pushed = await runRounds(rounds, [
    {
      name: 'PouchDB',
      async run(round) {
        say(`PouchDB, push, round ${round + 1}`);
        const note = `pouch ${round}`;
        const milliseconds = await device.ask<number>('push', { url, ids: customers.map(({ _id }) => _id), note });
        const arrived = await server.ask<number>('countWithNote', note);
        if (arrived !== customers.length) throw new Error(`PouchDB: ${arrived} edits arrived`);
        return milliseconds;
      },
    },
  ]);
  await Promise.all([server.stop(), device.stop()]);
  return { pull, push: pushed };
}
