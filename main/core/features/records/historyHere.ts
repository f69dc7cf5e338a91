/** What this device did to a record and still knows: groups that were not sent, are held, or are kept for a while after the server has them. */
import { splitPath } from '../../../../shared/base/leafPath.ts';
import type { HistoryEntry } from '../../../../shared/contract/history.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { hiddenFields } from '../../../../shared/domain/permissions.ts';
import type { RecordReference } from '../../../../shared/domain/record.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { operationGroupSchema, type LeafChange, type RecordOperation } from '../../../../shared/sync/operation.ts';
import type { Stream } from '../follow.ts';
import { liveQuery } from '../live.ts';
import type { Work } from '../procedures.ts';

const GROUPS_SHOWN = 50;
const CHANGES_SHOWN = 200;

const groupsQuery = `
  SELECT o.bytes, o.state, o.reason FROM outbox_records r JOIN outbox o ON o.n = r.n
  WHERE r.collection = :collection AND r.id = :id ORDER BY o.n DESC LIMIT ${GROUPS_SHOWN}`;

/** @throws PeyvandError `permission_denied`. */
export function historyHere(
  work: Work,
  reference: RecordReference,
  signal: AbortSignal | undefined,
): Stream<HistoryEntry[]> {
  return liveQuery({
    work,
    signal,
    readable: [reference.collection],
    dependencies: [reference.collection],
    alsoSync: true,
    run: () => readGroups(work, reference),
  });
}

function readGroups({ store: { read }, person: personNow }: Work, { collection, id }: RecordReference): HistoryEntry[] {
  const hidden = hiddenFields(personNow().role, collection);
  return read
    .all<{ bytes: string; state: string; reason: string | null }>(groupsQuery, { collection, id })
    .flatMap(({ bytes, state, reason }) => {
      const group = operationGroupSchema.safeParse(JSON.parse(bytes));
      if (!group.success) return [];
      const { author, occurredAt, operations } = group.data;
      const mine = operations.filter((operation) => operation.collection === collection && operation.id === id);
      const changes = mine.flatMap(changesOf).filter(({ path }) => !hidden.includes(splitPath(path)[0] ?? ''));
      const person = read.record({ collection: 'organisation', id: author });
      return [
        {
          version: null,
          authorName: (person && textOf(person.body, 'name')) ?? '',
          at: occurredAt,
          act: actOf(mine),
          changes: changes.slice(0, CHANGES_SHOWN),
          changesLeftOut: Math.max(0, changes.length - CHANGES_SHOWN),
          standing: standingOf(state, reason),
        },
      ];
    });
}

function standingOf(state: string, reason: string | null): HistoryEntry['standing'] {
  // The server does not have what it refused to store.
  if (state === 'parked') return reason === 'refused' ? 'here' : 'held';
  return state === 'pending' || state === 'waiting' ? 'here' : 'server';
}

function changesOf(operation: RecordOperation): LeafChange[] {
  if (operation.act === 'patch') return operation.changes;
  const definition = operation.act === 'create' ? kindOf(operation.collection, operation.kind) : null;
  return definition && operation.act === 'create' ? diffBodies(definition, {}, operation.body) : [];
}

function actOf(operations: readonly RecordOperation[]): HistoryEntry['act'] {
  if (operations.some(({ act }) => act === 'delete')) return 'deleted';
  return operations.some(({ act }) => act === 'create') ? 'created' : 'changed';
}
