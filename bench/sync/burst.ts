/** Many devices come online at once: product and ceiling take turns, the smallest burst first. */
import type { Database } from '../../server/store/database.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { runRounds, type Samples } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import type { BurstResult, BurstWork } from './burstDevices.ts';
import type { Sizes } from './sizes.ts';
import { requireNotes, type Stage } from './stage.ts';
import { watchConnections, type Connections, type Usage } from './usage.ts';

/** What a server showed in one round. */
export interface Strain extends Usage {
  readonly connections: Connections;
}

export interface Burst {
  readonly devices: number;
  /** From the first request to the last answer of the last device. */
  readonly samples: Samples;
  /** Milliseconds of every device in every round, from its first request to its last answer. */
  readonly perDevice: Readonly<Record<string, number[]>>;
  readonly strains: Readonly<Record<string, Strain[]>>;
}

export async function bursts(stage: Stage, sizes: Sizes, rounds: number): Promise<Burst[]> {
  const load = stage.start('burstDevices.ts');
  const people = await listReps(stage.database);
  const most = Math.max(...sizes.bursts);
  const owners = Array.from({ length: most }, (_, index) => people[index % people.length] ?? { id: '', scope: '' });
  say(`burst: enrolling ${most} devices`);
  await load.ask('enrol', {
    serverUrl: stage.productUrl,
    directory: `${stage.folder}/server`,
    people: owners.map(({ id }) => id),
  });
  const results: Burst[] = [];
  for (const devices of sizes.bursts) {
    const perDevice: Record<string, number[]> = { Peyvand: [], ceiling: [] };
    const strains: Record<string, Strain[]> = { Peyvand: [], ceiling: [] };
    const contestant = (name: string, server: 'product' | 'ceiling', command: string, table: string) => ({
      name,
      async run(round: number) {
        say(`burst of ${devices}, round ${round + 1}: ${name}`);
        const work = await burstWork(stage.database, owners.slice(0, devices), sizes, round);
        const note = `burst ${devices}.${round}`;
        const serverUrl = server === 'product' ? stage.productUrl : stage.ceilingUrl;
        await stage[server].ask('watch');
        const connections = watchConnections(stage.database, server);
        const result = await load.ask<BurstResult>(command, { work, note, serverUrl });
        strains[name]?.push({ ...(await stage[server].ask<Usage>('watched')), connections: await connections() });
        await requireNotes(stage.database, table, note, devices * sizes.burstEdits);
        perDevice[name]?.push(...result.perDevice);
        return result.milliseconds;
      },
    });
    const samples = await runRounds(rounds, [
      contestant('Peyvand', 'product', 'run', 'records'),
      contestant('ceiling', 'ceiling', 'runCeiling', 'plain.records'),
    ]);
    results.push({ devices, samples, perDevice, strains });
  }
  await load.stop();
  return results;
}

/** People who sell, each with the scope of their territory. */
export const listReps = (database: Database): Promise<{ id: RecordId; scope: string }[]> =>
  database.rows(
    `SELECT id, 'territory/' || (body -> 'territoryIds' ->> 0) AS scope FROM records
     WHERE collection = 'organisation' AND kind = 'person' AND body ->> 'role' = 'rep' ORDER BY id`,
  );

/** Every device edits customers of its own territory; no two the same one in a round. */
async function burstWork(
  database: Database,
  owners: readonly { readonly id: RecordId; readonly scope: string }[],
  { burstEdits, burstRows }: Sizes,
  round: number,
): Promise<BurstWork[]> {
  const customers = await database.rows<{ id: string; version: number; note: string; scope: string }>(
    "SELECT id, version, body ->> 'note' AS note, home_scope AS scope FROM records WHERE collection = 'customers' ORDER BY id",
  );
  // Rows that an earlier round replaced do not count: they are in no page.
  const places = await database.rows<{ scope: string; after: number; plain: number }>(
    `SELECT s.scope,
       (SELECT seq FROM feed WHERE scope = s.scope AND superseded_seq IS NULL ORDER BY seq DESC OFFSET ${burstRows} LIMIT 1) AS after,
       (SELECT seq FROM plain.records WHERE home_scope = s.scope ORDER BY seq DESC OFFSET ${burstRows} LIMIT 1) AS plain
     FROM (SELECT DISTINCT home_scope AS scope FROM plain.records) s`,
  );
  const byScope = Map.groupBy(customers, ({ scope }) => scope);
  const taken = new Map<string, number>();
  return owners.map(({ id: person, scope }) => {
    const own = byScope.get(scope) ?? [];
    const from = taken.get(scope) ?? round * 7;
    taken.set(scope, from + burstEdits);
    const place = places.find((candidate) => candidate.scope === scope);
    if (from + burstEdits - round * 7 > own.length) throw new Error(`${scope} has too few customers for this burst`);
    return {
      person,
      scope,
      edits: Array.from(
        { length: burstEdits },
        (_, index) => own[(from + index) % own.length] ?? { id: '', version: 0, note: '' },
      ),
      rowsBehind: burstRows,
      after: place?.after ?? 0,
      plainAfter: place?.plain ?? 0,
    };
  });
}
