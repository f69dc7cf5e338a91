/** A transaction that others got in the way of, run again. */
import { setTimeout as wait } from 'node:timers/promises';
import { isRetryable, type Database, type StatementHandling, type Transaction } from './database.ts';

const TRIES_MAXIMUM = 10;
const PAUSE_MILLISECONDS = 5;

/**
 * For work that changes nothing but what is in the transaction. Behind each failure that passes (see {@link isRetryable}) a pause of chance length,
 * so that those who met do not meet again at once.
 * @throws What the work throws, once it was tried ten times.
 */
export async function retried<Result>(
  database: Database,
  work: (transaction: Transaction) => Promise<Result>,
  handling?: StatementHandling,
): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await database.transaction(work, handling);
    } catch (error) {
      if (!isRetryable(error) || tries >= TRIES_MAXIMUM) throw error;
      await wait(PAUSE_MILLISECONDS * tries * Math.random());
    }
  }
}
