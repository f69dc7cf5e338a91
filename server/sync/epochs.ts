/** The lives of this database. A restore from a backup begins a new one, so that devices bring what it lost. */
import type { Queryable } from '../store/database.ts';

export interface Epochs {
  readonly current: { readonly epoch: string; readonly number: number };
  /** Ordinal of an epoch; -1 for none and for one that this database does not know. */
  readonly numberOf: (epoch: string | null) => number;
}

export async function readEpochs(database: Queryable): Promise<Epochs> {
  const rows = await database.rows<{ epoch: string; number: number }>(
    'SELECT epoch, number FROM epochs ORDER BY number',
  );
  const current = rows.at(-1);
  if (!current) throw new Error('The database has no epoch');
  const numbers = new Map(rows.map(({ epoch, number }) => [epoch, number]));
  return { current, numberOf: (epoch) => (epoch === null ? -1 : (numbers.get(epoch) ?? -1)) };
}

/** To be run once after a restore, before devices connect. Returns the new epoch. */
export async function beginEpoch(database: Queryable): Promise<string> {
  const [row] = await database.rows<{ epoch: string }>(
    "INSERT INTO epochs (number, epoch) SELECT max(number) + 1, replace(gen_random_uuid()::text, '-', '') FROM epochs RETURNING epoch",
  );
  if (!row) throw new Error('The database has no epoch');
  return row.epoch;
}
