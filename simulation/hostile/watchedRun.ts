/** A boundary in a thread of its own, which is ended when an input hangs it; the run goes on behind that input. */
import { Worker } from 'node:worker_threads';
import type { WorkerTask } from './hostileWorker.ts';
import type { Failure, Report } from './runInputs.ts';
import { addReports } from './summary.ts';

/** The same input for so long: it hangs. Slow machines and the making of a world included; a run that was stopped meanwhile is not. */
const LONGEST_INPUT_SECONDS = 120;
/** Whole worlds. A thread is replaced now and then: what a database in memory leaves behind adds up, and is no growth of the product. */
const INPUTS_PER_THREAD = 5_000;
const FAILURES_MAXIMUM = 40;

type Task = Omit<WorkerTask, 'current'>;

/**
 * @param onReport Hears of all that was tried so far, each time that a thread has ended.
 * @param isOver Asked between threads: no more are begun then.
 */
export async function runWatched(
  task: Task,
  { onReport, isOver }: { readonly onReport: (soFar: Report) => void; readonly isOver: () => boolean },
): Promise<Report> {
  const reports: Report[] = [];
  const end = task.from + task.inputs;
  for (let from = task.from; from < end;) {
    const inputs = Math.min(INPUTS_PER_THREAD, end - from);
    const outcome = await runInThread({ ...task, from, inputs });
    reports.push(outcome.report);
    onReport(addReports(reports));
    if (isOver()) break;
    if (reports.flatMap(({ failures }) => failures).length >= FAILURES_MAXIMUM) break;
    from = outcome.next;
  }
  return addReports(reports);
}

async function runInThread(task: Task): Promise<{ report: Report; next: number }> {
  const current = new Int32Array(new SharedArrayBuffer(4));
  Atomics.store(current, 0, task.from);
  const worker = new Worker(new URL('./hostileWorker.ts', import.meta.url), { workerData: { ...task, current } });
  let seen = -1;
  let seconds = 0;
  const { promise, resolve } = Promise.withResolvers<Report | string>();
  worker.once('message', (report: Report) => resolve(report));
  worker.once('error', (error: Error) =>
    resolve(`ended its thread: ${(error.stack ?? error.message).slice(0, 1_000)}`),
  );
  worker.once('exit', (code) => resolve(`ended its thread with code ${code}`));
  const watch = setInterval(() => {
    const now = Atomics.load(current, 0);
    if (now !== seen) [seen, seconds] = [now, 0];
    else if ((seconds += 1) > LONGEST_INPUT_SECONDS) resolve('hangs');
  }, 1_000);
  const ended = await promise;
  clearInterval(watch);
  await worker.terminate();
  if (typeof ended !== 'string') return { report: ended, next: task.from + task.inputs };
  const index = Atomics.load(current, 0);
  const failure: Failure = { index, broken: [ended], input: '' };
  const report: Report = {
    boundary: task.boundary,
    seed: task.seed,
    inputs: index + 1 - task.from,
    failures: [failure],
    answers: {},
    slowest: { index, milliseconds: 0 },
    heapMegabytes: { first: 0, last: 0 },
  };
  return { report, next: index + 1 };
}
