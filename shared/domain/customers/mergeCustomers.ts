/**
 * Two records of one customer become one with nothing lost. The older one stays and takes what the younger one had: lists are united, empty fields
 * filled, and where both say something else a person chose. The younger one stays as it is, with everything that hangs on it, and points to the
 * older one, which stands for it from then on. What was taken is written down with it, so that the merge can be undone at any time, even where the
 * survivor was edited meanwhile: whatever was changed since stays.
 */
import type { Instant } from '../../base/clock.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import { joinPath, splitPath } from '../../base/leafPath.ts';
import { foldText } from '../../base/text.ts';
import { diffBodies } from '../../sync/diff.ts';
import type { LeafChange } from '../../sync/operation.ts';
import { elementsOf, objectOf, textOf, textsOf } from '../bodyReads.ts';
import type { KindDefinition } from '../kind.ts';
import { leafShapeOf } from '../leafShape.ts';
import type { RecordBody } from '../record.ts';
import { nameKey } from './matchKeys.ts';
import { isEmpty, isSame, UNITED_LISTS, uniteElements } from './mergeElements.ts';

export interface MergeSide {
  readonly id: string;
  readonly kind: string;
  readonly body: RecordBody;
}

/** A field of which both say something, and not the same. */
export interface MergeClash {
  readonly field: string;
  readonly survivor: JsonValue;
  readonly merged: JsonValue;
}

