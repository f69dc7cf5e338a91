/** The row that a person sees: the server's base with this device's unconfirmed work on top, envelope and all. Pure. */
import type { KindDefinition } from '../../../shared/domain/kind.ts';
import type { RecordImage } from '../../../shared/domain/record.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import { replayPending as replayBodies } from '../../../shared/sync/rebase.ts';
import type { PendingOperation } from './outboxTable.ts';
import type { Catalogue } from './recordTables.ts';

/**
 * Forced, not merged: until the server has answered, people see what they typed over any newer base. Operations whose effect is in the base
 * already are left out. null when there is nothing to show.
 */
export function replayPending(
  base: RecordImage | null,
  pending: readonly PendingOperation[],
  catalogue: Catalogue,
): RecordImage | null {
  const onTop = pending.filter(({ inBase }) => !inBase);
  const last = onTop.at(-1);
  if (!last) return base;
  const definition = definitionOf(catalogue, last.operation);
  if (!definition) return base;
  const created = onTop.find(({ operation }) => operation.act === 'create');
  const envelope = base ?? (created?.operation.act === 'create' ? createdImage(created.operation, created) : null);
  const state = replayBodies(
    definition,
    base,
    onTop.map(({ operation }) => operation),
  );
  if (!state || !envelope) return null;
  return {
    ...envelope,
    body: state.body,
    deleted: state.deleted,
    updatedBy: last.author,
    updatedAt: last.occurredAt,
  };
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
