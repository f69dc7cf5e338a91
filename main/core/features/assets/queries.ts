/** The list of installed equipment. It walks an index that holds what it is filtered and sorted by. */
import { isOfFamily } from '../customers/family.ts';
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { direction, whereAll } from '../sql.ts';

export interface AssetListRow {
  readonly id: string;
  readonly name: string | null;
  readonly serial: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly installedOn: string | null;
  readonly warrantyUntil: string | null;
  readonly removedOn: string | null;
  readonly pending: number;
}

export interface AssetListInput {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly customerId?: string | undefined;
  readonly removed?: boolean | undefined;
  readonly sort?: { readonly by: 'name' | 'warrantyUntil'; readonly descending: boolean } | undefined;
}

/** One window, by name unless asked otherwise. Searched by name, serial number and customer. Null when nothing could be found. */
export function assetListQuery(input: AssetListInput): ListQuery | null {
  const { customerId, removed = false, sort = { by: 'name', descending: false } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const where = whereAll([
    'a.deleted = 0',
    !removed && 'a.removed_on IS NULL',
    customerId !== undefined && isOfFamily('a.customer_id'),
    match !== undefined && `(${searchRows('assets', '+a.rowid')} OR ${searchCondition('customers', '+a.customer_id')})`,
  ]);
  const way = direction(sort.descending);
  const order =
    sort.by === 'name'
      ? `a.name_sort ${way}, a.id ${way}`
      : `a.warranty_until IS NULL, a.warranty_until ${way}, a.name_sort, a.id`;
  const from = `assets a INDEXED BY ${customerId === undefined ? 'assets_listed' : 'assets_by_customer'}`;
  return {
    count: `SELECT count(*) AS total FROM ${from}${where}`,
    rows: `
      SELECT a.id, a.name, a.serial, a.customer_id AS customerId, c.name AS customerName, a.installed_on AS installedOn,
        a.warranty_until AS warrantyUntil, a.removed_on AS removedOn, a.pending
      FROM (SELECT a.rowid AS place FROM ${from}${where} ORDER BY ${order} LIMIT :limit OFFSET :offset) shown
      JOIN assets a ON a.rowid = shown.place
      LEFT JOIN customers c ON c.id = a.customer_id
      ORDER BY ${order}`,
    parameters: {
      limit: input.limit,
      offset: input.offset,
      ...(customerId === undefined ? {} : { customerId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}
