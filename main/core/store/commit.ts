/**
 * The one road of a person's work. One durable transaction holds all of it or nothing: the merge against what is held, a printed number,
 * the signed group in the outbox, the records as shown, the server's base beside them, read models and search text.
 */
import { createError } from '../../../shared/base/errors.ts';
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { isRecordId } from '../../../shared/base/id.ts';
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordBody, RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../shared/sync/diff.ts';
import { pathOfChange } from '../../../shared/sync/forceChange.ts';
import { writeGroup } from '../../../shared/sync/group.ts';
import { isSameJson } from '../../../shared/sync/jsonValues.ts';
import { mergeOperation } from '../../../shared/sync/merge.ts';
import type { MergeOutcome, RemovedElements, UnseenChange } from '../../../shared/sync/mergeTypes.ts';
import {
  OPERATION_FORMAT,
  type OperationGroup,
  type RecordOperation,
  type Seen,
  type SignedGroup,
} from '../../../shared/sync/operation.ts';
import { fitsRecord, recordBytesMaximum } from '../../../shared/sync/recordSize.ts';
import type { BaseRecords } from './baseRecords.ts';
import type { Connection } from './connection.ts';
import type { Meta } from './meta.ts';
import { takeNumber } from './numbers.ts';
import type { OutboxTable } from './outboxTable.ts';
import { runToEnd } from './pacing.ts';
import type { RecordRoad } from './recordRoad.ts';
import type { Catalogue, StoredRecord } from './recordTables.ts';
import { createdImage, definitionOf } from './replayPending.ts';
import type { CommitReceipt, GroupSigner, LocalCommit, LocalOperation } from './types.ts';

export interface CommitParts {
  readonly connection: Connection;
  readonly road: RecordRoad;
  readonly outbox: OutboxTable;
  readonly base: BaseRecords;
  readonly meta: Meta;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly signer: GroupSigner;
}

export interface CommittedGroup {
  readonly receipt: CommitReceipt;
  readonly signed: SignedGroup & { readonly n: number };
}

/**
 * Does all of one commit inside the caller's transaction.
 * @throws PeyvandError as {@link LocalCommit} documents; the caller rolls back.
 */
export function writeCommit(parts: CommitParts, commit: LocalCommit): CommittedGroup {
  requireShape(parts.catalogue, commit);
  const occurredAt = instantFromMilliseconds(parts.clock.now());
  const number = commit.number
    ? takeNumber(parts.connection, commit.number.series, parts.meta.identity().deviceCode)
    : null;
  const edits = withNumber(parts.catalogue, commit, number).map((operation) => readEdit(parts, operation));
  const states = mergeAll(parts, edits, { author: commit.author, occurredAt });
  const { group, signed } = signGroup(
    parts,
    commit.author,
    edits.map(({ operation }) => operation),
    occurredAt,
  );
  const references = states.map(({ reference }) => reference);
  parts.outbox.append({ ...signed, group }, references);
  for (const { before, after } of states) {
    parts.base.keep(before, after);
    parts.road.put(before, after, true);
  }
  runToEnd(parts.road.settle());
  parts.meta.set('chain', { n: group.n, hash: signed.hash });
  return { receipt: { n: group.n, hash: signed.hash, references, number }, signed: { ...signed, n: group.n } };
}

/** What a caller can get wrong without any record being read. */
function requireShape(catalogue: Catalogue, { author, operations, number }: LocalCommit): void {
  if (!isRecordId(author)) throw createError('invalid_input', { reason: 'author' });
  if (operations.length === 0) throw createError('invalid_input', { reason: 'no_operations' });
  for (const operation of operations) {
    const { collection, kind, id } = operation;
    if (!isRecordId(id)) throw createError('invalid_input', { reason: 'record_id', id });
    if (!definitionOf(catalogue, operation))
      throw createError('invalid_input', { reason: 'unknown_kind', collection, kind });
  }
  const isNumbered = (operation: LocalOperation) =>
    operation.act !== 'delete' &&
    operation.collection === number?.reference.collection &&
    operation.id === number.reference.id;
  if (number && !operations.some(isNumbered)) throw createError('invalid_input', { reason: 'number_without_record' });
}

/** Puts the printed number into the operation that asked for it, so that it travels with the group. */
function withNumber(
  catalogue: Catalogue,
  { operations, number }: LocalCommit,
  value: string | null,
): readonly LocalOperation[] {
  if (!number || value === null) return operations;
  const place = operations.findLastIndex(
    (operation) =>
      operation.act !== 'delete' &&
      operation.id === number.reference.id &&
      operation.collection === number.reference.collection,
  );
  const change = { do: 'set' as const, path: number.path, value };
  return operations.map((operation, index) => {
    if (index !== place || operation.act === 'delete') return operation;
    if (operation.act === 'patch') return { ...operation, changes: [...operation.changes, change] };
    const definition = definitionOf(catalogue, operation);
    return definition ? { ...operation, body: applyChanges(definition, operation.body, [change]) } : operation;
  });
}

interface Edit {
  readonly operation: RecordOperation;
  /** What its author had before them, null when that is the record as it is. */
  readonly shown: RecordBody | null;
}

/**
 * What the operation was made on: the record's version in the server's base, or the older one that its author had before them, so that the
 * server takes all that came later for unseen; and the newest of this device's groups that is in the bases here (later ones lie on top
 * of them and are known by their place in the chain).
 */
function readEdit(parts: CommitParts, operation: LocalOperation): Edit {
  if (operation.act === 'create') return { operation, shown: null };
  const shown = operation.act === 'patch' ? operation.seen : undefined;
  const version = parts.road.read(operation)?.version ?? 0;
  const seen: Seen = {
    epoch: parts.meta.get('baseEpoch') ?? parts.meta.identity().epoch,
    // A greater one is of a server that was restored since: its numbers mean something else now.
    version: Math.min(shown?.version ?? version, version),
    group: parts.meta.get('lastCovered')?.hash ?? null,
  };
  return { operation: { ...operation, seen }, shown: shown?.body ?? null };
}

