/**
 * What an order comes to. Computed alike on the laptop, in the window and on the server, and never stored or sent.
 *
 * The rule, in the order it is applied (integers throughout, BigInt inside, half-even wherever something is rounded):
 * 1. A line's gross is unit price × quantity. Its net, gross × (1 − the line's discount), is rounded once, from the exact fraction,
 *    not from the rounded gross. The discount that is printed is the difference, so the three figures always add up.
 * 2. The document's discount is its own figure: a percentage of the sum of the lines' nets, rounded once.
 * 3. It is spread over the lines in proportion to their nets; what the fractions leave over goes one minor unit each to the largest
 *    fractions, equal ones by line id. So every line has a taxable amount and their sum is exact.
 * 4. Tax is rounded per line, on that line's taxable amount. Freight is not taxed.
 *
 * Therefore, exactly: net = gross − discount, total = net + tax + freight, and each figure of the whole is the sum of its lines'.
 */
import {
  applyPercentage,
  divideHalfEven,
  HUNDRED_PERCENT,
  multiplyByQuantity,
  ratioToMoney,
  zeroMoney,
  type Money,
} from '../../base/money.ts';
import { isCurrencyCode, type CurrencyCode } from '../../base/currency.ts';
import { elementsOf, integerOf, moneyOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import type { Order } from './order.ts';

export interface OrderLineTotals {
  /** The element id of the line. */
  readonly id: string;
  readonly gross: Money;
  /** The line's own discount. */
  readonly discount: Money;
  /** gross − discount. */
  readonly net: Money;
  /** This line's part of the document's discount. */
  readonly documentDiscount: Money;
  /** net − documentDiscount: what tax is reckoned on, and what the customer pays for the line before tax. */
  readonly taxable: Money;
  readonly tax: Money;
}

export interface OrderTotals {
  /** In the order in which people see them. */
  readonly lines: readonly OrderLineTotals[];
  readonly gross: Money;
  /** Sum of the lines' own discounts. */
  readonly lineDiscount: Money;
  readonly documentDiscount: Money;
  /** lineDiscount + documentDiscount. */
  readonly discount: Money;
  /** gross − discount: the sum of the lines' taxable amounts. */
  readonly net: Money;
  readonly tax: Money;
  readonly freight: Money;
  readonly total: Money;
  /** False when a part could not be read (a half-typed line, another currency, beyond safe integers) and was counted as zero. */
  readonly isComplete: boolean;
}

/** The currency that zeros are in when a body names none that we know. */
const FALLBACK_CURRENCY: CurrencyCode = 'IRR';

/** Never throws: a line that cannot be reckoned counts as zero, and so does everything when the sum exceeds safe integers. */
export function orderTotals(body: RecordBody | Order): OrderTotals {
  const order = body as RecordBody;
  const named = textOf(order, 'currency');
  const currency = isCurrencyCode(named) ? named : FALLBACK_CURRENCY;
  const lines = elementsOf(order, 'lines');
  try {
    return reckon(order, lines, currency, isCurrencyCode(named));
  } catch {
    return {
      ...sumOf(
        lines.map((line) => zeroLine(line, currency)),
        zeroMoney(currency),
        currency,
      ),
      isComplete: false,
    };
  }
}

function reckon(
  order: RecordBody,
  lines: readonly RecordBody[],
  currency: CurrencyCode,
  currencyIsKnown: boolean,
): OrderTotals {
  const reckoned = lines.map((line) => reckonLine(line, currency));
  const documentPercentage = order['discountPercentage'] === undefined ? 0 : percentageOf(order, 'discountPercentage');
  const freight = order['freight'] === undefined ? zeroMoney(currency) : amountIn(order, 'freight', currency);
  const parts = spreadDocumentDiscount(reckoned, documentPercentage ?? 0);
  const totals = reckoned.map(({ id, gross, net, taxPercentage }, index): OrderLineTotals => {
    const documentDiscount = parts[index] ?? 0n;
    const taxable = toMoney(net - documentDiscount, currency);
    return {
      id,
      gross: toMoney(gross, currency),
      discount: toMoney(gross - net, currency),
      net: toMoney(net, currency),
      documentDiscount: toMoney(documentDiscount, currency),
      taxable,
      tax: ratioToMoney(applyPercentage(taxable, taxPercentage), currency),
    };
  });
  const isComplete =
    currencyIsKnown && documentPercentage !== null && freight !== null && reckoned.every((line) => line.isComplete);
  return { ...sumOf(totals, freight ?? zeroMoney(currency), currency), isComplete };
}

interface ReckonedLine {
  readonly id: string;
  readonly gross: bigint;
  readonly net: bigint;
  readonly taxPercentage: number;
  readonly isComplete: boolean;
}

function reckonLine(line: RecordBody, currency: CurrencyCode): ReckonedLine {
  const id = textOf(line, 'id') ?? '';
  const unitPrice = amountIn(line, 'unitPrice', currency);
  const quantity = integerOf(line, 'quantity');
  const discount = percentageOf(line, 'discountPercentage');
  const taxPercentage = percentageOf(line, 'taxPercentage');
  if (unitPrice === null || quantity === null || quantity < 0 || discount === null || taxPercentage === null) {
    return { id, gross: 0n, net: 0n, taxPercentage: 0, isComplete: false };
  }
  const exact = multiplyByQuantity(unitPrice, quantity);
  const left = applyPercentage(exact, HUNDRED_PERCENT - discount);
  const gross = divideHalfEven(exact.numerator, exact.denominator);
  return { id, gross, net: divideHalfEven(left.numerator, left.denominator), taxPercentage, isComplete: true };
}

/** The method of largest remainders. The parts sum to the document's discount and none exceeds its line. */
function spreadDocumentDiscount(lines: readonly ReckonedLine[], percentage: number): bigint[] {
  const sum = lines.reduce((total, line) => total + line.net, 0n);
  const discount = divideHalfEven(sum * BigInt(percentage), BigInt(HUNDRED_PERCENT));
  if (discount === 0n) return lines.map(() => 0n);
  const parts = lines.map((line) => (line.net * discount) / sum);
  const left = Number(discount - parts.reduce((total, part) => total + part, 0n));
  const byRemainder = lines
    .map((line, index) => ({ index, id: line.id, remainder: (line.net * discount) % sum }))
    .toSorted((a, b) => (a.remainder === b.remainder ? compareText(a.id, b.id) : a.remainder < b.remainder ? 1 : -1));
  for (const { index } of byRemainder.slice(0, left)) parts[index] = (parts[index] ?? 0n) + 1n;
  return parts;
}

function sumOf(
  lines: readonly OrderLineTotals[],
  freight: Money,
  currency: CurrencyCode,
): Omit<OrderTotals, 'isComplete'> {
  const sum = (field: Exclude<keyof OrderLineTotals, 'id'>): bigint =>
    lines.reduce((total, line) => total + BigInt(line[field].amount), 0n);
  const [gross, lineDiscount, documentDiscount, net, tax] = [
    sum('gross'),
    sum('discount'),
    sum('documentDiscount'),
    sum('taxable'),
    sum('tax'),
  ];
  return {
    lines,
    gross: toMoney(gross, currency),
    lineDiscount: toMoney(lineDiscount, currency),
    documentDiscount: toMoney(documentDiscount, currency),
    discount: toMoney(lineDiscount + documentDiscount, currency),
    net: toMoney(net, currency),
    tax: toMoney(tax, currency),
    freight,
    total: toMoney(net + tax + BigInt(freight.amount), currency),
  };
}

function zeroLine(line: RecordBody, currency: CurrencyCode): OrderLineTotals {
  const zero = zeroMoney(currency);
  return {
    id: textOf(line, 'id') ?? '',
    gross: zero,
    discount: zero,
    net: zero,
    documentDiscount: zero,
    taxable: zero,
    tax: zero,
  };
}

/** null for what is no amount, another currency's, or negative: an order never owes the customer money. */
function amountIn(body: RecordBody, field: string, currency: CurrencyCode): Money | null {
  const money = moneyOf(body, field);
  return money && money.currency === currency && Number.isSafeInteger(money.amount) && money.amount >= 0
    ? { amount: money.amount, currency }
    : null;
}

function percentageOf(body: RecordBody, field: string): number | null {
  const percentage = integerOf(body, field);
  return percentage !== null && percentage >= 0 && percentage <= HUNDRED_PERCENT ? percentage : null;
}

/** Throws beyond safe integers, as all of `base/money.ts` does. */
const toMoney = (amount: bigint, currency: CurrencyCode): Money =>
  ratioToMoney({ numerator: amount, denominator: 1n }, currency);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
