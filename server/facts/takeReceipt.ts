/** A receipt of a closed day that comes back: kept as it was signed. */
import type { Receipt, SignedReceipt } from '../../shared/sync/receipt.ts';
import type { Transaction } from '../store/database.ts';
import type { FactState } from './journal.ts';

/** Its signature was checked before. */
export async function takeReceipt(
  transaction: Transaction,
  { text, signature }: SignedReceipt,
  receipt: Receipt,
  epoch: number,
): Promise<FactState> {
  const written = await transaction.rows(
    `INSERT INTO day_receipts (id, day, subject, closing, person, device, closed_at, text, signature, epoch)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING RETURNING 1`,
    [
      receipt.id,
      receipt.day,
      receipt.of.id,
      receipt.closing,
      receipt.closedBy.id,
      receipt.device,
      receipt.closedAt,
      text,
      signature,
      epoch,
    ],
  );
  if (written.length > 0) return { state: 'taken' };
  const [there] = await transaction.rows<{ id: string; text: string }>(
    'SELECT id, text FROM day_receipts WHERE id = $1 OR (subject = $2 AND day = $3 AND closing = $4) ORDER BY id <> $1 LIMIT 1',
    [receipt.id, receipt.of.id, receipt.day, receipt.closing],
  );
  if (there?.text === text) return { state: 'known' };
  // The day was closed again since the restore, as the same close by number.
  return {
    state: 'contradicted',
    facts: { reason: 'day_closed_again', receipt: there?.id ?? '', day: receipt.day, name: receipt.of.name },
  };
}
