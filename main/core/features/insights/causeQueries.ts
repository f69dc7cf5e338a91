/**
 * Causes of requests and reasons of returns, counted. What has a cause is looked for in one index that has all that it is counted by; bodies are read of returns
 * alone, which are few.
 */
import type { CauseGroup, CausesOf } from '../../../../shared/contract/causes.ts';
import { isAnyOf, whereAll } from '../sql.ts';
import type { ListQuery } from '../live.ts';
import type { SqlValue } from '../../store/types.ts';

/** Instants of requests, days of returns: from the first on, before the second. */
export interface Span {
  readonly from: string;
  readonly until: string;
}

export interface CauseQuestion {
  readonly of: CausesOf;
  readonly by: CauseGroup;
  readonly span: Span;
  readonly cause?: string | undefined;
  /** Of this person's own alone. */
  readonly personId?: string | undefined;
}

/** Before and behind everything that is written down. */
export const ALL_TIME: Span = { from: '', until: '~' };

/** What else is asked of each, of one group. */
interface Narrowing {
  readonly condition?: string | undefined;
  readonly isByMonth?: boolean;
  readonly hasProducts: boolean;
}

/** One row per request or return (its `place`), cause and product (null where none is known, or none is asked for). */
function saidOf(
  { of, cause, personId }: CauseQuestion,
  { condition, isByMonth = false, hasProducts }: Narrowing,
): string {
  const months = isByMonth ? 'json_each(:months) month CROSS JOIN ' : '';
  const [from, until, month] = isByMonth
    ? [`month.value ->> 'from'`, `month.value ->> 'until'`, `month.value ->> 'key'`]
    : [':from', ':until', 'NULL'];
  if (of === 'returns')
    return `
      SELECT r.rowid AS place, r.dated_on AS at, r.customer_id, r.owner_id AS person_id, ${month} AS month, ${REASON} AS cause, line.value ->> 'productId' AS product_id
      FROM ${months}sales_documents r INDEXED BY sales_documents_listed CROSS JOIN json_each(${BODY}, '$.lines') line${whereAll(
        [
          `r.deleted = 0 AND r.kind = 'return' AND r.state IN ('accepted', 'received') AND ${REASON} IS NOT NULL`,
          `r.dated_on >= ${from} AND r.dated_on < ${until}`,
          cause !== undefined && `${REASON} = :cause`,
          personId !== undefined && 'r.owner_id = :personId',
          condition ?? false,
        ],
      )}`;
  return `
    SELECT r.rowid AS place, r.caused_at AS at, r.customer_id, r.assignee_id AS person_id, ${month} AS month, cause.value AS cause, ${hasProducts ? 'a.product_id' : 'NULL'} AS product_id
    FROM ${months}service_requests r INDEXED BY service_requests_by_cause CROSS JOIN json_each(r.causes) cause${
      hasProducts ? ' LEFT JOIN json_each(r.asset_ids) machine LEFT JOIN machines a ON a.id = machine.value' : ''
    }${whereAll([
      `r.deleted = 0 AND r.caused_at >= ${from} AND r.caused_at < ${until}`,
      of === 'complaints' && `r.kind = 'complaint'`,
      cause !== undefined && 'cause.value = :cause',
      personId !== undefined && 'r.assignee_id = :personId',
      condition ?? false,
    ])}`;
}

/** Products of machines, read in one go: one by one they are looked up all over the file. */
const MACHINES =
  'machines AS MATERIALIZED (SELECT id, product_id FROM assets NOT INDEXED WHERE product_id IS NOT NULL)';
const needsMachines = ({ of }: CauseQuestion, hasProducts: boolean): boolean => hasProducts && of !== 'returns';

/** One that is damaged has no lines, and no reason is asked of it. */
const BODY = `iif(json_valid(r.body), r.body, '{}')`;

/** Of a line; where it has none, of the whole. */
const REASON = `coalesce(line.value ->> 'reason', r.body ->> 'reason')`;

const KEYS: Readonly<Record<CauseGroup, string>> = {
  cause: 'cause',
  month: 'month',
  product: 'product_id',
  customer: 'customer_id',
  person: 'person_id',
};

export interface CountedRow {
  readonly key: string | null;
  readonly count: number;
  readonly most: string | null;
  readonly mostCount: number | null;
  readonly total: number;
}

