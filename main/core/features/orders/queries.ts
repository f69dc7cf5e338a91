/** The list of orders. It walks `sales_documents_listed`, which holds what it is filtered and sorted by. */
import { isOfFamily } from '../customers/family.ts';
import { orderByCustomerName, type PaperOrder } from '../customers/orderByName.ts';
import { matchExpression } from '../../store/index.ts';
import type { PaperListQuery } from '../live.ts';
import { paperList } from '../salesDocuments/paperList.ts';
import { direction, isAnyOf, jsonList } from '../sql.ts';

export interface OrderListRow {
  readonly id: string;
  readonly number: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly orderedOn: string | null;
  readonly state: string | null;
  readonly total: number | null;
  readonly currency: string | null;
  readonly lineCount: number | null;
  /** The body, of a draft on which somebody was asked. */
  readonly asked: string | null;
  readonly pending: number;
}

export interface OrderListInput {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly customerId?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly sort?:
    | { readonly by: 'orderedOn' | 'customerName' | 'total' | 'number'; readonly descending: boolean }
    | undefined;
}

/** One window, newest first unless asked otherwise. Searched by number and by customer. Null when nothing could be found. */
export function orderListQuery(input: OrderListInput): PaperListQuery | null {
  const { customerId, states, sort = { by: 'orderedOn', descending: true } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const isOfStates = states !== undefined && states.length > 0;
  const { count, countOfLines, places, orderShown } = paperList({
    index: customerId === undefined ? 'sales_documents_listed' : 'sales_documents_by_customer',
    conditions: [
      'd.deleted = 0',
      `d.kind = 'order'`,
      customerId !== undefined && isOfFamily('d.customer_id'),
      isOfStates && isAnyOf('d.state', 'states'),
    ],
    isSearched: match !== undefined,
    order: sortOf(sort.by, sort.descending),
    byName: sort.by === 'customerName' && !isOfStates ? sort : undefined,
    offset: input.offset,
  });
  return {
    count,
    countOfLines,
    rows: `
      SELECT d.id, d.number, d.customer_id AS customerId, c.name AS customerName, d.dated_on AS orderedOn, d.state, d.total, d.currency,
        d.line_count AS lineCount, iif(d.state = 'draft' AND json_extract(d.body, '$.approval') IS NOT NULL, d.body, NULL) AS asked, d.pending
      FROM (${places}) shown
      JOIN sales_documents d ON d.rowid = shown.place
      LEFT JOIN customers c ON c.id = d.customer_id
      ORDER BY ${orderShown}`,
    parameters: {
      limit: input.limit,
      offset: input.offset,
      states: jsonList(states),
      ...(customerId === undefined ? {} : { customerId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

/** Empty values come last in either direction; equal ones newest first. */
function sortOf(by: 'orderedOn' | 'customerName' | 'total' | 'number', descending: boolean): PaperOrder {
  const way = direction(descending);
  switch (by) {
    case 'orderedOn':
      return { join: '', order: `d.dated_on ${way}, d.id ${way}`, isOfIndex: true };
    case 'total':
      return { join: '', order: `d.total ${way}, d.dated_on DESC, d.id DESC` };
    case 'number':
      return { join: '', order: `d.number IS NULL, d.number ${way}, d.dated_on DESC, d.id DESC` };
    case 'customerName':
      return orderByCustomerName(descending);
  }
}
