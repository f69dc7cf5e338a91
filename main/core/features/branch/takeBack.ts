/** What was entered from paper by mistake. What nobody has seen goes; what has a number is cancelled and keeps it, as on any other road. */
import { createError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import { isOut } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import { deleteRecord, editRecord, requireHeld } from '../commands.ts';
import { nowOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { documentsOfOrder } from '../salesDocuments/chain.ts';
import { outOfPlan } from './plannedVisit.ts';

/** @throws PeyvandError `not_found` for what was not entered from paper, `order_in_progress`, `illegal_transition`, `permission_denied`. */
export async function takeBack(
  context: CoreContext,
  work: Work,
  {
    collection,
    id,
    reason,
  }: { readonly collection: 'salesDocuments' | 'activities'; readonly id: string; readonly reason: string },
): Promise<Record<string, never>> {
  requirePermission(work, 'paper.enter');
  const record = requireHeld(work, { collection, id });
  const { body, kind } = record;
  if (body['paper'] === undefined) throw createError('not_found', { collection, id });
  if (collection === 'activities') {
    const definition = kindOf(collection, kind);
    if (textOf(body, 'plannedAt') === null || !definition) await deleteRecord(work, record);
    else {
      await editRecord(work, collection, { id, changes: diffBodies(definition, body, outOfPlan(body)) });
    }
    return {};
  }
  const state = textOf(body, 'state') ?? '';
  if (state === 'draft') {
    await deleteRecord(work, record);
    return {};
  }
  if (kind === 'order' ? state !== 'confirmed' : state !== 'collected')
    throw createError('illegal_transition', { from: state, to: 'cancelled' });
  if (kind === 'order' && documentsOfOrder(work, id).some(isOut)) throw createError('order_in_progress', { kind });
  const changes: LeafChange[] = [
    { do: 'set', path: 'state', value: 'cancelled', seen: state },
    { do: 'set', path: 'cancelledAt', value: nowOf(context) },
    { do: 'set', path: 'cancelReason', value: reason.slice(0, 500) },
  ];
  await work.store.commit({
    author: work.person().id,
    operations: [{ act: 'patch', collection, kind, id, changes }],
  });
  return {};
}
