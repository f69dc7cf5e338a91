/** Quote, order, delivery, invoice and return as papers. What they come to is reckoned by the one function that reckons it everywhere. */
import { elementsOf, integerOf, moneyOf, objectOf, textOf } from '../domain/bodyReads.ts';
import { isCurrencyCode } from '../base/currency.ts';
import { priceIn, saidInOf, type SaidIn } from '../domain/products/units.ts';
import type { RecordBody } from '../domain/record.ts';
import { documentDay, type ChainKind } from '../domain/salesDocuments/documentStates.ts';
import { orderTotals, type OrderLineTotals, type OrderTotals } from '../domain/salesDocuments/orderTotals.ts';
import { isQuoteExpired } from '../domain/salesDocuments/quote.ts';
import { saidWords } from '../locale/quantityWords.ts';
import { isolated } from './direction.ts';
import type { MessageKey } from '../locale/translator.ts';
import { fieldLabel, valueLabel } from '../locale/recordLabels.ts';
import type { Paper, PaperBlock, PaperCell, PaperFact, PaperParty, PaperRow, PaperSums } from './paper.ts';
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

export type SalesPaperKind = 'order' | ChainKind;

export interface SalesPaperFacts {
  readonly kind: SalesPaperKind;
  readonly body: RecordBody;
  readonly buyer: PaperParty | null;
  /** Who sold it. */
  readonly ownerName: string | null;
  /** Of a delivery, an invoice, a return: the order that it is of, as far as it is here. */
  readonly order: RecordBody | null;
  /** What the company puts below its papers. */
  readonly terms: string | null;
}

export function salesPaper(words: PaperWords, facts: SalesPaperFacts): Paper {
  const { t, formats, seller } = words;
  const { kind, body, buyer } = facts;
  const number = textOf(body, 'number');
  const title = t(`papers.title.${isInvoice(facts) ? 'invoice' : kind}`);
  const isPriced = kind !== 'delivery';
  const totals = orderTotals(body);
  const terms = kind === 'delivery' || kind === 'return' ? null : facts.terms;
  return {
    language: words.language,
    title,
    number: number === null ? '' : formats.code(number),
    mark: markOf(words, kind, body),
    seller,
    buyer,
    facts: factsOf(words, facts),
    blocks: [
      isPriced ? pricedLines(words, kind, body, totals) : deliveredLines(words, body),
      ...(isPriced ? [sumsOf(words, kind, body, totals)] : []),
      ...textBlock(t('field.note'), writtenWords(words, textOf(body, 'note'))),
      ...textBlock(t('papers.terms'), writtenWords(words, terms)),
      { block: 'signatures', boxes: signaturesOf(words, facts) },
    ],
    foot: footOf(words),
    pages: pagesOf(words),
    fileName: fileNameOf([title, number ?? documentDay(body) ?? '', buyer?.name ?? '']),
  };
}

/** An order that the books know by a legal number is the invoice itself. */
const isInvoice = ({ kind, body }: SalesPaperFacts): boolean =>
  kind === 'invoice' || (kind === 'order' && textOf(objectOf(body['invoice']), 'number') !== null);

const MARKS: Readonly<Record<string, MessageKey>> = {
  draft: 'papers.mark.draft',
  cancelled: 'papers.mark.cancelled',
  declined: 'papers.mark.declined',
  refused: 'papers.mark.refused',
};

function markOf({ t, today }: PaperWords, kind: SalesPaperKind, body: RecordBody): string | null {
  if (kind === 'quote' && isQuoteExpired(body, today)) return t('papers.mark.expired');
  const state = textOf(body, 'state') ?? '';
  const mark = Object.hasOwn(MARKS, state) ? MARKS[state] : undefined;
  return mark === undefined ? null : t(mark);
}

function factsOf(words: PaperWords, { kind, body, order, ownerName }: SalesPaperFacts): PaperFact[] {
  const { t, formats } = words;
  const label = (field: string): string => fieldLabel(t, 'salesDocuments', field);
  const date = (of: RecordBody, field: string): string | null => {
    const day = textOf(of, field);
    return day === null ? null : formats.date(day);
  };
  const code = (of: RecordBody | null, field: string): string | null => {
    const text = of === null ? null : textOf(of, field);
    return text === null ? null : formats.code(text);
  };
  const word = (field: string): string | null => {
    const known = textOf(body, field);
    return known === null ? null : valueLabel(t, 'salesDocuments', field, known);
  };
  const own = objectOf(body['invoice']);
  // Where the order is the company's invoice, its legal number stands on the invoice too.
  const legal = kind === 'invoice' && textOf(own, 'number') === null && order ? objectOf(order['invoice']) : own;
  const paymentDays = integerOf(body, 'paymentDays');
  const reason = ['cancelReason', 'declineReason', 'refuseReason'].find((field) => textOf(body, field) !== null);
  return knownFacts([
    [t('papers.legalNumber'), code(legal, 'number')],
    [label('orderedOn'), date(body, 'orderedOn')],
    [label('issuedOn'), date(body, 'issuedOn')],
    [label('validUntil'), date(body, 'validUntil')],
    [t('papers.ofOrder'), order === null ? null : code(order, 'number')],
    [label('deliverOn'), date(body, 'deliverOn')],
    [label('deliveredOn'), date(body, 'deliveredOn')],
    [t('papers.payment'), word('payment')],
    [t('papers.paymentDays'), paymentDays === null ? null : t('papers.days', { count: paymentDays })],
    [label('remedy'), word('remedy')],
    [label('reason'), word('reason')],
    [label('receivedBy'), writtenWords(words, textOf(body, 'receivedBy'))],
    [label('deliveryAddress'), writtenWords(words, textOf(body, 'deliveryAddress'))],
    [t('papers.salesperson'), writtenWords(words, ownerName)],
    ...(reason === undefined ? [] : [[label(reason), writtenWords(words, textOf(body, reason))] as const]),
  ]);
}

