/**
 * May this step be taken on its author's word? One judgement for both sides: the laptop asks it before it saves and offers to ask somebody,
 * the server asks it of every group, and holds what a changed program sends all the same.
 */
import { canonicalJson } from '../../base/canonicalJson.ts';
import type { RecordId } from '../../base/id.ts';
import { textOf } from '../bodyReads.ts';
import type { Role } from '../organisation/organisation.ts';
import { hasPermission, type Permission } from '../permissions.ts';
import type { RecordBody } from '../record.ts';
import {
  agreedTermsOf,
  approvalOf,
  approvalStateOf,
  contractApprovalState,
  contractTerms,
  NOTHING_AGREED,
  orderTerms,
  type AgreedTerms,
  type Approval,
  type ApprovalReason,
} from './approval.ts';
import { contractApprovalReasons } from './contractApproval.ts';
import type { ApprovalLimits } from './limits.ts';
import { orderApprovalReasons, type OrderFacts } from './orderApproval.ts';

/** Kinds that carry requests. */
export const APPROVABLE_KINDS = ['order', 'serviceContract'] as const;
export type ApprovableKind = (typeof APPROVABLE_KINDS)[number];

export const isApprovable = (kind: string): kind is ApprovableKind => APPROVABLE_KINDS.some((name) => name === kind);

/** Who may decide about it. */
export const APPROVE_PERMISSION: Readonly<Record<ApprovableKind, Permission>> = {
  order: 'orders.approve',
  serviceContract: 'contracts.approve',
};

export interface ApprovalAuthor {
  readonly id: RecordId;
  readonly role: Role;
  readonly limits: ApprovalLimits;
}

/**
 * - `approval_missing`: a step that needs somebody else's word, without it
 * - `approval_denied`: a decision of somebody who may not decide
 * - `approval_own`: a decision about what one asked for or sells oneself
 * - `approval_beyond`: an approval of what the one who approves may not do either
 * - `approval_foreign`: a request or a decision in another's name
 * - `approval_unasked`: a decision on what nobody asked
 * - `approval_seller`: an order that is no draft any more, made another seller's by who may not say so
 */
export type ApprovalRefusalCause =
  | 'approval_missing'
  | 'approval_denied'
  | 'approval_own'
  | 'approval_beyond'
  | 'approval_foreign'
  | 'approval_unasked'
  | 'approval_seller';

export interface ApprovalRefusal {
  readonly cause: ApprovalRefusalCause;
  /** What needed the word; empty where that is not the point. */
  readonly reasons: readonly ApprovalReason[];
}

export interface ApprovalStep {
  readonly kind: ApprovableKind;
  /** null for a new record. */
  readonly before: RecordBody | null;
  readonly after: RecordBody;
  readonly author: ApprovalAuthor;
  /** Asked only where it matters; contracts need none. */
  readonly facts: () => OrderFacts;
}

/** null when the step may be taken. */
export function judgeApproval(step: ApprovalStep): ApprovalRefusal | null {
  return judgeSeller(step) ?? judgeRequest(step) ?? judgeNeed(step);
}

/** Fingerprint of the terms as they stand. */
export const termsOf = (kind: ApprovableKind, body: RecordBody): string =>
  kind === 'order' ? orderTerms(body) : contractTerms(body);

/** Why this person may not do it alone. @param agreed Of a contract: what was in force, see {@link agreedBefore}. */
export const approvalReasonsFor = (
  kind: ApprovableKind,
  body: RecordBody,
  limits: ApprovalLimits,
  facts: () => OrderFacts,
  agreed: AgreedTerms | null = null,
): ApprovalReason[] =>
  kind === 'order' ? orderApprovalReasons(body, limits, facts()) : contractApprovalReasons(body, limits, agreed);

/**
 * What of a contract was in force last: as it stands, or what its open or refused request says it covered before. null where nobody agreed to it yet. Where
 * somebody agreed to other terms than stand there, it is not known as what it was in force, so it counts as nothing: to step out of what was agreed and back
 * in elsewhere must not be a way around being asked.
 */
export function agreedBefore(contract: RecordBody | null): AgreedTerms | null {
  if (contract === null) return null;
  const state = contractApprovalState(contract);
  if (state === 'none' || state === 'approved') return agreedTermsOf(contract);
  const approval = approvalOf(contract);
  return approval === null || approval.decision === 'approved' ? NOTHING_AGREED : (approval.agreed ?? null);
}

