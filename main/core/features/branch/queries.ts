/**
 * What a branch's day is made of, each by an index. `:people` are the ids of the branch's people as JSON, `:from` and `:until` the first instants of the day
 * and the one after. Somebody's are the records that they own, else those that they wrote.
 */

export interface PersonRow {
  readonly id: string;
  readonly name: string | null;
  readonly role: string | null;
  readonly active: number;
}

export const branchPeopleQuery = `
  SELECT id, name, role, coalesce(json_extract(body, '$.active'), 0) AS active FROM organisation
  WHERE deleted = 0 AND kind = 'person' AND branch_id = :branch ORDER BY name_sort, id`;

export const branchesQuery = `SELECT id, name FROM organisation WHERE deleted = 0 AND kind = 'branch' ORDER BY name_sort, id`;

export interface ActivityOfDay {
  readonly id: string;
  readonly kind: string;
  readonly ownerId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly subject: string | null;
  readonly plannedAt: string | null;
  readonly happenedAt: string | null;
  readonly outcome: string | null;
  readonly body: string;
}

/** What the people planned for the day, or did on it. */
export const activitiesOfDayQuery = `
  WITH found AS (
    SELECT a.id FROM json_each(:people) p CROSS JOIN activities a INDEXED BY activities_by_owner
    WHERE a.deleted = 0 AND a.owner_id = p.value AND a.planned_at >= :from AND a.planned_at < :until
    UNION
    SELECT a.id FROM activities a INDEXED BY activities_by_time
    WHERE a.deleted = 0 AND a.happened_at >= :from AND a.happened_at < :until AND a.owner_id IN (SELECT value FROM json_each(:people))
    LIMIT 5000)
  SELECT a.id, a.kind, a.owner_id AS ownerId, a.customer_id AS customerId, c.name AS customerName, a.subject, a.planned_at AS plannedAt,
    a.happened_at AS happenedAt, a.outcome, a.body
  FROM found JOIN activities a ON a.id = found.id LEFT JOIN customers c ON c.id = a.customer_id
  ORDER BY coalesce(a.happened_at, a.planned_at), a.id`;

export interface JobOfDay {
  readonly id: string;
  readonly assigneeId: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly body: string;
}

/** Jobs that somebody of the branch has in hand. */
export const jobsInHandQuery = `
  SELECT r.id, r.assignee_id AS assigneeId, r.customer_id AS customerId, c.name AS customerName, r.body
  FROM (SELECT q.rowid AS place FROM service_requests q INDEXED BY service_requests_by_state
    WHERE q.deleted = 0 AND q.state = 'inProgress' AND q.assignee_id IN (SELECT value FROM json_each(:people)) LIMIT 500) found
  JOIN service_requests r ON r.rowid = found.place LEFT JOIN customers c ON c.id = r.customer_id ORDER BY r.id`;

/** One line of what is missing; `total` counts all that the query found. */
export interface MissingQueryRow {
  readonly kind: string;
  readonly id: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly title: string | null;
  readonly personName: string | null;
  readonly at: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly total: number;
}

const SHOWN = 50;

/** Papers that an index finds and that are the branch's. */
const papers = (found: string, order = 'd.dated_on DESC', at = 'd.dated_on'): string => `
  SELECT d.kind, d.id, d.customer_id AS customerId, c.name AS customerName, d.number AS title, o.name AS personName, ${at} AS at,
    d.total AS amount, d.currency, count(*) OVER () AS total
  FROM (SELECT s.rowid AS place FROM sales_documents s ${found}) f
  JOIN sales_documents d ON d.rowid = f.place
  LEFT JOIN customers c ON c.id = d.customer_id
  LEFT JOIN organisation o ON o.id = coalesce(d.owner_id, d.created_by)
  WHERE coalesce(d.owner_id, d.created_by) IN (SELECT value FROM json_each(:people))
  ORDER BY ${order}, d.id LIMIT ${SHOWN}`;

/** Orders of the last weeks that nobody confirmed. */
export const ordersOpenQuery = papers(`INDEXED BY sales_documents_listed
    WHERE s.deleted = 0 AND s.kind = 'order' AND s.dated_on >= :since AND s.dated_on <= :today AND s.state = 'draft'`);