// ---- lines ---------------------------------------------------------------------------------------------------------

function deliveredLines(words: PaperWords, body: RecordBody): PaperBlock {
  const { t, formats } = words;
  return {
    block: 'table',
    columns: [
      { heading: t('papers.column.index'), figures: true, wide: false },
      { heading: t('papers.column.goods'), figures: false, wide: true },
      { heading: t('field.quantity'), figures: true, wide: false },
      { heading: t('field.unit'), figures: false, wide: false },
    ],
    rows: elementsOf(body, 'lines').map((line, index) => ({
      cells: [
        { text: formats.number(index + 1) },
        withNote({ text: writtenWords(words, textOf(line, 'productName')) }, writtenWords(words, textOf(line, 'note'))),
        quantityCell(words, integerOf(line, 'quantity') ?? 0, saidInOf(line)),
        { text: writtenWords(words, textOf(line, 'unit')) },
      ],
    })),
  };
}

function pricedLines(words: PaperWords, kind: SalesPaperKind, body: RecordBody, totals: OrderTotals): PaperBlock {
  const { t } = words;
  const { currency } = totals.total;
  const hasDiscounts = totals.lineDiscount.amount !== 0;
  const totalsById = new Map(totals.lines.map((line) => [line.id, line]));
  return {
    block: 'table',
    columns: [
      { heading: t('papers.column.index'), figures: true, wide: false },
      { heading: t('papers.column.goods'), figures: false, wide: true },
      { heading: t('field.quantity'), figures: true, wide: false },
      { heading: t('field.unit'), figures: false, wide: false },
      { heading: headingInUnit(words, t('field.unitPrice'), currency), figures: true, wide: false },
      ...(hasDiscounts
        ? [{ heading: headingInUnit(words, t('papers.column.discount'), currency), figures: true, wide: false }]
        : []),
      { heading: t('field.taxPercentage'), figures: true, wide: false },
      { heading: headingInUnit(words, t('papers.column.amount'), currency), figures: true, wide: false },
    ],
    rows: elementsOf(body, 'lines').map((line, index) =>
      pricedRow(words, { kind, body, line, index, hasDiscounts, totals: totalsById.get(textOf(line, 'id') ?? '') }),
    ),
  };
}

interface LineFacts {
  readonly kind: SalesPaperKind;
  readonly body: RecordBody;
  readonly line: RecordBody;
  readonly index: number;
  readonly hasDiscounts: boolean;
  readonly totals: OrderLineTotals | undefined;
}

function pricedRow(words: PaperWords, { kind, body, line, index, hasDiscounts, totals }: LineFacts): PaperRow {
  const { t, formats } = words;
  const price = moneyOf(line, 'unitPrice');
  const percentage = integerOf(line, 'discountPercentage') ?? 0;
  const reason = kind === 'return' ? (textOf(line, 'reason') ?? textOf(body, 'reason')) : null;
  const notes = [
    reason === null ? '' : valueLabel(t, 'salesDocuments', 'reason', reason),
    textOf(line, 'freeBy') === null ? '' : t('papers.free'),
    writtenWords(words, textOf(line, 'note')),
  ].filter((note) => note !== '');
  const discount = totals && totals.discount.amount !== 0 ? totals.discount : null;
  return {
    cells: [
      { text: formats.number(index + 1) },
      withNote({ text: writtenWords(words, textOf(line, 'productName')) }, notes.join(' · ')),
      quantityCell(words, integerOf(line, 'quantity') ?? 0, saidInOf(line)),
      { text: writtenWords(words, textOf(line, 'unit')) },
      withNote({ text: price ? amountFigures(words, price) : '' }, unitPriceNote(words, line)),
      ...(hasDiscounts
        ? [
            withNote(
              { text: discount ? amountFigures(words, discount) : '' },
              discount ? formats.percentage(percentage) : '',
            ),
          ]
        : []),
      { text: formats.percentage(integerOf(line, 'taxPercentage') ?? 0) },
      { text: totals ? amountFigures(words, totals.net) : '' },
    ],
  };
}

/** In the product's own unit, as the price beside it is; how many cartons that are beneath. */
export function quantityCell(words: PaperWords, quantity: number, saidIn: SaidIn | null): PaperCell {
  return withNote({ text: words.formats.quantity(quantity) }, saidWords(words, quantity, saidIn) ?? '');
}

