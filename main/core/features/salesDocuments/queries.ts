/** The lists of quotes, deliveries, invoices and returns, a kind each; and all that belongs to one order. */
import { isOfFamily } from '../customers/family.ts';
import { CHAIN_KINDS } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { direction, isAnyOf, jsonList, whereAll } from '../sql.ts';

export interface DocumentListRow {
  readonly id: string;
  readonly kind: string;
  readonly number: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly day: string | null;
  readonly state: string | null;
  readonly validUntil: string | null;
  readonly total: number | null;
  readonly currency: string | null;
  readonly lineCount: number | null;
  readonly orderId: string | null;
  readonly orderNumber: string | null;
  readonly pending: number;
}

type SortKey = 'day' | 'customerName' | 'total' | 'number';

export interface DocumentListInput {
  readonly offset: number;
  readonly limit: number;
  /** All of them when left out. */
  readonly kind?: string | undefined;
  readonly search?: string | undefined;
  readonly customerId?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly sort?: { readonly by: SortKey; readonly descending: boolean } | undefined;
}

const COLUMNS = `
  d.id, d.kind, d.number, d.customer_id AS customerId, c.name AS customerName, d.dated_on AS day, d.state,
  CASE WHEN d.kind = 'quote' THEN json_extract(d.body, '$.validUntil') END AS validUntil, d.total, d.currency, d.line_count AS lineCount,
  d.order_id AS orderId, o.number AS orderNumber, d.pending`;
const JOINS = `
  LEFT JOIN customers c ON c.id = d.customer_id
  LEFT JOIN sales_documents o ON o.id = d.order_id`;

/** One window, newest first unless asked otherwise. Searched by number and by customer. Null when nothing could be found. */
export function documentListQuery(input: DocumentListInput): ListQuery | null {
  const { customerId, states, sort = { by: 'day', descending: true } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const where = whereAll([
    'd.deleted = 0',
    input.kind === undefined ? `d.kind IN (${CHAIN_KINDS.map((kind) => `'${kind}'`).join(', ')})` : 'd.kind = :kind',
    customerId !== undefined && isOfFamily('d.customer_id'),
    states !== undefined && states.length > 0 && isAnyOf('d.state', 'states'),
    match !== undefined &&
      `(${searchRows('salesDocuments', '+d.rowid')} OR ${searchCondition('customers', '+d.customer_id')})`,
  ]);
  const from = `sales_documents d INDEXED BY ${customerId === undefined ? 'sales_documents_listed' : 'sales_documents_by_customer'}`;
  const { join, order } = sortOf(sort.by, sort.descending);
  return {
    count: `SELECT count(*) AS total FROM ${from}${where}`,
    rows: `
      SELECT ${COLUMNS}
      FROM (SELECT d.rowid AS place FROM ${from}${join}${where} ORDER BY ${order} LIMIT :limit OFFSET :offset) shown
      JOIN sales_documents d ON d.rowid = shown.place${JOINS}
      ORDER BY ${order}`,
    parameters: {
      ...(input.kind === undefined ? {} : { kind: input.kind }),
      limit: input.limit,
      offset: input.offset,
      states: jsonList(states),
      ...(customerId === undefined ? {} : { customerId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

/** Empty values come last in either direction; equal ones newest first. */
function sortOf(by: SortKey, descending: boolean): { join: string; order: string } {
  const way = direction(descending);
  switch (by) {
    case 'day':
      return { join: '', order: `d.dated_on ${way}, d.id ${way}` };
    case 'total':
      return { join: '', order: `d.total IS NULL, d.total ${way}, d.dated_on DESC, d.id DESC` };
    case 'number':
      return { join: '', order: `d.number IS NULL, d.number ${way}, d.dated_on DESC, d.id DESC` };
    case 'customerName':
      return {
        join: ' LEFT JOIN customers c ON c.id = d.customer_id',
        order: `c.name_sort IS NULL, c.name_sort ${way}, d.dated_on DESC, d.id DESC`,
      };
  }
}

/** What an order's documents are reckoned from. */
export const chainBodiesQuery = `
  SELECT id, kind, body FROM sales_documents WHERE deleted = 0 AND order_id = :orderId`;

/** Oldest first. A quote stands before what came of it. */
export const chainRowsQuery = `
  SELECT ${COLUMNS} FROM sales_documents d INDEXED BY sales_documents_by_order${JOINS}
  WHERE d.deleted = 0 AND d.order_id = :orderId ORDER BY d.kind <> 'quote', d.dated_on, d.id`;