export const receiptsUnverifiedQuery = papers(`INDEXED BY sales_documents_listed
    WHERE s.deleted = 0 AND s.kind = 'receipt' AND s.dated_on >= :longAgo AND s.dated_on <= :today AND s.state = 'collected'`);

/** Cheques that the bank would pay by now and that nobody has brought there. */
export const chequesDueQuery = papers(
  `INDEXED BY sales_documents_by_due
    WHERE s.deleted = 0 AND s.kind = 'receipt' AND s.method = 'cheque' AND s.due_on <= :today AND s.state IN ('collected', 'verified')`,
  'd.due_on',
  'd.due_on',
);

/** Entered from paper today without the number of the slip. */
export const slipNumbersQuery = papers(`INDEXED BY sales_documents_listed
    WHERE s.deleted = 0 AND s.kind IN ('order', 'receipt') AND s.dated_on = :today AND s.state NOT IN ('cancelled')
      AND json_extract(s.body, '$.paper.row') IS NOT NULL AND json_extract(s.body, '$.paper.number') IS NULL`);

export interface PaperBodyRow {
  readonly id: string;
  readonly kind: string;
  readonly orderId: string;
  readonly body: string;
}

/** Orders of which something went out in the last weeks, with all that belongs to them: what of it was invoiced is reckoned. */
export const deliveredOrdersQuery = `
  WITH o AS MATERIALIZED (
    SELECT DISTINCT d.order_id AS id
    FROM (SELECT s.rowid AS place FROM sales_documents s INDEXED BY sales_documents_listed
      WHERE s.deleted = 0 AND s.kind = 'delivery' AND s.dated_on >= :since AND s.dated_on <= :today AND s.state = 'delivered') f
    JOIN sales_documents d ON d.rowid = f.place WHERE d.order_id IS NOT NULL LIMIT 300)
  SELECT d.id, d.kind, d.id AS orderId, d.body FROM o CROSS JOIN sales_documents d ON d.id = o.id
  WHERE d.deleted = 0 AND d.kind = 'order' AND coalesce(d.owner_id, d.created_by) IN (SELECT value FROM json_each(:people))
  UNION ALL
  SELECT d.id, d.kind, d.order_id, d.body FROM o CROSS JOIN sales_documents d INDEXED BY sales_documents_by_order ON d.order_id = o.id
  WHERE d.deleted = 0`;

export const papersByIdQuery = `
  SELECT d.kind, d.id, d.customer_id AS customerId, c.name AS customerName, d.number AS title, o.name AS personName, d.dated_on AS at,
    d.total AS amount, d.currency, 0 AS total
  FROM json_each(:ids) shown CROSS JOIN sales_documents d ON d.id = shown.value
  LEFT JOIN customers c ON c.id = d.customer_id LEFT JOIN organisation o ON o.id = coalesce(d.owner_id, d.created_by)
  ORDER BY d.dated_on, d.id`;

/** Requests whose promised time is over: of the branch's people, or of customers of its territories. */
export const requestsLateQuery = `
  SELECT r.kind, r.id, r.customer_id AS customerId, c.name AS customerName, r.subject AS title, o.name AS personName, r.due_sort AS at,
    NULL AS amount, NULL AS currency, count(*) OVER () AS total
  FROM (SELECT q.rowid AS place FROM service_requests q INDEXED BY service_requests_by_state
    WHERE q.deleted = 0 AND q.state IN (SELECT value FROM json_each(:states)) AND q.due_sort < :now) f
  JOIN service_requests r ON r.rowid = f.place
  LEFT JOIN customers c ON c.id = r.customer_id LEFT JOIN organisation o ON o.id = r.assignee_id
  WHERE r.assignee_id IN (SELECT value FROM json_each(:people))
    OR c.territory_id IN (SELECT t.id FROM organisation t WHERE t.deleted = 0 AND t.kind = 'territory' AND t.branch_id = :branch)
  ORDER BY r.due_sort, r.id LIMIT ${SHOWN}`;