/** What a carton costs, where the line says cartons. */
function unitPriceNote(words: PaperWords, line: RecordBody): string {
  const [price, saidIn] = [moneyOf(line, 'unitPrice'), saidInOf(line)];
  if (price === null || saidIn === null || !isCurrencyCode(price.currency)) return '';
  if (saidWords(words, integerOf(line, 'quantity') ?? 0, saidIn) === null) return '';
  const { amount, currency } = price;
  return words.t('orders.line.priceIn', {
    price: words.formats.amount(priceIn({ amount, currency }, saidIn)),
    unit: isolated(writtenWords(words, saidIn.unit)),
  });
}

const withNote = (cell: PaperCell, note: string): PaperCell => (note === '' ? cell : { ...cell, note });

// ---- what it comes to ----------------------------------------------------------------------------------------------

function sumsOf(words: PaperWords, kind: SalesPaperKind, body: RecordBody, totals: OrderTotals): PaperSums {
  const { t, formats } = words;
  const percentage = integerOf(body, 'discountPercentage') ?? 0;
  const isReduced = totals.discount.amount !== 0;
  const lines = [
    { label: t('papers.sum.gross'), money: totals.gross, isShown: true },
    {
      label: t('papers.sum.lineDiscount'),
      money: negative(totals.lineDiscount),
      isShown: totals.lineDiscount.amount !== 0,
    },
    {
      label: t('papers.sum.documentDiscount', { percentage: formats.percentage(percentage) }),
      money: negative(totals.documentDiscount),
      isShown: totals.documentDiscount.amount !== 0,
    },
    { label: t('papers.sum.net'), money: totals.net, isShown: isReduced },
    ...taxesOf(body, totals).map(({ rate, taxable, tax }) => ({
      label: t('papers.sum.tax', { percentage: formats.percentage(rate), of: moneyWords(words, taxable) }),
      money: tax,
      isShown: tax.amount !== 0,
    })),
    { label: t('papers.sum.freight'), money: totals.freight, isShown: totals.freight.amount !== 0 },
  ];
  const total = t(kind === 'return' ? 'papers.sum.credit' : 'papers.sum.total');
  return {
    block: 'sums',
    lines: [
      ...lines.filter(({ isShown }) => isShown).map(({ label, money }) => ({ label, value: moneyWords(words, money) })),
      { label: total, value: moneyWords(words, totals.total), strong: true },
      ...(totals.isComplete ? [] : [{ label: t('orders.totals.incomplete'), value: '' }]),
    ],
    inWords: { label: t('papers.inWords'), value: moneyInWords(words, totals.total) },
  };
}

export interface PaperTax {
  /** Percent × 10,000. */
  readonly rate: number;
  readonly taxable: { readonly amount: number; readonly currency: string };
  readonly tax: { readonly amount: number; readonly currency: string };
}

/** By rate, the lowest first; together they are the tax of the whole. */
export function taxesOf(body: RecordBody, totals: OrderTotals): PaperTax[] {
  const rateById = new Map(
    elementsOf(body, 'lines').map((line) => [textOf(line, 'id') ?? '', integerOf(line, 'taxPercentage') ?? 0]),
  );
  const { currency } = totals.total;
  const sums = new Map<number, { taxable: bigint; tax: bigint }>();
  for (const { id, taxable, tax } of totals.lines) {
    const rate = rateById.get(id) ?? 0;
    const sum = sums.get(rate) ?? { taxable: 0n, tax: 0n };
    sums.set(rate, { taxable: sum.taxable + BigInt(taxable.amount), tax: sum.tax + BigInt(tax.amount) });
  }
  return [...sums]
    .toSorted(([a], [b]) => a - b)
    .map(([rate, { taxable, tax }]) => ({
      rate,
      taxable: { amount: Number(taxable), currency },
      tax: { amount: Number(tax), currency },
    }));
}

const negative = ({ amount, currency }: { amount: number; currency: string }) => ({ amount: -amount, currency });

// ---- below ---------------------------------------------------------------------------------------------------------

export function textBlock(title: string, text: string): PaperBlock[] {
  return text === '' ? [] : [{ block: 'text', title, text }];
}

const SIGNERS: Readonly<Record<SalesPaperKind, readonly [first: MessageKey, second: MessageKey]>> = {
  quote: ['papers.sign.seller', 'papers.sign.accepted'],
  order: ['papers.sign.seller', 'papers.sign.buyer'],
  delivery: ['papers.sign.delivered', 'papers.sign.received'],
  invoice: ['papers.sign.seller', 'papers.sign.buyer'],
  return: ['papers.sign.tookBack', 'papers.sign.gaveBack'],
};

function signaturesOf(words: PaperWords, { kind, body }: SalesPaperFacts) {
  const [first, second] = SIGNERS[kind];
  const receivedBy = writtenWords(words, textOf(body, 'receivedBy'));
  return [
    { label: words.t(first) },
    { label: words.t(second), ...(kind === 'delivery' && receivedBy !== '' ? { name: receivedBy } : {}) },
  ];
}
