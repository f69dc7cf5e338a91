/** What papers say: figures that add up, in words that a customer understands, in the language of the paper. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { removeDirectionMarks } from '../base/direction.ts';
import type { RecordBody } from '../domain/record.ts';
import { orderTotals } from '../domain/salesDocuments/orderTotals.ts';
import { amountInWords } from '../locale/amountInWords.ts';
import { createFormats, parseMoneyInput, type Language, type MoneyUnit } from '../locale/format.ts';
import { createTranslator } from '../locale/translator.ts';
import { directionOf } from './direction.ts';
import { paperSchema, pageWords, type PaperBlock } from './paper.ts';
import { fileNameOf, writtenWords, type PaperWords } from './paperWords.ts';
import { buyerOf, sellerOf } from './parties.ts';
import { receiptPaper } from './receiptPaper.ts';
import { salesPaper, taxesOf, type SalesPaperKind } from './salesPaper.ts';
import { statementPaper } from './statementPaper.ts';

function wordsIn(language: Language, moneyUnit: MoneyUnit = 'rial'): PaperWords {
  const t = createTranslator(language);
  const formats = createFormats({
    language,
    calendar: language === 'fa' ? 'persian' : 'gregory',
    moneyUnit,
    timeZone: 'Asia/Tehran',
  });
  return {
    t,
    formats,
    language,
    moneyUnit,
    seller: sellerOf({ t, formats }, 'پیوند', { economicCode: '411111111111', address: 'تهران، پلاک 12' }),
    today: '2026-11-23',
    printedBy: 'علی رضایی',
    printedAt: '2026-11-23T08:00:00.000Z',
  };
}

const rials = (amount: number) => ({ amount, currency: 'IRR' });

function line(id: string, rest: object = {}): RecordBody {
  return {
    id,
    order: id,
    productId: 'x',
    productName: 'فیلتر هوا',
    unit: 'عدد',
    quantity: 2_000,
    unitPrice: rials(1_000_000),
    discountPercentage: 0,
    taxPercentage: 100_000,
    ...rest,
  };
}

const invoice = (rest: object = {}): RecordBody => ({
  state: 'issued',
  number: 'INV-A7-000123',
  issuedOn: '2026-11-20',
  currency: 'IRR',
  lines: [line('a')],
  ...rest,
});

const paperOf = (words: PaperWords, body: RecordBody, kind: SalesPaperKind = 'invoice', rest: object = {}) =>
  paperSchema.parse(salesPaper(words, { kind, body, buyer: null, ownerName: null, order: null, terms: null, ...rest }));

const blockOf = <Name extends PaperBlock['block']>(blocks: readonly PaperBlock[], name: Name) =>
  blocks.find((block): block is Extract<PaperBlock, { block: Name }> => block.block === name);

const plain = (text: string | undefined): string => removeDirectionMarks(text ?? '');
/** Without its sign. NaN for what is no amount. */
const readAmount = (text: string): number => {
  const read = parseMoneyInput(plain(text).replace(/[−-]/u, ''), 'IRR', 'rial');
  return read.ok ? read.value.amount : Number.NaN;
};

