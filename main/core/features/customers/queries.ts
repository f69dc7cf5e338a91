/**
 * The list of customers and what stands on one customer's page.
 *
 * The list walks `customers_listed`, the index that holds everything it is filtered by, so that counting and skipping read no rows; only the
 * window's own rows are looked up. Measured at 100,000 customers: any filter, count or deep window 1 to 20 ms, sorts by the summary 70 ms.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { persianSortKey } from '../../../../shared/base/text.ts';
import type { CUSTOMER_SORTS, CustomerListInput, STORY_COLLECTIONS } from '../../../../shared/contract/customers.ts';
import { OPEN_REQUEST_STATES } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { hitsOf, matchExpression, searchRows } from '../../store/index.ts';
import type { ListQuery } from '../live.ts';
import type { NameSearch } from '../../store/types.ts';
import { oneBehindOther } from '../behind.ts';
import { foundButTorn, standsForItself } from './family.ts';
import { direction, isAnyOf, jsonList, whereAll } from '../sql.ts';

export interface CustomerListRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string | null;
  readonly city: string | null;
  readonly phone: string | null;
  readonly stage: string | null;
  readonly channelRole: string | null;
  readonly class: string | null;
  readonly ownerName: string | null;
  readonly territoryName: string | null;
  readonly lastContactAt: string | null;
  readonly lastOrderOn: string | null;
  /** JSON list of money, null without a summary. */
  readonly revenue: string | null;
  /** JSON, where it was asked for. */
  readonly own?: string | null;
  readonly pending: number;
}

/**
 * A search in the usual order with nothing else asked: what people type into the field above the list. null when it is another question.
 * (The list's own way walks it from its first name on: 20 to 100 ms at 200,000 customers, see bench/store.)
 */
export function customerSearch({
  search = '',
  withOwn,
  filter = {},
  sort,
  offset,
  limit,
}: CustomerListInput): NameSearch | null {
  const match = matchExpression(search);
  const isFiltered = Object.values(filter).some(isAsked);
  if (match === null || isFiltered || (sort !== undefined && sort.by !== 'name')) return null;
  return {
    collection: 'customers',
    match,
    offset,
    limit,
    descending: sort?.descending ?? false,
    hidden: foundButTorn,
    rows: `${shown(withOwn)} FROM json_each(:places) shown JOIN customers c ON c.rowid = shown.value ${SHOWN_BESIDE} ORDER BY shown.key`,
    parameters: {},
  };
}

const SHOWN = `
  SELECT c.id, c.kind, c.name, c.city, c.phone, c.stage, c.channel_role AS channelRole, c.class, owner.name AS ownerName,
    territory.name AS territoryName, s.last_contact_at AS lastContactAt, s.last_order_on AS lastOrderOn, s.revenue, c.pending`;
const SHOWN_WITH_OWN = `${SHOWN}, iif(json_valid(c.body), json_extract(c.body, '$.custom'), NULL) AS own`;
const shown = (withOwn = false): string => (withOwn ? SHOWN_WITH_OWN : SHOWN);
const SHOWN_BESIDE = `
  LEFT JOIN customer_summary s ON s.customer_id = c.id
  LEFT JOIN organisation owner ON owner.id = c.owner_id
  LEFT JOIN organisation territory ON territory.id = c.territory_id`;

/** What is asked of the list, and who was found by a whole number or address beside those that the words find. */
export interface CustomerListAsked extends CustomerListInput {
  readonly keyed?: readonly RecordId[];
}

