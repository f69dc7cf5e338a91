/** What tax products bore, and until when: who sells without a line goes by what they knew. */
import type { Instant, IsoDate } from '../../../shared/base/clock.ts';
import type { RecordId } from '../../../shared/base/id.ts';
import type { Transaction } from '../../store/database.ts';

/** A tax of a product (percent × 10,000), and the moment since which devices could know of another; null for the one that it bears. */
export interface BorneTax {
  readonly tax: number;
  readonly until: Instant | null;
}

/** By product. Another tax is known from when it was written or taken, whichever was later: whoever sets it may have had no line either. */
export async function readTaxes(
  transaction: Transaction,
  products: readonly string[],
): Promise<Map<RecordId, BorneTax[]>> {
  if (products.length === 0) return new Map();
  const rows = await transaction.rows<{ id: string; tax: number; until: string | null }>(
    `SELECT id, tax, CASE WHEN bool_or(until IS NULL) THEN NULL ELSE max(until) END AS until FROM (
       SELECT h.id, coalesce((h.body ->> 'taxPercentage')::float8, 0) AS tax,
         lead(greatest(h.updated_at, to_char(l.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))
           OVER (PARTITION BY h.id ORDER BY h.version) AS until
       FROM history h LEFT JOIN ledger l ON l.hash = h.group_hash
       WHERE h.collection = 'products' AND h.id = ANY($1::uuid[])) AS borne
     GROUP BY id, tax`,
    [products],
  );
  return Map.groupBy(rows, ({ id }) => id);
}

/** The lowest that was borne at any moment since that day began; null where nothing is known of it. */
export function lowestTax(taxes: readonly BorneTax[], since: IsoDate): number | null {
  const borne = taxes.filter(({ until }) => until === null || until >= since).map(({ tax }) => tax);
  return borne.length === 0 ? null : Math.min(...borne);
}
