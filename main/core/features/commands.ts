/**
 * What every command of a feature does before it commits: is it a record of a kind that we know, is it well formed, may this person write it,
 * and does it point to something? Merge, invariants and durability are the store's.
 */
import { createError } from '../../../shared/base/errors.ts';
import { collectionOf, kindOf } from '../../../shared/domain/catalogue.ts';
import type { KindDefinition, Violation } from '../../../shared/domain/kind.ts';
import type { CollectionName, RecordBody, RecordReference } from '../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../shared/sync/operation.ts';
import type { HeldRecord, LocalCommit, LocalOperation, SeenRecord } from '../store/types.ts';
import type { Work } from './procedures.ts';
import { requireRights } from './rights.ts';

export interface NewRecord {
  /** The window's own; asking again with it creates nothing twice. */
  readonly id?: string | undefined;
  readonly kind: string;
  readonly body: RecordBody;
}

export interface Edit {
  readonly id: string;
  readonly changes: readonly LeafChange[];
  /** The record as it was when the edit began; absent for a change of what is shown at this moment. */
  readonly seen?: SeenRecord | undefined;
}

/**
 * Creates a record; one that is there already, because the answer to an earlier try was lost, is brought to what is wanted now.
 * @throws PeyvandError `invalid_input`, `permission_denied`, `not_found` (a record that it refers to).
 */
export async function createRecord(
  work: Work,
  collection: CollectionName,
  newId: string,
  { id = newId, kind, body }: NewRecord,
  number?: LocalCommit['number'],
): Promise<{ id: string }> {
  const definition = requireKind(collection, kind);
  const held = work.store.read.record({ collection, id });
  if (held && !held.deleted && held.kind === kind) {
    const changes = diffBodies(definition, held.body, readBody(definition, body));
    return changes.length === 0 ? { id } : editRecord(work, collection, { id, changes });
  }
  requireRights(work, { act: 'create', collection, kind, id, body });
  const read = readBody(definition, body);
  requireReferences(work, definition.references?.(read) ?? []);
  return commit(work, { act: 'create', collection, kind, id, body: read }, number);
}

/**
 * Changes a held record. `alongside` may refuse for reasons of the feature, and gives what else goes into the same commit; it sees the record as it is and as
 * it would be.
 * @throws PeyvandError `not_found`, `permission_denied`, `stale_edit`, `locked`, `invalid_input`.
 */
export async function editRecord(
  work: Work,
  collection: CollectionName,
  { id, changes, seen }: Edit,
  alongside?: (before: RecordBody, after: RecordBody) => readonly LocalOperation[] | void,
): Promise<{ id: string }> {
  const record = requireHeld(work, { collection, id });
  const definition = requireKind(collection, record.kind);
  const operation: LocalOperation = {
    act: 'patch',
    collection,
    kind: record.kind,
    id,
    changes: [...changes],
    ...(seen ? { seen } : {}),
  };
  requireRights(work, operation);
  const after = applyChanges(definition, record.body, changes);
  const known = new Set(definition.references?.(record.body).map(referenceKey));
  requireReferences(
    work,
    definition.references?.(after).filter((reference) => !known.has(referenceKey(reference))) ?? [],
  );
  const others = alongside?.(record.body, after) ?? [];
  return commit(work, operation, undefined, others);
}

/** Deletes a held record. @throws PeyvandError `not_found`, `permission_denied`, `locked`. */
export async function deleteRecord(work: Work, reference: RecordReference): Promise<{ id: string }> {
  const record = requireHeld(work, reference);
  const operation: LocalOperation = { act: 'delete', collection: record.collection, kind: record.kind, id: record.id };
  requireRights(work, operation);
  return commit(work, operation);
}

/** @throws PeyvandError `not_found` for a record that is not here, or deleted. */
export function requireHeld(work: Work, reference: RecordReference): HeldRecord {
  const { collection, id } = reference;
  const record = work.store.read.record({ collection, id });
  if (!record || record.deleted) throw createError('not_found', { collection, id });
  return record;
}

/** Violations in the one form in which errors carry them: `path: reason`. */
export const violationFacts = (violations: readonly Violation[]): string[] =>
  violations.map(({ path, reason }) => `${path}: ${reason}`);

/**
 * The creation of a record, to be committed together with others: `alongside` are those of the same commit that it may refer to.
 * @throws PeyvandError as {@link createRecord}.
 */
export function creationOf(
  work: Work,
  collection: CollectionName,
  { id, kind, body }: NewRecord & { readonly id: string },
  alongside: readonly string[] = [],
): LocalOperation {
  const definition = requireKind(collection, kind);
  requireRights(work, { act: 'create', collection, kind, id, body });
  const read = readBody(definition, body);
  const references = definition.references?.(read) ?? [];
  requireReferences(
    work,
    references.filter((reference) => !alongside.includes(reference.id)),
  );
  return { act: 'create', collection, kind, id, body: read };
}

async function commit(
  work: Work,
  operation: LocalOperation,
  number?: LocalCommit['number'],
  others: readonly LocalOperation[] = [],
): Promise<{ id: string }> {
  const operations = [operation, ...others];
  await work.store.commit({ author: work.person().id, operations, ...(number ? { number } : {}) });
  return { id: operation.id };
}

export function requireKind(collection: CollectionName, kind: string): KindDefinition {
  const definition =
    collectionOf(collection) && Object.hasOwn(collectionOf(collection)?.kinds ?? {}, kind)
      ? kindOf(collection, kind)
      : null;
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', collection, kind });
  return definition;
}

/** The body as its schema reads it (texts trimmed, unknown fields kept). */
function readBody(definition: KindDefinition, body: RecordBody): RecordBody {
  const read = definition.schema.safeParse(body);
  if (read.success) return read.data as RecordBody;
  const paths = read.error.issues.slice(0, MOST_PATHS).map(({ path }) => path.map(String).join('/'));
  throw createError('invalid_input', { reason: 'shape', paths }, read.error);
}

const MOST_PATHS = 20;

function requireReferences(work: Work, references: readonly RecordReference[]): void {
  for (const reference of references) requireHeld(work, reference);
}

const referenceKey = ({ collection, id }: RecordReference): string => `${collection}/${id}`;
