/**
 * What orders come to, reckoned by the database of head office alone: line by line, half-even, the discount of the whole spread by largest fractions, tax per
 * line on what is left of it. Written anew, so that it agrees with the program only where both are right.
 */

export interface OrderTotalInSql {
  readonly id: string;
  readonly gross: string;
  readonly discount: string;
  readonly net: string;
  readonly tax: string;
  readonly total: string;
}

const halfEven = (amount: string): string =>
  `(round(${amount}) - CASE WHEN mod(${amount}, 1) = 0.5 AND mod(round(${amount}), 2) = 1 THEN 1 ELSE 0 END)`;

/** Percentages are stored × 10,000. */
const WHOLE = '1000000';

/** `$1`: the ids of the orders. In minor units, as text. */
export const ORDER_TOTALS = `
  WITH line AS (
    SELECT r.id, l->>'id' AS line, (l->>'quantity')::numeric * (l->'unitPrice'->>'amount')::numeric / 1000 AS gross,
      coalesce((l->>'discountPercentage')::numeric, 0) AS off, coalesce((l->>'taxPercentage')::numeric, 0) AS taxed,
      coalesce((r.body->>'discountPercentage')::numeric, 0) AS whole_off, coalesce((r.body->'freight'->>'amount')::numeric, 0) AS freight
    FROM records r, jsonb_array_elements(r.body->'lines') l WHERE r.id = ANY($1::uuid[])),
  netted AS (SELECT *, ${halfEven(`(gross * (${WHOLE} - off) / ${WHOLE})`)} AS net FROM line),
  whole AS (
    SELECT id, sum(net) AS net, ${halfEven(`(sum(net) * max(whole_off) / ${WHOLE})`)} AS off FROM netted GROUP BY id),
  shared AS (
    SELECT n.*, w.off AS all_off, floor(n.net * w.off / greatest(w.net, 1)) AS share,
      row_number() OVER (PARTITION BY n.id ORDER BY mod(n.net * w.off, greatest(w.net, 1)) DESC, n.line) AS place
    FROM netted n JOIN whole w USING (id)),
  taxable AS (
    SELECT *, net - share - CASE WHEN place <= all_off - sum(share) OVER (PARTITION BY id) THEN 1 ELSE 0 END AS base FROM shared)
  SELECT id, sum(${halfEven('gross')})::text AS gross, (sum(${halfEven('gross')}) - sum(base))::text AS discount, sum(base)::text AS net,
    sum(${halfEven(`(base * taxed / ${WHOLE})`)})::text AS tax, (sum(base) + sum(${halfEven(`(base * taxed / ${WHOLE})`)}) + max(freight))::text AS total
  FROM taxable GROUP BY id ORDER BY id`;
