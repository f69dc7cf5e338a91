import { applyPercentage, HUNDRED_PERCENT, ratioToMoney } from '../../../shared/base/money.ts';
import { elementsOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { readMoney } from './readMoney.ts';

/**
 * The price list with every price changed by so many percent (× 10,000; below zero takes off), rounded half-even. A price that would fall to nothing, or rise beyond
 * what can be counted, stays.
 */
export const withPricesChanged = (body: RecordBody, percentage: number): RecordBody => ({
  ...body,
  entries: elementsOf(body, 'entries').map((entry) => {
    const price = readMoney(entry, 'price');
    const factor = HUNDRED_PERCENT + percentage;
    if (price === null || factor <= 0 || price.amount > Number.MAX_SAFE_INTEGER / 100) return entry;
    const changed = ratioToMoney(applyPercentage(price, factor), price.currency);
    return changed.amount > 0 ? { ...entry, price: { ...changed } } : entry;
  }),
});
