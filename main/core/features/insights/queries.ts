/**
 * Sums over what was won and sold. Each is grouped by ids over an index first and only then given names, so that a hundred thousand
 * customers are looked at once, where they must be, and not once per order.
 */
import type { InsightGroup, InsightMeasure } from '../../../../shared/contract/insights.ts';
import type { ListQuery } from '../live.ts';
import { whereAll } from '../sql.ts';

export interface Question {
  readonly measure: InsightMeasure;
  readonly by: InsightGroup;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface FigureRow {
  readonly key: string | null;
  readonly name: string | null;
  /** '' where nothing is said of money. */
  readonly currency: string;
  readonly count: number;
  readonly amount: number;
}

interface Group {
  /** What the sums are made by first. */
  readonly ids: string;
  /** What joins those ids, as `g`, with what they are grouped by in the end. */
  readonly joins: string;
  readonly key: string;
  readonly name: string;
}

const SELLER: Group = {
  ids: 'owner_id',
  joins: 'LEFT JOIN organisation o ON o.id = g.owner_id',
  key: 'g.owner_id',
  name: 'o.name',
};

/**
 * The region of a sale: that of its customer's territory; else that of its seller's territories, where they are all of one. A region is the
 * name that a territory gives it.
 */
const REGION = `coalesce(
  (SELECT json_extract(t.body, '$.region') FROM organisation t WHERE t.id = c.territory_id),
  (SELECT iif(count(DISTINCT json_extract(t.body, '$.region')) = 1, max(json_extract(t.body, '$.region')), NULL)
   FROM organisation s, json_each(s.body, '$.territoryIds') l JOIN organisation t ON t.id = l.value WHERE s.id = g.owner_id))`;

const GROUPS: Readonly<Record<InsightGroup, Group>> = {
  seller: SELLER,
  office: {
    ids: 'owner_id',
    joins:
      'LEFT JOIN organisation o ON o.id = g.owner_id LEFT JOIN organisation b ON b.id = o.branch_id AND b.deleted = 0',
    key: 'b.id',
    name: 'b.name',
  },
  industry: {
    ids: 'customer_id',
    joins: 'LEFT JOIN customers c ON c.id = g.customer_id',
    key: `nullif(c.industry, '')`,
    name: `nullif(c.industry, '')`,
  },
  region: {
    ids: 'owner_id, customer_id',
    joins: 'LEFT JOIN customers c ON c.id = g.customer_id',
    key: REGION,
    name: REGION,
  },
  country: {
    ids: 'customer_id',
    joins: 'LEFT JOIN customers c ON c.id = g.customer_id',
    key: `json_extract(c.body, '$.addresses[0].country')`,
    name: `json_extract(c.body, '$.addresses[0].country')`,
  },
  category: {
    ids: 'product_id',
    joins: 'LEFT JOIN products p ON p.id = g.product_id',
    key: 'p.category',
    name: 'p.category',
  },
};

/** Records with what they count for. An order by category counts once in each of its categories. */
function factsOf({ measure, from, to }: Question): string {
  if (measure === 'won')
    return `SELECT id, owner_id, customer_id, product_id, coalesce(currency, '') AS currency, coalesce(amount, 0) AS amount, closed_on AS day
      FROM opportunities${whereAll(['deleted = 0', `stage = 'won'`, ...period('closed_on', from, to)])}`;
  return `SELECT d.id, d.owner_id, d.customer_id, l.product_id, l.currency, l.net_amount AS amount, d.ordered_on AS day
    FROM sales_documents d JOIN order_lines l ON l.order_id = d.id${whereAll([
      'd.deleted = 0',
      `d.kind = 'order'`,
      `l.state = 'confirmed'`,
      ...period('d.ordered_on', from, to),
    ])}`;
}

const period = (column: string, from: string | undefined, to: string | undefined): (string | false)[] => [
  from !== undefined && `${column} >= :from`,
  to !== undefined && `${column} <= :to`,
];

/** Named columns of an id list with their table's name before them. */
const distinct = ({ measure, by }: Question): string =>
  // Lines of one order share its seller and its customer; only products differ within it.
  measure === 'sales' && by !== 'category' ? 'count(DISTINCT id)' : 'count(*)';

export function figuresQuery(question: Question): { rows: string; parameters: Record<string, string> } {
  const { ids, joins, key, name } = GROUPS[question.by];
  const isCategory = question.by === 'category';
  return {
    rows: isCategory
      ? `SELECT key, key AS name, currency, count(DISTINCT id) AS count, sum(amount) AS amount
         FROM (SELECT f.id, f.currency, f.amount, ${key.replaceAll('g.', 'f.')} AS key
               FROM (${factsOf(question)}) f ${joins.replaceAll('g.', 'f.')}) GROUP BY key, currency`
      : `SELECT ${key} AS key, max(${name}) AS name, g.currency, sum(g.count) AS count, sum(g.amount) AS amount
         FROM (SELECT ${ids}, currency, ${distinct(question)} AS count, sum(amount) AS amount FROM (${factsOf(question)}) GROUP BY ${ids}, currency) g
         ${joins} GROUP BY 1, g.currency`,
    parameters: boundPeriod(question),
  };
}

export interface BehindRow {
  readonly id: string;
  readonly title: string | null;
  readonly customerName: string | null;
  readonly on: string | null;
  readonly amount: number;
  readonly currency: string;
}

/** The records behind the figure `key`, newest first. */
export function behindQuery(
  question: Question & { readonly key: string | null; readonly offset: number; readonly limit: number },
): ListQuery {
  const { joins, key } = GROUPS[question.by];
  const records = `SELECT g.id, g.customer_id, g.day, g.currency, sum(g.amount) AS amount
    FROM (${factsOf(question)}) g ${joins} WHERE ${key} IS :key GROUP BY g.id, g.currency`;
  const title =
    question.measure === 'won'
      ? '(SELECT t.name FROM opportunities t WHERE t.id = shown.id)'
      : '(SELECT t.number FROM sales_documents t WHERE t.id = shown.id)';
  return {
    count: `SELECT count(*) AS total FROM (${records})`,
    rows: `SELECT shown.id, ${title} AS title, n.name AS customerName, shown.day AS "on", shown.amount, shown.currency
      FROM (${records} ORDER BY g.day DESC, g.id DESC LIMIT :limit OFFSET :offset) shown
      LEFT JOIN customers n ON n.id = shown.customer_id ORDER BY shown.day DESC, shown.id DESC`,
    parameters: { ...boundPeriod(question), key: question.key, offset: question.offset, limit: question.limit },
  };
}

const boundPeriod = ({ from, to }: Question): Record<string, string> => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
