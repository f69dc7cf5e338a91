/**
 * Sums over what was won and sold. Each is made by ids first, over an index or a read model that has what it needs, and only then given
 * names: so that a hundred thousand customers are looked at once, where they must be, and no body of an order ever.
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

/** From the facts, as `f` (record, currency, amount, and ids of whoever belongs to it), to the key of a group and its name. */
interface Group {
  /** What the facts are summed by before anything is joined. */
  readonly ids: string;
  readonly joins: string;
  readonly key: string;
  readonly name: string;
}

/** Places of customers alone, from the index of their list: their rows are long. */
const PLACES = `places AS MATERIALIZED (SELECT id, territory_id FROM customers WHERE deleted = 0 AND territory_id IS NOT NULL)`;

/**
 * The region of a sale: that of its customer's territory; else that of its seller's territories, where they are all of one. A region is the
 * name that territories give it.
 */
const REGIONS = `
  regions AS MATERIALIZED (SELECT id, json_extract(body, '$.region') AS region FROM organisation WHERE deleted = 0 AND kind = 'territory'),
  seller_regions AS MATERIALIZED (
    SELECT s.id, max(r.region) AS region FROM organisation s, json_each(s.body, '$.territoryIds') l JOIN regions r ON r.id = l.value
    WHERE s.kind = 'person' GROUP BY s.id HAVING count(DISTINCT r.region) = 1)`;

const GROUPS: Readonly<Record<InsightGroup, Group>> = {
  seller: {
    ids: 'owner_id',
    joins: 'LEFT JOIN organisation o ON o.id = f.owner_id',
    key: 'f.owner_id',
    name: 'o.name',
  },
  office: {
    ids: 'owner_id',
    joins:
      'LEFT JOIN organisation o ON o.id = f.owner_id LEFT JOIN organisation b ON b.id = o.branch_id AND b.deleted = 0',
    key: 'b.id',
    name: 'b.name',
  },
  industry: {
    ids: 'customer_id',
    joins: 'LEFT JOIN customers c ON c.id = f.customer_id',
    key: `nullif(c.industry, '')`,
    name: `nullif(c.industry, '')`,
  },
  region: {
    ids: 'owner_id, territory_id',
    joins: 'LEFT JOIN regions t ON t.id = f.territory_id LEFT JOIN seller_regions s ON s.id = f.owner_id',
    key: 'coalesce(t.region, s.region)',
    name: 'coalesce(t.region, s.region)',
  },
  country: {
    ids: 'customer_id',
    joins: 'LEFT JOIN customers c ON c.id = f.customer_id',
    key: `json_extract(c.body, '$.addresses[0].country')`,
    name: `json_extract(c.body, '$.addresses[0].country')`,
  },
  category: {
    ids: 'category',
    joins: '',
    key: 'f.category',
    name: 'f.category',
  },
};

/**
 * One row per deal or order (which is of one currency), by category one per category of it: id, day, currency, amount and the ids of its group.
 * `isOneAlone`: at least those of the group `:key`.
 */
function factsOf({ measure, by, from, to }: Question, isOneAlone = false): string {
  if (measure === 'won')
    return `SELECT id, owner_id, customer_id, closed_on AS day, coalesce(currency, '') AS currency, coalesce(amount, 0) AS amount
      FROM opportunities${whereAll(['deleted = 0', `stage = 'won'`, ...period('closed_on', from, to)])}`;
  const lines = (category: string): string => `
    SELECT order_id, ${category}max(customer_id) AS customer_id, max(ordered_on) AS day, max(currency) AS currency, sum(net_amount) AS amount
    FROM order_lines${whereAll([
      `state = 'confirmed'`,
      ...period('ordered_on', from, to),
      // Of one category only its own products are looked up.
      isOneAlone && by === 'category' && 'product_id IN (SELECT id FROM products WHERE category IS :key)',
    ])}`;
  switch (by) {
    case 'category':
      return `SELECT order_id AS id, customer_id, category, day, currency, amount
        FROM (${lines('(SELECT p.category FROM products p WHERE p.id = product_id) AS category, ')} GROUP BY order_id, 2)`;
    case 'country':
      return `SELECT order_id AS id, customer_id, day, currency, amount FROM (${lines('')} GROUP BY order_id)`;
    default:
      return `SELECT l.order_id AS id, d.owner_id, l.customer_id, ${by === 'region' ? 'n.territory_id, ' : ''}l.day, l.currency, l.amount
        FROM (${lines('')} GROUP BY order_id) l LEFT JOIN sales_documents d INDEXED BY sales_documents_owners ON d.id = l.order_id
          ${by === 'region' ? 'LEFT JOIN places n ON n.id = l.customer_id' : ''}`;
  }
}

const period = (column: string, from: string | undefined, to: string | undefined): (string | false)[] => [
  from !== undefined && `${column} >= :from`,
  to !== undefined && `${column} <= :to`,
];

const preparationOf = ({ by }: Question): string => (by === 'region' ? `WITH ${PLACES}, ${REGIONS} ` : '');

export function figuresQuery(question: Question): { rows: string; parameters: Record<string, string> } {
  const { ids, joins, key, name } = GROUPS[question.by];
  return {
    rows: `${preparationOf(question)}
      SELECT ${key} AS key, max(${name}) AS name, f.currency, sum(f.count) AS count, sum(f.amount) AS amount
      FROM (SELECT ${ids}, currency, count(*) AS count, sum(amount) AS amount FROM (${factsOf(question)}) GROUP BY ${ids}, currency) f
      ${joins} GROUP BY 1, f.currency`,
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
  const records = `SELECT f.id, f.customer_id, f.day, f.currency, f.amount FROM (${factsOf(question, question.key !== null)}) f ${joins} WHERE ${key} IS :key`;
  const title =
    question.measure === 'won'
      ? '(SELECT t.name FROM opportunities t WHERE t.id = shown.id)'
      : '(SELECT t.number FROM sales_documents t WHERE t.id = shown.id)';
  return {
    count: `${preparationOf(question)} SELECT count(*) AS total FROM (${records})`,
    rows: `${preparationOf(question)}
      SELECT shown.id, ${title} AS title, n.name AS customerName, shown.day AS "on", shown.amount, shown.currency
      FROM (${records} ORDER BY f.day DESC, f.id DESC LIMIT :limit OFFSET :offset) shown
      LEFT JOIN customers n ON n.id = shown.customer_id ORDER BY shown.day DESC, shown.id DESC`,
    parameters: { ...boundPeriod(question), key: question.key, offset: question.offset, limit: question.limit },
  };
}

const boundPeriod = ({ from, to }: Question): Record<string, string> => ({
  ...(from === undefined ? {} : { from }),
  ...(to === undefined ? {} : { to }),
});
