/**
 * What a day is made of, each by an index: the person's plans, what they planned and did, who is due, what is known of those customers, and jobs
 * that were given to them. `:owner` is the person, `:from` and `:until` the first instants of the day and the one after.
 */
import { standsForItself } from '../customers/family.ts';

export interface PlanRow {
  readonly id: string;
  readonly body: string;
}

/** Alone among activities a plan has neither time. */
const PLANS = `activities a INDEXED BY activities_by_time
  WHERE a.deleted = 0 AND a.happened_at IS NULL AND a.planned_at IS NULL AND a.kind = 'visitPlan'`;

export const ownPlansQuery = `SELECT a.id, a.body FROM ${PLANS} AND a.owner_id = :owner ORDER BY a.id`;

export interface PlanListRow extends PlanRow {
  readonly ownerId: string | null;
  readonly ownerName: string | null;
  readonly pending: number;
}

export const allPlansQuery = `
  SELECT a.id, a.body, a.pending, a.owner_id AS ownerId, o.name AS ownerName FROM (SELECT a.rowid AS place FROM ${PLANS}) found
  JOIN activities a ON a.rowid = found.place LEFT JOIN organisation o ON o.id = a.owner_id
  ORDER BY a.subject, a.id LIMIT 500`;

export interface ActivityRow {
  readonly id: string;
  readonly kind: string;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly pending: number;
  readonly body: string;
}

/** A visit of the person's own to one customer, planned within a day and not over: one that was begun before any other. */
export const openVisitQuery = `
  SELECT a.id FROM activities a INDEXED BY activities_by_kind
  WHERE a.deleted = 0 AND a.kind = 'visit' AND a.customer_id = :customer AND a.happened_at IS NULL
    AND a.owner_id = :owner AND a.planned_at >= :from AND a.planned_at < :until
  ORDER BY json_extract(a.body, '$.checkedInAt') IS NULL, a.planned_at, a.id LIMIT 1`;

const ACTIVITY = `
  SELECT a.id, a.kind, a.customer_id AS customerId, c.name AS customerName, a.pending, a.updated_at AS updatedAt, a.body
  FROM found JOIN activities a ON a.id = found.id LEFT JOIN customers c ON c.id = a.customer_id`;
const PLANNED = `
    SELECT a.id FROM activities a INDEXED BY activities_by_owner
    WHERE a.deleted = 0 AND a.owner_id = :owner AND a.planned_at >= :plannedFrom AND a.planned_at < :until`;
const HAPPENED = `
    SELECT a.id FROM activities a INDEXED BY activities_by_time
    WHERE a.deleted = 0 AND a.happened_at >= :from AND a.happened_at < :until AND a.owner_id = :owner`;
const AT_MOST = 2_000;

/** What one planned for the span, or did in it; and from `:plannedFrom` on what was planned earlier and is not done. */
export const spanQuery = `
  WITH found AS (
    SELECT f.id FROM (${PLANNED}) f JOIN activities a ON a.id = f.id WHERE a.planned_at >= :from OR a.happened_at IS NULL
    UNION ${HAPPENED}
    LIMIT ${AT_MOST})${ACTIVITY}`;

/** The person's tasks that repeat and are not done, planned before `:until`, however long ago. */
export const repeatingTasksQuery = `
  WITH found AS (
    SELECT a.id FROM activities a INDEXED BY activities_by_time
    WHERE a.deleted = 0 AND a.happened_at IS NULL AND a.planned_at < :until AND a.owner_id = :owner AND a.kind = 'task'
      AND json_extract(a.body, '$.repeat') IS NOT NULL LIMIT ${AT_MOST})${ACTIVITY}`;

export interface RemindedRow extends ActivityRow {
  readonly updatedAt: string;
}

/** What is not done, was or is planned from `:plannedFrom` on, and is to be reminded of before `:remindUntil`. */
export const openActivitiesQuery = `
  WITH found AS (
    SELECT f.id FROM (${PLANNED}) f JOIN activities a ON a.id = f.id
    WHERE a.happened_at IS NULL AND json_extract(a.body, '$.remindAt') < :remindUntil LIMIT 200)${ACTIVITY}
  ORDER BY json_extract(a.body, '$.remindAt'), a.id`;

export interface DueRow {
  readonly id: string;
  readonly name: string | null;
  readonly class: string | null;
  readonly lastVisitAt: string | null;
  /** Of all that are due, before the list ends. */
  readonly total: number;
}

/** The customer `c`, and those that were merged into it. */
const withMerged = (c: string): string => `(
      SELECT ${c}.id UNION ALL SELECT l.customer_id FROM customer_links l WHERE l.other_id = ${c}.id AND l.relation = 'mergedInto')`;
const LAST_VISIT = `(SELECT max(v.happened_at) FROM activities v INDEXED BY activities_by_kind
      WHERE v.deleted = 0 AND v.kind = 'visit' AND v.customer_id IN ${withMerged('c')})`;
