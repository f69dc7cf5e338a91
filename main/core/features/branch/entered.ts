/** What was entered from paper: of one person and day for the sums, and by the number of a slip so that none is entered twice. */
import type { EnteredRow } from '../../../../shared/contract/branch.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import { zoneOf } from '../day/zone.ts';
import { hitsOf, wholeWordsExpression } from '../../store/index.ts';
import type { CoreContext, Work } from '../procedures.ts';

const PAPER = `json_extract(r.body, '$.paper.row') AS rowId, json_extract(r.body, '$.paper.number') AS slip`;

const DOCUMENTS = `
  SELECT 'salesDocuments' AS collection, r.kind, r.id, ${PAPER}, r.number, r.customer_id AS customerId, c.name AS customerName, r.state,
    r.method AS how, r.total AS amount, r.currency, w.name AS enteredBy, r.created_at AS at
  FROM (SELECT s.rowid AS place FROM sales_documents s INDEXED BY sales_documents_listed
    WHERE s.deleted = 0 AND s.kind IN ('order', 'receipt') AND s.dated_on = :on) f
  JOIN sales_documents r ON r.rowid = f.place
  LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN organisation w ON w.id = r.created_by
  WHERE r.owner_id = :person AND json_extract(r.body, '$.paper.row') IS NOT NULL`;

const ACTIVITIES = `
  SELECT 'activities' AS collection, r.kind, r.id, ${PAPER}, NULL AS number, r.customer_id AS customerId, c.name AS customerName, NULL AS state,
    r.outcome AS how, NULL AS amount, NULL AS currency, w.name AS enteredBy, r.created_at AS at
  FROM activities r INDEXED BY activities_by_time
  LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN organisation w ON w.id = r.updated_by
  WHERE r.deleted = 0 AND r.happened_at >= :from AND r.happened_at < :until AND r.owner_id = :person
    AND json_extract(r.body, '$.paper.row') IS NOT NULL`;

type Row = Omit<EnteredRow, 'amount'> & {
  readonly amount: number | null;
  readonly currency: string | null;
  readonly at: string;
};

/** In the order in which they were entered. */
export async function readEntered(
  context: CoreContext,
  work: Work,
  { personId, on }: { readonly personId: string; readonly on: string },
  signal: AbortSignal,
): Promise<EnteredRow[]> {
  const { from, until } = dayBounds(on, zoneOf(context, work));
  const [documents, activities] = await Promise.all([
    work.store.readInWorker<Row>(DOCUMENTS, { person: personId, on }, signal),
    work.store.readInWorker<Row>(ACTIVITIES, { person: personId, from, until }, signal),
  ]);
  return [...documents, ...activities]
    .toSorted((one, other) => (one.at < other.at ? -1 : 1))
    .map(({ amount, currency, at: _at, ...row }) => ({
      ...row,
      amount: amount === null || currency === null ? null : { amount, currency },
    }));
}

export interface EarlierSlip {
  readonly id: string;
  readonly title: string | null;
  readonly personName: string | null;
  readonly on: string | null;
}

const EARLIER = {
  salesDocuments: `
    SELECT r.id, r.number AS title, o.name AS personName, r.dated_on AS "on", r.body
    FROM sales_documents r LEFT JOIN organisation o ON o.id = r.owner_id
    WHERE r.rowid IN (${hitsOf('salesDocuments')}) AND r.deleted = 0 AND r.kind = :kind AND r.state <> 'cancelled'
      AND json_extract(r.body, '$.paper.number') = :slip LIMIT 5`,
  activities: `
    SELECT r.id, r.subject AS title, o.name AS personName, r.happened_at AS "on", r.body
    FROM activities r LEFT JOIN organisation o ON o.id = r.owner_id
    WHERE r.rowid IN (${hitsOf('activities')}) AND r.deleted = 0 AND r.kind = :kind
      AND json_extract(r.body, '$.paper.number') = :slip LIMIT 5`,
} as const;

/** The record that was entered from a slip of this number and kind, found by the words of the search, beside the core's thread; null: none that is held here. */
export async function earlierSlip(
  work: Work,
  collection: keyof typeof EARLIER,
  { kind, slip, rowId }: { readonly kind: string; readonly slip: string; readonly rowId: string },
): Promise<EarlierSlip | null> {
  const match = wholeWordsExpression(slip);
  if (match === null) return null;
  const rows = await work.store.readInWorker<EarlierSlip & { body: string }>(
    EARLIER[collection],
    { match, kind, slip },
    work.ended,
  );
  const other = rows.find(({ body }) => textOf((JSON.parse(body) as { paper?: never }).paper ?? {}, 'row') !== rowId);
  if (!other) return null;
  const { body: _body, ...earlier } = other;
  return earlier;
}