/** A leaf, an element (`phones/<id>`) or a member of a set (`tags`) of the survivor, as it was and as it became; null where there was none. */
export interface TakenLeaf {
  readonly path: string;
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/** The older one stays, of two of one instant (of one import) the smaller id: two devices that merge the same two come to the same end. */
export const inOrderOfMerge = <Side extends { readonly id: string; readonly createdAt: Instant }>(
  one: Side,
  other: Side,
): [Side, Side] => {
  const isFirst = one.createdAt === other.createdAt ? one.id < other.id : one.createdAt < other.createdAt;
  return isFirst ? [one, other] : [other, one];
};

/** Fields for which somebody has to choose, in the order of the form. */
export function mergeClashes(definition: KindDefinition, survivor: RecordBody, merged: RecordBody): MergeClash[] {
  return singleFields(definition, survivor, merged).flatMap((field) => {
    const [mine, theirs] = [valueAt(survivor, field), valueAt(merged, field)];
    if (isEmpty(mine) || isEmpty(theirs) || isSame(mine, theirs)) return [];
    return [{ field, survivor: mine ?? null, merged: theirs ?? null }];
  });
}

/**
 * What the survivor becomes.
 * @param fromMerged Fields, as {@link mergeClashes} names them, of which the younger one's value is taken.
 */
export function mergedBody(
  definition: KindDefinition,
  survivor: MergeSide,
  merged: MergeSide,
  fromMerged: ReadonlySet<string>,
): RecordBody {
  const next: Record<string, JsonValue> = { ...survivor.body };
  for (const field of singleFields(definition, survivor.body, merged.body)) {
    const [mine, theirs] = [valueAt(survivor.body, field), valueAt(merged.body, field)];
    if (isEmpty(theirs) || theirs === undefined) continue;
    if (isEmpty(mine) || fromMerged.has(field)) putAt(next, field, theirs);
  }
  for (const [field, isSameElement] of UNITED_LISTS) uniteElements(next, field, merged, isSameElement);
  for (const field of SETS) uniteSet(next, field, textsOf(merged.body, field));
  uniteSet(next, 'standsForIds', [merged.id, ...textsOf(merged.body, 'standsForIds')]);
  keepWhatWasNotChosen(next, survivor.body, merged.body, fromMerged);
  leaveThemselvesOut(next, survivor.id, merged.id);
  return next;
}

export function mergeChanges(
  definition: KindDefinition,
  survivor: RecordBody,
  next: RecordBody,
): { changes: LeafChange[]; taken: TakenLeaf[] } {
  const changes = diffBodies(definition, survivor, next);
  return { changes, taken: changes.flatMap(takenOf) };
}

/** What gives back to the survivor what it had before: only where nobody has changed it since. */
export function unmergeChanges(
  definition: KindDefinition,
  survivor: RecordBody,
  taken: readonly TakenLeaf[],
): LeafChange[] {
  const next = copyOf(survivor);
  for (const { path, before, after } of taken) {
    const [field = '', id, ...inside] = splitPath(path);
    const shape = leafShapeOf(definition.schema);
    const type = shape.type === 'object' ? shape.fields[field]?.type : undefined;
    if (type === 'set')
      next[field] = textsOf(next, field)
        .filter((member) => member !== after)
        .concat(typeof before === 'string' ? [before] : []);
    else if (type === 'elements' && inside.length === 0)
      next[field] = elementsOf(next, field).filter((element) => element['id'] !== id || !isSame(element, after));
    else if (type === 'elements' && inside.length === 1)
      next[field] = elementsOf(next, field).map((element) => {
        const leaf: Record<string, JsonValue> = { ...element };
        if (element['id'] === id) restore(leaf, inside[0] ?? '', before, after);
        return leaf;
      });
    else if (id === undefined) restore(next, field, before, after);
    else {
      const inner: Record<string, JsonValue> = { ...objectOf(next[field]) };
      restore(inner, id, before, after);
      next[field] = inner;
    }
  }
  return diffBodies(definition, survivor, withoutEmptied(next, survivor));
}

/** Reads what a merge wrote down; nothing where that is none of it. */
export function takenOfMerge(body: RecordBody): TakenLeaf[] {
  const taken = body['mergeTaken'];
  if (!Array.isArray(taken)) return [];
  return taken.map(objectOf).flatMap((leaf) => {
    const path = textOf(leaf, 'path');
    return path === null ? [] : [{ path, before: leaf['before'] ?? null, after: leaf['after'] ?? null }];
  });
}

// ---- fields --------------------------------------------------------------------------------------------------

/** Of the merge itself, and of what each record alone can say. */
const NEVER_MERGED: ReadonlySet<string> = new Set(['source', 'mergedIntoId', 'mergeTaken']);
const MAPS = ['consent', 'custom'] as const;
const SETS = ['tags', 'groupIds', 'supplierIds', 'accountTeam', 'sharedTerritoryIds', 'alsoKnownAs'] as const;

/** Fields with one value, those of maps one by one (`consent/sms`); also such as this version does not know. */
function singleFields(definition: KindDefinition, survivor: RecordBody, merged: RecordBody): string[] {
  const shape = leafShapeOf(definition.schema);
  const known = shape.type === 'object' ? shape.fields : {};
  const inOrder = [...Object.keys(known), ...Object.keys(survivor), ...Object.keys(merged)];
  return [...new Set(inOrder)].flatMap((field) => {
    if (NEVER_MERGED.has(field)) return [];
    if (MAPS.some((map) => map === field))
      return [...new Set([...Object.keys(objectOf(survivor[field])), ...Object.keys(objectOf(merged[field]))])].map(
        (key) => joinPath(field, key),
      );
    const type = known[field]?.type ?? 'leaf';
    return type === 'leaf' ? [field] : [];
  });
}

function valueAt(body: RecordBody, path: string): JsonValue | undefined {
  const [field = '', key] = splitPath(path);
  return key === undefined ? body[field] : objectOf(body[field])[key];
}

function putAt(body: Record<string, JsonValue>, path: string, value: JsonValue): void {
  const [field = '', key] = splitPath(path);
  body[field] = key === undefined ? value : { ...objectOf(body[field]), [key]: value };
}

const copyOf = (body: RecordBody): Record<string, JsonValue> =>
  JSON.parse(JSON.stringify(body)) as Record<string, JsonValue>;

// ---- lists ---------------------------------------------------------------------------------------------------

function uniteSet(next: Record<string, JsonValue>, field: string, members: readonly string[]): void {
  const united = [...new Set([...textsOf(next, field), ...members])];
  if (united.length > 0) next[field] = united;
}

/** The name, code, owner and territory that give way are still found, and still see the customer; of two notes both are read. */
function keepWhatWasNotChosen(
  next: Record<string, JsonValue>,
  survivor: RecordBody,
  merged: RecordBody,
  fromMerged: ReadonlySet<string>,
): void {
  const others = (field: string): string[] =>
    [textOf(survivor, field), textOf(merged, field)].filter(
      (value) => value !== null && value !== next[field],
    ) as string[];
  const name = textOf(next, 'name') ?? '';
  uniteSet(next, 'alsoKnownAs', [
    ...others('name').filter((other) => identityOf(other) !== identityOf(name)),
    ...others('code'),
  ]);
  // An owner without a territory held theirs as its owner alone: that ends where it comes to lie in a territory.
  const byOwner = [survivor, merged].filter((side) => textOf(side, 'territoryId') === null);
  const ousted = textOf(next, 'territoryId') === null ? [] : byOwner.flatMap((side) => textOf(side, 'ownerId') ?? []);
  uniteSet(next, 'accountTeam', [...others('ownerId'), ...ousted]);
  uniteSet(next, 'sharedTerritoryIds', others('territoryId'));
  const [mine, theirs] = [textOf(survivor, 'note'), textOf(merged, 'note')];
  if (mine !== null && theirs !== null && !mine.includes(theirs) && !fromMerged.has('note')) {
    const both = `${mine}\n\n${theirs}`;
    if (both.length <= LONGEST_NOTE) next['note'] = both;
  }
}

const identityOf = (name: string): string => nameKey(name) ?? foldText(name);
const LONGEST_NOTE = 10_000;

/** Neither belongs to, supplies or brought the other any more. */
function leaveThemselvesOut(next: Record<string, JsonValue>, survivorId: string, mergedId: string): void {
  const isEither = (id: JsonValue | undefined): boolean => id === survivorId || id === mergedId;
  for (const field of ['parentId', 'referredById']) if (isEither(next[field])) delete next[field];
  const suppliers = textsOf(next, 'supplierIds');
  if (suppliers.some(isEither)) next['supplierIds'] = suppliers.filter((id) => !isEither(id));
}

// ---- what was taken ------------------------------------------------------------------------------------------

function takenOf(change: LeafChange): TakenLeaf[] {
  switch (change.do) {
    case 'set':
      return [{ path: change.path, before: change.seen ?? null, after: change.value }];
    case 'unset':
      return [{ path: change.path, before: change.seen ?? null, after: null }];
    case 'add':
      return [{ path: change.path, before: null, after: change.value }];
    case 'remove':
      return [{ path: change.path, before: change.value, after: null }];
    case 'addElement':
      return [
        {
          path: joinPath(...splitPath(change.path), change.id),
          before: null,
          after: { ...change.value, id: change.id, order: change.order },
        },
      ];
    case 'removeElement':
    case 'increment':
      return [];
  }
}

function restore(body: Record<string, JsonValue>, field: string, before: JsonValue, after: JsonValue): void {
  if (!isSame(body[field] ?? null, after)) return;
  if (before === null) delete body[field];
  else body[field] = before;
}

/** Lists and maps that the merge began end with it. */
function withoutEmptied(next: Record<string, JsonValue>, survivor: RecordBody): RecordBody {
  const isEmptied = (value: JsonValue): boolean =>
    Array.isArray(value)
      ? value.length === 0
      : typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return Object.fromEntries(
    Object.entries(next).filter(([field, value]) => !isEmptied(value) || isSame(survivor[field], value)),
  );
}
