/** What a receipt that is being written pays for, and how the next cheque of a row begins. Pure. */
import { GregorianCalendar, parseDate, PersianCalendar, toCalendar } from '@internationalized/date';
import { isIsoDate } from '../../../shared/base/clock.ts';
import { objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';

export interface Allocation {
  readonly documentId: string;
  readonly amount: number;
}

/** Of what was ticked the oldest first, each as far as it is open and the money goes. */
export function allocationsFor(
  open: readonly { readonly id: string; readonly open: number }[],
  chosen: readonly string[],
  paid: number,
): Allocation[] {
  let left = paid;
  return open.flatMap(({ id, open: owed }): Allocation[] => {
    const amount = chosen.includes(id) ? Math.min(owed, left) : 0;
    if (amount <= 0) return [];
    left -= amount;
    return [{ documentId: id, amount }];
  });
}

/** The next cheque of the same book: one number on, a month later; the amount is proposed again. */
export function nextCheque(receipt: RecordBody): RecordBody {
  const cheque = objectOf(receipt['cheque']);
  const { sayadId: _, ...kept } = cheque;
  const number = textOf(cheque, 'number');
  const dueOn = textOf(cheque, 'dueOn');
  const { allocations: __, ...rest } = receipt;
  return {
    ...rest,
    cheque: {
      ...kept,
      ...(number !== null && /^\d{1,15}$/.test(number) ? { number: oneOn(number) } : {}),
      ...(isIsoDate(dueOn) ? { dueOn: monthOn(dueOn) } : {}),
    },
  };
}

const oneOn = (number: string): string => String(BigInt(number) + 1n).padStart(number.length, '0');

/** The same day of the next month, by the solar calendar, in which most cheques are written; its last day where the month is shorter. */
const monthOn = (date: string): string =>
  toCalendar(toCalendar(parseDate(date), new PersianCalendar()).add({ months: 1 }), new GregorianCalendar()).toString();
