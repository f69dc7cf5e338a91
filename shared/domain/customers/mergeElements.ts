/** The telephone numbers, addresses and people of two records of one customer, united: each once, and nothing that only one of them says is lost. */
import type { JsonValue } from '../../base/leafPath.ts';
import { phoneIdentity } from '../../base/phoneNumbers.ts';
import { foldText } from '../../base/text.ts';
import { orderKeyBetween } from '../../sync/orderKey.ts';
import { elementsOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

type IsSameElement = (one: RecordBody, other: RecordBody) => boolean;
/** Lists whose elements are united, and when two of them say the same thing. */
export const UNITED_LISTS: readonly (readonly [string, IsSameElement])[] = [
  ['phones', (one, other) => phoneOf(one, 'number') === phoneOf(other, 'number')],
  ['addresses', isSameAddress],
  ['contacts', isSameContact],
];

/** What the survivor has stays where it is; what only the other one has comes behind it, under an id of its own. */
export function uniteElements(
  next: Record<string, JsonValue>,
  field: string,
  merged: { readonly id: string; readonly body: RecordBody },
  isSameElement: IsSameElement,
): void {
  const own = elementsOf(next, field);
  for (const element of elementsOf(merged.body, field)) {
    const place = own.findIndex((known) => isSameElement(known, element));
    if (place !== -1) {
      own[place] = filledFrom(own[place] ?? {}, element);
      continue;
    }
    const id = textOf(element, 'id') ?? '';
    const isTaken = own.some((known) => known['id'] === id);
    own.push({
      ...element,
      id: isTaken || id === '' ? `${id.slice(0, LONGEST_ELEMENT_ID - TAIL - 1)}-${merged.id.slice(-TAIL)}` : id,
      order: orderKeyBetween(textOf(own.at(-1) ?? {}, 'order'), null),
    });
  }
  if (own.length > 0) next[field] = own;
}

/** Both say the same thing; what only the other says of it comes along (a title, a position, a note), and of two notes both are read. */
function filledFrom(own: RecordBody, other: RecordBody): RecordBody {
  const missing = Object.entries(other).filter(([field]) => isEmpty(own[field]));
  const filled: RecordBody = { ...own, ...Object.fromEntries(missing) };
  const [mine, theirs] = [textOf(own, 'note'), textOf(other, 'note')];
  const both = `${mine}\n${theirs}`;
  return mine === null || theirs === null || mine.includes(theirs) || both.length > LONGEST_ELEMENT_NOTE
    ? filled
    : { ...filled, note: both };
}

const LONGEST_ELEMENT_NOTE = 1_000;

const LONGEST_ELEMENT_ID = 64;
const TAIL = 12;

// ---- what is the same ----------------------------------------------------------------------------------------

const folded = (element: RecordBody, field: string): string => foldText(textOf(element, field) ?? '');
const phoneOf = (element: RecordBody, field: string): string => {
  const text = textOf(element, field) ?? '';
  return phoneIdentity(text) ?? foldText(text);
};

/** What says neither street nor city nor code is known by its position alone; and two that lie apart are two, whatever else they have in common. */
function isSameAddress(one: RecordBody, other: RecordBody): boolean {
  const named = ['street', 'city', 'postalCode'];
  return (
    named.every((field) => folded(one, field) === folded(other, field)) &&
    named.some((field) => folded(one, field) !== '') &&
    ['region', 'country', 'position'].every((field) => agree(one, other, field))
  );
}

/** Without a number or an address to tell them by, two of one name and of other titles are two people. */
function isSameContact(one: RecordBody, other: RecordBody): boolean {
  const [phone, email] = [phoneOf(one, 'phone'), folded(one, 'email')];
  return (
    folded(one, 'name') === folded(other, 'name') &&
    phone === phoneOf(other, 'phone') &&
    email === folded(other, 'email') &&
    (phone !== '' || email !== '' || agree(one, other, 'title'))
  );
}

/** One of them says nothing of it, or both the same. */
const agree = (one: RecordBody, other: RecordBody, field: string): boolean =>
  isEmpty(one[field]) ||
  isEmpty(other[field]) ||
  isSame(one[field], other[field]) ||
  (typeof one[field] === 'string' && folded(one, field) === folded(other, field));

/** «Not asked» is no answer that an answer would have to yield to. */
export const isEmpty = (value: JsonValue | undefined): boolean =>
  value === undefined || value === null || value === '' || value === 'unknown';
export const isSame = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  canonical(one) === canonical(other);
const canonical = (value: JsonValue | undefined): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? '';
