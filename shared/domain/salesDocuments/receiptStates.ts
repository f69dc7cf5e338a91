/**
 * The life of a receipt, and of the cheque that it may be.
 *
 * draft → collected: the money is in the hands of whoever writes the receipt. → verified: somebody else has counted it, seen it at the bank, or holds the
 * cheque. Only then does it make room for new credit: a receipt is quickly typed. A cheque goes on: → deposited → cleared, or bounced and then
 * deposited again, given back or replaced.
 */
import type { RecordId } from '../../base/id.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

export const RECEIPT_METHODS = ['cash', 'card', 'transfer', 'cheque'] as const;
export type ReceiptMethod = (typeof RECEIPT_METHODS)[number];

export const RECEIPT_STATES = [
  'draft',
  'collected',
  'verified',
  'deposited',
  'cleared',
  'bounced',
  'returned',
  'replaced',
  'cancelled',
] as const;
export type ReceiptState = (typeof RECEIPT_STATES)[number];

/** Of cheques alone. */
export const STATES_OF_CHEQUES = ['deposited', 'cleared', 'bounced', 'returned', 'replaced'] as const;

const TRANSITIONS: Readonly<Record<ReceiptState, readonly ReceiptState[]>> = {
  draft: ['collected'],
  collected: ['verified', 'cancelled'],
  verified: ['deposited', 'returned', 'cancelled'],
  deposited: ['cleared', 'bounced'],
  // A bank takes back what it had paid.
  cleared: ['bounced'],
  bounced: ['deposited', 'returned', 'replaced'],
  returned: [],
  replaced: [],
  cancelled: [],
};

const FIELDS_OF_STEPS: Readonly<Record<ReceiptState, readonly string[]>> = {
  draft: [],
  collected: [],
  verified: ['verifiedAt', 'verifiedBy'],
  deposited: ['depositedOn', 'depositedTo'],
  cleared: ['clearedOn'],
  bounced: ['bouncedOn', 'bounceReason'],
  returned: ['returnedOn'],
  replaced: ['replacedById'],
  cancelled: ['cancelledAt', 'cancelReason'],
};

export const isReceiptState = (state: string): state is ReceiptState => RECEIPT_STATES.some((known) => known === state);

/** Where a receipt may go from here. Staying is no transition. @param method Cash neither clears nor bounces. */
export function nextReceiptStates(state: string, method: string): readonly ReceiptState[] {
  if (!isReceiptState(state)) return [];
  return TRANSITIONS[state].filter(
    (next) => method === 'cheque' || !STATES_OF_CHEQUES.some((ofCheques) => ofCheques === next),
  );
}

/** A legal step of a receipt that is written: its state moves on, and nothing changes but what that step says. */
export function isReceiptStep(before: RecordBody, after: RecordBody): boolean {
  const [from, to] = [textOf(before, 'state') ?? '', textOf(after, 'state') ?? ''];
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return (
    isReceiptState(to) &&
    nextReceiptStates(from, textOf(before, 'method') ?? '').includes(to) &&
    changed.every((field) => field === 'state' || FIELDS_OF_STEPS[to].includes(field))
  );
}

/**
 * - `receipt_begins`: a receipt that would begin its life behind where receipts begin, as a new one or from a draft
 * - `receipt_foreign`: taken in, or verified, in another's name; what another took in is entered from their paper alone, which is a right of its own
 * - `receipt_own`: verified or cleared by whoever took the money in, or wrote the receipt
 */
export type ReceiptRefusal = 'receipt_begins' | 'receipt_foreign' | 'receipt_own';

export interface ReceiptStep {
  /** null for a new receipt. */
  readonly before: RecordBody | null;
  readonly after: RecordBody;
  readonly author: RecordId;
  /** Who created the record; null for a new one. */
  readonly createdBy: RecordId | null;
}

/** May this step be taken by its author? Asked by the laptop before it saves, and by the server of every group. null when it may. */
export function judgeReceipt({ before, after, author, createdBy }: ReceiptStep): ReceiptRefusal | null {
  const [from, to] = [before && textOf(before, 'state'), textOf(after, 'state') ?? ''];
  if (from === to) return null;
  // A draft is not locked, so nothing but this asks of it which step comes first.
  if ((from === null || from === 'draft') && to !== 'draft' && to !== 'collected') return 'receipt_begins';
  if (to === 'collected') {
    const takenBy = textOf(after, 'ownerId') ?? author;
    // What somebody drafted as their own is taken in by whoever has the money; what was drafted in another's name, by that other.
    const isOwn = takenBy === author || takenBy === createdBy || after['paper'] !== undefined;
    return isOwn && textOf(after, 'collectedBy') === author ? null : 'receipt_foreign';
  }
  if (to === 'verified' && textOf(after, 'verifiedBy') !== author) return 'receipt_foreign';
  const hands = [createdBy, before && textOf(before, 'ownerId'), before && textOf(before, 'collectedBy')];
  return (to === 'verified' || to === 'cleared') && hands.includes(author) ? 'receipt_own' : null;
}
