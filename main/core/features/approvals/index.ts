/**
 * Asking for somebody else's word on an order or a contract, and giving it. Both are ordinary changes of the record: they are saved without a line, travel
 * with it and merge with it.
 */
import { createError } from '../../../../shared/base/errors.ts';
import type { ApprovalRow, ApprovalView } from '../../../../shared/contract/approvals.ts';
import {
  approvalOf,
  approvalStateOf,
  contractApprovalState,
  orderTerms,
  type AgreedTerms,
  type Approval,
  type ApprovalReason,
} from '../../../../shared/domain/approvals/approval.ts';
import {
  agreedBefore,
  APPROVE_PERMISSION,
  isApprovable,
  isBeyondDecision,
  isOwnRequest,
  termsOf,
  type ApprovableKind,
} from '../../../../shared/domain/approvals/judge.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { hasPermission, mayRead, type Permission } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { orderTotals } from '../../../../shared/domain/salesDocuments/orderTotals.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import { liveQuery } from '../live.ts';
import { confirmationOf, requireConfirmable } from '../orders/confirmation.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { openRequestsQuery, type RequestRow } from './queries.ts';
import { toReasons } from './reasons.ts';
import { authorOf, isWithinSlices, needOf } from './standing.ts';

type Collection = 'salesDocuments' | 'contracts';

/** What a request is asked with. */
const ASK_PERMISSION: Readonly<Record<ApprovableKind, Permission>> = {
  order: 'orders.confirm',
  serviceContract: 'contracts.write',
};

export const approvals = {
  list: atWork.approvals.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [],
      dependencies: ['salesDocuments', 'contracts', 'customers', 'organisation', 'products'],
      run: (ends) => listRequests(work, input, ends),
    }),
  ),
  of: atWork.approvals.of.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [input.collection],
      dependencies: [
        'salesDocuments',
        'contracts',
        'customers',
        'organisation',
        'products',
        'stock',
        'serviceRequests',
        'assets',
      ],
      run: () => viewOf(work, input.collection, input.id),
    }),
  ),
  ask: atWork.approvals.ask.handler(({ input, context }) => ask(context, context.work, input)),
  withdraw: atWork.approvals.withdraw.handler(({ input, context: { work } }) => withdraw(work, input.id)),
  decide: atWork.approvals.decide.handler(({ input, context }) => decide(context, context.work, input)),
};

// ---- reading -------------------------------------------------------------------------------------------------

async function listRequests(
  work: Work,
  { mine, offset, limit }: { readonly mine: boolean; readonly offset: number; readonly limit: number },
  signal: AbortSignal,
): Promise<{ total: number; rows: ApprovalRow[] }> {
  const { id, role } = work.person();
  const found = await work.store.readInWorker<RequestRow>(openRequestsQuery, { askedBy: mine ? id : null }, signal);
  const listed = found.flatMap((row) => {
    const body = JSON.parse(row.body) as RecordBody;
    const approval = approvalOf(body);
    if (!approval || !isApprovable(row.kind) || !mayRead(role, row.collection)) return [];
    const state = stateOf(row.kind, body);
    const isListed = mine ? isMineOpen(work, approval, state) : mayDecide(work, row.kind, row.id, body, approval);
    return isListed ? [{ row, body, approval }] : [];
  });
  const shown = listed.slice(offset, offset + limit);
  return { total: listed.length, rows: shown.map(({ row, body, approval }) => toRow(work, row, body, approval)) };
}

/** Refused and overtaken ones as well: their author has to do something about them. */
const isMineOpen = (work: Work, { askedBy }: Approval, state: string): boolean =>
  askedBy === work.person().id && state !== 'approved';

function toRow(work: Work, row: RequestRow, body: RecordBody, approval: Approval): ApprovalRow {
  const { collection, id, kind, customerName, pending } = row;
  const total = orderTotals(body).total;
  return {
    collection,
    id,
    title: textOf(body, collection === 'contracts' ? 'title' : 'number') ?? '',
    customerId: textOf(body, 'customerId') ?? '',
    customerName: customerName ?? '',
    askedByName: nameOf(work, approval.askedBy),
    askedAt: approval.askedAt,
    askedNote: approval.askedNote ?? '',
    reasons: isApprovable(kind) ? reasonsNow(work, kind, id, body, approval) : [],
    total: collection === 'contracts' ? null : { amount: total.amount, currency: total.currency },
    state: isApprovable(kind) ? stateOf(kind, body) : 'none',
    pending: pending === 1,
  };
}

