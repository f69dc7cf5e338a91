/** The lists of price lists and of promotions: there are tens of them, rarely hundreds. */
import { matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export const groupsQuery = `
  SELECT id, name FROM organisation WHERE kind = 'customerGroup' AND deleted = 0 AND name IS NOT NULL ORDER BY name_sort, id`;

export const namesQuery = `
  SELECT id, name, coalesce(json_extract(body, '$.unit'), '') AS unit FROM products
  WHERE id IN (SELECT value FROM json_each(:ids)) AND deleted = 0 AND name IS NOT NULL`;

export interface PricingListRow {
  readonly id: string;
  readonly name: string | null;
  /** JSON, without the entries of a price list. */
  readonly body: string;
  readonly entryCount: number;
  readonly pending: number;
}

export interface PricingListInput {
  readonly kind: 'priceList' | 'promotion';
  readonly search?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** By name. Null when the text holds nothing that could be found. */
export function pricingListQuery({ kind, search, offset, limit }: PricingListInput): ListQuery | null {
  const match = search === undefined || search.trim() === '' ? undefined : matchExpression(search);
  if (match === null) return null;
  const from = 'products p INDEXED BY products_by_kind';
  const where = whereAll([
    'p.deleted = 0',
    'p.kind = :kind',
    match !== undefined && searchRows('products', '+p.rowid'),
  ]);
  return {
    count: `SELECT count(*) AS total FROM ${from}${where}`,
    rows: `
      SELECT p.id, p.name, json_remove(p.body, '$.entries') AS body,
        coalesce(json_array_length(p.body, '$.entries'), 0) AS entryCount, p.pending
      FROM ${from}${where} ORDER BY p.name_sort, p.id LIMIT :limit OFFSET :offset`,
    parameters: { kind, offset, limit, ...(match === undefined ? {} : { match }) },
  };
}
