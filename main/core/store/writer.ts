/**
 * The one writing connection and who may use it when.
 *
 * A long job (a checkpoint, a purge) holds one transaction open over many slices. Between two slices other work comes by:
 * - A person's work pre-empts the job: it is rolled back at once, the work commits, the job starts again. After three times the job
 *   is finished first and the work waits for it, so that neither starves.
 * - Small writes that promise nothing yet (drafts, the server's answers) join the open transaction; if that is rolled back they are
 *   repeated at once in one of their own. They become durable no later than the job.
 */
import { createError } from '../../../shared/base/errors.ts';
import type { Connection } from './connection.ts';
import { runInSlices, type Pacing } from './pacing.ts';
import { readSqliteError } from './sqliteErrors.ts';

export interface Writer {
  readonly connection: Connection;
  /** A transaction of a person's work, on the disk when this resolves. */
  commit<Result>(work: () => Result): Promise<Result>;
  /** A small write, now. `work` must bear being repeated. */
  write<Result>(work: () => Result): Result;
  /** As `write`, and refuses while a job runs that does not admit it: for what the job itself stands on. */
  writeAlone<Result>(work: () => Result): Result;
  /** A long job in one transaction; `steps` is called again for each new start. Jobs run one after another. */
  runJob(steps: () => Generator<unknown, void>, options?: JobOptions): Promise<void>;
  readonly isJobRunning: boolean;
  /** Resolves when every job that was asked for by now has ended. */
  jobsEnded(): Promise<void>;
  /** Stops a running job at its next slice and refuses further ones; resolves when none runs. */
  finish(): Promise<void>;
}

export interface JobOptions {
  readonly signal?: AbortSignal;
  /** `writeAlone` may join it. */
  readonly isShared?: boolean;
}

export interface WriterOptions {
  readonly connection: Connection;
  readonly pacing: Pacing;
  /** A transaction was rolled back: what was noted about it is void. */
  readonly onRollback: () => void;
  /** Something was committed. */
  readonly onCommit: () => void;
  /** A job has written another slice, or (last) is about to COMMIT: see `Upkeep.syncLog`. */
  readonly syncLog: (isLast: boolean) => Promise<void>;
}

/** How often a person's work may send a job back to its start. */
const PREEMPTIONS_MAXIMUM = 3;

interface Job {
  state: 'open' | 'preempted';
  preemptions: number;
  readonly isShared: boolean;
  /** Small writes that joined the open transaction. */
  readonly joined: (() => unknown)[];
  readonly ended: Promise<void>;
}

export function createWriter({ connection, pacing, onRollback, onCommit, syncLog }: WriterOptions): Writer {
  let job: Job | null = null;
  let queue: Promise<void> = Promise.resolve();
  let isFinishing = false;

  const openJob = (): Job | null => (job?.state === 'open' ? job : null);

  const rollBack = (): void => {
    // SQLite itself has rolled back already after some failures (a full disk, for one).
    if (connection.inTransaction) connection.exec('ROLLBACK');
    onRollback();
  };

  const transact = <Result>(work: () => Result): Result => {
    let result: Result;
    try {
      connection.exec('BEGIN IMMEDIATE');
      result = work();
      connection.exec('COMMIT');
    } catch (error) {
      rollBack();
      throw readSqliteError(error) ?? error;
    }
    onCommit();
    return result;
  };

  const repeatJoined = (joined: readonly (() => unknown)[]): void => {
    if (joined.length > 0) transact(() => joined.map((work) => work()));
  };

  const preempt = (running: Job): void => {
    running.state = 'preempted';
    running.preemptions += 1;
    rollBack();
    repeatJoined(running.joined.splice(0));
  };

  const attempt = async (
    running: Job,
    steps: () => Generator<unknown, void>,
    signal?: AbortSignal,
  ): Promise<boolean> => {
    if (signal?.aborted || isFinishing) throw createError('cancelled');
    connection.exec('BEGIN IMMEDIATE');
    running.state = 'open';
    try {
      await runInSlices(steps(), pacing, () => {
        if (isPreempted(running)) throw PREEMPTED;
        if (signal?.aborted || isFinishing) throw createError('cancelled');
        void syncLog(false);
      });
      await syncLog(true);
      // Work may have come in between.
      if (isPreempted(running)) return false;
      connection.exec('COMMIT');
    } catch (error) {
      if (error === PREEMPTED) return false;
      rollBack();
      repeatJoined(running.joined.splice(0));
      throw readSqliteError(error) ?? error;
    }
    onCommit();
    return true;
  };

  const writeOrJoin = <Result>(work: () => Result): Result => {
    const open = openJob();
    if (open === null) return transact(work);
    connection.exec('SAVEPOINT joined');
    try {
      const result = work();
      connection.exec('RELEASE joined');
      open.joined.push(work);
      return result;
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK TO joined; RELEASE joined');
      throw readSqliteError(error) ?? error;
    }
  };

  return {
    connection,
    async commit(work) {
      for (let open = openJob(); open !== null; open = openJob()) {
        if (open.preemptions < PREEMPTIONS_MAXIMUM) preempt(open);
        else await open.ended;
      }
      return transact(work);
    },
    write: writeOrJoin,
    writeAlone(work) {
      if (job !== null && !job.isShared) throw new Error('A checkpoint or purge is running: wait for it first');
      return writeOrJoin(work);
    },
    async runJob(steps, { signal, isShared = false } = {}) {
      const before = queue;
      const { promise: ended, resolve: end } = Promise.withResolvers<void>();
      queue = ended;
      await before;
      try {
        job = { state: 'preempted', preemptions: 0, isShared, joined: [], ended };
        while (!(await attempt(job, steps, signal)));
      } finally {
        job = null;
        end();
      }
    },
    get isJobRunning() {
      return job !== null;
    },
    jobsEnded: () => queue,
    async finish() {
      isFinishing = true;
      await queue;
    },
  };
}

const PREEMPTED = new Error('preempted');

/** A function, because the compiler does not see that other code changes the state during an await. */
const isPreempted = (job: Job): boolean => job.state === 'preempted';