/** One window of the list; null when the search holds nothing that could be found. */
export function customerListQuery(input: CustomerListAsked): ListQuery | null {
  const { filter = {}, keyed = [], sort = { by: 'name', descending: false } } = input;
  const match = input.search === undefined || input.search.trim() === '' ? undefined : matchExpression(input.search);
  if (match === null) return null;
  const conditions = [
    'c.deleted = 0',
    STANDS_FOR_ITSELF,
    isAsked(filter.stages) && isAnyOf('c.stage', 'stages'),
    isAsked(filter.kinds) && isAnyOf('c.kind', 'kinds'),
    isAsked(filter.territoryIds) && isAnyOf('c.territory_id', 'territoryIds'),
    isAsked(filter.ownerIds) && isAnyOf('c.owner_id', 'ownerIds'),
    isAsked(filter.classes) && isAnyOf('c.class', 'classes'),
    isAsked(filter.groupIds) &&
      `c.id IN (SELECT customer_id FROM customer_links WHERE relation = 'group' AND ${isAnyOf('other_id', 'groupIds')})`,
    isAsked(filter.tags) &&
      `c.id IN (SELECT customer_id FROM customer_links WHERE relation = 'tag' AND ${isAnyOf('other_id', 'tags')})`,
    ...ownConditions(filter.own),
    isAsked(filter.cities) && isAnyOf('c.city_sort', 'cities'),
    // The plus keeps the planner on the list's own index, in the list's order, with the hits as a set to look into.
    match !== undefined &&
      (keyed.length === 0 ? FOUND_BY_WORDS : `(${FOUND_BY_WORDS} OR c.id IN (SELECT value FROM json_each(:keyed)))`),
  ].filter((condition) => condition !== false);
  const where = whereAll(conditions);
  const from = sort.by === 'updatedAt' ? 'customers c' : 'customers c INDEXED BY customers_listed';
  const { join, order, summary } = sortOf(sort.by, sort.descending);
  // Where something is asked for, few may be left: walked by the summary, most of it would be walked for them.
  const isWalked = summary !== undefined && conditions.length === 2 && input.offset < WALKED_BY_SUMMARY;
  const places = isWalked
    ? placesBySummary(summary, direction(sort.descending))
    : `SELECT c.rowid AS place FROM ${from}${join}${where} ORDER BY ${order} LIMIT :limit OFFSET :offset`;
  return {
    count: countOf(from, conditions),
    rows: `${shown(input.withOwn)}
      FROM (${places}) shown
      JOIN customers c ON c.rowid = shown.place${SHOWN_BESIDE}
      ORDER BY ${order}`,
    parameters: {
      limit: input.limit,
      offset: input.offset,
      stages: jsonList(filter.stages),
      kinds: jsonList(filter.kinds),
      territoryIds: jsonList(filter.territoryIds),
      ownerIds: jsonList(filter.ownerIds),
      cities: jsonList(filter.cities?.map(persianSortKey)),
      tags: jsonList(filter.tags),
      classes: jsonList(filter.classes),
      groupIds: jsonList(filter.groupIds),
      ...ownParameters(filter.own),
      ...(match === undefined ? {} : { match }),
      ...(keyed.length === 0 ? {} : { keyed: JSON.stringify(keyed) }),
    },
  };
}

const FOUND_BY_WORDS = searchRows('customers', '+c.rowid');

/** What a search finds has a shorter way to be counted: deleted and merged records have no words, but for the torn ones. */
function countOf(from: string, conditions: readonly string[]): string {
  if (conditions.length === 3 && conditions[2] === FOUND_BY_WORDS)
    return `SELECT (SELECT count(*) FROM (${hitsOf('customers')})) - (SELECT count(*) FROM (${foundButTorn})) AS total`;
  return `SELECT count(*) AS total FROM ${from}${whereAll(conditions)}`;
}

const STANDS_FOR_ITSELF = standsForItself('c');

type CustomerSort = (typeof CUSTOMER_SORTS)[number];

/** So far into the list it is walked by an index of the summary; behind it all customers are sorted, which takes the same wherever the window lies. */
const WALKED_BY_SUMMARY = 50_000;

interface SummarySort {
  readonly index: string;
  readonly column: string;
  /** Of a summary `s`: it has something to be sorted by. */
  readonly isThere: string;
  /** The opposite, also where a customer has no summary. */
  readonly isEmpty: string;
  /** Something that is as good as nothing stands before or behind nothing. */
  readonly isEmptyToo?: true;
}

const SUMMARY = ' LEFT JOIN customer_summary s ON s.customer_id = c.id';

