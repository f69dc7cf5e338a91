/** Shares seeds out to processes, adds up what they found, keeps it for later, and says it. */
import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createSeedRunner, type SeedResult, type SeedWork } from './seedWorker.ts';
import {
  addResult,
  createTally,
  failedSeeds,
  forgetFailed,
  hashOfRun,
  lastLine,
  neverTested,
  SEEDS_THAT_TEST_EVERYTHING,
  summaryOf,
  type Tally,
} from './tally.ts';

export interface RunOptions {
  readonly seeds: number;
  readonly from: number;
  /** Processes; 1 is this one. */
  readonly jobs: number;
  readonly work: SeedWork;
  readonly stopsAtFirst: boolean;
  readonly isVerbose: boolean;
  /** A line of JSON per seed besides. */
  readonly isJson: boolean;
  readonly stateFile: string | null;
  readonly resumes: boolean;
  readonly minutes: number | null;
  readonly summaryFile: string | null;
}

/** @returns the exit code. */
export async function runSeeds(options: RunOptions): Promise<number> {
  const tally = options.resumes && options.stateFile ? readState(options.stateFile, options) : createTally();
  const program = programOf();
  const done = new Set(tally.seeds);
  const waiting = Array.from({ length: options.seeds }, (_, index) => options.from + index).filter(
    (seed) => !done.has(seed),
  );
  const stopwatch = performance.now.bind(performance);
  const began = stopwatch();
  let savedAt = began;
  let isStopped = false;
  process.once('SIGINT', () => (isStopped = true));
  process.once('SIGTERM', () => (isStopped = true));

  const next = (): number | null => {
    if (options.minutes !== null && stopwatch() - began > options.minutes * 60_000) isStopped = true;
    if (options.stopsAtFirst && tally.failures.length > 0) isStopped = true;
    return isStopped ? null : (waiting.shift() ?? null);
  };
  const take = (result: SeedResult): void => {
    addResult(tally, result, program);
    tell(result, options);
    if (options.stateFile === null || stopwatch() - savedAt < SAVED_EVERY_MILLISECONDS) return;
    savedAt = stopwatch();
    writeState(options.stateFile, options, tally);
  };

  if (options.jobs <= 1) await runHere(next, take, options.work);
  else await Promise.all(Array.from({ length: options.jobs }, () => runInChildren(next, take, options.work)));

  if (options.stateFile !== null) writeState(options.stateFile, options, tally);
  if (options.summaryFile !== null)
    writeFileSync(
      options.summaryFile,
      summaryOf(tally, { steps: options.work.steps, isWhole: waiting.length === 0, asked: options.seeds }),
    );
  return conclude(tally, options);
}

function conclude(tally: Tally, { isVerbose }: RunOptions): number {
  const missing = tally.seeds.length < SEEDS_THAT_TEST_EVERYTHING ? [] : neverTested(tally);
  if (isVerbose) console.log(tally.counts);
  if (missing.length > 0) console.log(`Never put to the test: ${missing.join(', ')}`);
  const failed = failedSeeds(tally);
  if (failed.length > 0) console.log(`Broken by seeds: ${failed.join(' ')}`);
  console.log(`Hash of the run: ${hashOfRun(tally)}`);
  console.log(lastLine(tally));
  return failed.length === 0 && missing.length === 0 && tally.seeds.length > 0 ? 0 : 1;
}

function tell(result: SeedResult, { isVerbose, isJson, work, seeds }: RunOptions): void {
  const { seed, violations, milliseconds, counts, traceHash, stateHash, story } = result;
  if (isJson) console.log(JSON.stringify({ seed, findings: violations, traceHash, stateHash, counts }));
  if (work.tellsStory && (violations.length > 0 || seeds === 1)) console.log(story.join('\n'));
  if (violations.length > 0 || isVerbose || seeds < 50)
    console.log(
      `seed ${seed}: ${violations.length === 0 ? 'kept' : 'BROKEN'} in ${(milliseconds / 1_000).toFixed(2)} s, ` +
        `${counts['commits'] ?? 0} commits, trace ${traceHash.slice(0, 16)}, state ${stateHash.slice(0, 16)}`,
    );
  for (const { rule, step, message } of violations) console.log(`  ${rule} at step ${step}: ${message}`);
}

// ---- where they run ----------------------------------------------------------------------------------------------

type Next = () => number | null;
type Take = (result: SeedResult) => void;

async function runHere(next: Next, take: Take, work: SeedWork): Promise<void> {
  const runner = await createSeedRunner();
  for (let seed = next(); seed !== null; seed = next()) take(await runner.run(seed, work));
  await runner.close();
}

const WORKER = fileURLToPath(new URL('./seedWorker.ts', import.meta.url));
/** Without a word for so long it hangs: slow machines included. */
const LONGEST_SEED_MILLISECONDS = 240_000;
/** A process is replaced now and then: what a database in memory leaves behind in it adds up. */
const SEEDS_PER_PROCESS = 250;

/** One child after another, each until it has had enough or ended: the seed that ended one is a failure. */
async function runInChildren(next: Next, take: Take, work: SeedWork): Promise<void> {
  let seed = next();
  while (seed !== null) {
    const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    await answerOf(child).catch(() => undefined);
    for (let count = 0; seed !== null && count < SEEDS_PER_PROCESS; count += 1) {
      const result: SeedResult | null = await ask(child, seed, work);
      take(result ?? endedBy(seed));
      seed = next();
      if (!result) break;
    }
    if (child.connected) child.disconnect();
  }
}

async function ask(child: ChildProcess, seed: number, work: SeedWork): Promise<SeedResult | null> {
  const patience = setTimeout(() => child.kill('SIGKILL'), LONGEST_SEED_MILLISECONDS);
  try {
    const answer = answerOf(child);
    // Told of its end twice, by the exit and by what cannot be sent any more.
    child.send({ seed, work }, (error) => error && child.emit('exit'));
    return (await answer) as SeedResult;
  } catch {
    return null;
  } finally {
    clearTimeout(patience);
  }
}

function answerOf(child: ChildProcess): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const onExit = (): void => reject(new Error('The process ended'));
  child.once('message', resolve);
  child.once('exit', onExit);
  return promise.finally(() => {
    child.off('message', resolve);
    child.off('exit', onExit);
  });
}

const endedBy = (seed: number): SeedResult => ({
  seed,
  violations: [{ rule: 'SYNC-0', step: 0, message: 'the process ended or hung' }],
  counts: {},
  story: [],
  traceHash: '',
  stateHash: '',
  milliseconds: 0,
});

// ---- what is kept ------------------------------------------------------------------------------------------------

const SAVED_EVERY_MILLISECONDS = 20_000;

function readState(path: string, { work }: RunOptions): Tally {
  if (!existsSync(path)) return createTally();
  const kept = JSON.parse(readFileSync(path, 'utf8')) as { readonly work: SeedWork; readonly tally: Tally };
  if (JSON.stringify(kept.work) !== JSON.stringify(work)) throw new Error(`${path} is of a run with other options`);
  return forgetFailed(kept.tally);
}

/** The commit that is checked out; with a plus where files differ from it. */
function programOf(): string {
  const git = (...words: string[]): string =>
    execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  try {
    return (
      git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain', '--', '*.ts', '*.sql') === '' ? '' : '+')
    );
  } catch {
    return 'a program without its history';
  }
}

/** Beside its place and renamed: a run may be ended at any moment. */
function writeState(path: string, { work }: RunOptions, tally: Tally): void {
  writeFileSync(`${path}.new`, JSON.stringify({ work, tally }));
  renameSync(`${path}.new`, path);
}
