/**
 * Runs what the server does by itself: every node looks once a minute whether a job is due, and takes its turn in the table `jobs`. The turn is
 * a row with a time on it, by the database's clock, so a node that died gives it up by itself. Two nodes at work on one job, which a clock set
 * wrongly could bring about, do no harm: jobs are written for it.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../store/database.ts';

export interface Job {
  readonly name: string;
  /** From the end of one run to the beginning of the next. */
  readonly everyMilliseconds: number;
  /** In small transactions, and soon over once `isStopped` says so. Gives counts for the log. */
  run(isStopped: () => boolean): Promise<Readonly<Record<string, number>>>;
}

export interface JobRunner {
  /** Asks the running job to stop and waits for it. Calling it twice is fine. */
  close(): Promise<void>;
}

export interface JobRunnerOptions {
  readonly database: Database;
  readonly jobs: readonly Job[];
  /** Names this node in `jobs`. */
  readonly node: string;
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
  readonly lookEveryMilliseconds?: number;
}

const LOOK_MILLISECONDS = 60_000;
/** A turn that nobody gave back is taken over after this. Longer than any run should last, which is not needed for what is right. */
const TURN_SECONDS = 900;

export function startJobs({
  database,
  jobs,
  node,
  log,
  lookEveryMilliseconds = LOOK_MILLISECONDS,
}: JobRunnerOptions): JobRunner {
  const stop = new AbortController();
  const look = async (): Promise<void> => {
    for (const job of jobs) {
      if (stop.signal.aborted) return;
      try {
        const report = await runIfDue(database, job, node, () => stop.signal.aborted);
        if (report && Object.values(report).some((count) => count > 0)) log('job.done', { job: job.name, ...report });
      } catch (error) {
        // The next look tries again: a database that is away, or a defect that the log tells of.
        log('job.failed', { job: job.name, error: error instanceof Error ? error.name : typeof error });
      }
    }
  };
  const running = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await wait(lookEveryMilliseconds, undefined, { signal: stop.signal, ref: false }).catch(() => {});
    }
  })();
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

/** @returns null when it was not due, or another node has its turn. */
export async function runIfDue(
  database: Database,
  job: Job,
  node: string,
  isStopped: () => boolean = () => false,
): Promise<Readonly<Record<string, number>> | null> {
  if (!(await takeTurn(database, job, node))) return null;
  try {
    const report = await job.run(isStopped);
    await database.rows(
      `UPDATE jobs SET taken_by = NULL, taken_until = NULL, finished_at = clock_timestamp(), report = $3, error = NULL
       WHERE name = $1 AND taken_by = $2`,
      [job.name, node, JSON.stringify(report)],
    );
    return report;
  } catch (error) {
    await database
      .rows(
        `UPDATE jobs SET taken_by = NULL, taken_until = NULL, finished_at = clock_timestamp(), error = $3
         WHERE name = $1 AND taken_by = $2`,
        [job.name, node, error instanceof Error ? error.name : typeof error],
      )
      // What made the job fail is what matters; a turn that could not be given back ends by itself.
      .catch(() => {});
    throw error;
  }
}

async function takeTurn(database: Database, { name, everyMilliseconds }: Job, node: string): Promise<boolean> {
  const [standing] = await database.rows<{ isDue: boolean }>(`SELECT ${IS_DUE} AS "isDue" FROM jobs WHERE name = $1`, [
    name,
    everyMilliseconds,
  ]);
  // Most looks end here, without a write.
  if (standing && !standing.isDue) return false;
  const taken = await database.rows(
    `INSERT INTO jobs (name, taken_by, taken_until, started_at) VALUES ($1, $3, clock_timestamp() + make_interval(secs => $4), clock_timestamp())
     ON CONFLICT (name) DO UPDATE SET taken_by = excluded.taken_by, taken_until = excluded.taken_until, started_at = excluded.started_at
     WHERE ${IS_DUE} RETURNING 1`,
    [name, everyMilliseconds, node, TURN_SECONDS],
  );
  return taken.length > 0;
}

/** Of the row `$1`, to be run every `$2` milliseconds. */
const IS_DUE = `((jobs.taken_until IS NULL OR jobs.taken_until < clock_timestamp())
  AND (jobs.finished_at IS NULL OR jobs.finished_at <= clock_timestamp() - make_interval(secs => $2 / 1000.0)))`;
