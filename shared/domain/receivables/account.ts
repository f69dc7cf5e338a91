/**
 * A customer's account on a day: what is open, since when it is due, which cheques the bank has not paid yet, and the statement that leads to it. Pure; the
 * order in which documents are given means nothing.
 *
 * A cheque pays when it is taken, and is shown apart until it clears: whoever bounces puts back what was owed.
 */
import type { IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { daysBetween } from '../activities/dueVisits.ts';
import { textOf } from '../bodyReads.ts';
import {
  failedOn,
  hasFailed,
  isInBooks,
  isUnclearedCheque,
  owedDocuments,
  payingDocuments,
  toPaying,
  type AccountDocument,
  type Books,
  type OwedDocument,
  type PayingDocument,
} from './postings.ts';
import { settle } from './settle.ts';

/** How long something is overdue, in days. */
export const AGES = ['notDue', 'days30', 'days60', 'days90', 'older'] as const;
export type Age = (typeof AGES)[number];

/** Something that is not paid in full. Amounts in minor units, beyond what a number holds if need be. */
export interface OpenItem {
  readonly id: RecordId;
  readonly kind: 'order' | 'invoice';
  readonly number: string | null;
  readonly day: string;
  readonly dueOn: string;
  readonly total: bigint;
  readonly open: bigint;
  readonly age: Age;
}

/** One currency of a customer's account. */
export interface Account {
  readonly currency: string;
  /** All that was ever owed, taken in and taken back until that day. */
  readonly owed: bigint;
  readonly received: bigint;
  readonly returned: bigint;
  /** owed − received − returned: below zero the customer has something in their favour. */
  readonly balance: bigint;
  /** What is open, oldest first; their sum less `inFavour` is the balance. */
  readonly open: readonly OpenItem[];
  readonly ages: Readonly<Record<Age, bigint>>;
  /** Paid, and for nothing that is owed yet. */
  readonly inFavour: bigint;
  /** Cheques that the bank has not paid yet. */
  readonly cheques: { readonly count: number; readonly amount: bigint };
  /** Of what was received: nobody has verified it yet. */
  readonly unverified: bigint;
  /** Bounced, and neither given back nor replaced. */
  readonly bounced: { readonly count: number; readonly amount: bigint };
}

/** By currency, the largest balance first. @param day The last day that counts. */
export function accountOf(documents: readonly AccountDocument[], day: IsoDate, books: Books): Account[] {
  const { debts, credits } = standingOn(documents, day, books);
  const bounced = documents
    .filter((document) => document.kind === 'receipt' && document.body['state'] === 'bounced')
    .flatMap((document) => toPaying(document, documents, books));
  const currencies = new Set([...debts, ...credits, ...bounced].map(({ currency }) => currency));
  return [...currencies]
    .map((currency) => {
      const ofCurrency = (document: { readonly currency: string }): boolean => document.currency === currency;
      return accountIn(
        currency,
        day,
        debts.filter(ofCurrency),
        credits.filter(ofCurrency),
        bounced.filter((document) => ofCurrency(document) && failedOn(document.body) <= day),
      );
    })
    .toSorted((one, other) =>
      one.balance === other.balance ? (one.currency < other.currency ? -1 : 1) : one.balance < other.balance ? 1 : -1,
    );
}

function accountIn(
  currency: string,
  day: IsoDate,
  debts: readonly OwedDocument[],
  credits: readonly PayingDocument[],
  bounced: readonly PayingDocument[],
): Account {
  const { open, unused } = settle(debts, credits);
  const items = debts
    .flatMap((debt): OpenItem[] => {
      const left = open.get(debt.id) ?? 0n;
      const { id, kind, day: on, dueOn, amount: total } = debt;
      return left === 0n
        ? []
        : [
            {
              id,
              kind,
              number: textOf(debt.body, 'number'),
              day: on,
              dueOn,
              total,
              open: left,
              age: ageOf(dueOn, day),
            },
          ];
    })
    .toSorted((one, other) =>
      one.dueOn === other.dueOn ? (one.id < other.id ? -1 : 1) : one.dueOn < other.dueOn ? -1 : 1,
    );
  const receipts = credits.filter(({ kind }) => kind === 'receipt');
  const owed = sum(debts);
  const received = sum(receipts);
  const returned = sum(credits.filter(({ kind }) => kind === 'return'));
  const uncleared = receipts.filter(isUnclearedCheque);
  const age = (of: Age): bigint => items.reduce((total, item) => (item.age === of ? total + item.open : total), 0n);
  return {
    currency,
    owed,
    received,
    returned,
    balance: owed - received - returned,
    open: items,
    ages: {
      notDue: age('notDue'),
      days30: age('days30'),
      days60: age('days60'),
      days90: age('days90'),
      older: age('older'),
    },
    inFavour: [...unused.values()].reduce((total, left) => total + left, 0n),
    cheques: { count: uncleared.length, amount: sum(uncleared) },
    unverified: sum(receipts.filter(({ body }) => body['state'] === 'collected')),
    bounced: { count: bounced.length, amount: sum(bounced) },
  };
}

/** 1 to 30 days late is `days30`; due today is not late. */
function ageOf(dueOn: string, day: IsoDate): Age {
  const late = dueOn === '' ? 0 : daysBetween(dueOn, day);
  if (late <= 0) return 'notDue';
  return late <= 30 ? 'days30' : late <= 60 ? 'days60' : late <= 90 ? 'days90' : 'older';
}

/** What was owed and what had paid by the end of that day: a cheque that bounced later still paid then. */
function standingOn(
  documents: readonly AccountDocument[],
  day: IsoDate,
  books: Books,
): { debts: OwedDocument[]; credits: PayingDocument[] } {
  const notYetFailed = documents
    .filter((document) => hasFailed(document) && isInBooks(document, books) && failedOn(document.body) > day)
    .flatMap((document) => toPaying(document, documents, books));
  return {
    debts: owedDocuments(documents, books).filter((debt) => debt.day <= day),
    credits: [...payingDocuments(documents, books), ...notYetFailed].filter((credit) => credit.day <= day),
  };
}

// ---- statement -----------------------------------------------------------------------------------------------

export interface StatementLine {
  readonly day: string;
  readonly id: RecordId;
  readonly kind: 'order' | 'invoice' | 'receipt' | 'return' | 'bounce';
  readonly number: string | null;
  /** How a receipt was paid. */
  readonly method: string | null;
  /** What it puts on the account; what it takes off is below zero. */
  readonly amount: bigint;
  /** The balance behind this line. */
  readonly balance: bigint;
}

export interface Statement {
  readonly currency: string;
  readonly opening: bigint;
  readonly lines: readonly StatementLine[];
  readonly closing: bigint;
}

/** From one day to another, both included. A cheque that bounced stands twice: as it was taken, and as it came back. */
export function statementOf(
  documents: readonly AccountDocument[],
  currency: string,
  from: IsoDate | null,
  until: IsoDate,
  books: Books,
): Statement {
  const entries = [
    ...owedDocuments(documents, books).map((debt) => ({ ...debt, method: null })),
    ...payingDocuments(documents, books).map((credit) => ({
      ...credit,
      amount: -credit.amount,
      method: methodOf(credit.body),
    })),
    ...documents
      .filter((document) => hasFailed(document) && isInBooks(document, books))
      .flatMap((document) => toPaying(document, documents, books))
      .flatMap((credit) => [
        { ...credit, amount: -credit.amount, method: methodOf(credit.body) },
        { ...credit, kind: 'bounce' as const, day: failedOn(credit.body), method: methodOf(credit.body) },
      ]),
  ]
    .filter((entry) => entry.currency === currency && entry.day <= until)
    .toSorted(
      (one, other) =>
        compareText(one.day, other.day) || RANK[one.kind] - RANK[other.kind] || compareText(one.id, other.id),
    );
  let balance = 0n;
  let opening = 0n;
  const lines: StatementLine[] = [];
  for (const { day, id, kind, body, method, amount } of entries) {
    balance += amount;
    if (from !== null && day < from) opening = balance;
    else lines.push({ day, id, kind, number: textOf(body, 'number'), method, amount, balance });
  }
  return { currency, opening, lines, closing: balance };
}

const RANK = { order: 0, invoice: 0, receipt: 1, return: 2, bounce: 3 } as const;
const methodOf = (body: AccountDocument['body']): string | null => textOf(body, 'method');
const sum = (documents: readonly { readonly amount: bigint }[]): bigint =>
  documents.reduce((total, { amount }) => total + amount, 0n);
const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
