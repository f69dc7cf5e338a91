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
 * The orders that papers of these groups are of, by id; those of the batch itself are in its workspace. Read without locks, behind all locks: a confirmed
 * order changes no more.
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
    "SELECT id, body FROM records WHERE collection = 'salesDocuments' AND kind = 'order' AND id = ANY($1::uuid[]) AND NOT deleted",
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
  const inHand = recordIn(workspace, work, keyOf({ collection: 'salesDocuments', id: orderId }));
  const order = inHand
    ? inHand.deleted || inHand.kind !== 'order'
      ? null
      : inHand.body
    : (orders.get(orderId) ?? null);
  return paperViolations(kind, after, order)[0] ?? null;
}
