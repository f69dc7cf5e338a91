/** Quotes and receipts, and the steps of their lives; orders are in `records.ts` and `index.ts`. */
import type { RecordBody } from '../../shared/domain/record.ts';
import type { Actor } from '../actorTypes.ts';
import { addElement, changeElement, moveElement, patchOf, removeElement, setField, text, type Change } from './edit.ts';
import { day, line, onCustomer, rials, word, type Editable } from './editable.ts';

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
        method: actor.choice.pick(['cash', 'card']),
        receivedOn: day(actor),
        currency: 'IRR',
        amount: rials(actor),
      })),
  },
];

const AT = '2026-11-01T00:00:00.000Z';

/** A quote goes out and gets its number, or is answered; money is taken in, or looked at by somebody else. */
export async function stepPaper(actor: Actor): Promise<void> {
  const { kind, from, next, series } = actor.choice.pick(PAPER_STEPS);
  const paper = actor.pick('salesDocuments', `kind = '${kind}' AND state = '${from}'`);
  if (!paper) return;
  await actor.commit(
    patchOf(paper, { ...paper.body, ...next(actor) }),
    series === undefined ? undefined : { series, reference: paper, path: 'number' },
  );
}

interface PaperStep {
  readonly kind: 'quote' | 'receipt';
  readonly from: string;
  readonly series?: string;
  next(actor: Actor): RecordBody;
}

const PAPER_STEPS: readonly PaperStep[] = [
  { kind: 'quote', from: 'draft', series: 'QUO', next: () => ({ state: 'sent', sentAt: AT }) },
  {
    kind: 'quote',
    from: 'sent',
    next: (actor) => ({ state: 'declined', declinedAt: AT, declineReason: text(actor) }),
  },
  {
    kind: 'receipt',
    from: 'draft',
    series: 'RCT',
    next: ({ person }) => ({ state: 'collected', collectedAt: AT, collectedBy: person }),
  },
  {
    kind: 'receipt',
    from: 'collected',
    next: ({ person }) => ({ state: 'verified', verifiedAt: AT, verifiedBy: person }),
  },
  {
    kind: 'receipt',
    from: 'collected',
    next: (actor) => ({ state: 'cancelled', cancelledAt: AT, cancelReason: text(actor) }),
  },
];
