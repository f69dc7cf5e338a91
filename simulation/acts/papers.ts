/** Quotes and receipts, and the steps of their lives; orders are in `records.ts` and `index.ts`. */
import type { RecordBody } from '../../shared/domain/record.ts';
import type { NumberSeries } from '../../shared/sync/numberSeries.ts';
import { textOf } from '../../shared/domain/bodyReads.ts';
import type { HeldRecord } from '../../main/core/store/index.ts';
import type { Actor } from '../actorTypes.ts';
import { addElement, changeElement, moveElement, patchOf, removeElement, setField, text, type Change } from './edit.ts';
import { day, isManaging, line, onCustomer, rials, word, type Editable } from './editable.ts';

const QUOTE_CHANGES: readonly Change[] = [
  addElement('lines', line),
  changeElement('lines', (_line, actor) => ({ quantity: (1 + actor.choice.integer(20)) * 1_000 })),
  moveElement('lines'),
  removeElement('lines'),
  setField('note'),
  setField('discountPercentage', ({ choice }) => choice.integer(200_000)),
];

const RECEIPT_CHANGES: readonly Change[] = [
  setField('note'),
  setField('reference', word),
  setField('amount', rials),
  setField('receivedOn', day),
];

export const PAPERS: readonly Editable[] = [
  {
    collection: 'salesDocuments',
    weight: 3,
    condition: "kind = 'quote' AND state = 'draft'",
    kinds: ['quote'],
    changes: () => QUOTE_CHANGES,
    create: (actor) =>
      onCustomer(actor, () => ({
        state: 'draft',
        issuedOn: day(actor),
        currency: 'IRR',
        lines: [{ ...line(actor), id: actor.token(), order: 'a0' }],
      })),
  },
  {
    collection: 'salesDocuments',
    weight: 3,
    condition: "kind = 'receipt' AND state = 'draft'",
    kinds: ['receipt'],
    changes: () => RECEIPT_CHANGES,
    create: (actor) =>
      onCustomer(actor, () => ({
        state: 'draft',
        ...(actor.choice.chance(0.5)
          ? { method: 'cheque', cheque: { number: actor.token(), bank: 'ملی', dueOn: day(actor) } }
          : { method: actor.choice.pick(['cash', 'card']) }),
        receivedOn: day(actor),
        currency: 'IRR',
        amount: rials(actor),
      })),
  },
];

const AT = '2026-11-01T00:00:00.000Z';

/** A quote goes out and gets its number, or is answered; money is taken in, looked at by somebody else, and brought to the bank, which may not pay. */
export async function stepPaper(actor: Actor): Promise<void> {
  const paper = actor.pick(
    'salesDocuments',
    "kind IN ('quote', 'receipt') AND state NOT IN ('accepted', 'declined', 'returned', 'replaced', 'cancelled')",
  );
  if (!paper) return;
  const state = textOf(paper.body, 'state') ?? '';
  const steps = STEPS[`${paper.kind} ${state}`]?.filter((step) => mayTake(actor, paper, step)) ?? [];
  if (steps.length === 0) return;
  const { next, series } = actor.choice.pick(steps);
  await actor.commit(
    patchOf(paper, { ...paper.body, ...next(actor) }),
    series === undefined ? undefined : { series, reference: paper, path: 'number' },
  );
}

/** Money is settled by those who answer for it; now and then by a program that was changed. */
const mayTake = (actor: Actor, { body }: HeldRecord, { isSettling, isOfCheques, isRare }: PaperStep): boolean =>
  (isRare !== true || actor.choice.chance(0.3)) &&
  (isOfCheques !== true || body['method'] === 'cheque') &&
  (isSettling !== true || isManaging(actor) || actor.choice.chance(0.1));

interface PaperStep {
  readonly series?: NumberSeries;
  readonly isSettling?: boolean;
  readonly isOfCheques?: boolean;
  readonly isRare?: boolean;
  next(actor: Actor): RecordBody;
}

const CANCELLED: PaperStep = { next: (actor) => ({ state: 'cancelled', cancelledAt: AT, cancelReason: text(actor) }) };
const ofCheque = (next: (actor: Actor) => RecordBody): PaperStep => ({ isSettling: true, isOfCheques: true, next });
const DEPOSITED = ofCheque((actor) => ({ state: 'deposited', depositedOn: day(actor) }));
const BOUNCED = ofCheque((actor) => ({ state: 'bounced', bouncedOn: day(actor), bounceReason: text(actor) }));
const RETURNED = ofCheque((actor) => ({ state: 'returned', returnedOn: day(actor) }));

/** By kind and state. */
const STEPS: Readonly<Record<string, readonly PaperStep[]>> = {
  'quote draft': [{ series: 'QUO', next: () => ({ state: 'sent', sentAt: AT }) }],
  'quote sent': [{ next: (actor) => ({ state: 'declined', declinedAt: AT, declineReason: text(actor) }) }],
  'receipt draft': [
    { series: 'RCT', next: ({ person }) => ({ state: 'collected', collectedAt: AT, collectedBy: person }) },
  ],
  'receipt collected': [
    { isSettling: true, next: ({ person }) => ({ state: 'verified', verifiedAt: AT, verifiedBy: person }) },
    { ...CANCELLED, isRare: true },
  ],
  'receipt verified': [DEPOSITED, DEPOSITED, RETURNED, { ...CANCELLED, isSettling: true, isRare: true }],
  'receipt deposited': [ofCheque((actor) => ({ state: 'cleared', clearedOn: day(actor) })), BOUNCED],
  'receipt cleared': [BOUNCED],
  'receipt bounced': [DEPOSITED, RETURNED],
};
