/**
 * What a word on paper means: the one customer or product of that code, number, telephone or name, however it is spelled. What a search finds of a part of
 * a name is offered and never taken: a slip of one customer must not become the order of another whose name begins alike.
 */
import { standingId, standsForItself } from '../customers/family.ts';
import type { FoundByWord } from '../../../../shared/contract/branch.ts';
import { codeKey, idKey, nameKey, phoneKey } from '../../../../shared/domain/customers/matchKeys.ts';
import { foldText, persianSortKey } from '../../../../shared/base/text.ts';
import { hitsOf, matchExpression } from '../../store/index.ts';
import type { Work } from '../procedures.ts';
import { productsByCode } from '../products/byCode.ts';
import { requireReadable } from '../rights.ts';

const OFFERED = 8;

type Found = Omit<FoundByWord, 'text'>;

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

function findCustomer(work: Work, text: string): Found {
  const { read } = work.store;
  const keys = [codeKey(text), phoneKey(text), idKey(text), nameKey(text)].filter((key) => key !== null);
  const keyed = keys.length === 0 ? [] : read.all<Option>(KEYED_CUSTOMERS, { keys: JSON.stringify(keys) });
  const match = matchExpression(text);
  const found = keyed.length > 0 || match === null ? keyed : read.all<Option>(SEARCHED_CUSTOMERS, { match });
  // Counted as what a list gives: each names a customer and where they are.
  work.leaver.reading.list(found.map(({ id }) => id));
  return { match: keyed.length === 1 ? (keyed[0]?.id ?? null) : null, options: found.map(optionOf) };
}

/** Of the same name first. */
const SEARCHED_PRODUCTS = `
  SELECT p.id, p.name, p.code AS detail FROM products p
  WHERE p.rowid IN (${hitsOf('products')}) AND p.deleted = 0 AND p.kind NOT IN ('priceList', 'promotion') AND p.discontinued = 0
  ORDER BY p.name_sort IS NOT :named, p.name_sort, p.id LIMIT ${OFFERED}`;

/** What is no longer sold is found by its own code, so that nothing else is taken in its place, and is for a person to choose. */
function findProduct(work: Work, text: string): Found {
  const coded = productsByCode(work, [text]);
  if (coded.length > 0) {
    const [first] = coded;
    const isMeant = coded.length === 1 && first?.discontinued === false;
    const options = coded.slice(0, OFFERED).map(({ id, name, code, discontinued }) => ({
      ...optionOf({ id, name, detail: code }),
      ...(discontinued ? { discontinued } : {}),
    }));
    return { match: isMeant ? first.id : null, options };
  }
  const match = matchExpression(text);
  const found =
    match === null ? [] : work.store.read.all<Option>(SEARCHED_PRODUCTS, { match, named: persianSortKey(text) });
  const named = found.filter(({ name }) => name !== null && foldText(name) === foldText(text));
  return { match: named.length === 1 ? (named[0]?.id ?? null) : null, options: found.map(optionOf) };
}

const optionOf = ({ id, name, detail }: Option) => ({ id, name: name ?? '', detail });
