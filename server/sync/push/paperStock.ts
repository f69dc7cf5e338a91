/**
 * Stock that a paper moves: a movement in one group with its delivery or return is judged by the paper and by nothing else, whoever writes it. It is taken when the
 * paper, as it stands after its own operation, says exactly this; and it is taken once: two machines that send one prepared delivery out, or cancel one, are at
 * one in what it moves.
 */
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { hasPermission } from '../../../shared/domain/permissions.ts';
import { isMovementOf } from '../../../shared/domain/stock/paperMovements.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import type { Member } from '../organisation.ts';
import { keyOf, type StoredRecord } from '../storedRecord.ts';
import { recordIn, type GroupWork } from './groupWork.ts';
import type { Workspace } from './workspace.ts';

/**
 * - `notOfPaper`: judged like any other movement, by the right to write of stock
 * - `asItSays`: whoever takes the paper's step may write it
 * - `thereAlready`: nothing is left to do
 * - `otherwise`: the paper does not say so
 */
export type PaperStock = 'notOfPaper' | 'asItSays' | 'thereAlready' | 'otherwise';

export function judgePaperStock(
  workspace: Workspace,
  work: GroupWork,
  member: Member | null,
  operation: RecordOperation,
  before: StoredRecord | null,
): PaperStock {
  if (operation.act !== 'create' || operation.collection !== 'stock' || operation.kind !== 'movement')
    return 'notOfPaper';
  const documentId = textOf(operation.body, 'documentId');
  const key = documentId === null ? null : keyOf({ collection: 'salesDocuments', id: documentId });
  if (documentId === null || key === null || !work.touched.has(key)) return 'notOfPaper';
  const paper = recordIn(workspace, work, key);
  if (!member?.active || !hasPermission(member.role, 'orders.confirm')) return 'notOfPaper';
  if (!paper || paper.deleted) return 'otherwise';
  // Of a paper that another machine has sent out: what it moved is what counts.
  if (before && !before.deleted && before.body['documentId'] === documentId) return 'thereAlready';
  return isMovementOf(paper.kind, documentId, paper.body, operation) ? 'asItSays' : 'otherwise';
}