/** The row numbers of the window: those with something to be sorted by, and behind them the others by name. */
function placesBySummary({ index, column, isThere, isEmpty, isEmptyToo }: SummarySort, way: string): string {
  const stands = `c.deleted = 0 AND ${STANDS_FOR_ITSELF}`;
  return oneBehindOther({
    first: `SELECT c.rowid AS place, ${column} AS told, c.name_sort AS name, c.id AS customer
      FROM customer_summary s INDEXED BY ${index} CROSS JOIN customers c ON c.id = s.customer_id WHERE ${isThere} AND ${stands}`,
    sorted: `told ${way}, name, customer`,
    rest: `SELECT c.rowid AS place FROM customers c INDEXED BY customers_listed${SUMMARY}
      WHERE ${stands} AND ${isEmpty} ORDER BY ${isEmptyToo ? `${column} ${way}, ` : ''}c.name_sort, c.id`,
  });
}

/** Empty values come last in either direction; equal ones by name. */
function sortOf(by: CustomerSort, descending: boolean): { join: string; order: string; summary?: SummarySort } {
  const way = direction(descending);
  const bySummary = (summary: SummarySort) => ({
    join: SUMMARY,
    order: `${summary.isEmpty}, ${summary.column} ${way}, c.name_sort, c.id`,
    summary,
  });
  switch (by) {
    case 'name':
      return { join: '', order: `c.name_sort ${way}, c.id ${way}` };
    case 'city':
      return { join: '', order: `c.city_sort = '', c.city_sort ${way}, c.name_sort, c.id` };
    case 'stage':
      return { join: '', order: `c.stage ${way}, c.name_sort, c.id` };
    case 'updatedAt':
      return { join: '', order: `c.updated_at ${way}, c.id ${way}` };
    case 'lastContactAt':
      return bySummary({
        index: 'customer_summary_by_contact',
        column: 's.last_contact_at',
        isThere: 's.last_contact_at IS NOT NULL',
        isEmpty: 's.last_contact_at IS NULL',
      });
    case 'lastOrderOn':
      return bySummary({
        index: 'customer_summary_by_order',
        column: 's.last_order_on',
        isThere: 's.last_order_on IS NOT NULL',
        isEmpty: 's.last_order_on IS NULL',
      });
    case 'revenue':
      return bySummary({
        index: 'customer_summary_by_revenue',
        column: 's.revenue_amount',
        isThere: 's.revenue_amount <> 0',
        isEmpty: 'coalesce(s.revenue_amount, 0) = 0',
        isEmptyToo: true,
      });
  }
}

/** A list for each field that is asked for. */
const ownAsked = (own: readonly string[] = []): (readonly string[])[] => [
  ...Map.groupBy(own, (asked) => asked.slice(0, asked.indexOf('/'))).values(),
];

const ownConditions = (own: readonly string[] | undefined): string[] =>
  ownAsked(own).map(
    (_, place) =>
      `c.id IN (SELECT customer_id FROM customer_links WHERE relation = 'own' AND ${isAnyOf('other_id', `own${place}`)})`,
  );

const ownParameters = (own: readonly string[] | undefined): Record<string, string> =>
  Object.fromEntries(ownAsked(own).map((values, place) => [`own${place}`, JSON.stringify(values)]));

const isAsked = (values: readonly string[] | undefined): boolean => values !== undefined && values.length > 0;

export interface MergedSummaryRow {
  readonly survivorId: string;
  readonly lastContactAt: string | null;
  readonly lastOrderOn: string | null;
  readonly revenue: string | null;
}

/** What happened with those that were merged into customers of a window. */
export const mergedSummariesQuery = `
  SELECT l.other_id AS survivorId, s.last_contact_at AS lastContactAt, s.last_order_on AS lastOrderOn, s.revenue
  FROM json_each(:ids) asked CROSS JOIN customer_links l ON l.other_id = asked.value AND l.relation = 'mergedInto'
  CROSS JOIN customer_summary s ON s.customer_id = l.customer_id`;

/** How many customers each stage has. */
export const stageFacetQuery = `
  SELECT stage AS value, count(*) AS count FROM customers c INDEXED BY customers_listed
  WHERE deleted = 0 AND stage IS NOT NULL AND ${STANDS_FOR_ITSELF} GROUP BY stage`;

