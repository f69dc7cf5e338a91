/**
 * A customer's credit, divided among those who sell to it without a line: whoever holds a slice may sell on credit within it, and all slices together are no
 * more than the limit. So two people who cannot hear of each other never extend more than the company does.
 */
import { z } from 'zod';
import type { IsoDate } from '../../base/clock.ts';
import type { RecordId } from '../../base/id.ts';
import { elementsOf, moneyOf, textOf } from '../bodyReads.ts';
import { dateField, elementFields, idField, moneyField } from '../fields.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';

export const CREDIT_SIDES = ['account', 'cheque'] as const;
export type CreditSide = (typeof CREDIT_SIDES)[number];

export const creditSliceElement = z.looseObject({
  ...elementFields,
  holderId: idField,
  /** Of which limit: what is open on account, or by cheque. */
  side: z.enum(CREDIT_SIDES),
  amount: moneyField,
  /** Both days included. */
  from: dateField,
  to: dateField,
});

export const LIMIT_FIELDS: Readonly<Record<CreditSide, 'creditLimit' | 'chequeLimit'>> = {
  account: 'creditLimit',
  cheque: 'chequeLimit',
};

/** What is kept for whom of one limit on a day; null where it is not divided. By holder, in the currency of the limit. */
export function slicesOn(customer: RecordBody, side: CreditSide, day: IsoDate): ReadonlyMap<RecordId, bigint> | null {
  const currency = moneyOf(customer, LIMIT_FIELDS[side])?.currency;
  const running = slicesOf(customer, side).filter((slice) => isOn(slice, day));
  if (running.length === 0) return null;
  const kept = new Map<RecordId, bigint>();
  for (const slice of running) {
    const [holderId, amount] = [textOf(slice, 'holderId') ?? '', moneyOf(slice, 'amount')];
    const granted =
      amount && amount.currency === currency && Number.isSafeInteger(amount.amount) ? BigInt(amount.amount) : 0n;
    kept.set(holderId, (kept.get(holderId) ?? 0n) + (granted > 0n ? granted : 0n));
  }
  return kept;
}

/** On no day are slices together more than the limit. */
export function sliceViolations(customer: RecordBody): Violation[] {
  const reversed = elementsOf(customer, 'creditSlices').filter(
    (slice) => (textOf(slice, 'to') ?? '') < (textOf(slice, 'from') ?? ''),
  );
  if (reversed.length > 0) return [violation('creditSlices', 'stock.periodReversed')];
  const isBeyond = CREDIT_SIDES.some((side) => {
    const limit = moneyOf(customer, LIMIT_FIELDS[side]);
    const slices = slicesOf(customer, side);
    // Without a limit there is nothing to divide, and nothing to exceed.
    if (limit === null) return false;
    return slices.some((slice) => {
      const kept = slicesOn(customer, side, textOf(slice, 'from') ?? '');
      const together = [...(kept ?? new Map<RecordId, bigint>()).values()].reduce((sum, amount) => sum + amount, 0n);
      return moneyOf(slice, 'amount')?.currency !== limit.currency || together > BigInt(limit.amount);
    });
  });
  return isBeyond ? [violation('creditSlices', 'customer.slicesBeyondLimit')] : [];
}

const slicesOf = (customer: RecordBody, side: CreditSide): RecordBody[] =>
  elementsOf(customer, 'creditSlices').filter((slice) => slice['side'] === side);

const isOn = (slice: RecordBody, day: IsoDate): boolean =>
  (textOf(slice, 'from') ?? '') <= day && day <= (textOf(slice, 'to') ?? '');
