/** What the company's own files say of products, read in one way: codes, amounts, and which product is meant. */
import { parseDecimal } from '../../../../../shared/base/decimal.ts';
import { currencyExponent, type CurrencyCode } from '../../../../../shared/base/currency.ts';
import { deterministicId } from '../../../../../shared/base/id.ts';
import { textOf } from '../../../../../shared/domain/bodyReads.ts';
import { codeKey } from '../../../../../shared/domain/products/barcode.ts';
import type { RecordBody } from '../../../../../shared/domain/record.ts';
import type { Heading } from '../headings.ts';
import type { RowContext } from './preset.ts';

export const CODE_HEADING: Heading = {
  field: 'code',
  fa: ['کد', 'کد کالا', 'شناسه'],
  en: ['Code', 'Product code', 'SKU'],
  required: true,
};
export const PRICE_HEADING: Heading = {
  field: 'price',
  fa: ['قیمت', 'بها', 'مبلغ', 'قیمت واحد', 'قیمت امروز', 'ارزش'],
  en: ['Price', 'Unit price', 'Price today', 'Amount'],
};

const ONE_PERCENT = 10_000;
const PERCENT_SIGN = /[%٪]/gu;

/** Several in one cell stand with these between them. */
const BETWEEN = /[|;؛،\n]+/u;

export const listIn = (text: string | null): string[] =>
  (text ?? '')
    .split(BETWEEN)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/**
 * `10`, `10%`, «۱۰٪» → percent × 10,000; null for nothing, and for what cannot be taken, of which the reader has said so: no number, or a fraction of one
 * percent without its sign. A workbook keeps 9% as 0.09 and shows it as 9%, so that nobody can tell which of the two was meant.
 */
export function percentageIn(context: RowContext, field: string): number | null {
  const text = context.text(field);
  if (text === null) return null;
  const read = parseDecimal(text.replaceAll(PERCENT_SIGN, ''), ONE_PERCENT);
  if (!read.ok) context.leaveOut(field, 'import.notANumber');
  else if (read.value > 0 && read.value < ONE_PERCENT && text.search(PERCENT_SIGN) < 0)
    context.leaveOut(field, 'import.fractionOfPercent');
  else return read.value;
  return null;
}

/** An amount in the currency's smallest part. Null for nothing, for no number and for no price, of which the reader has said so. */
export function priceIn(context: RowContext, field: string, currency: CurrencyCode): number | null {
  const amount = context.decimal(field, 10 ** currencyExponent(currency));
  if (amount === null || amount > 0) return amount;
  context.leaveOut(field, 'pricing.priceNotPositive');
  return null;
}

/** Which of the held products bears it as its code, or is found by it; ends the row where it may be several. */
export function heldProduct(context: RowContext, written: string, by: 'code' | 'anyCode') {
  const key = codeKey(written);
  const found = by === 'code' ? context.held.productsOfCode(key) : context.held.productsFoundBy(key);
  const [product, ...others] = found;
  if (others.length > 0) context.skip('code', 'import.codeOfSeveral');
  return product ?? null;
}

export const keyOfCode = (written: string | null): string => codeKey(written ?? '');

/** Of what is new in a list: the same at every import, and nobody else's in the list, where one that was brought in under it means something else by now. */
export function freeElementId(list: readonly RecordBody[], words: readonly string[]): string {
  const isTaken = (id: string): boolean => list.some((element) => textOf(element, 'id') === id);
  let id = deterministicId('import', ...words);
  for (let another = 2; isTaken(id); another += 1) id = deterministicId('import', ...words, String(another));
  return id;
}
