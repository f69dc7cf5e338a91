/** Reads what is kept of products for those whose orders are measured by it, and what they have promised of it. */
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { promisesOf, type Promised } from '../../../shared/domain/stock/slices.ts';
import type { Transaction } from '../../store/database.ts';

export interface SliceReads {
  /** What is kept of these products for anybody, at whatever place, on some of these days. */
  readonly allotments: readonly RecordBody[];
  /** Confirmed orders of these authors since the first day of any of these allotments that is theirs. */
  readonly promises: readonly StoredPromise[];
}

/** An order, read once for all that are measured beside it. */
export interface StoredPromise {
  readonly id: RecordId;
  readonly ownerId: string | null;
  readonly confirmedAt: string | null;
  readonly promised: readonly Promised[];
}

/**
 * Body of the order `r`, confirmed at the moment at which the server has it from its device (`moments.ts`), whatever stands on the paper. Of what was imported, and of what no
 * device brought, the paper's own moment counts.
 */
export const AS_BOUND = `CASE WHEN r.body ? 'source' THEN r.body ELSE r.body || coalesce((
  SELECT CASE WHEN h.device IS NULL THEN NULL ELSE jsonb_build_object('confirmedAt', h.updated_at) END FROM history h
  WHERE h.collection = 'salesDocuments' AND h.id = r.id AND h.body ->> 'state' = 'confirmed' ORDER BY h.version LIMIT 1), '{}'::jsonb) END`;

/** @param days The first and the last by which any of the orders can be measured. What is over before, or begins behind them, is not asked about. */
export async function readSlices(
  transaction: Transaction,
  authors: readonly RecordId[],
  products: readonly string[],
  days: { readonly from: IsoDate; readonly to: IsoDate },
): Promise<SliceReads> {
  const allotments = await readAllotments(transaction, products, days);
  const own = allotments.filter((allotment) => authors.includes(textOf(allotment, 'holderId') ?? ''));
  const [since] = own.map((allotment) => textOf(allotment, 'from') ?? '').toSorted();
  return { allotments, promises: since === undefined ? [] : await readPromises(transaction, authors, since) };
}

async function readAllotments(
  transaction: Transaction,
  products: readonly string[],
  { from, to }: { readonly from: IsoDate; readonly to: IsoDate },
): Promise<RecordBody[]> {
  if (products.length === 0) return [];
  const rows = await transaction.rows<{ body: RecordBody }>(
    `SELECT body FROM records WHERE collection = 'stock' AND kind = 'allotment' AND body ->> 'productId' = ANY($1::text[])
       AND body ->> 'from' <= $3 AND body ->> 'to' >= $2 AND NOT deleted`,
    [products, from, to],
  );
  return rows.map(({ body }) => body);
}

/** Nothing was confirmed behind the last change of its record. */
async function readPromises(
  transaction: Transaction,
  authors: readonly RecordId[],
  since: IsoDate,
): Promise<StoredPromise[]> {
  const rows = await transaction.rows<{ id: RecordId; body: RecordBody }>(
    `SELECT r.id, ${AS_BOUND} AS body FROM records r
     WHERE r.collection = 'salesDocuments' AND r.kind = 'order' AND r.body ->> 'state' = 'confirmed'
       AND r.body ->> 'ownerId' = ANY($1::text[]) AND (r.updated_at >= $2 OR r.body ->> 'confirmedAt' >= $2) AND NOT r.deleted`,
    [[...new Set(authors)], since],
  );
  return rows.map(({ id, body }) => ({
    id,
    ownerId: textOf(body, 'ownerId'),
    confirmedAt: textOf(body, 'confirmedAt'),
    promised: promisesOf(body),
  }));
}
