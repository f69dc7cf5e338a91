/**
 * What pays for what: first what a payment itself names, then what is left of it against the oldest that is open. Debts and payments are taken in the order
 * of their days, so the answer is the same in whatever order they are known.
 */
import type { RecordId } from '../../base/id.ts';

/** Something that is owed. Amounts in minor units. */
export interface Debt {
  readonly id: RecordId;
  /** ISO date; '' sorts first. */
  readonly day: string;
  readonly amount: bigint;
}

/** Something that pays for it: a receipt, or goods that were taken back. */
export interface Credit {
  readonly id: RecordId;
  readonly day: string;
  readonly amount: bigint;
  /** What it is for, as far as it says: ids of debts, each with no more than this much. */
  readonly named: readonly { readonly debtIds: readonly RecordId[]; readonly amount: bigint }[];
}

export interface Settlement {
  /** What is left of each debt; by its id. */
  readonly open: ReadonlyMap<RecordId, bigint>;
  /** What is left of each payment when everything is paid that it may pay for; by its id. */
  readonly unused: ReadonlyMap<RecordId, bigint>;
}

/** @param mayPay Which debts a payment may pay for at all: every one, when left out. */
export function settle<OneDebt extends Debt, OneCredit extends Credit>(
  debts: readonly OneDebt[],
  credits: readonly OneCredit[],
  mayPay: (credit: OneCredit, debt: OneDebt) => boolean = () => true,
): Settlement {
  const debtsByAge = debts.toSorted(compareAge);
  const creditsByAge = credits.toSorted(compareAge);
  const debtsById = new Map(debtsByAge.map((debt) => [debt.id, debt]));
  const open = new Map(debtsByAge.map(({ id, amount }) => [id, amount]));
  const unused = new Map(creditsByAge.map(({ id, amount }) => [id, amount]));
  /** @returns what was paid. */
  const pay = (credit: OneCredit, debt: OneDebt, most: bigint): bigint => {
    if (!mayPay(credit, debt)) return 0n;
    const paid = smallest(most, open.get(debt.id) ?? 0n, unused.get(credit.id) ?? 0n);
    if (paid <= 0n) return 0n;
    open.set(debt.id, (open.get(debt.id) ?? 0n) - paid);
    unused.set(credit.id, (unused.get(credit.id) ?? 0n) - paid);
    return paid;
  };
  for (const credit of creditsByAge)
    for (const { debtIds, amount } of credit.named) {
      let left = amount;
      for (const id of debtIds) {
        const debt = debtsById.get(id);
        if (debt) left -= pay(credit, debt, left);
      }
    }
  for (const credit of creditsByAge) for (const debt of debtsByAge) pay(credit, debt, credit.amount);
  return { open, unused };
}

const compareAge = (one: Debt | Credit, other: Debt | Credit): number =>
  compareText(one.day, other.day) || compareText(one.id, other.id);

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const smallest = (...amounts: readonly bigint[]): bigint =>
  amounts.reduce((least, amount) => (amount < least ? amount : least));
