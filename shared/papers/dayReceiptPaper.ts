/** What head office holds of a day, as it signed it. The paper says by itself whether the signature was found genuine. */
import { isCurrencyCode } from '../base/currency.ts';
import type { DayLine, Receipt } from '../sync/receipt.ts';
import type { Paper } from './paper.ts';
import { fileNameOf, footOf, knownFacts, pagesOf, type PaperWords } from './paperWords.ts';

export interface DayReceiptPaperFacts {
  readonly receipt: Receipt;
  readonly isGenuine: boolean;
  readonly isReplaced: boolean;
  /** base64url, as it was given. */
  readonly signature: string;
}

export function dayReceiptPaper(
  words: PaperWords,
  { receipt, isGenuine, isReplaced, signature }: DayReceiptPaperFacts,
): Paper {
  const { t, formats, seller } = words;
  const title = t('dayEnd.receipt.heading');
  return {
    language: words.language,
    title,
    number: '',
    mark: isGenuine ? (isReplaced ? t('papers.mark.replaced') : null) : t('papers.mark.forged'),
    seller: { ...seller, label: t('dayEnd.receipt.company'), name: formats.digits(receipt.company.name) },
    buyer: { label: t('dayEnd.receipt.whose'), name: formats.digits(receipt.of.name), lines: [] },
    facts: knownFacts([
      [t('dayEnd.receipt.day'), formats.date(receipt.day)],
      [t('dayEnd.receipt.closedBy'), formats.digits(receipt.closedBy.name)],
      [t('dayEnd.receipt.closedAt'), formats.dateTime(receipt.closedAt)],
      [t('dayEnd.receipt.closing'), formats.number(receipt.closing)],
      [t('dayEnd.receipt.records'), formats.number(receipt.figures.records)],
    ]),
    blocks: [
      { block: 'text', text: t(receipt.chain.arrived ? 'dayEnd.receipt.arrived' : 'dayEnd.receipt.notArrived') },
      {
        block: 'table',
        columns: [
          { heading: t('dayEnd.figures.what'), figures: false, wide: true },
          { heading: t('dayEnd.figures.count'), figures: true, wide: false },
          { heading: t('dayEnd.figures.amount'), figures: true, wide: false },
        ],
        rows: receipt.figures.lines.map((line) => ({
          cells: [
            { text: lineWords(words, line) },
            { text: formats.number(line.count) },
            {
              text: line.amounts.map((amount) => amountWords(words, amount)).join(' · '),
              ...(line.unreckoned > 0 ? { note: t('dayEnd.figures.unreckoned', { count: line.unreckoned }) } : {}),
            },
          ],
        })),
      },
      ...(receipt.elsewhere > 0
        ? [{ block: 'text' as const, text: t('dayEnd.compare.elsewhere', { count: receipt.elsewhere }) }]
        : []),
      {
        block: 'table',
        title: t('dayEnd.people.title'),
        columns: [
          { heading: t('dayEnd.people.name'), figures: false, wide: true },
          { heading: t('dayEnd.people.records'), figures: true, wide: false },
          { heading: t('dayEnd.people.open'), figures: true, wide: false },
          { heading: t('dayEnd.people.money'), figures: false, wide: false },
          { heading: t('dayEnd.people.lastSync'), figures: false, wide: false },
        ],
        rows: receipt.people.map(({ name, records, held, waiting, lastSyncAt, money = [] }) => ({
          cells: [
            { text: formats.digits(name) },
            { text: formats.number(records) },
            { text: formats.number(held + waiting) },
            {
              text: money
                .map(
                  ({ method, currency, amount }) =>
                    `${t.maybe(`value.salesDocuments.method.${method}`) ?? method}: ${amountWords(words, { currency, amount })}`,
                )
                .join('\n'),
            },
            { text: lastSyncAt === null ? t('dayEnd.people.never') : formats.dateTime(lastSyncAt) },
          ],
        })),
      },
      {
        block: 'facts',
        facts: [
          { label: t('dayEnd.receipt.id'), value: receipt.id },
          { label: t('dayEnd.receipt.checksum'), value: receipt.figures.checksum },
          { label: t('dayEnd.receipt.signature'), value: signature },
        ],
      },
    ],
    foot: footOf(words),
    pages: pagesOf(words),
    fileName: fileNameOf([title, receipt.day, receipt.of.name]),
  };
}

function lineWords({ t, language }: PaperWords, { kind, state, method }: DayLine): string {
  const kindName = t.maybe(`kind.${kind}`) ?? kind;
  const name =
    method === undefined ? kindName : `${kindName} (${t.maybe(`value.salesDocuments.method.${method}`) ?? method})`;
  const word = state === null || state === '' ? null : (t.maybe(`value.salesDocuments.state.${state}`) ?? state);
  return word === null ? name : language === 'fa' ? `${name}، ${word}` : `${name}, ${word.toLowerCase()}`;
}

/** A sum beyond what a number holds exactly is written in minor units, to the last digit. */
function amountWords({ formats }: PaperWords, { currency, amount }: DayLine['amounts'][number]): string {
  const number = Number(amount);
  return isCurrencyCode(currency) && Number.isSafeInteger(number)
    ? formats.money({ amount: number, currency })
    : `${formats.number(BigInt(amount))} ${currency}`;
}
