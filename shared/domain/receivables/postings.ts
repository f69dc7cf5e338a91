/**
 * What a customer's documents put on their account: orders or invoices what is owed, receipts and goods taken back what is paid. Imported documents are
 * left to the books that they came from, and so is what bears a day before the company began to keep its receipts here.
 */
import { addDays, isIsoDate, type IsoDate } from '../../base/clock.ts';
import { isCurrencyCode } from '../../base/currency.ts';
import type { RecordId } from '../../base/id.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { InvoicedBy } from '../organisation/companySettings.ts';
import type { RecordBody } from '../record.ts';
import { documentDay } from '../salesDocuments/documentStates.ts';
import { uninvoicedReturns } from '../salesDocuments/orderProgress.ts';
import { orderTotals } from '../salesDocuments/orderTotals.ts';
import type { Credit, Debt } from './settle.ts';

/** A sales document of the customer, whatever its kind; those that move no money are passed over. */
export interface AccountDocument {
  readonly id: RecordId;
  readonly kind: string;
  readonly body: RecordBody;
}

export interface Books {
  /** Which document the customer owes by: the company's setting. */
  readonly invoicedBy: InvoicedBy;
  /** First day of which receipts are kept here; null: from the beginning. */
  readonly since: IsoDate | null;
}

export interface OwedDocument extends Debt {
  readonly kind: 'order' | 'invoice';
  readonly dueOn: string;
  readonly currency: string;
  readonly body: RecordBody;
}

export interface PayingDocument extends Credit {
  readonly kind: 'receipt' | 'return';
  readonly currency: string;
  readonly body: RecordBody;
}

/** Cash that was taken in, and a cheque until it bounces or is given back. */
const PAYING_STATES: ReadonlySet<string> = new Set(['collected', 'verified', 'deposited', 'cleared']);
/** Of a cheque that the bank has not paid yet. */
const UNCLEARED_STATES: ReadonlySet<string> = new Set(['collected', 'verified', 'deposited']);
/** The payment did not hold. */
const FAILED_STATES: ReadonlySet<string> = new Set(['bounced', 'returned', 'replaced']);

export const isUnclearedCheque = ({ kind, body }: AccountDocument): boolean =>
  kind === 'receipt' && body['method'] === 'cheque' && UNCLEARED_STATES.has(textOf(body, 'state') ?? '');

export const isPaying = ({ kind, body }: AccountDocument): boolean =>
  kind === 'receipt' && PAYING_STATES.has(textOf(body, 'state') ?? '');

export const hasFailed = ({ kind, body }: AccountDocument): boolean =>
  kind === 'receipt' && FAILED_STATES.has(textOf(body, 'state') ?? '');

/** The day on which a payment turned out to be none; its own day where none is written. */
export const failedOn = (body: RecordBody): string =>
  textOf(body, 'bouncedOn') ?? textOf(body, 'returnedOn') ?? textOf(body, 'receivedOn') ?? '';

/** Goods that came back, or will, and for which the customer gets money. */
export const isRefund = ({ kind, body }: AccountDocument): boolean =>
  kind === 'return' && body['remedy'] === 'refund' && ['accepted', 'received'].includes(textOf(body, 'state') ?? '');

/** Is it in these books at all? The account and the limits of credit ask this one question. */
export function isInBooks({ kind, body }: AccountDocument, { since }: Pick<Books, 'since'>): boolean {
  // A receipt that was typed here pays, whatever day it bears.
  if (body['source'] !== undefined) return false;
  return kind === 'receipt' || since === null || (bookedOn(body) ?? '') >= since;
}

/** The day from which a paper counts: its own, or that on which it became binding, where it bears an earlier one. null where neither can be read. */
export function bookedOn(body: RecordBody): IsoDate | null {
  const day = documentDay(body);
  if (!isIsoDate(day)) return null;
  const bound = boundOn(body);
  return bound !== null && bound > day ? bound : day;
}

/** The day on which somebody made it binding, whatever day it bears; null where that was not written down. */
export function boundOn(body: RecordBody): IsoDate | null {
  const at = textOf(body, 'confirmedAt') ?? textOf(body, 'issuedAt') ?? textOf(body, 'acceptedAt');
  const day = at?.slice(0, 10);
  return isIsoDate(day) ? day : null;
}

/** What is owed by these documents; none for one of no known currency. */
export function owedDocuments(documents: readonly AccountDocument[], books: Books): OwedDocument[] {
  const isOwed = ({ kind, body }: AccountDocument): boolean =>
    books.invoicedBy === 'order'
      ? kind === 'order' && body['state'] === 'confirmed'
      : kind === 'invoice' && body['state'] === 'issued';
  return documents.flatMap((document) => (isOwed(document) && isInBooks(document, books) ? toOwed(document) : []));
}

