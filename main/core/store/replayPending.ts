/** The row that a person sees: the server's base with this device's unconfirmed work on top. Pure. */
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordImage, RecordReference } from '../../../shared/domain/record.ts';
import { applyChanges } from '../../../shared/sync/diff.ts';
import { mergeOperation } from '../../../shared/sync/merge.ts';
import type { UnseenChange } from '../../../shared/sync/mergeTypes.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import type { PendingOperation } from './outboxTable.ts';
import type { Catalogue } from './recordTables.ts';

export interface ReplayInput {
  readonly reference: RecordReference;
  readonly base: RecordImage | null;
  /** Oldest first. */
  readonly operations: readonly PendingOperation[];
  /** What others changed below the pending work. */
  readonly unseen: readonly UnseenChange[];
  readonly catalogue: Catalogue;
}

/**
 * Merges as the server will. Where the server would refuse, the person's values stay on their screen all the same: the group will be
 * parked and marked held, and until then one's own work never vanishes. null when there is neither base nor work.
 */
export function replayPending({ base, operations, unseen, catalogue }: ReplayInput): RecordImage | null {
  return operations.reduce<RecordImage | null>(
    (shown, pending) => (pending.inBase ? shown : replayOne(shown, pending, unseen, catalogue)),
    base,
  );
}

function replayOne(
  shown: RecordImage | null,
  pending: PendingOperation,
  unseen: readonly UnseenChange[],
  catalogue: Catalogue,
): RecordImage | null {
  const { operation } = pending;
  const definition = definitionOf(catalogue, operation);
  if (operation.act === 'create') return shown ?? createdImage(operation, pending);
  if (!shown || !definition) return shown;
  const outcome = mergeOperation({
    definition,
    current: shown.body,
    deleted: shown.deleted,
    operation,
    unseen: unseen.filter((change) => change.version > operation.seen.version),
  });
  if (outcome.type === 'merged') {
    if (outcome.changedPaths.length === 0 && outcome.deleted === shown.deleted) return shown;
    return stamped({ ...shown, body: outcome.body, deleted: outcome.deleted }, pending);
  }
  if (shown.deleted) return shown;
  if (operation.act === 'delete') return stamped({ ...shown, deleted: true }, pending);
  return stamped({ ...shown, body: applyChanges(definition, shown.body, operation.changes) }, pending);
}

export function definitionOf(
  catalogue: Catalogue,
  { collection, kind }: { collection: string; kind: string },
): KindDefinition | null {
  return catalogue.find((candidate) => candidate.collection === collection)?.kinds[kind] ?? null;
}

/** A record that the server has never shown us: version 0, no scope yet. */
export function createdImage(
  operation: Extract<RecordOperation, { act: 'create' }>,
  { author, occurredAt }: { author: string; occurredAt: string },
): RecordImage {
  return {
    collection: operation.collection,
    kind: operation.kind,
    id: operation.id,
    version: 0,
    homeScope: null,
    shares: [],
    createdBy: author,
    createdAt: occurredAt,
    updatedBy: author,
    updatedAt: occurredAt,
    deleted: false,
    body: operation.body,
  };
}

const stamped = (image: RecordImage, { author, occurredAt }: PendingOperation): RecordImage => ({
  ...image,
  updatedBy: author,
  updatedAt: occurredAt,
});
