/** JSON as somebody else may write it: with a name twice, with names that every object has, with numbers that none of ours are. */

/** Members keep their order and may bear one name several times. `raw` is written as it stands. */
export type JsonTree =
  | { readonly type: 'object'; members: [name: string, value: JsonTree][] }
  | { readonly type: 'array'; items: JsonTree[] }
  | { readonly type: 'leaf'; value: string | number | boolean | null }
  | { readonly type: 'raw'; text: string };

/** A value that JSON can carry; members that are undefined are left out. */
export function valueToTree(value: unknown): JsonTree {
  if (Array.isArray(value)) return { type: 'array', items: value.map(valueToTree) };
  if (typeof value === 'object' && value !== null)
    return {
      type: 'object',
      members: Object.entries(value).flatMap(([name, member]) =>
        member === undefined ? [] : [[name, valueToTree(member)]],
      ),
    };
  if (typeof value === 'string' || typeof value === 'boolean') return { type: 'leaf', value };
  if (typeof value === 'number') return Object.is(value, -0) ? { type: 'raw', text: '-0' } : { type: 'leaf', value };
  return { type: 'leaf', value: null };
}

export function treeToText(tree: JsonTree): string {
  switch (tree.type) {
    case 'raw':
      return tree.text;
    case 'leaf':
      return JSON.stringify(tree.value);
    case 'array':
      return `[${tree.items.map(treeToText).join(',')}]`;
    case 'object':
      return `{${tree.members.map(([name, member]) => `${JSON.stringify(name)}:${treeToText(member)}`).join(',')}}`;
  }
}

/** A place in a tree at which another can be put. */
export interface Slot {
  read(): JsonTree;
  put(tree: JsonTree): void;
  /** Null at the root. */
  readonly remove: (() => void) | null;
}

const SLOTS_MAXIMUM = 4_000;

/** Every place of the tree, the root first. `root` is written to when the root itself is replaced. */
export function slotsOf(root: { tree: JsonTree }): Slot[] {
  const slots: Slot[] = [{ read: () => root.tree, put: (tree) => void (root.tree = tree), remove: null }];
  for (let at = 0; at < slots.length && slots.length < SLOTS_MAXIMUM; at += 1) {
    const tree = slots[at]?.read();
    if (tree?.type === 'array')
      for (const item of tree.items)
        slots.push({
          read: () => item,
          put: (next) => void (tree.items = tree.items.map((one) => (one === item ? next : one))),
          remove: () => void (tree.items = tree.items.filter((one) => one !== item)),
        });
    if (tree?.type === 'object')
      for (const member of tree.members)
        slots.push({
          read: () => member[1],
          put: (next) => void (member[1] = next),
          remove: () => void (tree.members = tree.members.filter((one) => one !== member)),
        });
  }
  return slots;
}