/** An order or invoice as a debt, whatever its state; none for one of no known currency. */
export function toOwed({ id, kind, body }: AccountDocument): OwedDocument[] {
  const currency = textOf(body, 'currency');
  if (!isCurrencyCode(currency)) return [];
  const day = documentDay(body) ?? '';
  return [
    {
      id,
      kind: kind === 'order' ? 'order' : 'invoice',
      day,
      dueOn: dueOn(day, integerOf(body, 'paymentDays') ?? 0),
      currency,
      amount: BigInt(orderTotals(body).total.amount),
      body,
    },
  ];
}

/** Everything that pays, as it stands now: failed payments are none. */
export function payingDocuments(documents: readonly AccountDocument[], books: Books): PayingDocument[] {
  return documents.flatMap((document): PayingDocument[] =>
    (isPaying(document) || isRefund(document)) && isInBooks(document, books)
      ? toPaying(document, documents, books)
      : [],
  );
}

/** A receipt or return as a payment; none for one of no known currency, or without an amount that could be counted. */
export function toPaying(
  { id, kind, body }: AccountDocument,
  documents: readonly AccountDocument[],
  books: Books,
): PayingDocument[] {
  const currency = textOf(body, 'currency');
  if (!isCurrencyCode(currency)) return [];
  const amount =
    kind === 'receipt'
      ? amountOf(body, 'amount', currency)
      : BigInt(orderTotals(invoicedPart({ id, kind, body }, documents, books)).total.amount);
  if (amount === null || amount <= 0n) return [];
  const named =
    kind === 'receipt'
      ? elementsOf(body, 'allocations').flatMap((allocation) => {
          const part = amountOf(allocation, 'amount', currency);
          const documentId = textOf(allocation, 'documentId');
          return part === null || part <= 0n || documentId === null
            ? []
            : [{ debtIds: debtsOf(documentId, documents, books), amount: part }];
        })
      : [{ debtIds: debtsOf(textOf(body, 'invoiceId') ?? textOf(body, 'orderId') ?? '', documents, books), amount }];
  return [
    {
      id,
      kind: kind === 'receipt' ? 'receipt' : 'return',
      day: documentDay(body) ?? '',
      currency,
      amount,
      named,
      body,
    },
  ];
}

/** Where invoices are the debt, goods that came back before they were invoiced were owed by nobody, and pay nothing. */
function invoicedPart(
  refund: AccountDocument,
  documents: readonly AccountDocument[],
  { invoicedBy }: Books,
): RecordBody {
  const orderId = textOf(refund.body, 'orderId');
  const order = documents.find(({ id, kind }) => kind === 'order' && id === orderId);
  if (invoicedBy === 'order' || !order) return refund.body;
  const chain = documents.filter(({ kind, body }) => kind !== 'order' && body['orderId'] === orderId);
  const own = chain.find(({ id }) => id === refund.id);
  const never = own && uninvoicedReturns(order.body, chain).get(own);
  if (!never) return refund.body;
  return {
    ...refund.body,
    lines: elementsOf(refund.body, 'lines').map((line) => ({
      ...line,
      quantity: Math.max(0, (integerOf(line, 'quantity') ?? 0) - (never.get(textOf(line, 'orderLineId') ?? '') ?? 0)),
    })),
  };
}

/** A payment may name the order or one of its invoices, whichever of them the company's customers owe by. */
function debtsOf(documentId: RecordId, documents: readonly AccountDocument[], { invoicedBy }: Books): RecordId[] {
  const named = documents.find(({ id }) => id === documentId);
  if (invoicedBy === 'order')
    return [named?.kind === 'invoice' ? (textOf(named.body, 'orderId') ?? documentId) : documentId];
  if (named?.kind !== 'order') return [documentId];
  return documents
    .filter(({ kind, body }) => kind === 'invoice' && body['orderId'] === documentId)
    .toSorted((one, other) => compareText(placeOf(one), placeOf(other)))
    .map(({ id }) => id);
}

const placeOf = ({ id, body }: AccountDocument): string => `${documentDay(body) ?? ''} ${id}`;

const amountOf = (body: RecordBody, field: string, currency: string): bigint | null => {
  const money = moneyOf(body, field);
  return money && money.currency === currency && Number.isSafeInteger(money.amount) ? BigInt(money.amount) : null;
};

const dueOn = (day: string, days: number): string => (isIsoDate(day) && days >= 0 ? addDays(day, days) : day);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
