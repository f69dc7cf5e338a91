/**
 * Stock that a paper moves: a movement in one group with its delivery or return is judged by the paper and by nothing else, whoever writes it. It is taken when the
 * paper, as it stands after its own operation, says exactly this; and it is taken once: two machines that send one prepared delivery out, or cancel one, are at
 * one in what it moves.
 *
 * And a paper that goes out of a place, or comes into one, brings what it moves there in the same commit (docs/decisions/0038-papers-move-stock.md): else goods would have left
 * the house and still lie in it.
 */
import { isRecordId, type RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { hasPermission } from '../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { momentOfStep } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { isMovementOf, movementsOfPaper } from '../../../shared/domain/stock/paperMovements.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import type { Transaction } from '../../store/database.ts';
import type { Member } from '../organisation.ts';
import { keyOf, type StoredRecord } from '../storedRecord.ts';
import { recordIn, type GroupWork } from './groupWork.ts';
import { productsIn, productsOf } from './namedProducts.ts';
import type { ReceivedGroup } from './receive.ts';
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

// ---- what is missing --------------------------------------------------------------------------------------------------

const STATE_OUT: Readonly<Record<string, string>> = { delivery: 'delivered', return: 'received' };
const isPaper = (kind: string): boolean => Object.hasOwn(STATE_OUT, kind);

/** Of the products on papers of these groups, those that are services: they lie nowhere. */
export async function readServices(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
): Promise<ReadonlySet<RecordId>> {
  const papers = groups
    .flatMap(({ group }) => group.operations)
    .filter(({ collection, kind }) => collection === 'salesDocuments' && isPaper(kind));
  const products = papers
    .flatMap((operation) => [
      ...productsIn(operation),
      ...productsOf(workspace.records.get(keyOf(operation))?.body ?? {}),
    ])
    .filter(isRecordId);
  if (products.length === 0) return new Set();
  const rows = await transaction.rows<{ id: string }>(
    "SELECT id FROM records WHERE collection = 'products' AND kind = 'service' AND id = ANY($1::uuid[])",
    [[...new Set(products)]],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Behind all operations of the group: the paper of which something is missing; null where nothing is. */
export function paperWithoutStock(
  services: ReadonlySet<RecordId>,
  workspace: Workspace,
  work: GroupWork,
): { readonly collection: string; readonly id: RecordId } | null {
  const missing = work.item.group.operations.find(({ collection, kind, id }) => {
    if (collection !== 'salesDocuments' || !isPaper(kind)) return false;
    const key = keyOf({ collection, id });
    const paper = work.records.get(key);
    const out = STATE_OUT[kind] ?? '';
    // One that another machine had sent out before has moved what it moves.
    const wasOut = workspace.records.get(key)?.body['state'] === out;
    return (
      paper !== undefined &&
      !paper.deleted &&
      !wasOut &&
      paper.body['state'] === out &&
      !isMoved(services, workspace, work, kind, id, paper.body)
    );
  });
  return missing ? { collection: missing.collection, id: missing.id } : null;
}

function isMoved(
  services: ReadonlySet<RecordId>,
  workspace: Workspace,
  work: GroupWork,
  kind: string,
  id: RecordId,
  paper: RecordBody,
): boolean {
  if (textOf(paper, 'stockPlaceId') === null) return true;
  const path = momentOfStep(kind, textOf(paper, 'state') ?? '') ?? '';
  return (
    textOf(paper, path) !== null &&
    movementsOfPaper(kind, id, paper)
      .filter(({ body }) => !services.has(textOf(body, 'productId') ?? ''))
      .every((movement) => {
        const made = recordIn(workspace, work, keyOf({ collection: 'stock', id: movement.id }));
        return made !== null && !made.deleted && isMovementOf(kind, id, paper, made);
      })
  );
}
