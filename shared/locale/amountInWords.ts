/** An amount in words, as it stands on a receipt or a cheque: «دو میلیون ریال», "two million rials". */
import { numberToWords } from '@persian-tools/persian-tools';
import { toCardinal } from 'n2words/en-US';
import { currencyExponent, type Money } from '../base/money.ts';
import type { Language, MoneyUnit } from './format.ts';
import { currencyName } from './formatMoney.ts';

const RIALS_PER_TOMAN = 10;
/** One of so many parts. */
const PART_NAMES: Readonly<Record<number, string>> = { 10: 'دهم', 100: 'صدم', 1_000: 'هزارم', 10_000: 'ده‌هزارم' };

/** Whole tomans are said as tomans where the person reads tomans; a remainder is said in rials, never left out. */
export function amountInWords({ amount, currency }: Money, language: Language, moneyUnit: MoneyUnit): string {
  if (amount < 0 || !Number.isSafeInteger(amount)) return '';
  if (currency === 'IRR') {
    const isToman = moneyUnit === 'toman' && amount % RIALS_PER_TOMAN === 0;
    const whole = isToman ? amount / RIALS_PER_TOMAN : amount;
    return `${wordsOf(whole, language)} ${unitOf(isToman ? 'toman' : 'rial', whole, language)}`;
  }
  const parts = 10 ** currencyExponent(currency);
  const rest = amount % parts;
  const whole = `${wordsOf((amount - rest) / parts, language)} ${currencyName(currency, language)}`;
  if (rest === 0) return whole;
  return language === 'fa'
    ? `${whole} و ${wordsOf(rest, 'fa')} ${PART_NAMES[parts] ?? ''}`
    : `${whole} and ${rest}/${parts}`;
}

const wordsOf = (number: number, language: Language): string =>
  language === 'en' ? toCardinal(number) : joinedHundreds(String(numberToWords(number)));

/** The library writes «هفت صد»; it is one word. */
const joinedHundreds = (words: string): string => words.replaceAll(/(چهار|شش|هفت|هشت|نه) صد/g, '$1صد');

const UNITS = { fa: { rial: 'ریال', toman: 'تومان' }, en: { rial: 'rial', toman: 'toman' } } as const;

const unitOf = (unit: 'rial' | 'toman', amount: number, language: Language): string =>
  language === 'en' && amount !== 1 ? `${UNITS.en[unit]}s` : UNITS[language][unit];
