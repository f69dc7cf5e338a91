/**
 * Lifting: what was written by an older version of the program, read as this version writes it (SYNC-12). Bytes of groups and stored bodies
 * are never rewritten for it; it happens at every reading, on devices and on the server alike, so it must give the same everywhere.
 */
import { deterministicId } from '../base/id.ts';
import { collectionOf } from '../domain/catalogue.ts';
import type { LiftedRecord, SchemaLift } from '../domain/kind.ts';
import type { CollectionName, RecordBody } from '../domain/record.ts';
import type { OperationGroup, RecordOperation } from './operation.ts';
import type { RemovedElements } from './mergeTypes.ts';

/** The group as this version would have written it; the same object when there is nothing to lift. */
export function liftGroup(group: OperationGroup): OperationGroup {
  const isOld = group.operations.some(({ collection }) => liftsAbove(collection, group.schema[collection]).length > 0);
  if (!isOld) return group;
  return {
    ...group,
    operations: group.operations.map((operation) =>
      liftsAbove(operation.collection, group.schema[operation.collection]).reduce(liftOperation, operation),
    ),
  };
}

/**
 * A record's body. Bodies do not say of which version they are: one that is of the newest form already comes back as it is.
 */
export const liftBody = (
  record: LiftedRecord & { readonly collection: CollectionName },
  body: RecordBody,
): RecordBody => liftsAbove(record.collection, undefined).reduce((lifted, lift) => lift.body(lifted, record), body);

/** What a change of the past touched and took out, in the names of today. */
export function liftHistory<Entry extends { readonly paths: readonly string[]; readonly removed: RemovedElements }>(
  record: { readonly collection: CollectionName; readonly id: string },
  entry: Entry,
): Entry {
  const lifts = liftsAbove(record.collection, undefined);
  if (lifts.length === 0) return entry;
  const liftPath = (path: string): string => lifts.reduce((lifted, lift) => lift.path(lifted, record.id), path);
  return {
    ...entry,
    paths: entry.paths.map(liftPath),
    removed: Object.fromEntries(Object.entries(entry.removed).map(([path, value]) => [liftPath(path), value])),
  };
}

/** The id of a list element that lifting makes out of another place of the record: the same on every device and on the server. */
export const liftedElementId = (recordId: string, list: string, source: string): string =>
  deterministicId('lift', recordId, list, source);

function liftOperation(operation: RecordOperation, lift: SchemaLift): RecordOperation {
  if (operation.act === 'delete') return operation;
  if (operation.act === 'create') return { ...operation, body: lift.body(operation.body, operation) };
  return { ...operation, changes: operation.changes.flatMap((change) => lift.change(change, operation)) };
}

/** @param version What its author knew; undefined for what carries no version. */
function liftsAbove(collection: CollectionName, version: number | undefined): readonly SchemaLift[] {
  const lifts = collectionOf(collection)?.lifts ?? [];
  return lifts.length === 0 ? lifts : lifts.filter(({ to }) => to > (version ?? 0));
}