/** How many customers each city has, in the order of the alphabet. Spellings that fold alike are one; the oldest record spells it. */
export const cityFacetQuery = `
  SELECT c.city AS value, g.count FROM (
    SELECT city_sort, count(*) AS count, min(rowid) AS place FROM customers c INDEXED BY customers_listed
    WHERE deleted = 0 AND city_sort > '' AND ${STANDS_FOR_ITSELF} GROUP BY city_sort ORDER BY city_sort LIMIT 1000
  ) g JOIN customers c ON c.rowid = g.place ORDER BY g.city_sort`;

/** Territories by name. */
export const territoryFacetQuery = `
  SELECT id, coalesce(name, '') AS name FROM organisation WHERE deleted = 0 AND kind = 'territory' ORDER BY name_sort, id`;

/** People who own a customer that is held here. */
export const ownerFacetQuery = `
  SELECT o.id, coalesce(o.name, '') AS name
  FROM (SELECT DISTINCT owner_id FROM customers INDEXED BY customers_listed WHERE deleted = 0 AND owner_id IS NOT NULL) c
  JOIN organisation o ON o.id = c.owner_id ORDER BY o.name_sort, o.id`;

export interface StoryRow {
  readonly collection: StoryCollection;
  readonly id: string;
  readonly kind: string;
  readonly at: string | null;
  readonly title: string | null;
  readonly detail: string | null;
  readonly state: string | null;
  readonly amount: number | null;
  readonly currency: string | null;
  /** A contract's body: whether it runs is told from today and from what was agreed. */
  readonly contract: string | null;
  readonly authorName: string | null;
  readonly pending: number;
}

type StoryCollection = (typeof STORY_COLLECTIONS)[number];

/** The customer's own, and those of all that were merged into it. */
const OF_FAMILY = 'customer_id IN (SELECT value FROM json_each(:customerIds))';

const ATTACHED_TO_FAMILY = `attached_id IN (SELECT value FROM json_each(:customerIds)) AND attached_collection = 'customers'
      AND json_extract(body, '$.removedAt') IS NULL`;

/** What each collection tells of a customer. */
const STORIES: Readonly<Record<StoryCollection, string>> = {
  activities: `
    SELECT 'activities' AS collection, id, kind, coalesce(happened_at, planned_at, created_at) AS at, subject AS title,
      json_extract(body, '$.note') AS detail, outcome AS state, NULL AS amount, NULL AS currency, NULL AS contract,
      coalesce(owner_id, created_by) AS author, pending
    FROM activities WHERE ${OF_FAMILY} AND deleted = 0`,
  salesDocuments: `
    SELECT 'salesDocuments' AS collection, id, kind, coalesce(dated_on, created_at) AS at, number AS title,
      json_extract(body, '$.note') AS detail, state, total AS amount, currency, NULL AS contract, coalesce(owner_id, created_by) AS author, pending
    FROM sales_documents WHERE ${OF_FAMILY} AND deleted = 0`,
  contracts: `
    SELECT 'contracts' AS collection, id, kind, coalesce(starts_on, created_at) AS at, title, number AS detail, NULL AS state, NULL AS amount,
      NULL AS currency, body AS contract, created_by AS author, pending
    FROM contracts WHERE ${OF_FAMILY} AND deleted = 0`,
  opportunities: `
    SELECT 'opportunities' AS collection, id, kind, coalesce(closed_on, json_extract(body, '$.openedOn'), created_at) AS at, name AS title,
      json_extract(body, '$.note') AS detail, stage AS state, amount, currency, NULL AS contract, coalesce(owner_id, created_by) AS author, pending
    FROM opportunities WHERE ${OF_FAMILY} AND deleted = 0`,
  serviceRequests: `
    SELECT 'serviceRequests' AS collection, id, kind, coalesce(received_at, created_at) AS at, subject AS title,
      json_extract(body, '$.note') AS detail, state, NULL AS amount, NULL AS currency, NULL AS contract,
      coalesce(assignee_id, created_by) AS author, pending
    FROM service_requests WHERE ${OF_FAMILY} AND deleted = 0`,
  assets: `
    SELECT 'assets' AS collection, id, kind, coalesce(installed_on, created_at) AS at, name AS title, serial AS detail, NULL AS state,
      NULL AS amount, NULL AS currency, NULL AS contract, created_by AS author, pending
    FROM assets WHERE ${OF_FAMILY} AND deleted = 0`,
  // Those of the customer itself: a request tells its own.
  attachments: `
    SELECT 'attachments' AS collection, id, kind, created_at AS at, name AS title, json_extract(body, '$.note') AS detail, NULL AS state,
      NULL AS amount, NULL AS currency, NULL AS contract, created_by AS author, pending
    FROM attachments WHERE ${ATTACHED_TO_FAMILY} AND deleted = 0`,
};
/** Everything that happened with one customer, newest first. Days and instants sort together: a day comes before its instants. */
export const storyQuery = (collections: readonly StoryCollection[]): string => `
  SELECT e.collection, e.id, e.kind, e.at, e.title, e.detail, e.state, e.amount, e.currency, e.contract, e.pending, o.name AS authorName
  FROM (${collections.map((collection) => STORIES[collection]).join('\n    UNION ALL')}
  ) e LEFT JOIN organisation o ON o.id = e.author
  ORDER BY e.at DESC, e.id DESC LIMIT :limit OFFSET :offset`;

