/**
 * Papers in the order of their customers' names. Looked up one by one in the table of customers, whose rows are long, the names of 300,000
 * orders took 1.7 s; read once from the index of the list, in which they stand side by side, 0.6 s; and as far as a window lies, by walking
 * customers in their order and asking each for its papers, some milliseconds. Of a kind of which there are few papers most customers have none: these few
 * are sorted, by names that are looked up.
 */
import { oneBehindOther } from '../behind.ts';
import { direction, whereAll } from '../sql.ts';

/** How a list of papers `d` finds the window that it shows, and in which order it then shows it. */
export interface PaperOrder {
  /** Before the SELECT that finds the window. */
  readonly names?: string;
  readonly join: string;
  readonly order: string;
  /** It is that of the index which the list is walked by: its first rows are found first. */
  readonly isOfIndex?: true;
  /** Of the window with its customers as `c`; absent: the same. */
  readonly orderShown?: string;
}

/**
 * By the names of customers, papers of one name newest first; those of nobody known come last in either direction. A customer who is deleted
 * stands in no list any more: that name is looked up.
 */
export function orderByCustomerName(descending: boolean): PaperOrder {
  const name = 'coalesce(n.name_sort, (SELECT gone.name_sort FROM customers gone WHERE gone.id = d.customer_id))';
  return {
    names:
      'WITH customer_names AS MATERIALIZED (SELECT id, name_sort FROM customers INDEXED BY customers_listed WHERE deleted = 0) ',
    join: ' LEFT JOIN customer_names n ON n.id = d.customer_id',
    order: byName(name, descending),
    orderShown: byName('c.name_sort', descending),
  };
}

const byName = (key: string, descending: boolean): string =>
  `${key} IS NULL, ${key} ${direction(descending)}, d.dated_on DESC, d.id DESC`;

/** So many papers are sorted sooner than the customers are walked for them: so many of 300,000 are sorted in 15 ms, and walked to their end in 320. */
const FEW = 5_000;

/**
 * The row numbers (`place`) of the same window, of all papers `d` of which these conditions hold: of what stands in `sales_documents_listed`. Binds `:limit`
 * and `:offset`.
 * @param few So many are sorted; of more, customers are walked.
 */
export function papersByCustomerName(
  conditions: readonly (string | false)[],
  descending: boolean,
  few: number = FEW,
): string {
  const of = (index: string, deleted: number): string =>
    `SELECT d.rowid AS place, c.name_sort AS name, d.dated_on AS day, d.id AS paper
      FROM customers c INDEXED BY ${index} CROSS JOIN sales_documents d INDEXED BY sales_documents_by_customer ON d.customer_id = c.id
      ${whereAll([`c.deleted = ${deleted}`, 'c.name_sort IS NOT NULL', ...conditions])}`;
  const areFew = `(SELECT count(*) FROM few) <= ${few}`;
  const isOfNobody = 'NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = d.customer_id AND c.name_sort IS NOT NULL)';
  const walked = oneBehindOther({
    isWanted: `NOT (${areFew})`,
    first: `${of('customers_listed', 0)} UNION ALL ${of('customers_gone', 1)}`,
    sorted: `name ${direction(descending)}, day DESC, paper DESC`,
    rest: `SELECT d.rowid AS place FROM sales_documents d INDEXED BY sales_documents_listed${whereAll([...conditions, isOfNobody])}
      ORDER BY d.dated_on DESC, d.id DESC`,
  });
  return `WITH few AS MATERIALIZED (
      SELECT d.rowid AS place, d.customer_id, d.dated_on, d.id FROM sales_documents d INDEXED BY sales_documents_listed${whereAll(conditions)} LIMIT ${few + 1}
    )
    SELECT place FROM (SELECT d.place FROM few d LEFT JOIN customers c ON c.id = d.customer_id
      ORDER BY ${byName('c.name_sort', descending)} LIMIT iif(${areFew}, :limit, 0) OFFSET :offset)
    UNION ALL
    SELECT place FROM (${walked})`;
}