interface RecordState {
  readonly reference: RecordReference;
  readonly before: StoredRecord | null;
  after: RecordImage;
}

/** Every operation in turn against the record as the ones before it left it. */
function mergeAll(
  parts: CommitParts,
  edits: readonly Edit[],
  stamp: { author: string; occurredAt: string },
): RecordState[] {
  const states = new Map<string, RecordState>();
  for (const { operation, shown } of edits) {
    const { collection, id } = operation;
    const key = `${collection}/${id}`;
    const state = states.get(key);
    const before = state ? state.before : parts.road.read(operation);
    const current = state ? state.after : before;
    const definition = definitionOf(parts.catalogue, operation);
    const unseen = definition && shown && before ? changesSince(definition, shown, before) : [];
    const after = mergeLocally(definition, operation, { current, unseen, stamp, isFromForm: shown !== null });
    if (state) state.after = after;
    else states.set(key, { reference: { collection, id }, before, after });
  }
  return [...states.values()];
}

/** What the record has become since its author saw it, whoever did it. */
function changesSince(definition: KindDefinition, shown: RecordBody, now: RecordImage): UnseenChange[] {
  const changes = diffBodies(definition, shown, now.body);
  if (changes.length === 0) return [];
  const removed: RemovedElements = Object.fromEntries(
    changes.flatMap((change) =>
      change.do === 'removeElement' ? [[pathOfChange(change), change.seen ?? null] as const] : [],
    ),
  );
  return [{ version: now.version, author: now.updatedBy, device: '', paths: changes.map(pathOfChange), removed }];
}

interface LocalMerge {
  readonly current: RecordImage | null;
  readonly unseen: readonly UnseenChange[];
  readonly stamp: { readonly author: string; readonly occurredAt: string };
  /** Its author says what they had before them. */
  readonly isFromForm: boolean;
}

function mergeLocally(
  definition: KindDefinition | null,
  operation: RecordOperation,
  { current, unseen, stamp, isFromForm }: LocalMerge,
): RecordImage {
  const { collection, id, kind } = operation;
  if (!definition || (current && current.kind !== kind))
    throw createError('invalid_input', { reason: 'unknown_kind', collection, kind });
  if (operation.act === 'create' && current)
    throw createError('invalid_input', { reason: 'record_exists', collection, id });
  if (operation.act !== 'create' && (!current || current.deleted)) throw createError('not_found', { collection, id });
  const outcome = mergeOperation({ definition, current: current?.body ?? null, deleted: false, operation, unseen });
  if (outcome.type === 'refused') throw refusalToError(outcome, operation);
  // Where the person's value would give way (fields that ask, merge groups), they are told now, while they still look at the form. They are
  // told too where theirs would go over a value that they did not see: of what another window of this device wrote, the server, to which
  // all of this chain is seen, would make no review.
  const untold = outcome.clashes.filter(({ mine, result }) => isFromForm || !isSameJson(mine, result));
  if (untold.length > 0) throw createError('stale_edit', { collection, id, paths: untold.map(({ path }) => path) });
  const image = operation.act === 'create' ? createdImage(operation, stamp) : current;
  if (!image) throw createError('not_found', { collection, id });
  if (!fitsRecord(collection, outcome.body))
    throw createError('message_too_large', { collection, id, maximum: recordBytesMaximum(collection) });
  return {
    ...image,
    body: outcome.body,
    deleted: outcome.deleted,
    updatedBy: stamp.author,
    updatedAt: stamp.occurredAt,
  };
}

function refusalToError(refusal: Extract<MergeOutcome, { type: 'refused' }>, { collection, id }: RecordOperation) {
  const facts = {
    collection,
    id,
    path: refusal.path,
    violations: refusal.violations.map((violation) => `${violation.path}: ${violation.reason}`),
  };
  switch (refusal.reason) {
    case 'unknown_record':
      return createError('not_found', facts);
    case 'locked_record':
      return createError('locked', { ...facts, reason: 'record' });
    case 'permission_denied':
      return createError('permission_denied', facts);
    case 'invalid':
    case 'invariant_broken':
      return createError('invalid_input', { ...facts, reason: refusal.reason });
  }
}

function signGroup(
  parts: CommitParts,
  author: string,
  operations: readonly RecordOperation[],
  occurredAt: string,
): { group: OperationGroup; signed: SignedGroup } {
  const chain = parts.meta.get('chain') ?? null;
  const touched = new Set(operations.map((operation) => operation.collection));
  const group: OperationGroup = {
    format: OPERATION_FORMAT,
    device: parts.meta.identity().device,
    n: (chain?.n ?? 0) + 1,
    parent: chain?.hash ?? null,
    author,
    schema: Object.fromEntries(
      parts.catalogue
        .filter(({ collection }) => touched.has(collection))
        .map(({ collection, schemaVersion }) => [collection, schemaVersion]),
    ),
    occurredAt,
    clockOffset: parts.meta.get('clockOffset') ?? 0,
    operations: [...operations],
  };
  const { bytes, hash } = writeGroup(group);
  if (NUL_ESCAPE.test(bytes)) throw createError('invalid_input', { reason: 'text' });
  return { group, signed: { bytes, hash, signature: parts.signer.sign(hash) } };
}

/** U+0000, which JSON can carry and no database of ours keeps as text: refused while its author is still there. An escaped backslash before it makes it plain text. */
const NUL_ESCAPE = /(?<!\\)(?:\\\\)*\\u0000/;