const TABLES: Readonly<Record<StoryCollection, string>> = {
  activities: 'activities',
  salesDocuments: 'sales_documents',
  contracts: 'contracts',
  opportunities: 'opportunities',
  serviceRequests: 'service_requests',
  assets: 'assets',
  attachments: 'attachments',
};

export const storyCountQuery = (collections: readonly StoryCollection[]): string =>
  `SELECT ${collections
    .map(
      (name) =>
        `(SELECT count(*) FROM ${TABLES[name]} WHERE ${name === 'attachments' ? ATTACHED_TO_FAMILY : OF_FAMILY} AND deleted = 0)`,
    )
    .join(' + ')} AS total`;

export interface SummaryRow {
  readonly lastContactAt: string | null;
  readonly lastOrderOn: string | null;
  readonly orderCount: number;
  readonly revenue: string;
  readonly openOrders: number;
  readonly openOpportunities: number;
}

/** The read model of a customer and of those merged into it; no row for one with whom nothing has happened. */
export const summaryQuery = `
  SELECT last_contact_at AS lastContactAt, last_order_on AS lastOrderOn, order_count AS orderCount, revenue, open_orders AS openOrders,
    open_opportunities AS openOpportunities
  FROM customer_summary WHERE ${OF_FAMILY}`;

/** Contracts whose days cover today. It is no read model: tomorrow the answer is another without anything having changed. */
export const contractsOfTodayQuery = `
  SELECT body FROM contracts WHERE ${OF_FAMILY} AND deleted = 0 AND starts_on <= :today AND ends_on >= :today`;

/** What waits at a customer: requests that somebody still has to do something for, and equipment that stands there. */
export const openRequestsQuery = `
  SELECT count(*) AS count FROM service_requests INDEXED BY service_requests_by_customer
  WHERE ${OF_FAMILY} AND deleted = 0 AND state IN (${OPEN_REQUEST_STATES.map((state) => `'${state}'`).join(', ')})`;
export const equipmentQuery = `SELECT count(*) AS count FROM assets WHERE ${OF_FAMILY} AND deleted = 0 AND removed_on IS NULL`;

/** The first thing that is planned and not done yet. By the customer: SQLite would rather walk whatever anybody has planned. */
export const nextStepQuery = `
  SELECT id, kind, planned_at AS at, coalesce(subject, '') AS title FROM activities INDEXED BY activities_by_customer
  WHERE ${OF_FAMILY} AND deleted = 0 AND planned_at IS NOT NULL AND happened_at IS NULL AND outcome IS NULL
  ORDER BY planned_at, id LIMIT 1`;
