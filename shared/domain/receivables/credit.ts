/**
 * How much of a customer's limits is taken: what is open on account, and the cheques that the bank has not paid yet. The same on the laptop and on the
 * server.
 *
 * A receipt is quickly typed, so it makes room only when somebody else has verified it. Until then it covers what took no credit anyway (an order that was to
 * be paid at once), and a cheque what was to be paid by cheque: there it counts as the cheque. Goods that come back make room when they are
 * back in store, by a return that somebody else wrote than whoever asks for the room.
 *
 * An order counts until it is paid, from its confirmation on, whether or not it is invoiced yet. One that was imported, or is of a time of which no receipts
 * are kept here, is nobody's to pay here: it counts until it is due.
 */
import { addDays, isIsoDate, type IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import {
  isPaying,
  isRefund,
  isUnclearedCheque,
  toOwed,
  toPaying,
  type AccountDocument,
  type OwedDocument,
  type PayingDocument,
} from './postings.ts';
import { settle } from './settle.ts';

export type CreditSide = 'account' | 'cheque';

export const LIMIT_FIELDS: Readonly<Record<CreditSide, 'creditLimit' | 'chequeLimit'>> = {
  account: 'creditLimit',
  cheque: 'chequeLimit',
};

/** A document, and who wrote it first. */
export interface CreditDocument extends AccountDocument {
  readonly createdBy: RecordId;
}

export interface CreditAsked {
  /** The order that somebody wants to confirm on credit; null to ask how it stands now. */
  readonly order: AccountDocument | null;
  /** The customer's other confirmed orders, as far as they count for whoever asks. */
  readonly others: readonly AccountDocument[];
  /** Ids of the customer's confirmed orders that do not: what was paid for them pays for nothing else. */
  readonly elsewhere: ReadonlySet<RecordId>;
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
}

export function creditTaken(asked: CreditAsked): CreditTaken {
  const debts = debtsOf(asked);
  const kept = asked.payments.filter(({ body }) => body['source'] === undefined);
  const verified = settle(
    debts,
    paymentsOf(
      asked,
      kept.filter((document) => makesRoom(document, asked.person)),
    ),
  );
  const left = debts.map((debt) => ({ ...debt, amount: verified.open.get(debt.id) ?? 0n }));
  const typed = kept.filter((document) => isPaying(document) && !isVerified(document));
  const { open } = settle(
    left,
    paymentsOf(asked, typed),
    (credit, debt) => debt.isAtOnce || (credit.body['method'] === 'cheque' && debt.side === 'cheque'),
  );
  const openOn = (side: CreditSide): bigint =>
    debts.reduce((total, debt) => (debt.side === side ? total + (open.get(debt.id) ?? 0n) : total), 0n);
  const cheques = kept.filter(isUnclearedCheque);
  return {
    account: openOn('account') + beyondChequeLimit(asked, cheques.filter(isVerified)),
    cheque: openOn('cheque') + sum(chequesIn(asked, cheques)),
  };
}

export const isOnCredit = (order: RecordBody): boolean => (integerOf(order, 'paymentDays') ?? 0) > 0;

export const sideOf = (order: RecordBody): CreditSide => (order['payment'] === 'cheque' ? 'cheque' : 'account');

/** The day from which an order takes credit: that of its confirmation, where the paper bears an earlier one. */
export function openSince(order: RecordBody): IsoDate | null {
  const day = textOf(order, 'orderedOn');
  if (!isIsoDate(day)) return null;
  const confirmed = textOf(order, 'confirmedAt')?.slice(0, 10);
  return isIsoDate(confirmed) && confirmed > day ? confirmed : day;
}

function debtsOf({ order, others, currency, ...asked }: CreditAsked): CreditDebt[] {
  const open = others.filter(({ body }) => isOpen(body, asked));
  return [...open, ...(order ? [order] : [])]
    .flatMap(toOwed)
    .filter((debt) => debt.currency === currency)
    .map((debt) => ({ ...debt, side: sideOf(debt.body), isAtOnce: !isOnCredit(debt.body) }));
}

/** Before anything was paid. */
function isOpen(order: RecordBody, { today, day, since }: Pick<CreditAsked, 'today' | 'day' | 'since'>): boolean {
  const from = openSince(order);
  if (from === null) return false;
  const isKeptHere = order['source'] === undefined && (since === null || from >= since);
  // To be paid at once: from the next day on it is owed like any other.
  if (isKeptHere) return isOnCredit(order) || from < today;
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

/** What is left of each payment behind what it names that counts elsewhere. */
function paymentsOf(
  { order, others, elsewhere, payments, currency }: CreditAsked,
  documents: readonly AccountDocument[],
): PayingDocument[] {
  const all = [...(order ? [order] : []), ...others, ...payments];
  return documents
    .flatMap((document) => toPaying(document, all, BOOKS))
    .filter((payment) => payment.currency === currency)
    .map((payment) => ({
      ...payment,
      amount: payment.named.reduce(
        (amount, named) => (named.debtIds.some((id) => elsewhere.has(id)) ? amount - named.amount : amount),
        payment.amount,
      ),
    }));
}

/** A cheque is a risk in full, whatever it pays for. */
const chequesIn = ({ currency }: CreditAsked, cheques: readonly AccountDocument[]): PayingDocument[] =>
  cheques.flatMap((cheque) => toPaying(cheque, [], BOOKS)).filter((payment) => payment.currency === currency);

/** Cheques make room on account no further than the customer is trusted with cheques. */
function beyondChequeLimit(asked: CreditAsked, verified: readonly AccountDocument[]): bigint {
  const limit = moneyOf(asked.customer, LIMIT_FIELDS.cheque);
  if (limit === null || limit.currency !== asked.currency || !Number.isSafeInteger(limit.amount)) return 0n;
  const beyond = sum(chequesIn(asked, verified)) - BigInt(limit.amount);
  return beyond > 0n ? beyond : 0n;
}

const sum = (payments: readonly { readonly amount: bigint }[]): bigint =>
  payments.reduce((total, { amount }) => total + amount, 0n);
