/** What every paper is written with: its language and everything that follows from it. */
import type { Instant, IsoDate } from '../base/clock.ts';
import { isCurrencyCode } from '../base/currency.ts';
import { amountInWords } from '../locale/amountInWords.ts';
import type { Formats, Language, MoneyUnit } from '../locale/format.ts';
import type { Translator } from '../locale/translator.ts';
import { isolated } from './direction.ts';
import type { PaperFact, PaperParty } from './paper.ts';

export interface PaperWords {
  readonly t: Translator;
  readonly formats: Formats;
  readonly language: Language;
  readonly moneyUnit: MoneyUnit;
  readonly seller: PaperParty;
  /** Where the company is. */
  readonly today: IsoDate;
  readonly printedBy: string;
  readonly printedAt: Instant;
}

/** An amount as a record has it: a currency is only a text until it has been looked at. */
export interface PaperMoney {
  readonly amount: number;
  readonly currency: string;
}

/** With its unit. A currency that this version does not know is written as its bare minor units and code. */
export const moneyWords = ({ formats }: PaperWords, { amount, currency }: PaperMoney): string =>
  isCurrencyCode(currency) ? formats.money({ amount, currency }) : `${formats.number(amount)} ${currency}`;

/** For columns whose heading says the unit. */
export const amountFigures = ({ formats }: PaperWords, { amount, currency }: PaperMoney): string =>
  isCurrencyCode(currency) ? formats.amount({ amount, currency }) : formats.number(amount);

/** «مبلغ (ریال)» */
export const headingInUnit = ({ t, formats }: PaperWords, heading: string, currency: string): string =>
  t('papers.inUnit', { heading, unit: isCurrencyCode(currency) ? formats.moneyUnitName(currency) : currency });

/** Empty for what has no words: a currency that is unknown here, an amount below zero. */
export const moneyInWords = (words: PaperWords, { amount, currency }: PaperMoney): string =>
  isCurrencyCode(currency) ? amountInWords({ amount, currency }, words.language, words.moneyUnit) : '';

/**
 * Text that people wrote: its digits become those of the paper. Among Latin letters they stay as they are: a type («CR 5-10»), an account («IR12 0120»).
 */
export function writtenWords({ formats }: Pick<PaperWords, 'formats'>, text: string | null): string {
  let isLatin = false;
  return (text ?? '').trim().replaceAll(/\p{L}+|[0-9۰-۹٠-٩]+/gu, (part) => {
    if (/^\p{L}/u.test(part)) {
      isLatin = /^\p{Script=Latin}/u.test(part);
      return part;
    }
    return isLatin ? part : formats.digits(part);
  });
}

/** Those that have something to say. */
export const knownFacts = (facts: readonly (readonly [label: string, value: string | null])[]): PaperFact[] =>
  facts.flatMap(([label, value]) => (value === null || value === '' ? [] : [{ label, value }]));

export const footOf = ({ t, formats, printedBy, printedAt }: PaperWords): string =>
  t('watch.printed', { person: isolated(printedBy), at: formats.dateTime(printedAt) });

/** With its two places still open: who draws the paper counts its pages. */
export const pagesOf = ({ t }: PaperWords): string => t('papers.pages', { page: '{page}', pages: '{pages}' });

/** What no file of any system may be called is left out, not the joiner that Persian is written with; the ending is the caller's. */
export function fileNameOf(parts: readonly string[]): string {
  const name = parts
    .map((part) =>
      part
        .replaceAll(/(?!\u200c)[\p{Cc}\p{Cf}\\/:*?"<>|]/gu, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
    )
    .filter((part) => part !== '')
    .join(' - ');
  return (
    name
      .replace(/^\.+/, '')
      .slice(0, FILE_NAME_LENGTH)
      .replace(/[. ]+$/, '') || 'paper'
  );
}

const FILE_NAME_LENGTH = 100;
