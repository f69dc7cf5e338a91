/**
 * A quote that was accepted is open again only where the order that came of it was removed: else a second order could come of one yes. The laptop does both in one
 * commit; the server asks whether the order is gone when the group comes, whatever became of it meanwhile.
 */
import { isRecordId, type RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { Violation } from '../../../shared/domain/kind.ts';
import { violation } from '../../../shared/domain/reasons.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { Transaction } from '../../store/database.ts';
import { keyOf } from '../storedRecord.ts';
import { recordIn, type GroupWork } from './groupWork.ts';
import type { ReceivedGroup } from './receive.ts';
import type { Workspace } from './workspace.ts';

/** Of the orders that came of quotes in these groups, those that stand. Read without locks, behind all locks. */
export async function readOrdersOfQuotes(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
): Promise<ReadonlySet<RecordId>> {
  const ids = groups
    .flatMap(({ group }) => group.operations)
    .filter(({ kind, act }) => kind === 'quote' && act === 'patch')
    .flatMap((operation) => textOf(workspace.records.get(keyOf(operation))?.body ?? {}, 'orderId') ?? [])
    .filter(isRecordId);
  if (ids.length === 0) return new Set();
  const rows = await transaction.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'salesDocuments' AND kind = 'order' AND id = ANY($1::uuid[]) AND NOT deleted",
    [[...new Set(ids)]],
  );
  return new Set(rows.map(({ id }) => id));
}

/** null where the quote is not opened again, or may be. */
export function reopeningProblem(
  standing: ReadonlySet<RecordId>,
  workspace: Workspace,
  work: GroupWork,
  { kind, before, after }: { readonly kind: string; readonly before: RecordBody | null; readonly after: RecordBody },
): Violation | null {
  if (kind !== 'quote' || before?.['state'] !== 'accepted' || after['state'] === 'accepted') return null;
  const orderId = textOf(before, 'orderId');
  if (orderId === null) return null;
  const inHand = recordIn(workspace, work, keyOf({ collection: 'salesDocuments', id: orderId }));
  const stands = inHand ? !inHand.deleted : standing.has(orderId);
  return stands ? violation('orderId', 'quote.orderStands') : null;
}
