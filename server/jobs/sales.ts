/**
 * On which paper a sale has its legal numbers, and which papers may be due for one.
 *
 * What decides is the company's setting `invoicedBy` as it was when the server took the first of the sale's binding papers in (its confirmed order, or an
 * issued invoice): by the order in which the server took the one and the other, which is in its history, and by no clock of a device. So a change of the
 * setting holds for what comes after it and never reaches back, in either direction, whenever this job looks; and what is written down once
 * (`posting_sales`) stays, also through a restore.
 *
 * The job follows the feed (`followFeed.ts`), so that a run reads what is new and what waits (`posting_queue`), however many papers there are.
 */
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { settingId, settingInForce, type InvoicedBy } from '../../shared/domain/organisation/companySettings.ts';
import type { Database, Queryable, Transaction } from '../store/database.ts';
import { retried } from '../store/retried.ts';
import { readEpochs } from '../sync/epochs.ts';
import { beginCursors, readFeed } from './followFeed.ts';
import { IS_UNPOSTED_INVOICE, IS_UNPOSTED_ORDER, readPostingState } from './posting.ts';

const BATCH_SIZE = 500;

/** Notes what came since the last run. While posting is not open nothing is: what it will be opened with is not decided yet. */
export async function followSales(database: Database, isStopped: () => boolean = () => false): Promise<void> {
  await beginCursors(database, 'posting_cursors');
  for (let isDone = false; !isDone && !isStopped();)
    isDone = await retried(database, async (transaction) => {
      if ((await readPostingState(transaction)) !== 'open') return true;
      const feed = await readFeed(transaction, 'posting_cursors', BATCH_SIZE);
      if (feed === null) return true;
      const documents = feed.rows.filter(({ collection, isNewest }) => collection === 'salesDocuments' && isNewest);
      await noteSales(
        transaction,
        documents.map(({ id }) => id),
      );
      await feed.moveOn();
      return false;
    });
}

/** When posting is opened for the first time: all sales that are not left to other books have their numbers on invoices. */
export async function beginByInvoices(transaction: Transaction, epoch: number): Promise<void> {
  await transaction.rows(
    `INSERT INTO posting_sales (order_id, invoiced_by, epoch) SELECT r.id, 'invoice', $1 FROM records r WHERE ${IS_UNPOSTED_ORDER}
     ON CONFLICT DO NOTHING`,
    [epoch],
  );
}

async function noteSales(transaction: Transaction, documents: readonly RecordId[]): Promise<void> {
  if (documents.length === 0) return;
  const sales = await readNewSales(transaction, documents);
  if (sales.length > 0) {
    const rules = await readRules(transaction);
    const { current } = await readEpochs(transaction);
    await transaction.rows(
      `INSERT INTO posting_sales (order_id, invoiced_by, epoch)
       SELECT t.*, $3 FROM unnest($1::uuid[], $2::text[]) AS t ON CONFLICT DO NOTHING`,
      [sales.map(({ orderId }) => orderId), sales.map(({ since }) => ruleAt(rules, since)), current.number],
    );
  }
  await transaction.rows(
    `INSERT INTO posting_queue (document_id, kind, out_since)
     SELECT r.id, r.kind, coalesce(CASE r.kind WHEN 'order' THEN r.body ->> 'confirmedAt' ELSE r.body ->> 'issuedAt' END, '')
     FROM records r WHERE r.id = ANY($1::uuid[]) AND ((${IS_UNPOSTED_ORDER}) OR (${IS_UNPOSTED_INVOICE})) AND ${MAY_BE_DUE}
     ORDER BY r.id ON CONFLICT DO NOTHING`,
    [documents],
  );
}

interface NewSale {
  readonly orderId: RecordId;
  /** When the server took its first binding paper in; null: not by a device, so by the rule of now. */
  readonly since: Date | null;
}

/** Of these papers. Not of an order with books of its own: imported, posted, or left to others. */
const readNewSales = (transaction: Transaction, documents: readonly RecordId[]): Promise<NewSale[]> =>
  transaction.rows<NewSale>(
    `SELECT s.order_id AS "orderId", min(l.decided_at) AS since FROM (
       SELECT r.id, r.id AS order_id FROM records r WHERE r.id = ANY($1::uuid[]) AND ${IS_UNPOSTED_ORDER}
       UNION ALL SELECT r.id, (r.body ->> 'orderId')::uuid FROM records r WHERE r.id = ANY($1::uuid[]) AND ${IS_UNPOSTED_INVOICE}
     ) s
     LEFT JOIN history h ON h.collection = 'salesDocuments' AND h.id = s.id AND h.body ->> 'state' IN ('confirmed', 'issued')
     LEFT JOIN ledger l ON l.hash = h.group_hash
     WHERE NOT EXISTS (SELECT 1 FROM posting_sales k WHERE k.order_id = s.order_id)
       AND NOT EXISTS (SELECT 1 FROM postings p WHERE p.order_id = s.order_id)
       AND NOT EXISTS (SELECT 1 FROM records o WHERE o.collection = 'salesDocuments' AND o.id = s.order_id AND o.body ? 'source')
     GROUP BY s.order_id ORDER BY s.order_id`,
    [documents],
  );

interface Rule {
  readonly invoicedBy: InvoicedBy;
  /** null: from the beginning. */
  readonly since: Date | null;
}

/** What the setting has said, one after the other. */
async function readRules(database: Queryable): Promise<Rule[]> {
  const rows = await database.rows<{ value: JsonValue; deleted: boolean; since: Date | null }>(
    `SELECT h.body -> 'value' AS value, h.deleted, l.decided_at AS since FROM history h LEFT JOIN ledger l ON l.hash = h.group_hash
     WHERE h.collection = 'organisation' AND h.id = $1 ORDER BY h.version`,
    [settingId('invoicedBy')],
  );
  return [
    { invoicedBy: 'order', since: null },
    ...rows.map(({ value, deleted, since }) => ({
      invoicedBy: settingInForce(deleted ? {} : { invoicedBy: value }, 'invoicedBy') ?? 'order',
      since,
    })),
  ];
}

const ruleAt = (rules: readonly Rule[], moment: Date | null): InvoicedBy =>
  rules.findLast(({ since }) => moment === null || since === null || since <= moment)?.invoicedBy ?? 'order';

/** Of the record `r`: not left to other books, and of a sale that has its numbers on papers of this kind, or back from a restore. */
const MAY_BE_DUE = `NOT EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id AND p.year IS NULL) AND (
  EXISTS (SELECT 1 FROM postings p WHERE p.order_id = r.id)
  OR EXISTS (SELECT 1 FROM posting_sales s WHERE s.invoiced_by = r.kind
    AND s.order_id = CASE r.kind WHEN 'order' THEN r.id ELSE (r.body ->> 'orderId')::uuid END)
  OR EXISTS (SELECT 1 FROM records i JOIN postings p ON p.order_id = i.id WHERE r.kind = 'invoice' AND i.id <> r.id
    AND i.collection = 'salesDocuments' AND i.kind = 'invoice' AND i.body ->> 'orderId' = r.body ->> 'orderId'))`;
