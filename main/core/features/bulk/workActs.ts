/** Acts on papers, contracts, machines and requests: what keeps one of them from it, and what comes with it. */
import { createError } from '../../../../shared/base/errors.ts';
import type { BulkAct } from '../../../../shared/contract/bulk.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isRequestOpen } from '../../../../shared/domain/serviceRequests/requestRules.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { creationOf, requireHeld } from '../commands.ts';
import { zoneOf } from '../day/zone.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { removalOfOrder } from '../salesDocuments/quotes.ts';
import { move } from '../serviceRequests/steps.ts';

/** @throws PeyvandError `illegal_transition` for a paper that is no draft any more. */
export function draftOf(body: RecordBody): RecordBody {
  const from = textOf(body, 'state') ?? '';
  if (from !== 'draft') throw createError('illegal_transition', { from, to: 'draft' });
  return body;
}

/** @throws PeyvandError `illegal_transition` for a machine that was removed. */
export function standing(body: RecordBody): RecordBody {
  if (textOf(body, 'removedOn') !== null) throw createError('illegal_transition', { from: 'removed', to: 'standing' });
  return body;
}

/** @throws PeyvandError `illegal_transition` for a request that is over. */
export function openRequest(body: RecordBody): RecordBody {
  const from = textOf(body, 'state') ?? '';
  if (!isRequestOpen(body)) throw createError('illegal_transition', { from, to: 'open' });
  return body;
}

/** A draft goes, with the customer's yes to the quote that it came of. */
export function removalOfDraft(context: CoreContext, work: Work, record: HeldRecord): LocalOperation[] {
  draftOf(record.body);
  const { collection, kind, id } = record;
  const operations: LocalOperation[] =
    kind === 'order' ? removalOfOrder({ ...context, work }, record) : [{ act: 'delete', collection, kind, id }];
  for (const operation of operations) requireRights(work, operation);
  return operations;
}

export function renewalCallOf(
  context: CoreContext,
  work: Work,
  { id, body }: HeldRecord,
  { on, subject }: Extract<BulkAct, { act: 'contracts.renewal' }>,
): LocalOperation[] {
  if (textOf(body, 'endedOn') !== null) throw createError('illegal_transition', { from: 'ended', to: 'renewed' });
  const customerId = textOf(body, 'customerId');
  if (customerId === null) throw createError('not_found', { collection: 'customers', id: '' });
  const isRenewed = work.store.read.get(
    `SELECT 1 FROM contracts WHERE deleted = 0 AND customer_id = :customerId AND json_extract(body, '$.renewsContractId') = :id LIMIT 1`,
    { customerId, id },
  );
  const named = `${subject}: ${textOf(body, 'title') ?? ''}`.slice(0, 200);
  const isPlanned = work.store.read.get(
    `SELECT 1 FROM activities WHERE deleted = 0 AND kind = 'call' AND customer_id = :customerId AND subject = :named AND happened_at IS NULL LIMIT 1`,
    { customerId, named },
  );
  if (isRenewed !== undefined || isPlanned !== undefined) return [];
  const call = {
    customerId,
    ownerId: textOf(body, 'ownerId') ?? work.person().id,
    subject: named,
    plannedAt: dayBounds(on, zoneOf(context, work)).from,
    anyTime: true,
  };
  return [creationOf(work, 'activities', { id: context.nextId(), kind: 'call', body: call })];
}

/** One that was signed for or invoiced is over. @throws PeyvandError as the step for one alone. */
export async function closeRequest(context: CoreContext, work: Work, id: string): Promise<void> {
  const from = stateOf(work, id);
  if (from !== 'confirmed' && from !== 'invoiced') throw createError('illegal_transition', { from, to: 'closed' });
  await move(context, work, { id, to: 'closed' });
}

export const isClosed = (work: Work, id: string): boolean => stateOf(work, id) === 'closed';

const stateOf = (work: Work, id: string): string =>
  textOf(requireHeld(work, { collection: 'serviceRequests', id }).body, 'state') ?? '';
