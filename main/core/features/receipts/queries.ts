/** Lists of receipts and cheques. They walk `sales_documents_listed`, or `sales_documents_by_due` where methods and due days are asked for. */
import { isOfFamily } from '../customers/family.ts';
import { orderByCustomerName, type PaperOrder } from '../customers/orderByName.ts';
import type { ReceiptListInput } from '../../../../shared/contract/receipts.ts';
import { matchExpression } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { paperList } from '../salesDocuments/paperList.ts';
import { direction, isAnyOf, jsonList } from '../sql.ts';

export interface ReceiptListRow {
  readonly id: string;
  readonly number: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly day: string | null;
  readonly method: string | null;
  readonly state: string | null;
  readonly total: number | null;
  readonly currency: string | null;
  readonly dueOn: string | null;
  readonly bank: string | null;
  readonly chequeNumber: string | null;
  readonly collectedByName: string | null;
  readonly pending: number;
}

/** One window, newest first unless asked otherwise. Searched by number, reference, cheque and customer. Null when nothing could be found. */
export function receiptListQuery(input: ReceiptListInput): ListQuery | null {
  const { customerId, method, states, dueFrom, dueUntil, sort = { by: 'day', descending: true } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const isByDue = dueFrom !== undefined || dueUntil !== undefined || sort.by === 'dueOn';
  const isOfStates = states !== undefined && states.length > 0;
  const index =
    customerId !== undefined
      ? 'sales_documents_by_customer'
      : isByDue || method !== undefined
        ? 'sales_documents_by_due'
        : 'sales_documents_listed';
  const { count, places, orderShown } = paperList({
    index,
    conditions: [
      'd.deleted = 0',
      `d.kind = 'receipt'`,
      customerId !== undefined && isOfFamily('d.customer_id'),
      // Only cheques are due.
      (isByDue || method !== undefined) && 'd.method = :method',
      isOfStates && isAnyOf('d.state', 'states'),
      dueFrom !== undefined && 'd.due_on >= :dueFrom',
      dueUntil !== undefined && 'd.due_on <= :dueUntil',
    ],
    isSearched: match !== undefined,
    order: sortOf(sort.by, sort.descending),
    byName: sort.by === 'customerName' && !isOfStates ? sort : undefined,
    offset: input.offset,
  });
  return {
    count,
    rows: `
      SELECT d.id, d.number, d.customer_id AS customerId, c.name AS customerName, d.dated_on AS day, d.method, d.state, d.total, d.currency,
        d.due_on AS dueOn, json_extract(d.body, '$.cheque.bank') AS bank, json_extract(d.body, '$.cheque.number') AS chequeNumber,
        o.name AS collectedByName, d.pending
      FROM (${places}) shown
      JOIN sales_documents d ON d.rowid = shown.place
      LEFT JOIN customers c ON c.id = d.customer_id
      LEFT JOIN organisation o ON o.id = d.owner_id
      ORDER BY ${orderShown}`,
    parameters: {
      limit: input.limit,
      offset: input.offset,
      states: jsonList(states),
      ...(isByDue || method !== undefined ? { method: method ?? 'cheque' } : {}),
      ...(customerId === undefined ? {} : { customerId }),
      ...(dueFrom === undefined ? {} : { dueFrom }),
      ...(dueUntil === undefined ? {} : { dueUntil }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

/** Empty values come last in either direction; equal ones newest first. */
function sortOf(by: NonNullable<ReceiptListInput['sort']>['by'], descending: boolean): PaperOrder {
  const way = direction(descending);
  switch (by) {
    case 'day':
      return { join: '', order: `d.dated_on ${way}, d.id ${way}`, isOfIndex: true };
    case 'dueOn':
      return { join: '', order: `d.due_on ${way}, d.id ${way}` };
    case 'amount':
      return { join: '', order: `d.total ${way}, d.dated_on DESC, d.id DESC` };
    case 'number':
      return { join: '', order: `d.number IS NULL, d.number ${way}, d.dated_on DESC, d.id DESC` };
    case 'customerName':
      return orderByCustomerName(descending);
  }
}

/** Each of them from an index alone. */
export const waitingQuery = `
  SELECT
    (SELECT count(*) FROM sales_documents INDEXED BY sales_documents_listed WHERE deleted = 0 AND kind = 'receipt' AND state = 'collected') AS unverified,
    (SELECT count(*) FROM sales_documents INDEXED BY sales_documents_by_due WHERE deleted = 0 AND kind = 'receipt' AND method = 'cheque'
       AND due_on >= :today AND due_on <= :weekEnd AND state IN ('collected', 'verified', 'deposited')) AS dueThisWeek,
    (SELECT count(*) FROM sales_documents INDEXED BY sales_documents_by_due WHERE deleted = 0 AND kind = 'receipt' AND method = 'cheque'
       AND due_on < :today AND state IN ('collected', 'verified', 'deposited')) AS overdue,
    (SELECT count(*) FROM sales_documents INDEXED BY sales_documents_by_due WHERE deleted = 0 AND kind = 'receipt' AND method = 'cheque'
       AND state = 'bounced') AS bounced`;

/** Money of a day that was taken in and not cancelled, as text: a sum may exceed what a number holds. */
export const collectedOnQuery = `
  SELECT coalesce(o.name, '') AS personName, g.method, g.currency, g.count, g.amount FROM (
    SELECT owner_id, method, currency, count(*) AS count, CAST(sum(total) AS TEXT) AS amount
    FROM sales_documents INDEXED BY sales_documents_listed
    WHERE deleted = 0 AND kind = 'receipt' AND dated_on = :day AND state NOT IN ('draft', 'cancelled') AND (:personId IS NULL OR owner_id = :personId)
    GROUP BY owner_id, method, currency
  ) g LEFT JOIN organisation o ON o.id = g.owner_id ORDER BY o.name_sort, g.method, g.currency`;

/** All that an account is made of: of the customer, and of whoever was merged into it. */
export const accountDocumentsQuery = `
  SELECT id, kind, body FROM sales_documents INDEXED BY sales_documents_by_customer
  WHERE customer_id IN (SELECT value FROM json_each(:customerIds)) AND deleted = 0 AND kind IN ('order', 'delivery', 'invoice', 'receipt', 'return') AND state <> 'draft'`;
