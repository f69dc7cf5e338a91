/** A held operation leaf by leaf, for an administrator to read, and what is left of the group when they have changed it. */
import { createError } from '../../shared/base/errors.ts';
import { joinPath, splitPath, type JsonValue } from '../../shared/base/leafPath.ts';
import type { HeldEdit, HeldLeaf } from '../../shared/contract/parking.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import { applyChanges } from '../../shared/sync/diff.ts';
import { pathOfChange } from '../../shared/sync/forceChange.ts';
import { isSameJson } from '../../shared/sync/jsonValues.ts';
import { changesOfNew } from '../../shared/sync/merge.ts';
import type { LeafChange, OperationGroup, RecordOperation } from '../../shared/sync/operation.ts';
import { readAt } from '../../shared/sync/place.ts';
import { definitionOf } from '../sync/storedRecord.ts';

/** What of the author's work was not applied as they wrote it. */
export interface ChangedLeaf {
  readonly collection: CollectionName;
  readonly id: string;
  readonly path: string;
  readonly mine?: JsonValue;
  /** Applied in its place; absent when nothing was. */
  readonly result?: JsonValue;
  readonly leftOut: boolean;
}

/** @param current The record as it is now; null when there is none. */
export function leavesOf(operation: RecordOperation, current: RecordBody | null): HeldLeaf[] {
  return changesOf(operation).map((change, index) => {
    const path = pathOfChange(change);
    const now = current === null ? undefined : valueAt(current, path);
    const seen = 'seen' in change ? change.seen : undefined;
    const mine = valueOf(change);
    return {
      key: String(index),
      path,
      act: change.do,
      ...(mine === undefined ? {} : { mine }),
      ...(seen === undefined ? {} : { seen }),
      ...(now === undefined ? {} : { current: now }),
    };
  });
}

/** Everything that the group wanted, as it stands in the decision to discard it. */
export const allLeaves = (operations: readonly RecordOperation[]): ChangedLeaf[] =>
  operations.flatMap((operation) => leftOut(operation, changesOf(operation)));

/**
 * The group as the administrator wants it. Its bytes stay what they were: this is only what is applied.
 * @throws PeyvandError `invalid_input`: `edit_unknown` for an edit that fits no leaf, `edit_value` for a value that cannot stand there,
 *   `nothing_left` when nothing would be applied (that is a discard).
 */
export function editGroup(
  group: OperationGroup,
  edits: readonly HeldEdit[],
): { group: OperationGroup; changed: ChangedLeaf[] } {
  const changed: ChangedLeaf[] = [];
  const byOperation = Map.groupBy(edits, ({ operation }) => operation);
  for (const index of byOperation.keys()) if (!group.operations[index]) throw unknownEdit();
  const operations = group.operations.flatMap((operation, index): RecordOperation[] => {
    const own = byOperation.get(index) ?? [];
    if (own.length === 0) return [operation];
    if (own.some(({ leaf }) => leaf === null)) {
      changed.push(...leftOut(operation, changesOf(operation)));
      return [];
    }
    return editOperation(operation, own, changed);
  });
  if (operations.length === 0) throw createError('invalid_input', { reason: 'nothing_left' });
  return { group: { ...group, operations }, changed };
}

function editOperation(
  operation: RecordOperation,
  edits: readonly HeldEdit[],
  changed: ChangedLeaf[],
): RecordOperation[] {
  const { collection, id } = operation;
  const editsByLeaf = Map.groupBy(edits, ({ leaf }) => leaf?.key.split('/', 1)[0] ?? '');
  const all = changesOf(operation);
  for (const key of editsByLeaf.keys()) if (!all[Number(key)] || String(Number(key)) !== key) throw unknownEdit();
  const changes = all.flatMap((change, index): LeafChange[] => {
    const own = editsByLeaf.get(String(index)) ?? [];
    if (own.length === 0) return [change];
    const edited = own.reduce<LeafChange | null>((now, edit) => (now ? editChange(now, edit) : null), change);
    const mine = valueOf(change);
    const result = edited ? valueOf(edited) : undefined;
    if (edited && isSameJson(mine, result)) return [edited];
    changed.push({
      collection,
      id,
      path: pathOfChange(change),
      ...(mine === undefined ? {} : { mine }),
      ...(result === undefined ? {} : { result }),
      leftOut: edited === null,
    });
    return edited ? [edited] : [];
  });
  if (operation.act === 'delete') throw unknownEdit();
  if (operation.act === 'patch') return changes.length === 0 ? [] : [{ ...operation, changes }];
  const definition = definitionOf(operation);
  if (!definition) throw unknownEdit();
  return [{ ...operation, body: { ...applyChanges(definition, {}, changes) } }];
}

/** null: left out. A field inside an added element is named behind the leaf's key. */
function editChange(change: LeafChange, { leaf, act, value }: HeldEdit): LeafChange | null {
  const inner = leaf?.key.split('/').slice(1) ?? [];
  const path = [pathOfChange(change), ...inner].join('/');
  if (leaf?.path !== path) throw unknownEdit();
  if (inner.length > 0) {
    const [field] = splitPath(inner.join('/'));
    if (change.do !== 'addElement' || inner.length !== 1 || field === undefined) throw unknownEdit();
    const { [field]: _before, ...rest } = change.value;
    return { ...change, value: act === 'leaveOut' ? rest : { ...rest, [field]: given(value) } };
  }
  if (act === 'leaveOut') return null;
  switch (change.do) {
    case 'set':
      return { ...change, value: given(value) };
    case 'unset':
      return { ...change, do: 'set', value: given(value) };
    case 'add':
    case 'remove':
      if (typeof value !== 'string') throw badValue(path);
      return { ...change, value };
    case 'increment':
      if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw badValue(path);
      return { ...change, by: value };
    case 'addElement':
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw badValue(path);
      return { ...change, value: { ...(value as RecordBody) } };
    case 'removeElement':
      throw badValue(path);
  }
}

const given = (value: JsonValue | undefined): JsonValue => {
  if (value === undefined) throw badValue('');
  return value;
};

const unknownEdit = () => createError('invalid_input', { reason: 'edit_unknown' });
const badValue = (path: string) => createError('invalid_input', { reason: 'edit_value', path });

/** Of a kind that this version does not know: its fields as they are. */
export function changesOf(operation: RecordOperation): readonly LeafChange[] {
  if (operation.act === 'delete') return [];
  if (operation.act === 'patch') return operation.changes;
  const definition = definitionOf(operation);
  if (definition && !Object.hasOwn(operation.body, '')) return changesOfNew(definition, operation.body);
  return Object.entries(operation.body)
    .filter(([field]) => field !== '')
    .map(([field, value]) => ({ do: 'set', path: joinPath(field), value }));
}

export function valueOf(change: LeafChange): JsonValue | undefined {
  if (change.do === 'increment') return change.by;
  return 'value' in change ? change.value : undefined;
}

/** A path that no record of ours can have is shown all the same. */
function valueAt(body: RecordBody, path: string): JsonValue | undefined {
  try {
    return readAt(body, splitPath(path));
  } catch {
    return undefined;
  }
}

function leftOut({ act, collection, id }: RecordOperation, changes: readonly LeafChange[]): ChangedLeaf[] {
  // The empty path is the record: it was to be deleted.
  if (act === 'delete') return [{ collection, id, path: '', leftOut: true }];
  return changes.map((change) => {
    const mine = valueOf(change);
    return { collection, id, path: pathOfChange(change), ...(mine === undefined ? {} : { mine }), leftOut: true };
  });
}
