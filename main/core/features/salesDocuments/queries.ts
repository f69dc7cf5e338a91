/** The lists of quotes, deliveries, invoices and returns, a kind each; and all that belongs to one order. */
import { isOfFamily } from '../customers/family.ts';
import { orderByCustomerName, type PaperOrder } from '../customers/orderByName.ts';
import { CHAIN_KINDS } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { matchExpression } from '../../store/index.ts';
import type { PaperListQuery } from '../live.ts';
import { direction, isAnyOf, jsonList } from '../sql.ts';
import { paperList } from './paperList.ts';

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
export function documentListQuery(input: DocumentListInput): PaperListQuery | null {
  const { customerId, states, sort = { by: 'day', descending: true } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const isOfStates = states !== undefined && states.length > 0;
  const { count, countOfLines, places, orderShown } = paperList({
    index: customerId === undefined ? 'sales_documents_listed' : 'sales_documents_by_customer',
    conditions: [
      'd.deleted = 0',
      input.kind === undefined ? `d.kind IN (${CHAIN_KINDS.map((kind) => `'${kind}'`).join(', ')})` : 'd.kind = :kind',
      customerId !== undefined && isOfFamily('d.customer_id'),
      isOfStates && isAnyOf('d.state', 'states'),
    ],
    isSearched: match !== undefined,
    // Several kinds stand one behind the other in the index of lists.
    order: sortOf(sort.by, sort.descending, input.kind !== undefined),
    byName: sort.by === 'customerName' && !isOfStates ? sort : undefined,
    offset: input.offset,
  });
  return {
    count,
    countOfLines,
    rows: `
      SELECT ${COLUMNS}
      FROM (${places}) shown
      JOIN sales_documents d ON d.rowid = shown.place${JOINS}
      ORDER BY ${orderShown}`,
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
function sortOf(by: SortKey, descending: boolean, isOfOneKind: boolean): PaperOrder {
  const way = direction(descending);
  switch (by) {
    case 'day':
      return { join: '', order: `d.dated_on ${way}, d.id ${way}`, ...(isOfOneKind ? { isOfIndex: true } : {}) };
    case 'total':
      return { join: '', order: `d.total IS NULL, d.total ${way}, d.dated_on DESC, d.id DESC` };
    case 'number':
      return { join: '', order: `d.number IS NULL, d.number ${way}, d.dated_on DESC, d.id DESC` };
    case 'customerName':
      return orderByCustomerName(descending);
  }
}

/** What an order's documents are reckoned from. */
export const chainBodiesQuery = `
  SELECT id, kind, body FROM sales_documents WHERE deleted = 0 AND order_id = :orderId`;

/** Oldest first. A quote stands before what came of it. */
export const chainRowsQuery = `
  SELECT ${COLUMNS} FROM sales_documents d INDEXED BY sales_documents_by_order${JOINS}
  WHERE d.deleted = 0 AND d.order_id = :orderId ORDER BY d.kind <> 'quote', d.dated_on, d.id`;

export interface ExceedingRow {
  readonly orderId: string;
  readonly orderNumber: string | null;
  readonly customerName: string | null;
  readonly day: string | null;
  /** JSON: the order's, and of all that belongs to it id, kind and body. */
  readonly body: string;
  readonly documents: string;
}

/** Cancelled orders, newest first, of which something was delivered or invoiced: their machine had not heard of it. By an index of them alone. */
export const cancelledUnderPapersQuery = `
  WITH cancelled AS MATERIALIZED (
    SELECT id FROM sales_documents INDEXED BY sales_documents_cancelled WHERE deleted = 0 AND kind = 'order' AND state = 'cancelled'
  ), found AS MATERIALIZED (
    SELECT k.id, max(d.kind = 'delivery') AS delivered, max(d.kind = 'invoice') AS invoiced
    FROM cancelled k CROSS JOIN sales_documents d INDEXED BY sales_documents_by_order ON d.order_id = k.id AND d.kind IN ('delivery', 'invoice')
    WHERE d.deleted = 0 AND d.state IN ('delivered', 'issued') GROUP BY k.id
  )
  SELECT o.id AS orderId, o.number AS orderNumber, c.name AS customerName, o.dated_on AS day, f.delivered, f.invoiced
  FROM found f CROSS JOIN sales_documents o ON o.id = f.id LEFT JOIN customers c ON c.id = o.customer_id
  ORDER BY o.dated_on DESC, o.id DESC LIMIT 100`;

export interface CancelledRow extends Pick<ExceedingRow, 'orderId' | 'orderNumber' | 'customerName' | 'day'> {
  /** 1 or 0. */
  readonly delivered: number;
  readonly invoiced: number;
}

/**
 * Orders with two papers of one kind, by the index alone, of which a line is on them more often than it was ordered. What belongs to them comes along: a line
 * may be a replacement.
 */
export const exceedingQuery = `
  WITH several AS MATERIALIZED (
    SELECT order_id, kind FROM sales_documents INDEXED BY sales_documents_by_order
    WHERE deleted = 0 AND order_id IS NOT NULL AND kind IN ('delivery', 'invoice') GROUP BY order_id, kind HAVING count(*) > 1
  ), papers AS MATERIALIZED (
    SELECT s.order_id, s.kind, d.body FROM several s
      CROSS JOIN sales_documents d INDEXED BY sales_documents_by_order ON d.order_id = s.order_id AND d.kind = s.kind
    WHERE d.deleted = 0 AND d.state IN ('delivered', 'issued')
  ), sums AS (
    SELECT p.order_id, json_extract(l.value, '$.orderLineId') AS line_id, sum(json_extract(l.value, '$.quantity')) AS quantity
    FROM papers p, json_each(p.body, '$.lines') l GROUP BY p.order_id, p.kind, line_id
  ), freights AS (
    SELECT order_id, sum(json_extract(body, '$.freight.amount')) AS amount FROM papers WHERE kind = 'invoice' GROUP BY order_id
  ), found AS MATERIALIZED (
    SELECT u.order_id FROM sums u LEFT JOIN order_lines o ON o.order_id = u.order_id AND o.line_id = u.line_id
    WHERE u.quantity > coalesce(o.quantity, 0)
    UNION SELECT f.order_id FROM freights f CROSS JOIN sales_documents o ON o.id = f.order_id
    WHERE f.amount > coalesce(json_extract(o.body, '$.freight.amount'), 0)
  )
  SELECT o.id AS orderId, o.number AS orderNumber, c.name AS customerName, o.dated_on AS day, o.body,
    (SELECT json_group_array(json_object('id', d.id, 'kind', d.kind, 'body', json(d.body)))
       FROM sales_documents d WHERE d.deleted = 0 AND d.order_id = o.id) AS documents
  FROM found f CROSS JOIN sales_documents o ON o.id = f.order_id LEFT JOIN customers c ON c.id = o.customer_id
  WHERE o.deleted = 0 AND o.kind = 'order' AND o.state = 'confirmed'
  ORDER BY o.dated_on DESC, o.id DESC LIMIT 300`;