describe('the papers of a sale', () => {
  const arbitraryLine = fc.record({
    quantity: fc.integer({ min: 1, max: 500_000 }),
    price: fc.integer({ min: 0, max: 900_000_000 }),
    discount: fc.constantFrom(0, 0, 125_000, 333_333),
    tax: fc.constantFrom(0, 90_000, 100_000),
  });

  it('add up: the amounts of the lines to their sum, the taxes by rate to the tax, and the sums to what is to be paid', () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryLine, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(0, 50_000, 333_333),
        fc.constantFrom('fa' as const, 'en' as const),
        (drawn, discountPercentage, language) => {
          const words = wordsIn(language);
          const body = invoice({
            discountPercentage,
            freight: rials(250_000),
            lines: drawn.map(({ quantity, price, discount, tax }, index) =>
              line(`l${index}`, {
                quantity,
                unitPrice: rials(price),
                discountPercentage: discount,
                taxPercentage: tax,
              }),
            ),
          });
          const totals = orderTotals(body);
          const paper = paperOf(words, body);
          const table = blockOf(paper.blocks, 'table');
          const amounts = table?.rows.map(({ cells }) => readAmount(cells.at(-1)?.text ?? '')) ?? [];
          expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(
            totals.gross.amount - totals.lineDiscount.amount,
          );
          expect(taxesOf(body, totals).reduce((sum, { tax }) => sum + tax.amount, 0)).toBe(totals.tax.amount);
          const sums = blockOf(paper.blocks, 'sums')?.lines ?? [];
          const written = sums.map(({ label, value }) => ({
            label,
            amount: (/[−-]/u.test(plain(value)) ? -1 : 1) * readAmount(value),
          }));
          // Everything above the line "after discounts" is taken up in it.
          const net = written.findIndex(({ label }) => label === words.t('papers.sum.net'));
          const parts = written.slice(Math.max(net, 0), -1);
          expect(parts.reduce((sum, { amount }) => sum + amount, 0)).toBe(totals.total.amount);
          expect(written.at(-1)?.amount).toBe(totals.total.amount);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('say the total in words, in the unit that the figures are in', () => {
    for (const language of ['fa', 'en'] as const)
      for (const unit of ['rial', 'toman'] as const) {
        const { blocks } = paperOf(wordsIn(language, unit), invoice());
        const total = { amount: 2_200_000, currency: 'IRR' as const };
        expect(blockOf(blocks, 'sums')?.inWords?.value).toBe(amountInWords(total, language, unit));
      }
  });

  it('name the unit of every column of money, and leave out the column of discounts where there are none', () => {
    const headings = (body: RecordBody) =>
      blockOf(paperOf(wordsIn('fa'), body).blocks, 'table')?.columns.map(({ heading }) => heading);
    expect(headings(invoice())).toEqual([
      'ردیف',
      'شرح کالا یا خدمت',
      'مقدار',
      'واحد',
      'قیمت واحد (ریال)',
      'مالیات',
      'مبلغ (ریال)',
    ]);
    expect(headings(invoice({ lines: [line('a', { discountPercentage: 50_000 })] }))).toContain('تخفیف (ریال)');
  });

  it('are marked for what they are not, or not any more', () => {
    const mark = (kind: SalesPaperKind, body: object) => paperOf(wordsIn('en'), invoice(body), kind).mark;
    expect(mark('invoice', {})).toBeNull();
    expect(mark('invoice', { state: 'draft' })).toBe('DRAFT');
    expect(mark('order', { state: 'cancelled' })).toBe('CANCELLED');
    expect(mark('quote', { state: 'sent', validUntil: '2026-11-22' })).toBe('EXPIRED');
    expect(mark('quote', { state: 'sent', validUntil: '2026-11-23' })).toBeNull();
    expect(mark('quote', { state: 'declined', validUntil: '2026-11-22' })).toBe('DECLINED');
    expect(mark('return', { state: 'refused' })).toBe('REFUSED');
  });

  it('are an invoice where the books say so: an order with a legal number is one', () => {
    const order = { state: 'confirmed', orderedOn: '2026-11-20', invoice: { number: '1405-000007' } };
    const paper = paperOf(wordsIn('en'), invoice(order), 'order');
    expect(paper.title).toBe('Invoice');
    expect(paper.facts.map(({ value }) => plain(value))).toContain('1405-000007');
    expect(paperOf(wordsIn('en'), invoice({ ...order, invoice: undefined }), 'order').title).toBe('Sales order');
    // The invoice of an order that bears the number shows it too.
    const { facts } = paperOf(wordsIn('en'), invoice(), 'invoice', { order: { invoice: { number: '1405-000008' } } });
    expect(facts.map(({ value }) => plain(value))).toContain('1405-000008');
  });

  it('have no prices where goods are handed over, and room for whoever takes them', () => {
    const { blocks } = paperOf(wordsIn('en'), invoice({ state: 'delivered', receivedBy: 'Sara' }), 'delivery');
    expect(blocks.map(({ block }) => block)).toEqual(['table', 'signatures']);
    expect(blockOf(blocks, 'signatures')?.boxes[1]).toEqual({ label: 'Received by', name: 'Sara' });
  });

  it('say why goods come back', () => {
    const { blocks } = paperOf(wordsIn('en'), invoice({ state: 'accepted', reason: 'damaged' }), 'return');
    expect(blockOf(blocks, 'table')?.rows[0]?.cells[1]?.note).toBe('Damaged');
  });
});

describe('a receipt and a statement', () => {
  it('a cheque is named in full, and its bouncing is written across', () => {
    const cheque = { number: '120039', bank: 'ملت', dueOn: '2027-04-04', sayadId: '1234567890123456' };
    const body = { state: 'bounced', method: 'cheque', currency: 'IRR', amount: rials(7_000_000), cheque };
    const paper = paperSchema.parse(
      receiptPaper(wordsIn('fa'), { body, payer: null, collectorName: 'علی', documentName: () => '' }),
    );
    expect(paper.mark).toBe('چک برگشتی');
    expect(blockOf(paper.blocks, 'facts')?.facts.map(({ value }) => plain(value))).toEqual([
      '۱۲۰۰۳۹',
      '۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶',
      'ملت',
      '۱۵ فروردین ۱۴۰۶',
    ]);
    expect(blockOf(paper.blocks, 'sums')?.inWords?.value).toBe('هفت میلیون ریال');
  });

  it('a statement ends with its last balance, in the customer’s favour without a minus in words', () => {
    const statement = {
      currency: 'IRR',
      opening: 0,
      closing: -500_000,
      lines: [
        {
          day: '2026-11-20',
          id: 'r',
          kind: 'receipt' as const,
          number: 'RCT-1',
          method: 'cash',
          amount: -500_000,
          balance: -500_000,
        },
      ],
    };
    const paper = statementPaper(wordsIn('en'), { statement, from: null, until: '2026-11-23', customer: null });
    expect(blockOf(paper.blocks, 'sums')?.inWords).toEqual({
      label: 'In words, in the customer’s favour',
      value: 'five hundred thousand rials',
    });
    expect(blockOf(paper.blocks, 'table')?.rows[0]?.cells.map(({ text }) => plain(text))).toEqual([
      '2026-11-20',
      'Receipt RCT-1',
      '',
      '500,000',
      '-500,000',
    ]);
  });
});

describe('words on paper', () => {
  it('keep the digits of a type or an account as they are, and turn all others', () => {
    const { formats } = wordsIn('fa');
    expect(writtenWords({ formats }, 'پمپ Grundfos CR 5-10 با 3 فاز')).toBe('پمپ Grundfos CR 5-10 با ۳ فاز');
    expect(writtenWords({ formats }, 'حساب IR12 0120 بانک، تا 7 روز')).toBe('حساب IR12 0120 بانک، تا ۷ روز');
    expect(writtenWords(wordsIn('en'), 'تا ۷ روز')).toBe('تا 7 روز');
  });

  it('run their own way: on a Persian paper by any Persian letter, on an English one by most', () => {
    expect(directionOf('پمپ Grundfos CR 5-10', 'rtl')).toBe('rtl');
    expect(directionOf('پمپ Grundfos CR 5-10', 'ltr')).toBe('ltr');
    expect(directionOf('Service kit', 'rtl')).toBe('ltr');
    expect(directionOf('۱۲٬۳۴۵', 'ltr')).toBe('ltr');
    expect(directionOf('Printed by \u2068علی رضایی علی رضایی\u2069', 'ltr')).toBe('ltr');
  });

  it('name a buyer with the numbers of the law, and the address that bills go to', () => {
    const customer = {
      name: 'نگین‌آب',
      nationalId: '10320145678',
      addresses: [
        { id: 'a', label: 'main', city: 'تهران', street: 'آزادی' },
        { id: 'b', label: 'billing', region: 'تهران', city: 'تهران', street: 'ولی‌عصر 3' },
      ],
    };
    expect(buyerOf(wordsIn('fa'), 'خریدار', customer).lines.map(plain)).toEqual([
      'شناسهٔ ملی: ۱۰۳۲۰۱۴۵۶۷۸',
      'تهران، ولی‌عصر ۳',
    ]);
  });

  it('make a file name that every system takes, and that is still Persian', () => {
    expect(fileNameOf(['پیش‌فاکتور', 'QUO/1', 'شرکت "نگین:آب"', ''])).toBe('پیش‌فاکتور - QUO 1 - شرکت نگین آب');
    expect(fileNameOf(['..', '\u202e'])).toBe('paper');
    expect(fileNameOf(['x'.repeat(300)]).length).toBeLessThanOrEqual(100);
  });

  it('count pages in their own language', () => {
    expect(pageWords(paperOf(wordsIn('fa'), invoice()), '۱', '۲')).toBe('صفحهٔ ۱ از ۲');
    expect(pageWords(paperOf(wordsIn('en'), invoice()), '1', '2')).toBe('Page 1 of 2');
  });
});
