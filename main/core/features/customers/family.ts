/**
 * A customer and all that were found to be the same: what happened with any of them happened with each. Which of them stands for the others is told here
 * as well, for lists: SQL fragments, to be put into any query. All walk `customer_links`, where only merged customers have such links.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { hitsOf } from '../../store/index.ts';
import type { RecordStore } from '../../store/types.ts';
import type { Work } from '../procedures.ts';

/**
 * From one to the next: by what a customer was merged into, and by what it says to stand for. The second way leads farther only where two people
 * merged one customer into two others apart: then all three are one.
 */
const LINKED = `
    UNION SELECT l.customer_id FROM family f JOIN customer_links l ON l.other_id = f.id AND l.relation = 'mergedInto'
    UNION SELECT l.other_id FROM family f JOIN customer_links l ON l.customer_id = f.id AND l.relation = 'mergedInto'
    UNION SELECT l.other_id FROM family f JOIN customer_links l ON l.customer_id = f.id AND l.relation = 'standsFor'
      JOIN customers m ON m.id = l.other_id AND m.merged_into_id IS NOT NULL
    UNION SELECT l.customer_id FROM family f JOIN customers m ON m.id = f.id AND m.merged_into_id IS NOT NULL
      JOIN customer_links l ON l.other_id = f.id AND l.relation = 'standsFor'`;

const familyQuery = (first: string): string =>
  `WITH RECURSIVE family(id) AS (SELECT ${first}${LINKED}) SELECT id FROM family`;

/** Is a column that of a customer of the family of `:customerId`? */
export const isOfFamily = (column: string): string => `${column} IN (${familyQuery(':customerId')})`;

/** The customer itself first. */
export const familyOf = (
  { store }: { readonly store: Pick<RecordStore, 'read'> },
  customerId: RecordId,
): RecordId[] => [
  customerId,
  ...store.read
    .all<{ id: string }>(familyQuery(':customerId'), { customerId })
    .flatMap(({ id }) => (id === customerId ? [] : [id])),
];

/** All that a customer stands for: without those that stand beside or above it. */
export function mergedIntoOf({ store }: Work, customerId: RecordId): RecordId[] {
  return store.read
    .all<{ id: string }>(
      `WITH RECURSIVE below(id) AS (
         SELECT :customerId
         UNION SELECT l.customer_id FROM below b JOIN customer_links l ON l.other_id = b.id AND l.relation = 'mergedInto'
       ) SELECT id FROM below`,
      { customerId },
    )
    .flatMap(({ id }) => (id === customerId ? [] : [id]));
}

/** All that say to stand for a customer, whether or not it points to them. */
export const claimantsOf = ({ store }: Work, customerId: RecordId): RecordId[] =>
  store.read
    .all<{ id: string }>(
      `SELECT customer_id AS id FROM customer_links WHERE other_id = :customerId AND relation = 'standsFor'`,
      { customerId },
    )
    .map(({ id }) => id);

/** Customers by id, with the one that each was merged into. */
export const mergedQuery = `
  SELECT c.id, coalesce(c.name, '') AS name, c.merged_into_id AS intoId
  FROM json_each(:ids) asked CROSS JOIN customers c ON c.id = asked.value WHERE c.deleted = 0 ORDER BY c.name_sort, c.id`;

/**
 * Another one that is here stands for the customer `c`, by its own pointer. One that stands for nobody here, or points back (two people merged the two
 * apart, each the other way round), is none: of such two the smaller id stays.
 */
const POINTS_TO = (c: string): string => `
  SELECT s.id FROM customers s WHERE s.id = ${c}.merged_into_id AND s.id <> ${c}.id AND s.deleted = 0
    AND (s.merged_into_id IS NOT ${c}.id OR s.id < ${c}.id)`;

/** Those for whom an older one stands without any pointer: two people merged one customer into both, apart. A handful, and asked once per query. */
const TORN = `
  SELECT younger.customer_id FROM customer_links younger
  JOIN customer_links older ON older.other_id = younger.other_id AND older.relation = 'standsFor' AND older.customer_id <> younger.customer_id
  JOIN customers m ON m.id = younger.other_id AND m.merged_into_id IS NOT NULL
  JOIN customers y ON y.id = younger.customer_id JOIN customers o ON o.id = older.customer_id AND o.deleted = 0
  WHERE younger.relation = 'standsFor' AND (o.created_at, o.id) < (y.created_at, y.id)`;

/** Not one that another customer stands for since a merge. Whoever holds the merged one alone finds that. */
export const standsForItself = (c: string): string =>
  `((${c}.merged_into_id IS NULL OR NOT EXISTS (${POINTS_TO(c)})) AND ${c}.id NOT IN (${TORN}))`;

/** The row numbers of those that `:match` finds though they do not stand for themselves: what was merged by its own pointer has no words, these have. */
export const foundButTorn = `
  SELECT t.rowid FROM customers t WHERE t.id IN (${TORN}) AND EXISTS (${hitsOf('customers')} AND rowid = t.rowid)`;

/** The id of the customer that stands for `c`: the next one in a longer chain. */
export const standingId = (c: string): string => `coalesce((${POINTS_TO(c)}), ${c}.id)`;

/** Of merged ones among these customers: the one that stands for each in the end. */
export function standingOf({ store }: Pick<Work, 'store'>, customerIds: readonly RecordId[]): Map<RecordId, RecordId> {
  const standing = new Map<RecordId, RecordId>();
  let asked = new Map(customerIds.map((id) => [id, id]));
  for (let step = 0; asked.size > 0 && step < LONGEST_CHAIN; step += 1) {
    const rows = store.read.all<{ id: RecordId; into: RecordId }>(
      `SELECT c.id, ${standingId('c')} AS "into" FROM json_each(:ids) asked CROSS JOIN customers c ON c.id = asked.value
       WHERE c.merged_into_id IS NOT NULL`,
      { ids: JSON.stringify([...new Set(asked.values())]) },
    );
    const next = new Map(rows.filter(({ id, into }) => id !== into).map(({ id, into }) => [id, into]));
    asked = new Map([...asked].flatMap(([id, at]) => (next.has(at) ? [[id, next.get(at) ?? at]] : [])));
    for (const [id, at] of asked) standing.set(id, at);
  }
  return standing;
}

const LONGEST_CHAIN = 20;
