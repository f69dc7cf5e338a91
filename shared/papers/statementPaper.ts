/** A customer's account from one day to another, as a paper. */
import type { IsoDate } from '../base/clock.ts';
import type { CustomerStatement } from '../contract/receipts.ts';
import { valueLabel } from '../locale/recordLabels.ts';
import type { Paper, PaperParty, PaperRow } from './paper.ts';
import {
  amountFigures,
  fileNameOf,
  footOf,
  pagesOf,
  headingInUnit,
  knownFacts,
  moneyInWords,
  moneyWords,
  type PaperWords,
} from './paperWords.ts';

export interface StatementPaperFacts {
  readonly statement: CustomerStatement;
  /** null: from the beginning. */
  readonly from: IsoDate | null;
  readonly until: IsoDate;
  readonly customer: PaperParty | null;
}

export function statementPaper(words: PaperWords, { statement, from, until, customer }: StatementPaperFacts): Paper {
  const { t, formats, seller } = words;
  const { currency, opening, closing, lines } = statement;
  const figures = (amount: number): string => amountFigures(words, { amount, currency });
  const heading = (text: string) => ({ heading: headingInUnit(words, text, currency), figures: true, wide: false });
  const sideRow = (label: string, balance: number): PaperRow => ({
    cells: [{ text: '' }, { text: label }, { text: '' }, { text: '' }, { text: figures(balance) }],
    strong: true,
  });
  return {
    language: words.language,
    title: t('statement.title'),
    number: '',
    mark: null,
    seller,
    buyer: customer,
    facts: knownFacts([
      [t('statement.from'), from === null ? t('papers.fromBeginning') : formats.date(from)],
      [t('statement.until'), formats.date(until)],
    ]),
    blocks: [
      {
        block: 'table',
        columns: [
          { heading: t('statement.day'), figures: true, wide: false },
          { heading: t('statement.what'), figures: false, wide: true },
          heading(t('statement.debit')),
          heading(t('statement.credit')),
          heading(t('statement.balance')),
        ],
        rows: [
          ...(opening === 0 ? [] : [sideRow(t('statement.opening'), opening)]),
          ...lines.map((line) => {
            const name = line.kind === 'bounce' ? t('statement.bounce') : t(`kind.${line.kind}`);
            const method = line.method === null ? '' : valueLabel(t, 'salesDocuments', 'method', line.method);
            return {
              cells: [
                { text: formats.dateInFigures(line.day) },
                {
                  text: line.number === null ? name : `${name} ${formats.code(line.number)}`,
                  ...(method === '' ? {} : { note: method }),
                },
                { text: line.amount > 0 ? figures(line.amount) : '' },
                { text: line.amount < 0 ? figures(-line.amount) : '' },
                { text: figures(line.balance) },
              ],
            };
          }),
          ...(lines.length === 0 ? [sideRow(t('statement.empty'), closing)] : []),
        ],
      },
      {
        block: 'sums',
        lines: [
          { label: t('statement.closing'), value: moneyWords(words, { amount: closing, currency }), strong: true },
        ],
        inWords: {
          label: t(closing < 0 ? 'papers.inFavourInWords' : 'papers.inWords'),
          value: moneyInWords(words, { amount: Math.abs(closing), currency }),
        },
      },
      { block: 'signatures', boxes: [{ label: t('papers.sign.seller') }] },
    ],
    foot: footOf(words),
    pages: pagesOf(words),
    fileName: fileNameOf([t('statement.title'), until, customer?.name ?? '']),
  };
}
