/** How a list of papers `d` is counted and its window found: whoever asks for it says which papers, and in which order. */
import { papersByCustomerName, type PaperOrder } from '../customers/orderByName.ts';
import { hitsOf, searchCondition, searchRows } from '../../store/index.ts';
import { whereAll } from '../sql.ts';

export interface PaperList {
  /** The index that the list is walked by. */
  readonly index: string;
  /** Of `d`; without what is searched for. */
  readonly conditions: readonly (string | false)[];
  /** With `:match` bound. */
  readonly isSearched: boolean;
  readonly order: PaperOrder;
  /** That order is by customers' names, of all papers of the kind, and this way round. */
  readonly byName?: { readonly descending: boolean } | undefined;
  readonly offset: number;
}

export interface PaperWindow {
  /** Answers one row with `total`. */
  readonly count: string;
  /** Answers one row: the lines of all of them, as `total`. */
  readonly countOfLines: string;
  /** A SELECT of the row numbers that are shown, as `place`. */
  readonly places: string;
  /** Of the window, with its customers as `c`. */
  readonly orderShown: string;
}

const LISTED = 'sales_documents_listed';

/** So far into the list a window is walked to; behind it all papers are sorted, which takes the same wherever the window lies. */
const WALKED_BY_NAME = 50_000;
/** As {@link WALKED_BY_NAME}, through what a search finds: between two that it finds may lie many that it does not. */
const WALKED_FOUND = 1_000;
/** So many papers are sorted sooner than the list is walked for them. */
const FEW = 1_000;

export function paperList({ index, conditions, isSearched, order, byName, offset }: PaperList): PaperWindow {
  const from = `sales_documents d INDEXED BY ${index}`;
  const { names = '', join, order: sorted, orderShown = sorted } = order;
  const isFound = `(${searchRows('salesDocuments', '+d.rowid')} OR ${searchCondition('customers', '+d.customer_id')})`;
  const where = whereAll([...conditions, isSearched && isFound]);
  // Asked for by exports alone, which walk the whole list afterwards anyway.
  const countOfLines = `SELECT coalesce(sum(d.line_count), 0) AS total FROM ${from}${where}`;
  const window = (condition: string, limit = ':limit'): string =>
    `${names}SELECT d.rowid AS place FROM ${from}${join}${condition} ORDER BY ${sorted} LIMIT ${limit} OFFSET :offset`;

  if (!isSearched || index !== LISTED) {
    const isWalked = byName !== undefined && index === LISTED && offset < WALKED_BY_NAME;
    return {
      count: `SELECT count(*) AS total FROM ${from}${where}`,
      countOfLines,
      places: isWalked ? papersByCustomerName(conditions, byName.descending) : window(where),
      orderShown,
    };
  }
  const isWalked = order.isOfIndex === true && offset < WALKED_FOUND;
  return {
    count: `SELECT CASE WHEN ${HAS_FEW_OF_ITS_OWN} THEN
        (SELECT count(*) FROM ${ofFoundCustomers(conditions)})
        + (SELECT count(*) FROM ${foundThemselves(conditions)} AND NOT ${IS_OF_FOUND_CUSTOMER})
      ELSE (SELECT count(*) FROM ${from}${where}) END AS total`,
    countOfLines,
    places: isWalked ? foundPlaces(conditions, from, sorted) : window(where),
    orderShown,
  };
}

/** Papers of the customers that a search finds: their words are not in the papers. */
const ofFoundCustomers = (conditions: PaperList['conditions']): string =>
  `(SELECT f.id FROM (${hitsOf('customers')}) h CROSS JOIN customers f ON f.rowid = h.rowid) owner
    CROSS JOIN sales_documents d INDEXED BY sales_documents_by_customer ON d.customer_id = owner.id${whereAll(conditions)}`;

/** Papers that it finds by their own words: mostly by a number, so few. More of them are not looked up one by one. */
const foundThemselves = (conditions: PaperList['conditions']): string =>
  `(${hitsOf('salesDocuments')} LIMIT ${FEW}) h CROSS JOIN sales_documents d ON d.rowid = h.rowid${whereAll(conditions)}`;
const HAS_FEW_OF_ITS_OWN = `(SELECT count(*) FROM (${hitsOf('salesDocuments')} LIMIT ${FEW + 1})) <= ${FEW}`;

const IS_OF_FOUND_CUSTOMER = `EXISTS (SELECT 1 FROM customers f WHERE f.id = d.customer_id AND +f.rowid IN (${hitsOf('customers')}))`;

/** Few are sorted; where there are many, the list is walked until the window is full. */
function foundPlaces(conditions: PaperList['conditions'], from: string, sorted: string): string {
  const isFound = `(${searchRows('salesDocuments', '+d.rowid')} OR ${IS_OF_FOUND_CUSTOMER})`;
  // By their limits: SQLite would walk all of a list of which a condition says at each row that nothing of it is wanted.
  const areFew = `(SELECT count(*) FROM found) <= ${FEW} AND ${HAS_FEW_OF_ITS_OWN}`;
  return `WITH found AS MATERIALIZED (
      SELECT place FROM (SELECT d.rowid AS place FROM ${ofFoundCustomers(conditions)} LIMIT ${FEW + 1})
      UNION ALL SELECT d.rowid AS place FROM ${foundThemselves(conditions)}
    )
    SELECT place FROM (SELECT d.rowid AS place FROM sales_documents d WHERE d.rowid IN (SELECT place FROM found)
      ORDER BY ${sorted} LIMIT iif(${areFew}, :limit, 0) OFFSET :offset)
    UNION ALL
    SELECT place FROM (SELECT d.rowid AS place FROM ${from}${whereAll([...conditions, isFound])}
      ORDER BY ${sorted} LIMIT iif(${areFew}, 0, :limit) OFFSET :offset)`;
}
