/** Asks of papers what the laptop asked before it saved: do they say what their order has? A changed program may have priced a sale a second time. */
import type { RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { Violation } from '../../../shared/domain/kind.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isOut, isPaperOfOrder, paperViolations } from '../../../shared/domain/salesDocuments/paperOfOrder.ts';
import type { Transaction } from '../../store/database.ts';
import { keyOf } from '../storedRecord.ts';
import { recordIn, type GroupWork } from './groupWork.ts';
import type { ReceivedGroup } from './receive.ts';
import type { Workspace } from './workspace.ts';

/**
 * The orders that papers of these groups are of, by id; those of the batch itself are in its workspace. An order that was cancelled without ever having been
 * confirmed is none that a paper could be of. Read without locks, behind all locks: a confirmed order changes no more.
 */
export async function readOrdersOfPapers(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
): Promise<ReadonlyMap<RecordId, RecordBody>> {
  const ids = groups
    .flatMap(({ group }) => group.operations)
    .filter(({ collection, kind }) => collection === 'salesDocuments' && isPaperOfOrder(kind))
    .map((operation) =>
      operation.act === 'create' ? operation.body : (workspace.records.get(keyOf(operation))?.body ?? {}),
    )
    .flatMap((body) => textOf(body, 'orderId') ?? [])
    .filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id));
  if (ids.length === 0) return new Map();
  const rows = await transaction.rows<{ id: string; body: RecordBody }>(
    `SELECT r.id, r.body FROM records r
     WHERE r.collection = 'salesDocuments' AND r.kind = 'order' AND r.id = ANY($1::uuid[]) AND NOT r.deleted
       AND (r.body ->> 'state' <> 'cancelled' OR EXISTS (
         SELECT FROM history h WHERE h.collection = 'salesDocuments' AND h.id = r.id AND h.body ->> 'state' = 'confirmed'))`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map(({ id, body }) => [id, body]));
}

/** Asked where a paper goes out; null when it is as its order has it. @param before null for a new record. */
export function paperProblem(
  orders: ReadonlyMap<RecordId, RecordBody>,
  workspace: Workspace,
  work: GroupWork,
  { kind, before, after }: { readonly kind: string; readonly before: RecordBody | null; readonly after: RecordBody },
): Violation | null {
  if (!isPaperOfOrder(kind) || !isOut(after) || (before && isOut(before))) return null;
  const orderId = textOf(after, 'orderId') ?? '';
  return paperViolations(kind, after, orderOf(orders, workspace, work, orderId))[0] ?? null;
}

function orderOf(
  orders: ReadonlyMap<RecordId, RecordBody>,
  workspace: Workspace,
  work: GroupWork,
  id: RecordId,
): RecordBody | null {
  const stored = orders.get(id) ?? null;
  const inHand = recordIn(workspace, work, keyOf({ collection: 'salesDocuments', id }));
  if (!inHand) return stored;
  if (inHand.deleted || inHand.kind !== 'order') return null;
  if (inHand.body['state'] !== 'cancelled') return inHand.body;
  // It was confirmed before this batch, or by it.
  const wasConfirmed =
    (stored !== null && stored['state'] !== 'draft') ||
    [...workspace.versions, ...work.versions].some(
      ({ record }) => record.id === id && record.body['state'] === 'confirmed',
    );
  return wasConfirmed ? inHand.body : null;
}
