/** A group as an administrator once changed it, from what the decision says of it. */
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { JsonValue } from '../../shared/base/leafPath.ts';
import type { HeldEdit } from '../../shared/contract/parking.ts';
import { pathOfChange } from '../../shared/sync/forceChange.ts';
import { isSameJson } from '../../shared/sync/jsonValues.ts';
import type { OperationGroup, RecordOperation } from '../../shared/sync/operation.ts';
import { changesOf, editGroup, valueOf, type ChangedLeaf } from '../parking/leaves.ts';

type Told = Pick<ChangedLeaf, 'collection' | 'id' | 'path' | 'leftOut'> & {
  readonly mine?: JsonValue | undefined;
  readonly result?: JsonValue | undefined;
};

/** The edits are found again and made again; null unless what they change is, leaf by leaf, what the decision says. */
export function repeatChanges(group: OperationGroup, changes: readonly Told[]): OperationGroup | null {
  const left = [...changes];
  const edits = group.operations.flatMap((operation, index) => editsOf(operation, index, left));
  if (left.length > 0 || edits.length === 0) return null;
  try {
    const repeated = editGroup(group, edits);
    return isSameJson(plain(repeated.changed), plain(changes)) ? repeated.group : null;
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

/** Takes what it uses out of `left`. */
function editsOf(operation: RecordOperation, index: number, left: Told[]): HeldEdit[] {
  const leaves = changesOf(operation);
  const own = leaves.map((change, key) => {
    const path = pathOfChange(change);
    const mine = valueOf(change);
    const at = left.findIndex((told) => isOf(told, operation) && told.path === path && isSameJson(told.mine, mine));
    return at < 0 ? null : { key: String(key), path, told: left.splice(at, 1)[0] };
  });
  const deleted = left.findIndex((told) => operation.act === 'delete' && isOf(told, operation) && told.path === '');
  if (deleted >= 0) left.splice(deleted, 1);
  const isLeftOut = deleted >= 0 || (own.length > 0 && own.every((edit) => edit?.told?.leftOut === true));
  if (isLeftOut) return [{ operation: index, leaf: null, act: 'leaveOut' }];
  return own.flatMap((edit): HeldEdit[] => {
    if (!edit?.told) return [];
    const { key, path, told } = edit;
    const leaf = { key, path };
    return told.leftOut
      ? [{ operation: index, leaf, act: 'leaveOut' }]
      : [{ operation: index, leaf, act: 'set', ...(told.result === undefined ? {} : { value: told.result }) }];
  });
}

const isOf = (told: Told, { collection, id }: RecordOperation): boolean =>
  told.collection === collection && told.id === id;

/** Absent and undefined are the same on a wire. */
const plain = (changes: readonly Told[]): JsonValue => JSON.parse(JSON.stringify(changes)) as JsonValue;
