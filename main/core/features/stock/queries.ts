/** What is known of stock on this machine. Levels are reckoned by the shared rule from what these read. */
import { matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { isAnyOf, whereAll } from '../sql.ts';

export interface PlaceRow {
  readonly id: string;
  /** JSON. */
  readonly body: string;
  readonly branchName: string | null;
  readonly holderName: string | null;
}

/** Warehouses, then vans; by name. */
export const placesQuery = `
  SELECT s.id, s.body, b.name AS branchName, h.name AS holderName FROM organisation s
    LEFT JOIN organisation b ON b.id = s.branch_id AND b.deleted = 0
    LEFT JOIN organisation h ON h.id = json_extract(s.body, '$.holderId') AND h.deleted = 0
  WHERE s.deleted = 0 AND s.kind = 'stockPlace'
  ORDER BY coalesce(json_extract(s.body, '$.type'), 'warehouse') = 'van', s.name_sort, s.id`;

export interface PersonRow {
  readonly id: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly branchId: string | null;
}

/** Who is at work, by name. */
export const peopleQuery = `
  SELECT id, name, role, branch_id AS branchId FROM organisation
  WHERE deleted = 0 AND kind = 'person' AND json_extract(body, '$.active') ORDER BY name_sort, id`;

export interface ProductRow {
  readonly id: string;
  readonly name: string | null;
  readonly code: string | null;
  readonly unit: string | null;
  /** JSON. */
  readonly units: string | null;
  readonly minimum: number | null;
}

interface StockSearch {
  readonly text?: string | undefined;
  readonly placeId?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Null when the text holds nothing that could be found. */
export function stockListQuery({ text = '', placeId, offset, limit }: StockSearch): ListQuery | null {
  const match = text.trim() === '' ? undefined : matchExpression(text);
  if (match === null) return null;
  const where = whereAll([
    'p.deleted = 0',
    `EXISTS (SELECT 1 FROM stock s WHERE s.deleted = 0 AND s.product_id = p.id AND s.kind IN ('balance', 'movement')${placeId === undefined ? '' : ' AND s.place_id = :placeId'})`,
    match !== undefined && searchRows('products', 'p.rowid'),
  ]);
  return {
    count: `SELECT count(*) AS total FROM products p${where}`,
    rows: `SELECT p.id, p.name, p.code, json_extract(p.body, '$.unit') AS unit, json_extract(p.body, '$.units') AS units, json_extract(p.body, '$.stockMinimum') AS minimum FROM products p${where}
      ORDER BY p.name_sort, p.id LIMIT :limit OFFSET :offset`,
    parameters: {
      offset,
      limit,
      ...(placeId === undefined ? {} : { placeId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

export interface StockRecordRow {
  readonly id: string;
  readonly kind: 'balance' | 'movement' | 'allotment';
  readonly productId: string;
  readonly placeId: string;
  readonly createdAt: string;
  readonly pending: number;
  /** JSON. */
  readonly body: string;
}

/** All that is known of these products, everywhere. */
export const stockOfProductsQuery = `
  SELECT id, kind, product_id AS productId, place_id AS placeId, created_at AS createdAt, pending, body FROM stock
  WHERE deleted = 0 AND ${isAnyOf('product_id', 'products')} ORDER BY id`;

/** When the latest of them happened, as levels read it: what the server has taken is never ahead of when it was written down. */
export const latestMovementQuery = `
  SELECT max(CASE WHEN pending = 1 THEN json_extract(body, '$.occurredAt') ELSE min(json_extract(body, '$.occurredAt'), created_at) END) AS latest
  FROM stock INDEXED BY stock_by_product
  WHERE deleted = 0 AND kind = 'movement' AND place_id = :placeId AND ${isAnyOf('product_id', 'products')}`;

export interface PromiseRow {
  readonly id: string;
  readonly ownerId: string | null;
  readonly orderedOn: string;
  /** JSON. */
  readonly body: string;
}

/** Confirmed orders of a holder with a product on the days of a period; for each period the lines of its product in its days, by their index. */
export const promisesQuery = `
  SELECT DISTINCT d.id, d.owner_id AS ownerId, d.ordered_on AS orderedOn, d.body FROM json_each(:periods) p
    CROSS JOIN order_lines l INDEXED BY order_lines_by_product
      ON l.product_id = json_extract(p.value, '$.productId')
      AND l.ordered_on BETWEEN json_extract(p.value, '$.from') AND json_extract(p.value, '$.to')
    CROSS JOIN sales_documents d ON d.id = l.order_id
  WHERE d.deleted = 0 AND d.kind = 'order' AND d.state = 'confirmed' AND d.owner_id = json_extract(p.value, '$.holderId')`;

/** What belongs to these orders. */
export const chainsQuery = `
  SELECT order_id AS orderId, kind, body FROM sales_documents WHERE deleted = 0 AND ${isAnyOf('order_id', 'orders')}`;

export interface ChainRow {
  readonly orderId: string;
  readonly kind: string;
  readonly body: string;
}

export interface MovementQueryRow extends StockRecordRow {
  readonly placeName: string | null;
  readonly otherPlaceName: string | null;
  readonly byName: string | null;
}

/** Newest first. */
export function movementsQuery({
  productId,
  placeId,
  offset,
  limit,
}: {
  readonly productId: string;
  readonly placeId?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}): ListQuery {
  const where = whereAll([
    's.deleted = 0',
    `s.kind = 'movement'`,
    's.product_id = :productId',
    placeId !== undefined && 's.place_id = :placeId',
  ]);
  return {
    count: `SELECT count(*) AS total FROM stock s${where}`,
    rows: `
      SELECT s.id, s.kind, s.product_id AS productId, s.place_id AS placeId, s.created_at AS createdAt, s.pending, s.body,
        p.name AS placeName, o.name AS otherPlaceName, b.name AS byName
      FROM stock s
        LEFT JOIN organisation p ON p.id = s.place_id
        LEFT JOIN organisation o ON o.id = json_extract(s.body, '$.otherPlaceId')
        LEFT JOIN organisation b ON b.id = s.created_by${where}
      ORDER BY json_extract(s.body, '$.occurredAt') DESC, s.id DESC LIMIT :limit OFFSET :offset`,
    parameters: { productId, offset, limit, ...(placeId === undefined ? {} : { placeId }) },
  };
}
