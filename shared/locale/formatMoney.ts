import { type CurrencyCode, currencyExponent } from '../base/money.ts';
import type { Formats, Language, MoneyUnit, Numerals } from './format.ts';
import { localeTag, scaledToDecimal } from './formatNumber.ts';

type MoneyFormats = Pick<Formats, 'money' | 'amount' | 'moneyUnitName'>;

/** Ten rials are a toman; a remainder is shown as its decimal, never rounded away. */
const RIALS_PER_TOMAN = 10;

const RIAL_UNIT_NAMES = {
  fa: { rial: 'ریال', toman: 'تومان' },
  en: { rial: 'rial', toman: 'toman' },
} as const;

export function createMoneyFormats(language: Language, numerals: Numerals, moneyUnit: MoneyUnit): MoneyFormats {
  const locale = localeTag(language, numerals);
  const rials = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const formatsByCurrency = new Map<CurrencyCode, { money: Intl.NumberFormat; amount: Intl.NumberFormat }>();

  function rialAmount(amount: number): string {
    return rials.format(scaledToDecimal(amount, moneyUnit === 'toman' ? RIALS_PER_TOMAN : 1));
  }

  function formatsOf(currency: CurrencyCode): { money: Intl.NumberFormat; amount: Intl.NumberFormat } {
    let formats = formatsByCurrency.get(currency);
    if (!formats) {
      const fractionDigits = currencyExponent(currency);
      const decimals = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
      formats = {
        money: new Intl.NumberFormat(locale, { style: 'currency', currency, ...decimals }),
        amount: new Intl.NumberFormat(locale, decimals),
      };
      formatsByCurrency.set(currency, formats);
    }
    return formats;
  }

  const unitName = (currency: CurrencyCode): string => moneyUnitName(currency, language, moneyUnit);
  return {
    moneyUnitName: unitName,
    money({ amount, currency }) {
      if (currency === 'IRR') return `${rialAmount(amount)}\u00a0${unitName(currency)}`;
      return formatsOf(currency).money.format(scaledToDecimal(amount, 10 ** currencyExponent(currency)));
    },
    amount({ amount, currency }) {
      if (currency === 'IRR') return rialAmount(amount);
      return formatsOf(currency).amount.format(scaledToDecimal(amount, 10 ** currencyExponent(currency)));
    },
  };
}

/** The full name of a currency, as a list to choose from has it: «ریال ایران», "Iranian Rial". */
export function currencyName(currency: CurrencyCode, language: Language): string {
  return new Intl.DisplayNames(localeTag(language, 'latin'), { type: 'currency' }).of(currency) ?? currency;
}

/** The sign or word beside an amount: «ریال», «تومان», «$», «AED». */
export function moneyUnitName(currency: CurrencyCode, language: Language, moneyUnit: MoneyUnit): string {
  if (currency === 'IRR') return RIAL_UNIT_NAMES[language][moneyUnit];
  const parts = new Intl.NumberFormat(localeTag(language, 'latin'), { style: 'currency', currency }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? currency;
}
