/**
 * How much of a customer's limits is taken: what is open on account, and the cheques that the bank has not paid yet. The same on the laptop and on the
 * server.
 *
 * A receipt is quickly typed, so it makes room only when somebody else has verified it. Until then it covers what took no credit anyway (an order that was to
 * be paid at once), and a cheque what was to be paid by cheque: there it counts as the cheque. It never leaves more room than it will once it is verified. Goods that
 * come back make room when they are back in store, by a return that somebody else wrote than whoever asks for the room.
 *
 * An order counts until it is paid, from its confirmation on, whether or not it is invoiced yet. One that was imported, or is of a time of which no receipts
 * are kept here, is nobody's to pay here: it counts until it is due.
 */
import { addDays, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import {
  bookedOn,
  boundOn,
  isInBooks,
  isPaying,
  isRefund,
  isUnclearedCheque,
  toOwed,
  toPaying,
  type AccountDocument,
  type OwedDocument,
  type PayingDocument,
} from './postings.ts';
import { LIMIT_FIELDS, type CreditSide } from '../customers/creditSlices.ts';
import { settle } from './settle.ts';

export { LIMIT_FIELDS, type CreditSide };

/** A document, and who wrote it first. */
export interface CreditDocument extends AccountDocument {
  readonly createdBy: RecordId;
}

export interface CreditAsked {
  /** The order that somebody wants to confirm on credit; null to ask how it stands now. */
  readonly order: AccountDocument | null;
  /** The customer's other confirmed orders, as far as they count for whoever asks. */
  readonly others: readonly AccountDocument[];
  /** The customer's confirmed orders that do not: what was paid for them by name pays for nothing else. */
  readonly elsewhere: readonly AccountDocument[];
  /** The customer's receipts, returns and invoices. */
  readonly payments: readonly CreditDocument[];
  readonly customer: RecordBody;
  readonly currency: string;
  /** Who asks: their own word makes no room. */
  readonly person: RecordId;
  /** The day on which they ask. */
  readonly today: IsoDate;
  /** The same, or the order's own day where that is earlier: what is judged by days is judged as of then. */
  readonly day: IsoDate;
  /** First day of which receipts are kept here; null: from the beginning. */
  readonly since: IsoDate | null;
}

/** Minor units taken of each limit. */
export interface CreditTaken {
  readonly account: bigint;
  readonly cheque: bigint;
}

interface CreditDebt extends OwedDocument {
  readonly side: CreditSide;
  readonly isAtOnce: boolean;
  /** Paid at once today: it takes what is paid for it, and no credit before tomorrow. */
  readonly isOfToday: boolean;
  readonly isElsewhere: boolean;
}

export function creditTaken(asked: CreditAsked): CreditTaken {
  const debts = debtsOf(asked);
  const kept = asked.payments.filter((document) => isInBooks(document, asked));
  const typed = kept.filter((document) => isPaying(document) && !isVerified(document));
  const verified = kept.filter((document) => makesRoom(document, asked.person));
  const now = takenWith(asked, debts, verified, typed);
  // What moves from the account to the cheques once somebody verifies it has not left the cheques free until then.
  const once = takenWith(asked, debts, [...verified, ...typed], []);
  return { account: largest(now.account, once.account), cheque: largest(now.cheque, once.cheque) };
}

/** @param verified Pay for whatever is open. @param typed Pay for what takes no credit anyway. */
function takenWith(
  asked: CreditAsked,
  debts: readonly CreditDebt[],
  verified: readonly CreditDocument[],
  typed: readonly CreditDocument[],
): CreditTaken {
  const paid = settle(debts, paymentsOf(asked, verified), (credit, debt) => !debt.isElsewhere || names(credit, debt));
  const left = debts.map((debt) => ({ ...debt, amount: paid.open.get(debt.id) ?? 0n }));
  const { open } = settle(left, withoutNamed(paymentsOf(asked, typed), left), mayPayTyped);
  const openOn = (side: CreditSide): bigint =>
    sum(
      debts
        .filter((debt) => debt.side === side && !debt.isElsewhere && !debt.isOfToday)
        .map((debt) => ({ amount: open.get(debt.id) ?? 0n })),
    );
  const cheques = [...verified, ...typed].filter(isUnclearedCheque);
  return {
    account:
      openOn('account') +
      beyondChequeLimit(
        asked,
        cheques.filter((cheque) => verified.includes(cheque)),
      ),
    cheque: openOn('cheque') + sum(chequesIn(asked, cheques)),
  };
}

const mayPayTyped = (credit: PayingDocument, debt: CreditDebt): boolean =>
  !debt.isElsewhere && (debt.isAtOnce || (credit.body['method'] === 'cheque' && debt.side === 'cheque'));

const names = ({ named }: PayingDocument, { id }: CreditDebt): boolean =>
  named.some(({ debtIds }) => debtIds.includes(id));

/** What a typed payment names and may not pay for yet is for that, and covers nothing else until it is verified. */
const withoutNamed = (payments: readonly PayingDocument[], debts: readonly CreditDebt[]): PayingDocument[] =>
  payments.map((payment) => {
    const isForLater = (id: RecordId): boolean => debts.some((debt) => debt.id === id && !mayPayTyped(payment, debt));
    const later = payment.named.filter(({ debtIds }) => debtIds.some(isForLater));
    return { ...payment, amount: largest(0n, payment.amount - sum(later)) };
  });

/**
 * What a person's own orders on credit take of their slice of a limit: what is open of each when nothing but money that somebody verified pays for it, and only what
 * names it. Money that names nothing would make room for two people at once who do not hear of each other; a cheque makes none before the bank has paid it.
 */
export function sliceTaken(asked: CreditAsked, side: CreditSide): bigint {
  const { order, others, payments, person } = asked;
  const own = [...others.filter(({ body }) => textOf(body, 'ownerId') === person), ...(order ? [order] : [])].filter(
    ({ body }) => isOnCredit(body) && sideOf(body) === side && isOpen(body, asked),
  );
  const paid = paymentsOf(
    asked,
    payments.filter(
      (document) => isInBooks(document, asked) && makesRoom(document, person) && !isUnclearedCheque(document),
    ),
  );
  const named = settle(
    own.flatMap(toOwed).filter((debt) => debt.currency === asked.currency),
    paid,
    (credit, debt) => credit.named.some(({ debtIds }) => debtIds.includes(debt.id)),
  );
  return [...named.open.values()].reduce((total, open) => total + open, 0n);
}

export const isOnCredit = (order: RecordBody): boolean => (integerOf(order, 'paymentDays') ?? 0) > 0;

export const sideOf = (order: RecordBody): CreditSide => (order['payment'] === 'cheque' ? 'cheque' : 'account');

function debtsOf({ order, others, elsewhere, currency, ...asked }: CreditAsked): CreditDebt[] {
  const toDebts = (documents: readonly AccountDocument[], isElsewhere: boolean): CreditDebt[] =>
    documents
      .flatMap(toOwed)
      .filter((debt) => debt.currency === currency)
      .map((debt) => ({
        ...debt,
        side: sideOf(debt.body),
        isAtOnce: !isOnCredit(debt.body),
        isOfToday: debt.id !== order?.id && !isOnCredit(debt.body) && (boundOn(debt.body) ?? debt.day) >= asked.today,
        isElsewhere,
      }));
  const isCounted = ({ body }: AccountDocument): boolean => isOpen(body, asked);
  return [
    ...toDebts([...others.filter(isCounted), ...(order ? [order] : [])], false),
    ...toDebts(elsewhere.filter(isCounted), true),
  ];
}

/** Before anything was paid. To be paid at once: from the next day on it is owed like any other. */
function isOpen(order: RecordBody, { day, since }: Pick<CreditAsked, 'day' | 'since'>): boolean {
  const from = bookedOn(order);
  if (from === null) return false;
  if (isInBooks({ id: '', kind: 'order', body: order }, { since })) return true;
  // By days, for nobody would see it paid.
  return isOnCredit(order) && addDays(from, integerOf(order, 'paymentDays') ?? 0) >= day;
}

const isVerified = ({ body }: AccountDocument): boolean => body['state'] !== 'collected';

function makesRoom(document: CreditDocument, person: RecordId): boolean {
  if (document.kind === 'receipt') return isPaying(document) && isVerified(document);
  return isRefund(document) && document.body['state'] === 'received' && document.createdBy !== person;
}

/** Whichever document the customer is invoiced by, it is the order that takes credit. */
const BOOKS = { invoicedBy: 'order', since: null } as const;

function paymentsOf(
  { order, others, payments, currency }: CreditAsked,
  documents: readonly AccountDocument[],
): PayingDocument[] {
  const all = [...(order ? [order] : []), ...others, ...payments];
  return documents
    .flatMap((document) => toPaying(document, all, BOOKS))
    .filter((payment) => payment.currency === currency);
}

/** A cheque is a risk in full, whatever it pays for. */
const chequesIn = ({ currency }: CreditAsked, cheques: readonly AccountDocument[]): PayingDocument[] =>
  cheques.flatMap((cheque) => toPaying(cheque, [], BOOKS)).filter((payment) => payment.currency === currency);

/** Cheques make room on account no further than the customer is trusted with cheques. */
function beyondChequeLimit(asked: CreditAsked, verified: readonly AccountDocument[]): bigint {
  const limit = moneyOf(asked.customer, LIMIT_FIELDS.cheque);
  if (limit === null || limit.currency !== asked.currency || !Number.isSafeInteger(limit.amount)) return 0n;
  return largest(0n, sum(chequesIn(asked, verified)) - BigInt(limit.amount));
}

const largest = (one: bigint, other: bigint): bigint => (one > other ? one : other);

const sum = (amounts: readonly { readonly amount: bigint }[]): bigint =>
  amounts.reduce((total, { amount }) => total + amount, 0n);
