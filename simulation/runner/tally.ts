/** What many seeds come to: how often each thing happened, which promises were broken, and whether everything was put to the test. */
import { createHash } from 'node:crypto';
import type { SeedResult } from './seedWorker.ts';

export interface Failure {
  readonly seed: number;
  readonly rule: string;
  readonly step: number;
  readonly message: string;
}

/** Goes into the state file as it is. */
export interface Tally {
  readonly seeds: number[];
  readonly failures: Failure[];
  readonly counts: Record<string, number>;
  /** By seed: the beginning of its two hashes. */
  readonly hashes: Record<string, string>;
  milliseconds: number;
  /** How many seeds each version of the program ran, by its commit. */
  readonly programs: Record<string, number>;
}

export const createTally = (): Tally => ({
  seeds: [],
  failures: [],
  counts: {},
  hashes: {},
  milliseconds: 0,
  programs: {},
});

/** Behind a mend: seeds that failed are to be run again. What happened in them stays counted. */
export function forgetFailed(tally: Tally): Tally {
  const failed = new Set(failedSeeds(tally));
  return { ...tally, seeds: tally.seeds.filter((seed) => !failed.has(seed)), failures: [] };
}

export function addResult(tally: Tally, result: SeedResult, program: string): void {
  tally.seeds.push(result.seed);
  tally.programs[program] = (tally.programs[program] ?? 0) + 1;
  tally.milliseconds += result.milliseconds;
  tally.hashes[result.seed] = `${result.traceHash.slice(0, 16)} ${result.stateHash.slice(0, 16)}`;
  for (const [what, count] of Object.entries(result.counts)) tally.counts[what] = (tally.counts[what] ?? 0) + count;
  for (const { rule, step, message } of result.violations)
    tally.failures.push({ seed: result.seed, rule, step, message });
}

const LOST = new Set(['1', '13', '14', '16', '33', '40', '180', '181', '182', '189'].map((number) => `SYNC-${number}`));
const DOUBLED = new Set(['SYNC-20', 'SYNC-150', 'SYNC-85']);
const LEAKED = new Set(['SYNC-185', 'SYNC-132', 'SYNC-141']);

export const failedSeeds = ({ failures }: Tally): number[] => [...new Set(failures.map(({ seed }) => seed))];

/** The last line of a run. */
export function lastLine(tally: Tally): string {
  const count = (rules: ReadonlySet<string>): number => tally.failures.filter(({ rule }) => rules.has(rule)).length;
  return (
    `SIMULATE seeds=${tally.seeds.length} failures=${failedSeeds(tally).length} ` +
    `lost=${count(LOST)} doubled=${count(DOUBLED)} leaked=${count(LEAKED)}`
  );
}

/** Of all seeds in their order, whichever process ran them. */
export function hashOfRun({ hashes }: Tally): string {
  const sorted = Object.entries(hashes).toSorted(([a], [b]) => Number(a) - Number(b));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex');
}

/** What must have happened among a hundred seeds, or the run says nothing. */
export const PUT_TO_THE_TEST = [
  'commits',
  'applied',
  'reviews: open',
  'reviews: takenBack',
  'parked: permission_denied',
  'parked: scope_departed',
  'parked: behind_parked',
  'refused here: stale_edit',
  'customers moved',
  'dependents moved',
  'customers merged',
  'customers shared for a job',
  'customers taken back behind a job',
  'opportunities: convertedToId named',
  'serviceRequests: orderId named',
  'stock moved',
  'deliveries',
  'balances reckoned',
  'slices kept',
  'requests decided: approved',
  'requests decided: refused',
  'orders confirmed: with a word',
  'held work let through: decided',
  'invoices: issued',
  'invoices: cancelled',
  'returns: accepted',
  'returns: received',
  'receipts: verified',
  'receipts: bounced',
  'accounts compared',
  'legal numbers',
  'sales posted by invoice',
  'grants changed',
  'roles changed',
  'messages lost',
  'messages doubled',
  'messages that come late',
  'late messages arrived',
  'bodies cut',
  'groups carried by others',
  'sealed groups delivered by others',
  'sealed copies mended',
  'stores lost',
  'groups that only the sealed copy had',
  'bundles of work: taken in',
  'bundles of changes: applied',
  'bundles of changes: alreadyHere',
  'bundles damaged',
  'interludes',
  'restarts',
  'power cuts',
  'rounds ended by a power cut',
  'kills around a commit',
  'torn writes',
  'full disks',
  'server crashes',
  'servers migrated',
  'server crashes in a migration',
  'stores migrated',
  'power cuts in a migration',
  'servers restored',
  'sales credited',
  'disks cloned',
  'disks changed',
  'clocks jumped',
  'old programs',
  'upgrades',
  'slow devices',
] as const;

export const SEEDS_THAT_TEST_EVERYTHING = 100;

export const neverTested = ({ counts }: Tally): string[] =>
  PUT_TO_THE_TEST.filter((what) => !Object.entries(counts).some(([name, count]) => count > 0 && isCountOf(what, name)));

/** "refused here" counts "refused here: disk_full", but no "power cuts in a migration" is a power cut. */
export const isCountOf = (what: string, name: string): boolean =>
  name === what || name.startsWith(`${what}: `) || name.startsWith(`${what}, `);

/** A page for `results/`. */
export function summaryOf(
  tally: Tally,
  { steps, isWhole, asked }: { steps: number; isWhole: boolean; asked: number },
): string {
  const seeds = tally.seeds.toSorted((a, b) => a - b);
  const rows = Object.entries(tally.counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => `| ${what} | ${count.toLocaleString('en')} |`);
  const failures = tally.failures
    .slice(0, 50)
    .map(({ seed, rule, step, message }) => `- seed ${seed}, step ${step}: ${rule} ${message.slice(0, 300)}`);
  return `# Simulation: ${tally.seeds.length.toLocaleString('en')} seeds

    ${lastLine(tally)}

${isWhole ? 'The whole run that was asked for.' : `Stopped before its end: ${asked.toLocaleString('en')} seeds were asked for. It goes on with \`--resume\`.`} Seeds from ${seeds[0] ?? 0} to ${seeds.at(-1) ?? 0}, ${steps} steps each, ${(
    tally.milliseconds /
    Math.max(1, tally.seeds.length) /
    1_000
  ).toFixed(2)} s a seed in each process. Hash of all traces and states: \`${hashOfRun(tally).slice(0, 32)}\`.

By version of the program: ${Object.entries(tally.programs)
    .map(([program, count]) => `${count.toLocaleString('en')} by ${program}`)
    .join(', ')}.

| what happened | times |
|---|---|
${rows.join('\n')}

${failures.length === 0 ? 'No promise was broken.' : `Broken:\n\n${failures.join('\n')}`}
`;
}
