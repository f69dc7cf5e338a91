/** Orders on their way to being confirmed: on their seller's own word, or by asking somebody; now and then by a program that asks nobody. */
import {
  approvalOf,
  approvalStateOf,
  orderTerms,
  type ApprovalReason,
} from '../../shared/domain/approvals/approval.ts';
import { isBeyondDecision, isOwnRequest } from '../../shared/domain/approvals/judge.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { confirmationViolations } from '../../shared/domain/salesDocuments/orderRules.ts';
import type { HeldRecord } from '../../main/core/store/index.ts';
import { needOf } from '../../main/core/features/approvals/standing.ts';
import type { Actor } from '../actorTypes.ts';
import { patchOf } from './edit.ts';
import { isManaging } from './editable.ts';
import { nowOf, standingOf } from './standing.ts';

/** How often somebody's window is one that a person has changed. */
const CHANGED_PROGRAM = 0.12;

/** A draft is confirmed, or somebody is asked for it where the program says that it needs another's word. */
export async function confirmOrder(actor: Actor): Promise<void> {
  const order = actor.pick('salesDocuments', "kind = 'order' AND state = 'draft'");
  if (order) await confirmOrAsk(actor, order);
}

/** @returns whether it is confirmed on this machine. */
export async function confirmOrAsk(actor: Actor, order: HeldRecord): Promise<boolean> {
  if (actor.choice.chance(CHANGED_PROGRAM)) return (await confirm(actor, order, {})) !== null;
  if (confirmationViolations(order.body).length > 0) return false;
  const state = approvalStateOf(order.body, orderTerms);
  if (state === 'awaiting') return false;
  const needed = state === 'approved' ? [] : needOf(standingOf(actor), 'order', order.id, order.body);
  if (needed.length === 0) return (await confirm(actor, order, {})) !== null;
  await actor.commit(patchOf(order, { ...order.body, approval: requestFor(actor, order.body, needed) }));
  return false;
}

const confirm = (actor: Actor, order: HeldRecord, more: RecordBody): Promise<string | null> =>
  actor.commit(patchOf(order, { ...order.body, ...more, state: 'confirmed', confirmedAt: nowOf(actor) }), {
    series: 'ORD',
    reference: order,
    path: 'number',
  });

/** Of credit without figures, as the program writes it: not everybody who reads the order may see them. */
const requestFor = (actor: Actor, order: RecordBody, reasons: readonly ApprovalReason[]): RecordBody => ({
  reasons: reasons.map((reason) => (OF_CREDIT.has(reason.reason) ? { reason: reason.reason } : { ...reason })),
  terms: orderTerms(order),
  askedBy: actor.person,
  askedAt: nowOf(actor),
});
const OF_CREDIT: ReadonlySet<string> = new Set(['credit', 'cheque', 'creditCurrency', 'slice']);

/** Whoever may decide does; a changed window also lets one's own request through, or what is beyond one's own limits. */
export async function decideRequest(actor: Actor): Promise<void> {
  const isChanged = actor.choice.chance(CHANGED_PROGRAM);
  if (!isManaging(actor) && !isChanged) return;
  const order = actor.pick(
    'salesDocuments',
    "kind = 'order' AND state = 'draft' AND json_type(body, '$.approval') = 'object' AND json_type(body, '$.approval.decision') IS NULL",
  );
  const approval = order && approvalOf(order.body);
  if (!order || !approval || confirmationViolations(order.body).length > 0) return;
  if (!isChanged && !mayDecide(actor, order)) return;
  const isRefused = actor.choice.chance(0.2);
  const decided: RecordBody = {
    ...(order.body['approval'] as RecordBody),
    // What was asked about other terms than stand there by now.
    ...(isChanged && actor.choice.chance(0.3) ? { terms: orderTerms(order.body) } : {}),
    decision: isRefused ? 'refused' : 'approved',
    decidedBy: actor.person,
    decidedAt: nowOf(actor),
  };
  if (isRefused) await actor.commit(patchOf(order, { ...order.body, approval: decided }));
  else await confirm(actor, order, { approval: decided });
}

function mayDecide(actor: Actor, order: HeldRecord): boolean {
  const approval = approvalOf(order.body);
  if (!approval || approvalStateOf(order.body, orderTerms) !== 'awaiting') return false;
  if (isOwnRequest(approval, order.body, actor.person)) return false;
  return !needOf(standingOf(actor), 'order', order.id, order.body).some(isBeyondDecision);
}
