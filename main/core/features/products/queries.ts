/** The search for products while an order is taken. */
import { matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export interface ProductListRow {
  readonly id: string;
  readonly kind: string;
  readonly code: string | null;
  readonly name: string | null;
  /** JSON: prices are picked by the shared rules, not by SQL. */
  readonly body: string;
  /** Sum over the places held here, null when there is none. */
  readonly quantity: number | null;
  readonly asOf: string | null;
}

export interface ProductSearch {
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** Products that are still sold, by name; with `text` those that match it. Null when the text holds nothing that could be found. */
export function productListQuery({ text, offset, limit }: ProductSearch): ListQuery | null {
  const match = text.trim() === '' ? undefined : matchExpression(text);
  if (match === null) return null;
  const where = whereAll([
    'p.deleted = 0',
    'coalesce(p.discontinued, 0) = 0',
    match !== undefined && searchRows('products', 'p.rowid'),
  ]);
  return {
    count: `SELECT count(*) AS total FROM products p${where}`,
    rows: `
      SELECT p.id, p.kind, p.code, p.name, p.body,
        (SELECT sum(quantity) FROM stock WHERE product_id = p.id AND deleted = 0) AS quantity,
        (SELECT min(as_of) FROM stock WHERE product_id = p.id AND deleted = 0) AS asOf
      FROM products p${where} ORDER BY p.name_sort, p.id LIMIT :limit OFFSET :offset`,
    parameters: { offset, limit, ...(match === undefined ? {} : { match }) },
  };
}
