/**
 * Stands in the store's one road: whatever a person commits on this machine, by a command of a feature or through RxDB, is asked for here once more, by
 * collection, by field, by the rules of approval and by the order that a paper is of. Commands ask first, for a better word.
 */
import { createError } from '../../../shared/base/errors.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../shared/domain/catalogue.ts';
import { isApprovable } from '../../../shared/domain/approvals/judge.ts';
import { permissionOfStep } from '../../../shared/domain/salesDocuments/documentStates.ts';
import { receiptKind } from '../../../shared/domain/salesDocuments/receipt.ts';
import { judgeReceipt } from '../../../shared/domain/salesDocuments/receiptStates.ts';
import { isOut, isPaperOfOrder, paperViolations } from '../../../shared/domain/salesDocuments/paperOfOrder.ts';
import { applyChanges } from '../../../shared/sync/diff.ts';
import type { LocalOperation } from '../store/types.ts';
import { violationFacts } from './commands.ts';
import { requireApproval, type Standing } from './approvals/standing.ts';
import { requirePermission, requireRights } from './rights.ts';
import { isOfPaperWith } from './stock/paperStock.ts';

export type CommitGuard = (operations: readonly LocalOperation[]) => void;

/** @returns What throws PeyvandError `permission_denied` or `approval_needed`; then nothing is written. */
export function createCommitGuard(standing: Standing): CommitGuard {
  return (operations) => {
    const fieldsAsked = new Set<string>();
    for (const operation of operations) {
      // Whoever delivers from their van keeps no stock, and writes what the paper moves.
      if (isOfPaperWith(standing, operation, operations)) continue;
      // Ten thousand customers of an import have the same few fields.
      const signature = signatureOf(operation);
      if (!fieldsAsked.has(signature)) requireRights(standing, operation);
      fieldsAsked.add(signature);
      requireApprovalOf(standing, operation);
      requireReceiptStep(standing, operation);
      requireAsOrdered(standing, operation);
    }
  };
}

function signatureOf(operation: LocalOperation): string {
  const { act, collection } = operation;
  if (operation.act === 'delete') return `${act} ${collection}`;
  const fields =
    operation.act === 'create'
      ? Object.keys(operation.body)
      : operation.changes.map(({ path }) => path.split('/', 1)[0]);
  return `${act} ${collection} ${fields.join(' ')}`;
}

function requireApprovalOf(standing: Standing, operation: LocalOperation): void {
  const { collection, kind, id } = operation;
  const definition = operation.act !== 'delete' && isApprovable(kind) ? kindOf(collection, kind) : null;
  if (!definition || operation.act === 'delete' || !isApprovable(kind)) return;
  const held = standing.store.read.record({ collection, id });
  const before = held && !held.deleted ? held.body : null;
  const after = operation.act === 'create' ? operation.body : applyChanges(definition, before ?? {}, operation.changes);
  requireApproval(standing, kind, id, before, after);
}

/** Goods and prices of a paper are its order's: a draft is edited within them, and goes out with them. */
function requireAsOrdered(standing: Standing, operation: LocalOperation): void {
  const { collection, kind, id } = operation;
  const definition = operation.act !== 'delete' && isPaperOfOrder(kind) ? kindOf(collection, kind) : null;
  if (!definition || operation.act === 'delete' || !isPaperOfOrder(kind)) return;
  const held = standing.store.read.record({ collection, id });
  const before = held && !held.deleted ? held.body : null;
  if (before && isOut(before)) return;
  const after = operation.act === 'create' ? operation.body : applyChanges(definition, before ?? {}, operation.changes);
  const orderId = textOf(after, 'orderId');
  const order = orderId === null ? null : standing.store.read.record({ collection: 'salesDocuments', id: orderId });
  const isThere = order !== null && !order.deleted && order.kind === 'order';
  const isLeft = after['state'] === 'cancelled' || after['state'] === 'refused';
  const violations = isLeft ? [] : paperViolations(kind, after, isThere ? order.body : null);
  if (violations.length > 0)
    throw createError('invalid_input', { reason: 'invariant_broken', violations: violationFacts(violations) });
}

/** Money: by whom each step of a receipt may be taken. */
function requireReceiptStep(standing: Standing, operation: LocalOperation): void {
  const { collection, kind, id } = operation;
  if (collection !== 'salesDocuments' || kind !== 'receipt' || operation.act === 'delete') return;
  const held = standing.store.read.record({ collection, id });
  const before = held && !held.deleted ? held : null;
  const after =
    operation.act === 'create' ? operation.body : applyChanges(receiptKind, before?.body ?? {}, operation.changes);
  const [from, to] = [before && textOf(before.body, 'state'), textOf(after, 'state') ?? ''];
  if (from !== to) requirePermission(standing, permissionOfStep(kind, from, to));
  const author = standing.person().id;
  const refusal = judgeReceipt({ before: before?.body ?? null, after, author, createdBy: before?.createdBy ?? null });
  if (refusal) throw createError('permission_denied', { reason: refusal });
}