function viewOf(work: Work, collection: Collection, id: string): ApprovalView | null {
  const held = work.store.read.record({ collection, id });
  if (!held || held.deleted || !isApprovable(held.kind)) return null;
  const { kind, body } = held;
  const approval = approvalOf(body);
  const state = stateOf(kind, body);
  const { role } = work.person();
  const isOpen = kind === 'order' ? body['state'] === 'draft' : true;
  const agreed = kind === 'order' ? null : agreedBefore(body);
  const needed = isOpen && state !== 'approved' ? needOf(work, kind, id, body, { agreed }) : [];
  const asksLater = state !== 'awaiting' && state !== 'approved';
  return {
    state,
    needed: toReasons(body, needed),
    request: approval && {
      reasons: reasonsNow(work, kind, id, body, approval),
      askedByName: nameOf(work, approval.askedBy),
      askedAt: approval.askedAt,
      askedNote: approval.askedNote ?? '',
      isMine: approval.askedBy === work.person().id,
      decidedByName: approval.decidedBy === undefined ? null : nameOf(work, approval.decidedBy),
      decidedAt: approval.decidedAt ?? null,
      decidedNote: approval.decidedNote ?? '',
    },
    firm: kind === 'order' && isOpen && needed.length === 0 && isWithinSlices(work, id, body),
    mayAsk: isOpen && asksLater && needed.length > 0 && hasPermission(role, ASK_PERMISSION[kind]),
    mayDecide: approval !== null && mayDecide(work, kind, id, body, approval),
    notHere: approval === null || state !== 'awaiting' ? null : notHere(work, kind, id, body, approval),
  };
}

const stateOf = (kind: ApprovableKind, body: RecordBody) =>
  kind === 'order' ? approvalStateOf(body, orderTerms) : contractApprovalState(body);

/** Whoever may not approve it, because it is beyond their own limits, may not refuse it either: it is another's to decide. */
const mayDecide = (work: Work, kind: ApprovableKind, id: string, body: RecordBody, approval: Approval): boolean =>
  stateOf(kind, body) === 'awaiting' &&
  hasPermission(work.person().role, APPROVE_PERMISSION[kind]) &&
  notHere(work, kind, id, body, approval) === null;

function notHere(
  work: Work,
  kind: ApprovableKind,
  id: string,
  body: RecordBody,
  approval: Approval,
): 'own' | 'beyond' | null {
  if (!hasPermission(work.person().role, APPROVE_PERMISSION[kind])) return null;
  if (isOwnRequest(approval, body, work.person().id)) return 'own';
  return needOf(work, kind, id, body).some(isBeyondDecision) ? 'beyond' : null;
}

/** Why it was asked, with the figures as they are by now, as far as they can be seen here; of other terms, what was written down then. */
function reasonsNow(
  work: Work,
  kind: ApprovableKind,
  id: string,
  body: RecordBody,
  approval: Approval,
): ApprovalRow['reasons'] {
  const now =
    approval.terms === termsOf(kind, body)
      ? needOf(work, kind, id, body, { person: approval.askedBy, agreed: approval.agreed ?? null })
      : [];
  return toReasons(
    body,
    approval.reasons.map(
      (written) =>
        now.find(
          ({ reason, lineId }) => reason === written.reason && (reason !== 'stock' || lineId === written.lineId),
        ) ?? written,
    ),
  );
}

function nameOf({ store: { read } }: Work, person: string): string {
  const record = read.record({ collection: 'organisation', id: person });
  return (record && textOf(record.body, 'name')) ?? '';
}

// ---- asking --------------------------------------------------------------------------------------------------

/** The request as it is written: an absent field, never one that is undefined. */
export function newRequest(
  context: CoreContext,
  work: Work,
  kind: ApprovableKind,
  body: RecordBody,
  reasons: readonly ApprovalReason[],
  { note = '', agreed = null }: { readonly note?: string; readonly agreed?: AgreedTerms | null } = {},
): RecordBody {
  return {
    reasons: reasons.map(toStored),
    terms: termsOf(kind, body),
    askedBy: work.person().id,
    askedAt: nowOf(context),
    ...(note === '' ? {} : { askedNote: note }),
    ...(agreed === null ? {} : { agreed }),
  };
}

