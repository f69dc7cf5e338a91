/** Stock as lists that are exported: what lies where, and what came and went, as the page of stock is searched. */
import { matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export interface StockPlaceListRow {
  readonly id: string;
  readonly productId: string;
  readonly placeId: string;
  readonly name: string | null;
  readonly code: string | null;
  readonly unit: string | null;
  readonly placeName: string | null;
}

export interface StockMovementRow {
  readonly id: string;
  readonly name: string | null;
  readonly code: string | null;
  readonly unit: string | null;
  readonly placeName: string | null;
  readonly otherPlaceName: string | null;
  readonly byName: string | null;
}

interface Asked {
  readonly text?: string | undefined;
  readonly placeId?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** A row for each product at each place of which something is known; by product, then by place. Null when the text holds nothing that could be found. */
export const stockPlacesQuery = (asked: Asked): ListQuery | null =>
  stockQuery(asked, {
    kinds: `'balance', 'movement'`,
    from: (where) =>
      `(SELECT DISTINCT s.product_id, s.place_id FROM stock s JOIN products p ON p.id = s.product_id${where}) known JOIN products p ON p.id = known.product_id
       LEFT JOIN organisation place ON place.id = known.place_id`,
    columns: `known.product_id || ' ' || known.place_id AS id, known.product_id AS productId, known.place_id AS placeId, p.name, p.code,
      json_extract(p.body, '$.unit') AS unit, place.name AS placeName`,
    order: 'p.name_sort, p.id, place.name_sort, known.place_id',
  });

/** Newest first. */
export const stockMovementsQuery = (asked: Asked): ListQuery | null =>
  stockQuery(asked, {
    kinds: `'movement'`,
    from: (where) =>
      `stock s JOIN products p ON p.id = s.product_id LEFT JOIN organisation place ON place.id = s.place_id
       LEFT JOIN organisation other ON other.id = json_extract(s.body, '$.otherPlaceId')
       LEFT JOIN organisation maker ON maker.id = s.created_by${where}`,
    columns: `s.id, p.name, p.code, json_extract(p.body, '$.unit') AS unit, place.name AS placeName, other.name AS otherPlaceName, maker.name AS byName`,
    order: `json_extract(s.body, '$.occurredAt') DESC, s.id DESC`,
  });

interface Shape {
  readonly kinds: string;
  readonly from: (where: string) => string;
  readonly columns: string;
  readonly order: string;
}

function stockQuery(
  { text = '', placeId, offset, limit }: Asked,
  { kinds, from, columns, order }: Shape,
): ListQuery | null {
  const match = text.trim() === '' ? undefined : matchExpression(text);
  if (match === null) return null;
  const source = from(
    whereAll([
      's.deleted = 0',
      `s.kind IN (${kinds})`,
      'p.deleted = 0',
      placeId !== undefined && 's.place_id = :placeId',
      match !== undefined && searchRows('products', 'p.rowid'),
    ]),
  );
  return {
    count: `SELECT count(*) AS total FROM ${source}`,
    rows: `SELECT ${columns} FROM ${source} ORDER BY ${order} LIMIT :limit OFFSET :offset`,
    parameters: {
      offset,
      limit,
      ...(placeId === undefined ? {} : { placeId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}
