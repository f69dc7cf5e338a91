/** A valid message, and what may be done to it: places of its tree replaced, doubled, dropped, renamed, and then its text torn. */
import fc from 'fast-check';
import { slotsOf, treeToText, valueToTree, type JsonTree, type Slot } from './jsonTree.ts';
import { CANARY, LARGE_JSON, NASTY_JSON, NASTY_KEYS, NASTY_NUMBERS, NASTY_TEXTS } from './nasties.ts';

/** Numbers are taken modulo what there is to choose from: so a change shrinks towards the first of everything. */
export interface Change {
  readonly how: number;
  readonly where: number;
  readonly what: number;
}

const change: fc.Arbitrary<Change> = fc.record({ how: fc.nat(0xffff), where: fc.nat(0xffff), what: fc.nat(0xffff) });

/** From none (as it is) to a few. */
export const changes = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Change[]>([]) },
  { weight: 6, arbitrary: fc.array(change, { minLength: 1, maxLength: 1 }) },
  { weight: 2, arbitrary: fc.array(change, { minLength: 2, maxLength: 5 }) },
);

/** The text of a message that is valid or was. */
export const hostileJson = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .tuple(valid, changes, fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: change }))
    .map(([value, list, tear]) => {
      const text = treeToText(changeTree(valueToTree(value), list));
      return tear ? tearText(text, tear) : text;
    });

/** A value that is valid or was, for what never is text: no name twice, no number beyond all numbers. */
export const hostileValue = (valid: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.tuple(valid, changes).map(([value, list]): unknown => {
    const text = treeToText(changeTree(valueToTree(value), list));
    return text === '' ? null : JSON.parse(text);
  });

export function changeTree(tree: JsonTree, list: readonly Change[]): JsonTree {
  const root = { tree };
  for (const { how, where, what } of list) {
    const slots = slotsOf(root);
    const slot = at(slots, where);
    at(WAYS, how)(slot, what, slots);
  }
  return root.tree;
}

type Way = (slot: Slot, what: number, slots: readonly Slot[]) => void;

const replaceByText: Way = (slot, what) => slot.put({ type: 'leaf', value: at(NASTY_TEXTS, what) });
const replaceByNumber: Way = (slot, what) => slot.put(valueToTree(at(NASTY_NUMBERS, what)));
const replaceByJson: Way = (slot, what) => slot.put({ type: 'raw', text: at(NASTY_JSON, what) });
const remove: Way = (slot) => slot.remove?.();

const addMember: Way = (slot, what) => {
  const tree = slot.read();
  const value: JsonTree = { type: 'raw', text: at(NASTY_JSON, what >> 4) };
  if (tree.type === 'object') tree.members.push([at(NASTY_KEYS, what), value]);
  else if (tree.type === 'array') tree.items.push(value);
  else slot.put({ type: 'object', members: [[at(NASTY_KEYS, what), tree]] });
};

/** The same name once more: most readers take the last, some the first. */
const doubleMember: Way = (slot, what) => {
  const tree = slot.read();
  if (tree.type !== 'object' || tree.members.length === 0) return;
  const [name] = at(tree.members, what);
  tree.members.push([name, { type: 'leaf', value: at(NASTY_TEXTS, what >> 4) }]);
};

const renameMember: Way = (slot, what) => {
  const tree = slot.read();
  if (tree.type === 'object' && tree.members.length > 0) at(tree.members, what)[0] = at(NASTY_KEYS, what >> 4);
};

const wrap: Way = (slot, what) => {
  const tree = slot.read();
  slot.put(what % 2 === 0 ? { type: 'array', items: [tree] } : { type: 'object', members: [['0', tree]] });
};

const changeType: Way = (slot) => {
  const tree = slot.read();
  if (tree.type === 'leaf')
    slot.put(
      typeof tree.value === 'string' ? valueToTree(tree.value.length) : { type: 'leaf', value: String(tree.value) },
    );
  else slot.put({ type: 'leaf', value: treeToText(tree).slice(0, 10_000) });
};

const swap: Way = (slot, what, slots) => {
  const other = at(slots, what);
  const [one, two] = [slot.read(), other.read()];
  // Neither may lie in the other: that tree would have no end.
  if (isWithin(one, two) || isWithin(two, one)) return;
  slot.put(two);
  other.put(one);
};

const repeat: Way = (slot, what) => {
  const tree = slot.read();
  if (tree.type === 'array' && tree.items.length > 0)
    tree.items = Array.from({ length: at([2, 3, 65, 501, 1_001, 2_500], what) }, () => at(tree.items, what));
};

const spoilText: Way = (slot, what) => {
  const tree = slot.read();
  if (tree.type !== 'leaf' || typeof tree.value !== 'string') return;
  const text = tree.value;
  const middle = text.length >> 1;
  const spoiled = [
    `${text}\u0000`,
    `${text.slice(0, middle)}\ud800${text.slice(middle)}`,
    text.toUpperCase(),
    `${text} `,
    text.slice(0, -1),
    `${text}${CANARY}`,
    `${text.slice(0, middle)}\u200c\u202e${text.slice(middle)}`,
    text.repeat(200).slice(0, 50_000),
    `\ufeff${text}`,
    [...text].toReversed().join(''),
  ];
  slot.put({ type: 'leaf', value: at(spoiled, what) });
};

const spoilNumber: Way = (slot, what) => {
  const tree = slot.read();
  if (tree.type !== 'leaf' || typeof tree.value !== 'number') return;
  const { value } = tree;
  slot.put(valueToTree(at([value + 1, value - 1, -value, value + 0.5, value * 1e15, value / 3, value ** 9], what)));
};

const replaceByLarge: Way = (slot, what) => {
  // One in thirty of these: they take long to make as well.
  if (what % 30 === 0) slot.put({ type: 'raw', text: at(LARGE_JSON, what / 30) });
  else replaceByText(slot, what, []);
};

const WAYS: readonly Way[] = [
  replaceByText,
  replaceByText,
  replaceByNumber,
  replaceByJson,
  replaceByJson,
  remove,
  addMember,
  addMember,
  doubleMember,
  renameMember,
  wrap,
  changeType,
  swap,
  repeat,
  spoilText,
  spoilText,
  spoilText,
  spoilNumber,
  spoilNumber,
  replaceByLarge,
];

const isWithin = (outer: JsonTree, inner: JsonTree): boolean =>
  outer === inner ||
  (outer.type === 'array' && outer.items.some((item) => isWithin(item, inner))) ||
  (outer.type === 'object' && outer.members.some(([, member]) => isWithin(member, inner)));

/** Not JSON any more, mostly. */
export function tearText(text: string, { how, where, what }: Change): string {
  const place = text.length === 0 ? 0 : where % text.length;
  const torn = [
    text.slice(0, place),
    text.slice(place),
    `${text}${text}`,
    `\ufeff${text}`,
    `${text.slice(0, place)}${at(TEARS, what)}${text.slice(place)}`,
    `${text.slice(0, place)}${at(TEARS, what)}${text.slice(place + 1)}`,
    `[${text},]`,
    text.replaceAll('"', "'"),
    at(TEARS, what).repeat(1 + (where % 2_000)),
  ];
  return at(torn, how);
}

const TEARS: readonly string[] = [
  '\u0000',
  '"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '\\',
  '\\u',
  '\ud800',
  'NaN',
  '-',
  '1e999',
  '/*',
  '//',
  '\u2028',
  '\n',
  CANARY,
];

const at = <Element>(list: readonly Element[], number: number): Element => {
  const element = list[Math.floor(number) % list.length];
  if (element === undefined) throw new Error('Nothing to choose from');
  return element;
};
