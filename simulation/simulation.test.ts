/**
 * Two hundred seeds with every change, in processes of their own: time stands still there. A seed that breaks a promise is named in the failure,
 * and `npm run simulate -- --from SEED --seeds 1 --steps 40 --story` tells what happened in it. A few contended seeds run over a real
 * PostgreSQL besides, where two transactions may be under way at once. `PEYVAND_SIMULATION_SEEDS` makes a hurried run shorter.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../build/testing/testDatabase.ts';
import { runSimulation, type SimulationReport } from './runSimulation.ts';
import { isCountOf, PUT_TO_THE_TEST, SEEDS_THAT_TEST_EVERYTHING } from './runner/tally.ts';

const SEEDS = Number(process.env['PEYVAND_SIMULATION_SEEDS'] ?? 200);
const STEPS = 40;
/** With everybody syncing at the very same moment, now and then. */
const CONTENDED_SEEDS = [61, 114];

type Report = Pick<SimulationReport, 'seed' | 'violations' | 'counts'> &
  Partial<Pick<SimulationReport, 'traceHash' | 'stateHash'>>;

/** A run as `npm run simulate` makes it. */
function simulate(...options: readonly string[]): Promise<Report[]> {
  const { promise, resolve, reject } = Promise.withResolvers<Report[]>();
  const program = fileURLToPath(new URL('./run.ts', import.meta.url));
  const programArguments = [program, '--json', '--steps', `${STEPS}`, ...options];
  execFile(process.execPath, programArguments, { maxBuffer: 2 ** 28 }, (error, output, complaints) => {
    const lines = output.split('\n').filter((line) => line.startsWith('{"seed":'));
    const reports = lines.map((line) => {
      const { findings, ...report } = JSON.parse(line) as Report & { findings: Report['violations'] };
      return { ...report, violations: findings };
    });
    // Broken promises end it with 1 as well: they are told one by one below.
    if (/^SIMULATE seeds=/m.test(output)) resolve(reports);
    else reject(new Error(`The run ended without its last line: ${complaints.slice(-2_000)}`, { cause: error }));
  });
  return promise;
}

describe('many devices over bad lines', () => {
  const reports: Report[] = [];
  const looked = new Set<string>();
  beforeAll(async () => {
    reports.push(...(await simulate('--seeds', `${SEEDS}`, '--from', '1', '--jobs', '2')));
    for (const seed of CONTENDED_SEEDS)
      reports.push(
        await runSimulation({ seed, steps: STEPS, isContended: true, database: await createTestDatabase() }),
      );
  }, 1_800_000);

  const findings = (isMeant: (rule: string) => boolean): string[] =>
    reports.flatMap(({ seed, violations }) =>
      violations
        .filter(({ rule }) => isMeant(rule))
        .map(({ rule, step, message }) => `seed ${seed}, step ${step}: ${rule} ${message}`),
    );

  /** The rules whose findings are looked at are those of the title. */
  function expectKept({ task }: { readonly task: { readonly name: string } }): void {
    const rules: readonly string[] = task.name.match(/(SYNC|SEC)-\d+/g) ?? [];
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
  it(
    'SYNC-102 SYNC-88 SYNC-101: what follows a record moves with it, reviews too, and everything is where its content says',
    expectKept,
  );
  it('SYNC-103: whoever is sent on a job holds its customer while it lasts, and nobody else does for it', expectKept);
  it(
    'SYNC-54 SYNC-104: sales are credited once, to whoever made them, and balances say what the movements of goods say',
    expectKept,
  );
  it('SYNC-90 SYNC-21: history is whole and ends in the record', expectKept);
  it(
    'SYNC-40 SYNC-52 SYNC-55 SYNC-10: work is held for known reasons alone, and every group gets its answer',
    expectKept,
  );
  it('SYNC-189 SYNC-32: all queues drain once the faults stop, also those for a restored server', expectKept);

  it(
    'SYNC-182: nothing is lost by migrations of either side, whatever power cut or fall comes in the middle',
    expectKept,
  );
  it('SYNC-13 SYNC-14: whoever was told “saved” has it in the sealed copy, and colleagues deliver it', expectKept);
  it('SYNC-16 SYNC-17 SYNC-18: bundles bring work and answers, once, late or twice; a damaged one nothing', expectKept);

  it(
    'SEC-85 SEC-86: nothing beyond its author’s limits is confirmed without a word of the right person on those very terms',
    expectKept,
  );
  it('SYNC-158: no machine invoices or takes back more of an order than it knows of', expectKept);
  it('SYNC-159: every account is what its papers say, at head office and on every machine', expectKept);
  it('SYNC-156 SYNC-157: each legal number is on one paper for good, and none is left out or given again', expectKept);

  it('SYNC-191: who does not come keeps nobody else from anything', expectKept);

  it('finds nothing else', () => {
    expect(findings((rule) => !looked.has(rule))).toEqual([]);
  });

  it('ran every seed that it was asked for', () => {
    expect(new Set(reports.map(({ seed }) => seed)).size).toBeGreaterThanOrEqual(SEEDS);
  });

  it('repeats a seed exactly, in another process and behind other seeds: everything that happens and all that there is at the end', async () => {
    const again = await simulate('--seeds', '2', '--from', `${SEEDS - 1}`);
    expect(again.length).toBe(2);
    for (const { seed, traceHash, stateHash } of again) {
      const first = reports.find((report) => report.seed === seed);
      expect(traceHash).toMatch(/^[0-9a-f]{64}$/);
      expect({ seed, traceHash, stateHash }).toEqual({
        seed,
        traceHash: first?.traceHash,
        stateHash: first?.stateHash,
      });
    }
    expect(again[0]?.traceHash).not.toBe(again[1]?.traceHash);
  }, 300_000);

  it.runIf(SEEDS >= SEEDS_THAT_TEST_EVERYTHING).each(PUT_TO_THE_TEST)('has put it to the test: %s', (what) => {
    const happened = reports.flatMap(({ counts }) =>
      Object.entries(counts).flatMap(([name, count]) => (isCountOf(what, name) ? count : [])),
    );
    expect(happened.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  });
});
