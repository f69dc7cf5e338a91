/** An idle server with a crowd of connected devices, and one save that a part of them must hear of. Product and ceiling take turns. */
import { median, runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { listReps } from './burst.ts';
import type { PokeResult } from './crowdDevices.ts';
import type { NoteEdit } from './signedDevices.ts';
import type { Sizes } from './sizes.ts';
import { requireNotes, type Stage } from './stage.ts';
import { watchConnections, type Connections, type Usage } from './usage.ts';

/** Of one server in one round. */
export interface Idle {
  /** Milliseconds until every stream was open. */
  readonly opening: number;
  /** Mebibytes by which the process grew from before the first stream to all of them at rest: in use, and as the system sees it. */
  readonly inUse: number;
  readonly resident: number;
  /** Milliseconds of processor time per second at rest. */
  readonly processorTime: number;
  readonly connections: Connections;
}

export interface Crowd {
  readonly idle: Readonly<Record<string, Idle[]>>;
  /** Median of each round's saves: milliseconds until the last of the poked devices had heard. */
  readonly samples: Samples;
  /** Milliseconds of every poked device and every save, and of the saves themselves. */
  readonly perDevice: Readonly<Record<string, number[]>>;
  readonly answered: Readonly<Record<string, number[]>>;
}

export async function crowd(stage: Stage, sizes: Sizes, rounds: number): Promise<Crowd> {
  const load = stage.start('crowdDevices.ts');
  const reps = await listReps(stage.database);
  const [one] = reps;
  if (!one) throw new Error('nobody sells here');
  const elsewhere = reps.filter(({ scope }) => scope !== one.scope);
  // The first devices hold the scope in which something is saved; the others do not.
  const listeners = Array.from({ length: sizes.crowd }, (_, index) =>
    index < sizes.poked ? one : (elsewhere[index % elsewhere.length] ?? one),
  );
  say(`crowd: enrolling ${sizes.crowd + 1} devices`);
  await load.ask('enrol', {
    serverUrl: stage.productUrl,
    directory: `${stage.folder}/server`,
    people: [...listeners, one].map(({ id }) => id),
  });
  const byName = <Value>(): Record<string, Value[]> => ({ Peyvand: [], ceiling: [] });
  const [idle, perDevice, answered] = [byName<Idle>(), byName<number>(), byName<number>()];
  const contestant = (name: string, server: 'product' | 'ceiling') => ({
    name,
    async run(round: number) {
      say(`crowd, round ${round + 1}: ${name}`);
      const isOurs = server === 'product';
      const serverUrl = isOurs ? stage.productUrl : stage.ceilingUrl;
      const before = await watchFor(stage, server, 0);
      const opening = isOurs
        ? await load.ask<number>('open', serverUrl)
        : await load.ask<number>('openCeiling', { serverUrl, scopes: listeners.map(({ scope }) => scope) });
      const connections = watchConnections(stage.database, server);
      const after = await watchFor(stage, server, sizes.restSeconds);
      idle[name]?.push({
        opening,
        inUse: after.inUse - before.inUse,
        resident: after.memoryAfter - before.memoryAfter,
        processorTime: (after.processorTime / after.milliseconds) * 1_000,
        connections: await connections(),
      });
      const slowest: number[] = [];
      for (let count = 0; count < sizes.pokesPerRound; count += 1) {
        const note = `poke ${round}.${count}`;
        const edit = await customerOf(stage, one.scope, count);
        const facts = { serverUrl, expected: sizes.poked, edit, note, scope: one.scope };
        const result = await load.ask<PokeResult>(isOurs ? 'poke' : 'pokeCeiling', facts);
        await requireNotes(stage.database, isOurs ? 'records' : 'plain.records', note, 1);
        slowest.push(Math.max(...result.perDevice));
        perDevice[name]?.push(...result.perDevice);
        answered[name]?.push(result.answered);
      }
      await load.ask('close');
      return median(slowest);
    },
  });
  const samples = await runRounds(rounds, [contestant('Peyvand', 'product'), contestant('ceiling', 'ceiling')]);
  await load.stop();
  return { idle, samples, perDevice, answered };
}

async function watchFor(stage: Stage, server: 'product' | 'ceiling', seconds: number): Promise<Usage> {
  await stage[server].ask('watch');
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
  return stage[server].ask<Usage>('watched');
}

async function customerOf(stage: Stage, scope: string, index: number): Promise<NoteEdit> {
  const [customer] = await stage.database.rows<NoteEdit>(
    `SELECT id, version, body ->> 'note' AS note FROM records WHERE collection = 'customers' AND home_scope = $1 ORDER BY id LIMIT 1 OFFSET $2`,
    [scope, index],
  );
  if (!customer) throw new Error(`${scope} has no customer ${index}`);
  return customer;
}
