/** The list of service contracts. */
import { isOfFamily } from '../customers/family.ts';
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export interface ContractListRow {
  readonly id: string;
  readonly number: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly title: string | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  /** JSON list. */
  readonly coverage: string | null;
  /** The body, of one on which somebody was asked. */
  readonly asked: string | null;
  readonly pending: number;
}

export interface ContractListInput {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly customerId?: string | undefined;
  /** The days between which a contract ends whose renewal should be offered. */
  readonly renewal?: { readonly from: string; readonly to: string } | undefined;
}

/** One window, the one that runs longest first. Searched by title, number and customer. Null when nothing could be found. */
export function contractListQuery({ offset, limit, search, customerId, renewal }: ContractListInput): ListQuery | null {
  const match = search === undefined || search.trim() === '' ? undefined : matchExpression(search);
  if (match === null) return null;
  const where = whereAll([
    'k.deleted = 0',
    customerId !== undefined && isOfFamily('k.customer_id'),
    renewal !== undefined && `k.ends_on BETWEEN :from AND :to AND ${NOT_RENEWED}`,
    match !== undefined &&
      `(${searchRows('contracts', 'k.rowid')} OR ${searchCondition('customers', 'k.customer_id')})`,
  ]);
  return {
    count: `SELECT count(*) AS total FROM contracts k${where}`,
    rows: `
      SELECT k.id, k.number, k.customer_id AS customerId, c.name AS customerName, k.title, k.starts_on AS startsOn, k.ends_on AS endsOn,
        json_extract(k.body, '$.coverage') AS coverage, iif(json_extract(k.body, '$.approval') IS NULL, NULL, k.body) AS asked, k.pending
      FROM contracts k LEFT JOIN customers c ON c.id = k.customer_id${where}
      ORDER BY k.ends_on DESC, k.id DESC LIMIT :limit OFFSET :offset`,
    parameters: {
      offset,
      limit,
      ...(customerId === undefined ? {} : { customerId }),
      ...renewal,
      ...(match === undefined ? {} : { match }),
    },
  };
}

/** A renewal is another contract of the same customer that says so. */
const NOT_RENEWED = `NOT EXISTS (SELECT 1 FROM contracts n INDEXED BY contracts_by_customer
  WHERE n.deleted = 0 AND n.customer_id IN (
      SELECT k.customer_id UNION ALL SELECT l.other_id FROM customer_links l WHERE l.customer_id = k.customer_id AND l.relation = 'mergedInto') AND json_extract(n.body, '$.renewsContractId') = k.id)`;
