/**
 * A handful of seeds with every change; `run.ts` is for long runs. A seed that breaks a promise is named in the failure, and
 * `node simulation/run.ts --from SEED --seeds 1 --steps 110 --story` tells what happened in it, for the last ones with `--disasters`.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { runSimulation, type SimulationReport } from './runSimulation.ts';

const SEEDS = [3, 8, 20, 61, 114, 120];
/** With restores of the server and changes of disks. */
const DISASTER_SEEDS = [12];
const STEPS = 110;

describe('many devices over bad lines', () => {
  const reports: SimulationReport[] = [];
  const looked = new Set<string>();
  beforeAll(async () => {
    for (const seed of [...SEEDS, ...DISASTER_SEEDS])
      reports.push(
        await runSimulation({
          seed,
          steps: STEPS,
          hasDisasters: DISASTER_SEEDS.includes(seed),
          database: await createTestDatabase(),
        }),
      );
  }, 300_000);

  const findings = (isMeant: (rule: string) => boolean): string[] =>
    reports.flatMap(({ seed, violations }) =>
      violations
        .filter(({ rule }) => isMeant(rule))
        .map(({ rule, step, message }) => `seed ${seed}, step ${step}: ${rule} ${message}`),
    );

  /** The rules whose findings are looked at are those of the title. */
  function expectKept({ task }: { readonly task: { readonly name: string } }): void {
    const rules: readonly string[] = task.name.match(/SYNC-\d+/g) ?? [];
    for (const rule of rules) looked.add(rule);
    expect(rules.length).toBeGreaterThan(0);
    expect(findings((rule) => rules.includes(rule))).toEqual([]);
  }

  it(
    'SYNC-180 SYNC-20: no acknowledged write is lost or doubled: each is in a record, its history, a review or held',
    expectKept,
  );
  it(
    'SYNC-181 SYNC-1 SYNC-9: no local write is lost by restarts or power cuts; read models and chains stay whole',
    expectKept,
  );
  it('SYNC-110 SYNC-111: the feed of every scope is without gaps, and its newest rows say what is so', expectKept);
  it('SYNC-120 SYNC-183: cursors reach the heads and never go back', expectKept);
  it('SYNC-122: a transaction of the server is seen whole or not at all', expectKept);
  it('SYNC-184 SYNC-112 SYNC-130: devices converge, body by body, to what scopes and view let through', expectKept);
  it('SYNC-185 SYNC-132: nobody holds or finds what their scopes and view do not allow', expectKept);
  it('SYNC-128 SYNC-126 SYNC-127 SYNC-43: nobody’s own work flickers or vanishes, held work included', expectKept);
  it('SYNC-186 SYNC-62: edits of different fields all survive, and nothing changes in silence', expectKept);
  it('SYNC-187 SYNC-63 SYNC-70 SYNC-73 SYNC-85: a clash leaves one winner and one review, never a mixture', expectKept);
  it('SYNC-188 SYNC-77: nothing deleted or taken out rises again', expectKept);
  it('SYNC-150 SYNC-151: printed numbers are unique and without gaps', expectKept);
  it('SYNC-102 SYNC-88: what follows a record moves with it, reviews too', expectKept);
  it('SYNC-90 SYNC-21: history is whole and ends in the record', expectKept);
  it(
    'SYNC-40 SYNC-52 SYNC-55 SYNC-10: work is held for known reasons alone, and every group gets its answer',
    expectKept,
  );
  it('SYNC-189 SYNC-32: all queues drain once the faults stop, also those for a restored server', expectKept);

  it('finds nothing else', () => {
    expect(findings((rule) => !looked.has(rule))).toEqual([]);
  });

  it.each([
    'commits',
    'applied',
    'parked: permission_denied',
    'parked: scope_departed',
    'parked: behind_parked',
    'refused here: stale_edit',
    'reviews: open, moved on',
    'reviews: takenBack',
    'interludes',
    'restarts',
    'power cuts',
    'rounds ended by a power cut',
    'rounds offline',
    'groups carried by others',
    'servers backed up',
    'servers restored',
    'disks changed',
  ])('has put it to the test: %s', (what) => {
    const happened = reports.flatMap(({ counts }) =>
      Object.entries(counts).flatMap(([name, count]) => (name.startsWith(what) ? count : [])),
    );
    expect(happened.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});