/** A visit to come, or one of the last weeks that nobody has done yet: whoever has it is not owed another. */
const HAS_OPEN_VISIT = `EXISTS (SELECT 1 FROM activities p INDEXED BY activities_by_kind
      WHERE p.deleted = 0 AND p.kind = 'visit' AND p.customer_id IN ${withMerged('d')} AND p.happened_at IS NULL AND p.planned_at >= :plannedFrom)`;
const DUE_AT_MOST = 300;

const due = (candidates: string): string => `
  WITH d AS MATERIALIZED (${candidates}), owed AS (
    SELECT d.id, d.class, d.lastVisitAt, d.everyDays FROM d
    WHERE (d.lastVisitAt IS NULL OR julianday(:until) - julianday(d.lastVisitAt) >= d.everyDays) AND NOT ${HAS_OPEN_VISIT})
  SELECT o.id, c.name, o.class, o.lastVisitAt, o.total
  FROM (SELECT *, count(*) OVER () AS total FROM owed
    ORDER BY (julianday(:until) - julianday(lastVisitAt)) / everyDays DESC, class LIMIT ${DUE_AT_MOST}) o
  JOIN customers c ON c.id = o.id`;

/**
 * Customers of the person's own whose class has a rhythm (`:rhythms`: days by class) that is up, the latest first. The class and the owner stand in
 * `customers_listed`, the last visit in `activities_by_kind`: no customer's row is read before it is listed. `:named` have rhythms of their own.
 */
export const dueByClassQuery = due(`
    SELECT c.id, c.class, r.value AS everyDays, ${LAST_VISIT} AS lastVisitAt
    FROM customers c INDEXED BY customers_listed JOIN json_each(:rhythms) r ON r.key = c.class
    WHERE c.deleted = 0 AND c.owner_id = :owner AND c.stage <> 'lost' AND ${standsForItself('c')}
      AND c.id NOT IN (SELECT value FROM json_each(:named))`);

/** Customers named in a plan, with their own rhythm, or that of their class, or the usual one (`:named`: days by id). */
export const dueByNameQuery = due(`
    SELECT c.id, c.class, n.value AS everyDays, ${LAST_VISIT} AS lastVisitAt
    FROM json_each(:named) n CROSS JOIN customers c ON c.id = n.key
    WHERE c.deleted = 0 AND ${standsForItself('c')}`);

export interface CustomerFactsRow {
  readonly id: string;
  readonly name: string | null;
  readonly phone: string | null;
  readonly city: string | null;
  readonly addresses: string | null;
  readonly lastVisitAt: string | null;
}

export const customerFactsQuery = `
  SELECT c.id, c.name, c.phone, c.city, json_extract(c.body, '$.addresses') AS addresses, ${LAST_VISIT} AS lastVisitAt
  FROM json_each(:ids) shown CROSS JOIN customers c ON c.id = shown.value`;

export interface LastOrderRow {
  readonly customerId: string;
  readonly id: string;
  readonly on: string;
  readonly total: number | null;
  readonly currency: string | null;
}

/** The newest order of each customer that was confirmed. */
export const lastOrdersQuery = `
  SELECT shown.value AS customerId, o.id, o.dated_on AS "on", o.total, o.currency
  FROM json_each(:ids) shown CROSS JOIN sales_documents o ON o.rowid = (
    SELECT s.rowid FROM sales_documents s INDEXED BY sales_documents_by_customer
    WHERE s.deleted = 0 AND s.customer_id = shown.value AND s.kind = 'order' AND s.state = 'confirmed' AND s.dated_on IS NOT NULL
    ORDER BY s.dated_on DESC LIMIT 1)`;

export interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly subject: string | null;
  readonly customerId: string | null;
  readonly customerName: string | null;
  readonly state: string;
  readonly priority: string | null;
  readonly plannedOn: string | null;
  readonly dueAt: string | null;
  readonly pending: number;
}

/** Jobs in hand: those agreed for a day of the span, and with `:open` those that nobody has agreed a day for, or whose day is over. */
export const jobsQuery = `
  SELECT r.id, r.kind, r.subject, r.customer_id AS customerId, c.name AS customerName, r.state, r.priority, r.planned_on AS plannedOn,
    json_extract(r.body, '$.dueAt') AS dueAt, r.pending
  FROM (SELECT q.rowid AS place FROM service_requests q INDEXED BY service_requests_by_state
    WHERE q.deleted = 0 AND q.state IN ('assigned', 'inProgress') AND q.assignee_id = :owner) found
  JOIN service_requests r ON r.rowid = found.place LEFT JOIN customers c ON c.id = r.customer_id
  WHERE (r.planned_on >= :firstDay AND r.planned_on <= :lastDay) OR (:open = 1 AND (r.planned_on IS NULL OR r.planned_on < :firstDay))
  ORDER BY r.planned_on IS NULL, r.planned_on, r.due_sort, r.id LIMIT 500`;
