/** What a word on paper means: the customer or the product of that code, number or telephone; else of that name; else those that a search finds. */
import { standingId, standsForItself } from '../customers/family.ts';
import type { FoundByWord } from '../../../../shared/contract/branch.ts';
import { codeKey, idKey, nameKey, phoneKey } from '../../../../shared/domain/customers/matchKeys.ts';
import { hitsOf, matchExpression } from '../../store/index.ts';
import type { Work } from '../procedures.ts';
import { requireReadable } from '../rights.ts';

const OFFERED = 8;

interface Option {
  readonly id: string;
  readonly name: string | null;
  readonly detail: string | null;
}

export function findByWords(work: Work, what: 'customers' | 'products', texts: readonly string[]): FoundByWord[] {
  requireReadable(work, [what]);
  const find = what === 'customers' ? findCustomer : findProduct;
  // A pasted column names the same few again and again.
  const known = new Map<string, FoundByWord>();
  return texts.map((text) => {
    const found = known.get(text) ?? { text, ...find(work, text.trim()) };
    known.set(text, found);
    return found;
  });
}

/** Somebody merged into another leads to the one that stands for both. */
const KEYED_CUSTOMERS = `
  SELECT DISTINCT s.id, s.name, s.city AS detail
  FROM json_each(:keys) asked CROSS JOIN customer_match_keys k ON k.key = asked.value CROSS JOIN customers c ON c.id = k.customer_id
  JOIN customers s ON s.id = ${standingId('c')}
  WHERE s.deleted = 0 LIMIT ${OFFERED}`;

const SEARCHED_CUSTOMERS = `
  SELECT c.id, c.name, c.city AS detail FROM customers c
  WHERE c.rowid IN (${hitsOf('customers')}) AND c.deleted = 0 AND ${standsForItself('c')}
  ORDER BY c.name_sort, c.id LIMIT ${OFFERED}`;

function findCustomer(work: Work, text: string): Omit<FoundByWord, 'text'> {
  const { read } = work.store;
  const keys = [codeKey(text), phoneKey(text), idKey(text), nameKey(text)].filter((key) => key !== null);
  const keyed = keys.length === 0 ? [] : read.all<Option>(KEYED_CUSTOMERS, { keys: JSON.stringify(keys) });
  const match = matchExpression(text);
  const found = keyed.length > 0 || match === null ? keyed : read.all<Option>(SEARCHED_CUSTOMERS, { match });
  // Counted as what a list gives: each names a customer and where they are.
  work.leaver.reading.list(found.map(({ id }) => id));
  return { match: found.length === 1 ? (found[0]?.id ?? null) : null, options: found.map(optionOf) };
}

const SEARCHED_PRODUCTS = `
  SELECT p.id, p.name, p.code AS detail FROM products p
  WHERE p.rowid IN (${hitsOf('products')}) AND p.deleted = 0 AND p.kind NOT IN ('priceList', 'promotion') AND p.discontinued = 0
  ORDER BY p.code IS NOT :text, p.name_sort, p.id LIMIT ${OFFERED}`;

function findProduct(work: Work, text: string): Omit<FoundByWord, 'text'> {
  const match = matchExpression(text);
  const found = match === null ? [] : work.store.read.all<Option>(SEARCHED_PRODUCTS, { match, text });
  const [first] = found;
  const isMeant = first !== undefined && (found.length === 1 || first.detail === text || first.name === text);
  return { match: isMeant ? first.id : null, options: found.map(optionOf) };
}

const optionOf = ({ id, name, detail }: Option) => ({ id, name: name ?? '', detail });
