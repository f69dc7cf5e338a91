/** Requests for service: the list, what stands in each state, and what is known of a customer, a machine or a person. */
import { isOfFamily } from '../customers/family.ts';
import { matchExpression, searchCondition, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import { direction, isAnyOf, jsonList, whereAll } from '../sql.ts';

export interface RequestListRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  readonly state: string | null;
  readonly priority: string | null;
  readonly receivedAt: string | null;
  readonly plannedOn: string | null;
  readonly body: string;
  readonly pending: number;
}

export interface RequestListInput {
  readonly offset: number;
  readonly limit: number;
  readonly search?: string | undefined;
  readonly states?: readonly string[] | undefined;
  readonly kinds?: readonly string[] | undefined;
  readonly assigneeId?: string | undefined;
  readonly customerId?: string | undefined;
  readonly assetId?: string | undefined;
  readonly contractId?: string | undefined;
  readonly sort?: { readonly by: 'dueAt' | 'receivedAt'; readonly descending: boolean } | undefined;
}

/**
 * One window, newest first unless asked otherwise. Searched by subject, by who asked and by customer. Null when nothing could be found.
 *
 * What is open is looked for state by state, so that the many that are over are never walked for it.
 */
export function requestListQuery(input: RequestListInput): ListQuery | null {
  const { sort = { by: 'receivedAt', descending: true } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const isByState = input.states !== undefined && input.states.length > 0;
  const where = whereAll([
    'r.deleted = 0',
    isByState && isAnyOf('r.state', 'states'),
    input.kinds !== undefined && input.kinds.length > 0 && isAnyOf('r.kind', 'kinds'),
    input.assigneeId !== undefined && 'r.assignee_id = :assigneeId',
    input.customerId !== undefined && isOfFamily('r.customer_id'),
    input.contractId !== undefined && 'r.contract_id = :contractId',
    input.assetId !== undefined &&
      `EXISTS (SELECT 1 FROM json_each(r.body, '$.assetIds') machine WHERE machine.value = :assetId)`,
    match !== undefined &&
      `(${searchRows('serviceRequests', '+r.rowid')} OR ${searchCondition('customers', '+r.customer_id')})`,
  ]);
  const from = `service_requests r INDEXED BY ${indexOf(input, isByState)}`;
  const way = direction(sort.descending);
  const order =
    sort.by === 'dueAt' ? `r.due_sort ${way}, r.received_at ${way}, r.id ${way}` : `r.received_at ${way}, r.id ${way}`;
  return {
    count: `SELECT count(*) AS total FROM ${from}${where}`,
    rows: `
      SELECT r.id, r.kind, r.subject, r.customer_id AS customerId, c.name AS customerName, r.assignee_id AS assigneeId,
        who.name AS assigneeName, r.state, r.priority, r.received_at AS receivedAt, r.planned_on AS plannedOn, r.body, r.pending
      FROM (SELECT r.rowid AS place FROM ${from}${where} ORDER BY ${order} LIMIT :limit OFFSET :offset) shown
      JOIN service_requests r ON r.rowid = shown.place
      LEFT JOIN customers c ON c.id = r.customer_id
      LEFT JOIN organisation who ON who.id = r.assignee_id
      ORDER BY ${order}`,
    parameters: {
      limit: input.limit,
      offset: input.offset,
      states: jsonList(input.states),
      kinds: jsonList(input.kinds),
      ...(input.assigneeId === undefined ? {} : { assigneeId: input.assigneeId }),
      ...(input.customerId === undefined ? {} : { customerId: input.customerId }),
      ...(input.contractId === undefined ? {} : { contractId: input.contractId }),
      ...(input.assetId === undefined ? {} : { assetId: input.assetId }),
      ...(match === undefined ? {} : { match }),
    },
  };
}

function indexOf({ customerId, contractId, sort }: RequestListInput, isByState: boolean): string {
  if (customerId !== undefined) return 'service_requests_by_customer';
  if (contractId !== undefined) return 'service_requests_by_contract';
  if (isByState) return 'service_requests_by_state';
  return sort?.by === 'dueAt' ? 'service_requests_by_due' : 'service_requests_listed';
}

/** How many stand in each state; of one person's own with `:assigneeId`. */
export const requestCountsQuery = (isMine: boolean): string => `
  SELECT state, count(*) AS count FROM service_requests INDEXED BY service_requests_by_state
  WHERE deleted = 0${isMine ? ' AND assignee_id = :assigneeId' : ''} GROUP BY state`;

export const requestsOfCustomerQuery = `
  SELECT id, kind, body FROM service_requests WHERE ${isOfFamily('customer_id')} AND deleted = 0 ORDER BY received_at, id`;

/** Orders with lines that bear the ids of these parts (`:parts`, a JSON list). */
export const ordersOfPartsQuery = `
  SELECT d.id FROM sales_documents d
  WHERE ${isOfFamily('d.customer_id')} AND d.kind = 'order' AND d.deleted = 0 AND d.state <> 'cancelled'
    AND EXISTS (SELECT 1 FROM json_each(d.body, '$.lines') line JOIN json_each(:parts) part ON part.value = json_extract(line.value, '$.id'))
  ORDER BY d.created_at, d.id`;

export const contractsOfCustomerQuery = `
  SELECT id, kind, body FROM contracts WHERE ${isOfFamily('customer_id')} AND deleted = 0 ORDER BY id`;

export const assetsOfCustomerQuery = `
  SELECT id, kind, body FROM assets WHERE ${isOfFamily('customer_id')} AND deleted = 0 AND removed_on IS NULL ORDER BY name_sort, id`;

export interface ServicePersonRow {
  readonly id: string;
  readonly body: string;
}

/** Whoever could be sent: technicians, and whoever has skills on record. */
export const servicePeopleQuery = `
  SELECT id, body FROM organisation WHERE deleted = 0 AND kind = 'person'
    AND (role = 'technician' OR json_array_length(body, '$.skills') > 0)
  ORDER BY name_sort, id`;

export interface OpenJobRow {
  readonly assigneeId: string;
  readonly state: string;
  readonly plannedOn: string | null;
  /** Body of its customer, null where it is not held here. */
  readonly customer: string | null;
}

/** What people have on their hands. */
export const openJobsQuery = `
  SELECT r.assignee_id AS assigneeId, r.state, r.planned_on AS plannedOn, c.body AS customer
  FROM service_requests r INDEXED BY service_requests_by_state LEFT JOIN customers c ON c.id = r.customer_id
  WHERE r.deleted = 0 AND r.state IN ('assigned', 'inProgress') AND r.assignee_id IS NOT NULL AND r.id <> :id`;

export interface CheckInRow {
  readonly ownerId: string;
  /** Body of the visit, and of its customer; null where that is not held here. */
  readonly body: string;
  readonly customer: string | null;
}

/** Visits to which people came on a day: planned for it, or made on it. `:people` are ids as JSON, `:from` and `:until` the first instants of it and the next. */
export const checkInsQuery = `
  WITH found AS (
    SELECT a.id FROM json_each(:people) p CROSS JOIN activities a INDEXED BY activities_by_owner
    WHERE a.deleted = 0 AND a.owner_id = p.value AND a.planned_at >= :from AND a.planned_at < :until
    UNION
    SELECT a.id FROM activities a INDEXED BY activities_by_time
    WHERE a.deleted = 0 AND a.happened_at >= :from AND a.happened_at < :until AND a.owner_id IN (SELECT value FROM json_each(:people))
    LIMIT 5000)
  SELECT a.owner_id AS ownerId, a.body, c.body AS customer
  FROM found JOIN activities a ON a.id = found.id LEFT JOIN customers c ON c.id = a.customer_id
  WHERE json_extract(a.body, '$.checkedInAt') >= :from AND json_extract(a.body, '$.checkedInAt') < :until`;

export interface PromiseQueryRow {
  readonly id: string;
  readonly kind: string;
  readonly customerName: string | null;
  readonly assigneeId: string | null;
  readonly assigneeName: string | null;
  /** Of the customer's territory. */
  readonly branchId: string | null;
  readonly updatedAt: string;
  readonly body: string;
}

/** Requests at which nobody is yet, due between two instants. */
export const promisesQuery = `
  SELECT r.id, r.kind, c.name AS customerName, r.assignee_id AS assigneeId, who.name AS assigneeName, territory.branch_id AS branchId,
    r.updated_at AS updatedAt, r.body
  FROM (SELECT q.rowid AS place FROM service_requests q INDEXED BY service_requests_by_state
    WHERE q.deleted = 0 AND q.state IN ('inquiry', 'quoted', 'ordered', 'assigned') AND q.due_sort >= :from AND q.due_sort < :until
    ORDER BY q.due_sort, q.id LIMIT 1000) found
  JOIN service_requests r ON r.rowid = found.place
  LEFT JOIN customers c ON c.id = r.customer_id
  LEFT JOIN organisation territory ON territory.id = c.territory_id
  LEFT JOIN organisation who ON who.id = r.assignee_id
  ORDER BY r.due_sort, r.id`;
