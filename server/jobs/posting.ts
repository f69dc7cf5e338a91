/** Whether numbers of the books may be given. A new epoch begins with posting closed, however it began: an administrator opens it. */
import type { Queryable } from '../store/database.ts';
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
