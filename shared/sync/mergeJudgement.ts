/** Who prevails: judged for merge groups as wholes, and for every other leaf by itself. Nothing is changed here. */
import { splitPath, type JsonValue } from '../base/leafPath.ts';
import { leafShapeOf } from '../domain/leafShape.ts';
import type { RecordBody } from '../domain/record.ts';
import { elementOf, forceChange, isStructural } from './forceChange.ts';
import { copyJson, isJsonList, isJsonObject, isSameJson, type WorkingObject } from './jsonValues.ts';
import { overlaps, touchesGroup } from './mergeRules.ts';
import type { MergeInput, RemovedElements, UnseenChange } from './mergeTypes.ts';
import { isReachable, readAt } from './place.ts';
import { isSatisfied, type ReadChange } from './readChange.ts';

/**
 * - `nothing`: it is already so
 * - `apply`: nobody else changed it
 * - `win`: both changed it; mine holds, theirs is in the review
 * - `lose`: both changed it; theirs holds, mine is in the review
 * - `locked`, `invalid`: the operation is refused
 */
export type Verdict = 'nothing' | 'apply' | 'win' | 'lose' | 'locked' | 'invalid';

/** What a leaf is judged by, besides the values. */
export interface Circumstances {
  readonly unseen: readonly UnseenChange[];
  /** Elements that others took out, unseen. */
  readonly removed: RemovedElements;
  /** The whole record is a second creation of its id: the first one's values hold. */
  readonly isSecondCreation: boolean;
}

/**
 * The merge groups that clash: something in them was changed, unseen, by another (or rests on work of one's own that lost), or a
 * value is not the one seen. What both sides want alike is no part of it: {@link isSatisfied} is asked before anything is lost.
 */
export function clashingGroups(
  input: MergeInput,
  current: RecordBody,
  changes: readonly ReadChange[],
): ReadonlySet<string> {
  const { merge, schema } = input.definition;
  const shape = leafShapeOf(schema);
  const disturbing = [...input.unseen.flatMap(({ paths }) => paths), ...(input.contested ?? [])];
  const groups = new Set<string>();
  for (const group of new Set(changes.flatMap((change) => change.group ?? []))) {
    const isDisturbed = disturbing.some((path) => touchesGroup(merge, group, path));
    const scratch: WorkingObject = copyJson(current);
    // One after the other, since a later change of the same operation may rest on an earlier one.
    const isAsSeen = changes
      .filter((change) => change.group === group)
      .map((change) => {
        const isExpected = isSatisfied(scratch, change) || seesWhatIsThere(scratch, change);
        forceChange(shape, scratch, change.change);
        return isExpected;
      });
    if (isDisturbed || isAsSeen.includes(false)) groups.add(group);
  }
  return groups;
}

/** Judges one leaf that is not part of a clashing group. */
export function judgeLeaf(body: RecordBody, read: ReadChange, circumstances: Circumstances): Verdict {
  const { change, place, policy, key } = read;
  if (isSatisfied(body, read)) return 'nothing';
  // The list element is gone. Its content asks; where it stood in the list no longer matters.
  if (!isReachable(body, place)) return isPosition(read) ? 'nothing' : 'lose';
  const held = readAt(body, place.segments);
  switch (change.do) {
    case 'set':
    case 'unset':
      if (isStructural(place, change)) return 'apply';
      if (policy === 'locked' && held !== undefined) return change.seen === undefined ? 'lose' : 'locked';
      if (isSameJson(held, change.seen)) return 'apply';
      return policy === 'serverOrder' && !circumstances.isSecondCreation ? 'win' : 'lose';
    case 'increment':
      return judgeIncrement(held, change.by);
    case 'add':
    case 'remove':
      if (held !== undefined && !isJsonList(held)) return 'lose';
      return policy === 'locked' && held !== undefined ? 'locked' : 'apply';
    case 'addElement': {
      if (held !== undefined && !isJsonList(held)) return 'lose';
      if (readAt(body, splitPath(key)) !== undefined) return 'lose';
      const removed = circumstances.removed[key];
      if (removed === undefined) return policy === 'locked' && held !== undefined ? 'locked' : 'apply';
      return isSameJson(removed, elementOf(change)) ? 'nothing' : 'lose';
    }
    case 'removeElement':
      if (policy === 'locked') return 'locked';
      return isElementAsSeen(body, read, circumstances.unseen) ? 'apply' : 'lose';
  }
}

/** The elements that unseen changes took out, the latest removal of each. */
export const removedUnseen = (unseen: readonly UnseenChange[]): RemovedElements =>
  Object.assign({}, ...unseen.map(({ removed }) => removed ?? {})) as RemovedElements;

function seesWhatIsThere(body: RecordBody, read: ReadChange): boolean {
  const { change, place, key } = read;
  if (!isReachable(body, place)) return isPosition(read);
  if (change.do === 'set' || change.do === 'unset')
    return isStructural(place, change) || isSameJson(readAt(body, place.segments), change.seen);
  if (change.do === 'addElement') return readAt(body, splitPath(key)) === undefined;
  return change.do === 'removeElement' ? isElementAsSeen(body, read, []) : true;
}

/** Whoever removes an element wants it gone wherever it stands, so its position does not count. */
function isElementAsSeen(body: RecordBody, { change, key }: ReadChange, unseen: readonly UnseenChange[]): boolean {
  if (change.do !== 'removeElement') return false;
  if (change.seen === undefined)
    return !unseen.some(({ paths }) => paths.some((path) => path === '' || overlaps(path, key)));
  return isSameJson(withoutOrder(readAt(body, splitPath(key))), withoutOrder(change.seen));
}

const isPosition = ({ place }: ReadChange): boolean =>
  place.segments.at(-1) === 'order' && place.elementDepth === place.segments.length - 1;

function withoutOrder(element: JsonValue | undefined): JsonValue | undefined {
  if (!isJsonObject(element)) return element;
  return Object.fromEntries(Object.entries(element).filter(([field]) => field !== 'order'));
}

function judgeIncrement(held: JsonValue | undefined, by: number): Verdict {
  const count = held ?? 0;
  if (typeof count !== 'number' || !Number.isSafeInteger(count)) return 'lose';
  return Number.isSafeInteger(count + by) ? 'apply' : 'invalid';
}
