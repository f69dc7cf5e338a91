/** Whether numbers of the books may be given. A new epoch begins with posting closed, however it began: an administrator opens it. */
import type { Database, Queryable } from '../store/database.ts';
import { readEpochs } from '../sync/epochs.ts';

export type PostingState = 'never opened' | 'open' | 'closed';

export async function readPostingState(database: Queryable): Promise<PostingState> {
  const [row] = await database.rows<{ posting_epoch: number | null }>('SELECT posting_epoch FROM installation');
  if (!row || row.posting_epoch === null) return 'never opened';
  return row.posting_epoch === (await readEpochs(database)).current.number ? 'open' : 'closed';
}

/** Of the record `r`, as the index `records_unposted` has it. */
export const IS_UNPOSTED = `r.collection = 'salesDocuments' AND r.kind = 'order' AND NOT r.deleted AND r.body ->> 'state' = 'confirmed'
  AND NOT r.body ? 'invoice' AND NOT r.body ? 'source'`;

/**
 * The first time, the orders that are confirmed already are left to the books that they are in.
 * @returns what it was before.
 */
export function openPosting(database: Database): Promise<PostingState> {
  return database.transaction(async (transaction) => {
    await transaction.rows('SELECT 1 FROM installation FOR UPDATE');
    const before = await readPostingState(transaction);
    const { current } = await readEpochs(transaction);
    if (before === 'never opened')
      await transaction.rows(
        `INSERT INTO postings (order_id, epoch) SELECT r.id, $1 FROM records r WHERE ${IS_UNPOSTED} ON CONFLICT DO NOTHING`,
        [current.number],
      );
    if (before !== 'open') await transaction.rows('UPDATE installation SET posting_epoch = $1', [current.number]);
    return before;
  });
}
