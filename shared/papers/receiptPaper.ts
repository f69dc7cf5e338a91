/** Money that was taken in, as the paper that the customer takes away: how much, in figures and in words, for what, and by which hand. */
import { elementsOf, moneyOf, objectOf, textOf } from '../domain/bodyReads.ts';
import type { RecordBody } from '../domain/record.ts';
import { fieldLabel, valueLabel } from '../locale/recordLabels.ts';
import type { MessageKey } from '../locale/translator.ts';
import type { Paper, PaperBlock, PaperParty } from './paper.ts';
import {
  amountFigures,
  fileNameOf,
  footOf,
  pagesOf,
  headingInUnit,
  knownFacts,
  moneyInWords,
  moneyWords,
  writtenWords,
  type PaperWords,
} from './paperWords.ts';
import { textBlock } from './salesPaper.ts';

export interface ReceiptPaperFacts {
  readonly body: RecordBody;
  readonly payer: PaperParty | null;
  readonly collectorName: string | null;
  /** What each paid document is called: its kind and number. */
  readonly documentName: (id: string) => string;
}

const MARKS: Readonly<Record<string, MessageKey>> = {
  draft: 'papers.mark.draft',
  cancelled: 'papers.mark.cancelled',
  bounced: 'papers.mark.bounced',
  returned: 'papers.mark.chequeReturned',
  replaced: 'papers.mark.replaced',
};

export function receiptPaper(
  words: PaperWords,
  { body, payer, collectorName, documentName }: ReceiptPaperFacts,
): Paper {
  const { t, formats, seller } = words;
  const number = textOf(body, 'number');
  const money = moneyOf(body, 'amount');
  const label = (field: string): string => fieldLabel(t, 'salesDocuments', field);
  const state = textOf(body, 'state') ?? '';
  const mark = Object.hasOwn(MARKS, state) ? MARKS[state] : undefined;
  const reference = textOf(body, 'reference');
  const receivedOn = textOf(body, 'receivedOn');
  return {
    language: words.language,
    title: t('receipts.paper.title'),
    number: number === null ? '' : formats.code(number),
    mark: mark === undefined ? null : t(mark),
    seller,
    buyer: payer,
    facts: knownFacts([
      [label('receivedOn'), receivedOn === null ? null : formats.date(receivedOn)],
      [label('method'), valueLabel(t, 'salesDocuments', 'method', textOf(body, 'method') ?? '')],
      [label('reference'), reference === null ? null : formats.code(reference)],
      [label('cancelReason'), writtenWords(words, textOf(body, 'cancelReason'))],
    ]),
    blocks: [
      ...chequeBlocks(words, body, label),
      ...paidBlocks(words, body, documentName),
      {
        block: 'sums',
        lines: money ? [{ label: t('receipts.amount'), value: moneyWords(words, money), strong: true }] : [],
        ...(money ? { inWords: { label: t('papers.inWords'), value: moneyInWords(words, money) } } : {}),
      },
      ...textBlock(t('field.note'), writtenWords(words, textOf(body, 'note'))),
      ...(body['method'] === 'cheque' ? [{ block: 'text' as const, text: t('receipts.paper.chequeNote') }] : []),
      {
        block: 'signatures',
        boxes: [
          { label: t('receipts.paper.signature'), name: writtenWords(words, collectorName) },
          { label: t('papers.sign.payer') },
        ],
      },
    ],
    foot: footOf(words),
    pages: pagesOf(words),
    fileName: fileNameOf([t('receipts.paper.title'), number ?? receivedOn ?? '', payer?.name ?? '']),
  };
}

function chequeBlocks(words: PaperWords, body: RecordBody, label: (field: string) => string): PaperBlock[] {
  if (body['method'] !== 'cheque') return [];
  const { t, formats } = words;
  const cheque = objectOf(body['cheque']);
  const code = (field: string): string | null => {
    const text = textOf(cheque, field);
    return text === null ? null : formats.code(text);
  };
  const dueOn = textOf(cheque, 'dueOn');
  const bank = [textOf(cheque, 'bank'), textOf(cheque, 'branch')].filter((part) => part !== null).join(' · ');
  return [
    {
      block: 'facts',
      title: valueLabel(t, 'salesDocuments', 'method', 'cheque'),
      facts: knownFacts([
        [t('papers.cheque.number'), code('number')],
        [label('sayadId'), code('sayadId')],
        [label('bank'), writtenWords(words, bank)],
        [label('dueOn'), dueOn === null ? null : formats.date(dueOn)],
        [label('account'), code('account')],
        [label('drawer'), writtenWords(words, textOf(cheque, 'drawer'))],
      ]),
    },
  ];
}

function paidBlocks(words: PaperWords, body: RecordBody, documentName: (id: string) => string): PaperBlock[] {
  const { t } = words;
  const paid = elementsOf(body, 'allocations');
  if (paid.length === 0) return [];
  return [
    {
      block: 'table',
      columns: [
        { heading: t('receipts.paper.for'), figures: false, wide: true },
        {
          heading: headingInUnit(words, t('papers.column.amount'), textOf(body, 'currency') ?? ''),
          figures: true,
          wide: false,
        },
      ],
      rows: paid.map((allocation) => {
        const money = moneyOf(allocation, 'amount');
        return {
          cells: [
            { text: documentName(textOf(allocation, 'documentId') ?? '') },
            { text: money ? amountFigures(words, money) : '' },
          ],
        };
      }),
    },
  ];
}
