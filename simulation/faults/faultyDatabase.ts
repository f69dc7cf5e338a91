/** A real PostgreSQL whose transactions go wrong: they are slow while they hold their locks, they are rolled back at their end, their connection dies. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Database } from '../../server/store/database.ts';
import type { Choice } from '../choice.ts';

/** Probabilities per transaction, when its work is done and it would commit. */
export interface TransactionFaults {
  readonly slow: number;
  readonly rolledBack: number;
  readonly cut: number;
}

const SLOW_MILLISECONDS = 60;

export function createFaultyDatabase(
  database: Database,
  choice: Choice,
  faults: TransactionFaults,
  /** False: everything goes well. */
  isFaulty: () => boolean,
  count: (what: string) => void,
): Database {
  return {
    ...database,
    transaction: (work) =>
      database.transaction(async (transaction) => {
        const result = await work(transaction);
        if (!isFaulty()) return result;
        if (choice.chance(faults.slow)) {
          count('slow transactions');
          await wait(choice.integer(SLOW_MILLISECONDS));
        }
        if (choice.chance(faults.rolledBack)) {
          count('transactions rolled back');
          await transaction.rows("DO $$ BEGIN RAISE EXCEPTION 'not this time' USING ERRCODE = '40001'; END $$");
        }
        if (choice.chance(faults.cut)) {
          count('connections cut');
          await transaction.rows('SELECT pg_terminate_backend(pg_backend_pid())');
        }
        return result;
      }),
  };
}
