import { isCurrencyCode, type Money } from '../../../shared/base/money.ts';
import { moneyOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';

/** null for no amount, and for one in a currency that this version does not know. */
export function readMoney(body: RecordBody, field: string): Money | null {
  const money = moneyOf(body, field);
  return money && isCurrencyCode(money.currency) ? { amount: money.amount, currency: money.currency } : null;
}
