/**
 * An order is not cancelled while a paper of it is out: what was delivered or invoiced would be of no order any more. The laptop asks this of the papers that it
 * holds; the server of all, so that a cancellation that did not know of a delivery is held and looked at.
 */
import type { RecordId } from '../../../shared/base/id.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { Violation } from '../../../shared/domain/kind.ts';
import { violation } from '../../../shared/domain/reasons.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { isOut } from '../../../shared/domain/salesDocuments/chainTally.ts';
import { PAPERS_OF_ORDERS } from '../../../shared/domain/salesDocuments/paperOfOrder.ts';
import type { Transaction } from '../../store/database.ts';
import { keyOf } from '../storedRecord.ts';
import type { GroupWork } from './groupWork.ts';
import type { ReceivedGroup } from './receive.ts';
import type { Workspace } from './workspace.ts';

export interface StoredPaper {
  readonly id: RecordId;
  readonly kind: string;
  readonly body: RecordBody;
}

/** Deliveries, invoices and returns of the orders that these groups change. Read without locks, behind all locks: papers lie with their order's customer. */
export async function readPapersOfOrders(
  transaction: Transaction,
  groups: readonly ReceivedGroup[],
  workspace: Workspace,
): Promise<readonly StoredPaper[]> {
  const orders = groups
    .flatMap(({ group }) => group.operations)
    .filter((operation) => operation.kind === 'order' && operation.act === 'patch' && mayCancel(operation.changes))
    .flatMap((operation) => workspace.records.get(keyOf(operation)) ?? []);
  const customers = orders.flatMap(({ parent }) => parent?.id ?? []);
  if (customers.length === 0) return [];
  return transaction.rows<StoredPaper>(
    `SELECT id, kind, body FROM records
     WHERE parent_collection = 'customers' AND parent_id = ANY($1::uuid[]) AND collection = 'salesDocuments' AND kind = ANY($2::text[])
       AND body ->> 'orderId' = ANY($3::text[]) AND NOT deleted`,
    [[...new Set(customers)], [...PAPERS_OF_ORDERS], orders.map(({ id }) => id)],
  );
}

const mayCancel = (changes: readonly { readonly path: string }[]): boolean =>
  changes.some(({ path }) => path === 'state');

/** null where the step cancels no order that was confirmed, or nothing of it is out. */
export function cancellationProblem(
  papers: readonly StoredPaper[],
  workspace: Workspace,
  work: GroupWork,
  {
    id,
    kind,
    before,
    after,
  }: {
    readonly id: RecordId;
    readonly kind: string;
    readonly before: RecordBody | null;
    readonly after: RecordBody;
  },
): Violation | null {
  if (kind !== 'order' || before?.['state'] !== 'confirmed' || after['state'] !== 'cancelled') return null;
  const here = new Map([...workspace.records, ...work.records]);
  const stored = papers.filter((paper) => !here.has(keyOf({ collection: 'salesDocuments', id: paper.id })));
  const inHand = [...here.values()].filter((record) => record.collection === 'salesDocuments' && !record.deleted);
  const isOutOfIt = (paper: StoredPaper): boolean => textOf(paper.body, 'orderId') === id && isOut(paper);
  return [...stored, ...inHand].some(isOutOfIt) ? violation('state', 'order.papersOut') : null;
}
