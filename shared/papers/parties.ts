/** Who sells and who buys, as the law and the post want to read it. */
import { elementsOf, textOf } from '../domain/bodyReads.ts';
import type { SettingValue } from '../domain/organisation/companySettings.ts';
import type { RecordBody } from '../domain/record.ts';
import type { Formats } from '../locale/format.ts';
import type { Translator } from '../locale/translator.ts';
import { directionOf } from './direction.ts';
import type { PaperParty } from './paper.ts';
import { writtenWords } from './paperWords.ts';

interface Writing {
  readonly t: Translator;
  readonly formats: Formats;
}

/** @param company The company's name as the server knows it; holds where the letterhead names none. */
export function sellerOf(
  { t, formats }: Writing,
  company: string,
  letterhead: SettingValue<'letterhead'> | undefined,
): PaperParty {
  const said = letterhead ?? {};
  return {
    label: t('papers.seller'),
    name: writtenWords({ formats }, said.name ?? company),
    lines: linesOf([
      idWords(t('papers.nationalId'), formats.code, said.nationalId),
      idWords(t('papers.economicCode'), formats.code, said.economicCode),
      idWords(t('papers.registrationNumber'), formats.code, said.registrationNumber),
      writtenWords({ formats }, said.address ?? null),
      idWords(t('papers.postalCode'), formats.code, said.postalCode),
      idWords(t('papers.phone'), formats.phone, said.phone),
    ]),
  };
}

/** With the address that bills go to, else the main one. */
export function buyerOf({ t, formats }: Writing, label: string, customer: RecordBody): PaperParty {
  const addresses = elementsOf(customer, 'addresses');
  const address = ['billing', 'main'].map((wanted) => addresses.find((one) => one['label'] === wanted)).find(Boolean);
  const at = address ?? addresses[0];
  const phone = elementsOf(customer, 'phones').map((one) => textOf(one, 'number'))[0] ?? null;
  return {
    label,
    name: writtenWords({ formats }, textOf(customer, 'name')),
    lines: linesOf([
      idWords(t('papers.nationalId'), formats.code, textOf(customer, 'nationalId')),
      idWords(t('papers.economicCode'), formats.code, textOf(customer, 'economicCode')),
      at ? addressWords({ t, formats }, at) : '',
      at ? idWords(t('papers.postalCode'), formats.code, textOf(at, 'postalCode')) : '',
      idWords(t('papers.phone'), formats.phone, phone),
    ]),
  };
}

function addressWords(writing: Writing, address: RecordBody): string {
  const parts = [...new Set(['region', 'city', 'street'].flatMap((field) => textOf(address, field) ?? []))];
  // Widest first in Persian, narrowest first in Latin letters.
  const isPersian = directionOf(parts.join(' '), 'ltr') === 'rtl';
  return writtenWords(writing, (isPersian ? parts : parts.toReversed()).join(isPersian ? '، ' : ', '));
}

const idWords = (label: string, write: (text: string) => string, text: string | null | undefined): string =>
  text === null || text === undefined || text === '' ? '' : `${label}: ${write(text)}`;

const linesOf = (lines: readonly string[]): string[] => lines.filter((line) => line !== '');