/**
 * An order is read by people who do not see the customer's limits: what somebody is asked because of credit travels without figures. Whoever may see
 * them has them reckoned anew.
 */
const toStored = (reason: ApprovalReason): RecordBody =>
  REASONS_OF_CREDIT.has(reason.reason) ? { reason: reason.reason } : { ...reason };
const REASONS_OF_CREDIT: ReadonlySet<string> = new Set(['credit', 'cheque', 'creditCurrency', 'slice']);

interface Target {
  readonly collection: Collection;
  readonly id: string;
}

async function ask(
  context: CoreContext,
  work: Work,
  { collection, id, note }: Target & { readonly note: string },
): Promise<{ id: string }> {
  const { held, kind } = requireApprovable(work, { collection, id });
  requirePermission(work, ASK_PERMISSION[kind]);
  if (kind === 'order') requireConfirmable(held);
  const state = stateOf(kind, held.body);
  const agreed = kind === 'order' ? null : agreedBefore(held.body);
  const reasons = needOf(work, kind, id, held.body, { agreed });
  if (reasons.length === 0 || state === 'awaiting' || state === 'approved')
    throw createError('illegal_transition', { from: state, to: 'awaiting' });
  return commit(work, held, [
    setRequest(held.body, newRequest(context, work, kind, held.body, reasons, { note, agreed })),
  ]);
}

async function withdraw(work: Work, id: string): Promise<{ id: string }> {
  const { held, kind } = requireApprovable(work, { collection: 'salesDocuments', id });
  requirePermission(work, ASK_PERMISSION[kind]);
  const approval = approvalOf(held.body);
  if (!approval || held.body['state'] !== 'draft')
    throw createError('illegal_transition', { from: stateOf(kind, held.body), to: 'none' });
  if (approval.askedBy !== work.person().id) throw createError('permission_denied', { reason: 'approval_foreign' });
  const seen = held.body['approval'];
  return commit(work, held, [{ do: 'unset', path: 'approval', ...(seen === undefined ? {} : { seen }) }]);
}

export function setRequest(body: RecordBody, request: RecordBody): LeafChange {
  const seen = body['approval'];
  return { do: 'set', path: 'approval', value: request, ...(seen === undefined ? {} : { seen }) };
}

// ---- deciding ------------------------------------------------------------------------------------------------

interface Decide extends Target {
  readonly decision: 'approved' | 'refused';
  readonly note: string;
}

async function decide(
  context: CoreContext,
  work: Work,
  { collection, id, decision, note }: Decide,
): Promise<{ id: string; number: string | null }> {
  const { held, kind } = requireApprovable(work, { collection, id });
  requirePermission(work, APPROVE_PERMISSION[kind]);
  const state = stateOf(kind, held.body);
  const approval = approvalOf(held.body);
  if (!approval || state !== 'awaiting') throw createError('illegal_transition', { from: state, to: decision });
  const why = notHere(work, kind, id, held.body, approval);
  if (why !== null) throw createError('permission_denied', { reason: `approval_${why}` });
  if (decision === 'refused' && note === '') throw createError('invalid_input', { reason: 'note_missing' });
  const decided: RecordBody = {
    ...(held.body['approval'] as RecordBody),
    decision,
    decidedBy: authorOf(work).id,
    decidedAt: nowOf(context),
    ...(note === '' ? {} : { decidedNote: note }),
  };
  const changes = [setRequest(held.body, decided)];
  if (kind !== 'order' || decision === 'refused') {
    await commit(work, held, changes);
    return { id, number: null };
  }
  // Approved and confirmed in one: what is confirmed is what was approved, or neither happens.
  requireConfirmable(held);
  const confirmation = confirmationOf(context, held);
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: [{ ...confirmation.operation, changes: [...changes, ...confirmation.operation.changes] }],
    number: confirmation.number,
  });
  return { id, number };
}

function requireApprovable(work: Work, target: Target): { held: HeldRecord; kind: ApprovableKind } {
  const held = requireHeld(work, target);
  if (!isApprovable(held.kind)) throw createError('not_found', { ...target });
  return { held, kind: held.kind };
}

async function commit(work: Work, held: HeldRecord, changes: readonly LeafChange[]): Promise<{ id: string }> {
  const { collection, kind, id } = held;
  await work.store.commit({
    author: work.person().id,
    operations: [{ act: 'patch', collection, kind, id, changes: [...changes] }],
  });
  return { id };
}
