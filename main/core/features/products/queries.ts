/** The catalogue: the search for products while an order is taken, and what fits what. */
import { PRODUCT_KINDS } from '../../../../shared/domain/products/product.ts';
import { matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { isAnyOf, jsonList, whereAll } from '../sql.ts';

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
  readonly kinds?: readonly string[] | undefined;
  readonly category?: string | undefined;
  /** Id of the equipment that it fits. */
  readonly fits?: string | undefined;
  /** What is withdrawn, in place of what is sold. */
  readonly discontinued?: boolean | undefined;
}

/** Products that are still sold (or those that are not), by name; with `text` those that match it. Null when the text holds nothing that could be found. */
export function productListQuery({
  text,
  offset,
  limit,
  kinds,
  category,
  fits,
  discontinued,
}: ProductSearch): ListQuery | null {
  const match = text.trim() === '' ? undefined : matchExpression(text);
  if (match === null) return null;
  const where = whereAll([
    'p.deleted = 0',
    isAnyOf('p.kind', 'kinds'),
    `coalesce(p.discontinued, 0) = ${discontinued === true ? 1 : 0}`,
    category !== undefined && 'p.category = :category',
    fits !== undefined && `EXISTS (SELECT 1 FROM json_each(p.body, '$.fitsIds') f WHERE f.value = :fits)`,
    match !== undefined && searchRows('products', 'p.rowid'),
  ]);
  return {
    count: `SELECT count(*) AS total FROM products p${where}`,
    rows: `
      SELECT p.id, p.kind, p.code, p.name, p.body,
        (SELECT sum(quantity) FROM stock WHERE product_id = p.id AND kind = 'balance' AND deleted = 0) AS quantity,
        (SELECT min(as_of) FROM stock WHERE product_id = p.id AND kind = 'balance' AND deleted = 0) AS asOf
      FROM products p${where} ORDER BY p.name_sort, p.id LIMIT :limit OFFSET :offset`,
    parameters: {
      offset,
      limit,
      kinds: jsonList(kinds === undefined || kinds.length === 0 ? PRODUCT_KINDS : kinds),
      ...(category === undefined ? {} : { category }),
      ...(fits === undefined ? {} : { fits }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

/** Products that may bear a code, withdrawn ones too: `:match` are the words of its key as they are spelt. */
export const codeCandidatesQuery = `
  SELECT p.id, p.body FROM products p
  WHERE p.deleted = 0 AND ${isAnyOf('p.kind', 'kinds')} AND ${searchRows('products', 'p.rowid')}`;

export const favouritesOfQuery = `
  SELECT a.id FROM activities a
  WHERE a.owner_id = :ownerId AND a.deleted = 0 AND a.kind = 'favourite' AND json_extract(a.body, '$.productId') = :productId`;

export const categoriesQuery = `
  SELECT DISTINCT category FROM products
  WHERE deleted = 0 AND category IS NOT NULL AND coalesce(discontinued, 0) = 0 AND ${isAnyOf('kind', 'kinds')}
  ORDER BY category`;

/** The units that products are counted in, the most usual first. */
export const unitNamesQuery = `
  SELECT json_extract(body, '$.unit') AS unit FROM products
  WHERE deleted = 0 AND coalesce(discontinued, 0) = 0 AND ${isAnyOf('kind', 'kinds')}
  GROUP BY unit HAVING unit IS NOT NULL ORDER BY count(*) DESC, unit LIMIT 50`;

export interface NamedRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
}

export const fitsQuery = `
  SELECT p.id, p.kind, p.name FROM json_each((SELECT body FROM products WHERE id = :id), '$.fitsIds') f
  JOIN products p ON p.id = f.value AND p.deleted = 0 ORDER BY p.name_sort, p.id`;

export const fittedByQuery = `
  SELECT p.id, p.kind, p.name FROM products p
  WHERE p.deleted = 0 AND coalesce(p.discontinued, 0) = 0 AND p.kind IN ('sparePart', 'upgradeKit', 'consumable', 'service')
    AND EXISTS (SELECT 1 FROM json_each(p.body, '$.fitsIds') f WHERE f.value = :id)
  ORDER BY p.name_sort, p.id`;