/** The commonest groups, each with what it was most often: of a cause the product, of anything else the cause. @param months with `key`, `from` and `until`. */
export function countedQuery(
  question: CauseQuestion,
  months: readonly (Span & { readonly key: string })[],
  limit: number,
): { rows: string; parameters: Record<string, SqlValue> } {
  const { by } = question;
  const most = by === 'cause' ? 'product_id' : 'cause';
  const hasProducts = by === 'cause' || by === 'product';
  const said = saidOf(question, { isByMonth: by === 'month', hasProducts });
  return {
    rows: `
      WITH ${needsMachines(question, hasProducts) ? `${MACHINES}, ` : ''}said AS MATERIALIZED (${said}),
      counted AS MATERIALIZED (
        SELECT ${KEYS[by]} AS key, count(DISTINCT place) AS count FROM said GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT :limit),
      together AS (
        SELECT ${KEYS[by]} AS key, ${most} AS most, count(DISTINCT place) AS count FROM said WHERE ${most} IS NOT NULL GROUP BY 1, 2),
      commonest AS MATERIALIZED (
        SELECT key, most, count FROM (SELECT *, row_number() OVER (PARTITION BY key ORDER BY count DESC, most) AS rank FROM together) WHERE rank = 1)
      SELECT c.key, c.count, m.most, m.count AS mostCount, (SELECT count(DISTINCT place) FROM said) AS total
      FROM counted c LEFT JOIN commonest m ON m.key IS c.key ORDER BY c.count DESC, c.key`,
    parameters: { ...boundBy(question), limit, ...(by === 'month' ? { months: JSON.stringify(months) } : {}) },
  };
}

export interface BehindRow {
  readonly id: string;
  readonly title: string | null;
  readonly customerName: string | null;
  readonly at: string;
  readonly causes: string;
}

/** The requests or returns of one group, newest first. @param customerIds of a customer, with all that it stands for. */
export function behindCausesQuery(
  question: CauseQuestion,
  group: {
    readonly key: string | null;
    readonly customerIds: readonly string[];
    readonly offset: number;
    readonly limit: number;
  },
): ListQuery {
  const said = saidOf(question, {
    condition: conditionOf(question, group.key),
    hasProducts: question.by === 'product',
  });
  const preparation = needsMachines(question, question.by === 'product') ? `WITH ${MACHINES} ` : '';
  const [title, table] = question.of === 'returns' ? ['number', 'sales_documents'] : ['subject', 'service_requests'];
  return {
    count: `${preparation}SELECT count(DISTINCT place) AS total FROM (${said})`,
    rows: `${preparation}
      SELECT t.id, t.${title} AS title, c.name AS customerName, shown.at, shown.causes
      FROM (SELECT s.place, s.at, json_group_array(DISTINCT s.cause) AS causes FROM (${said}) s
        GROUP BY s.place ORDER BY s.at DESC, s.place DESC LIMIT :limit OFFSET :offset) shown
      JOIN ${table} t ON t.rowid = shown.place
      LEFT JOIN customers c ON c.id = t.customer_id ORDER BY shown.at DESC, shown.place DESC`,
    parameters: {
      ...boundBy(question),
      ...(question.by === 'customer' ? { customerIds: JSON.stringify(group.customerIds) } : {}),
      ...(question.by === 'cause' || question.by === 'product' || question.by === 'person' ? { key: group.key } : {}),
      offset: group.offset,
      limit: group.limit,
    },
  };
}

function conditionOf({ of, by }: CauseQuestion, key: string | null): string | undefined {
  switch (by) {
    case 'cause':
      return of === 'returns' ? `${REASON} IS :key` : 'cause.value IS :key';
    case 'product':
      return of === 'returns' ? `line.value ->> 'productId' IS :key` : 'a.product_id IS :key';
    case 'person':
      return of === 'returns' ? 'r.owner_id IS :key' : 'r.assignee_id IS :key';
    case 'customer':
      return key === null ? 'r.customer_id IS NULL' : isAnyOf('r.customer_id', 'customerIds');
    // A month is its days.
    case 'month':
      return undefined;
  }
}

const boundBy = ({ span, cause, personId }: CauseQuestion): Record<string, SqlValue> => ({
  ...span,
  ...(cause === undefined ? {} : { cause }),
  ...(personId === undefined ? {} : { personId }),
});

/** When the first of them was, for the months from then on. */
export const firstQuery = (of: CausesOf): string =>
  of === 'returns'
    ? `SELECT min(dated_on) AS at FROM sales_documents INDEXED BY sales_documents_listed WHERE deleted = 0 AND kind = 'return' AND state IN ('accepted', 'received')`
    : `SELECT min(caused_at) AS at FROM service_requests INDEXED BY service_requests_by_cause WHERE deleted = 0 AND caused_at > ''`;

export const namesQuery = (table: 'products' | 'customers' | 'organisation'): string =>
  `SELECT n.id, n.name FROM json_each(:ids) asked CROSS JOIN ${table} n ON n.id = asked.value`;