/** Must whoever decides need nobody's word for it themselves? How much tax a line may lack is no limit of a person: who decides about orders decides about that. */
export const isBeyondDecision = ({ reason }: ApprovalReason): boolean => reason !== 'tax';

/** Is it somebody's who could not decide about it? What one asked for, and what one sells oneself. */
export const isOwnRequest = (approval: Approval, body: RecordBody, person: RecordId): boolean =>
  approval.askedBy === person || textOf(body, 'ownerId') === person;

/**
 * A confirmed order takes from the slices of its seller, and would be measured by nobody's once it is another's. It is handed over by whoever approves orders;
 * nobody hands over their own.
 */
function judgeSeller({ kind, before, after, author }: ApprovalStep): ApprovalRefusal | null {
  if (kind !== 'order' || before === null || before['state'] === 'draft') return null;
  const [from, to] = [textOf(before, 'ownerId'), textOf(after, 'ownerId')];
  if (from === to || (from === null && to === author.id)) return null;
  return from !== author.id && hasPermission(author.role, APPROVE_PERMISSION.order) ? null : refuse('approval_seller');
}

function judgeRequest({ kind, before, after, author, facts }: ApprovalStep): ApprovalRefusal | null {
  const earlier = before && approvalOf(before);
  const approval = approvalOf(after);
  if (approval === null || isSame(before?.['approval'], after['approval'])) return null;
  if (approval.decision === undefined) {
    const isOfContract = kind === 'serviceContract';
    // What was in force is nobody's to write otherwise than it was.
    const isAgreed = !isOfContract || isSame(approval.agreed ?? null, agreedBefore(before));
    return approval.askedBy === author.id && isAgreed ? null : refuse('approval_foreign');
  }
  if (!hasPermission(author.role, APPROVE_PERMISSION[kind])) return refuse('approval_denied');
  if (isOwnRequest(approval, after, author.id)) return refuse('approval_own');
  if (approval.decidedBy !== author.id) return refuse('approval_foreign');
  if (!earlier || !isSameRequest(earlier, approval)) return refuse('approval_unasked');
  if (approval.decision === 'refused') return null;
  // By how programs took the terms before: of what such a request leaves out nobody was asked.
  if (
    kind === 'serviceContract' &&
    approval.terms !== contractTerms(after) &&
    contractApprovalState(after) === 'approved'
  )
    return refuse('approval_unasked');
  const beyond = approvalReasonsFor(kind, after, author.limits, facts).filter(isBeyondDecision);
  return beyond.length > 0 ? refuse('approval_beyond', beyond) : null;
}

const isSame = (one: unknown, other: unknown): boolean => canonicalJson(one ?? null) === canonicalJson(other ?? null);

const isSameRequest = (one: Approval, other: Approval): boolean =>
  one.askedBy === other.askedBy &&
  one.askedAt === other.askedAt &&
  one.terms === other.terms &&
  isSame(one.agreed, other.agreed);

function judgeNeed({ kind, before, after, author, facts }: ApprovalStep): ApprovalRefusal | null {
  if (!isStepThatBinds(kind, before, after)) return null;
  const state = approvalStateOf(after, (body) => termsOf(kind, body));
  if (state === 'approved') return null;
  // A contract says by itself that it waits: it is written down, and covers nothing until somebody agrees.
  if (kind === 'serviceContract' && approvalOf(after) !== null && contractApprovalState(after) !== 'approved')
    return null;
  const agreed = kind === 'serviceContract' ? agreedBefore(before) : null;
  const reasons = approvalReasonsFor(kind, after, author.limits, facts, agreed);
  return reasons.length > 0 ? refuse('approval_missing', reasons) : null;
}

/** An order binds when it is confirmed, a contract with every change of its terms. */
function isStepThatBinds(kind: ApprovableKind, before: RecordBody | null, after: RecordBody): boolean {
  if (kind === 'order') return after['state'] === 'confirmed' && before?.['state'] !== 'confirmed';
  if (before === null || termsOf(kind, before) !== termsOf(kind, after)) return true;
  return before['approval'] !== undefined && after['approval'] === undefined;
}

const refuse = (cause: ApprovalRefusalCause, reasons: readonly ApprovalReason[] = []): ApprovalRefusal => ({
  cause,
  reasons,
});
