import { describe, expect, it } from 'vitest';
import { emptyRow, groupRows, pasteBlock, readBlock, readGroup, type PaperKind, type TypedRow } from './paperRows.ts';
import { readTypedDay } from './readTypedDay.ts';

const READING = {
  personId: 'ali',
  on: '2026-11-21',
  currency: 'IRR' as const,
  moneyUnit: 'toman' as const,
  subject: (kind: string) => kind,
};
const row = (kind: PaperKind, id: string, cells: TypedRow['cells'], more: Partial<TypedRow> = {}): TypedRow => ({
  ...emptyRow(kind, id),
  cells,
  ...more,
});

describe('rows of paper', () => {
  it('are an order with its lines, and then the next order', () => {
    const rows = [
      row('order', 'a', { slip: '1', customer: 'بهار' }),
      row('order', 'b', { product: 'پمپ', quantity: '2' }),
      emptyRow('order', 'c'),
      row('order', 'd', { slip: '2', customer: 'پارت' }),
    ];
    expect(groupRows(rows).map((group) => group.map(({ id }) => id))).toEqual([['a', 'b'], ['d']]);
  });

  it('say what they say in any script, and money in the unit that people type', () => {
    const order = row(
      'order',
      'a',
      { slip: '۱۲', customer: 'بهار', product: 'پمپ', quantity: '۲٫۵', price: '۱۲۰' },
      { customerId: 'c', productId: 'p' },
    );
    expect(readGroup([order], READING)).toEqual({
      row: {
        id: 'a',
        personId: 'ali',
        on: '2026-11-21',
        slip: '12',
        customerId: 'c',
        kind: 'order',
        lines: [{ productId: 'p', said: '۲٫۵', unitPrice: 1_200 }],
      },
    });
    // Words for units are the core's to read.
    for (const quantity of ['۲ کارتن', '۳ کارتن و ۴ عدد', '۲ کارتن ۲۴تایی', '2 box of 12', '500 cm3'])
      expect(readGroup([{ ...order, cells: { ...order.cells, quantity } }], READING)).toMatchObject({
        row: { lines: [{ productId: 'p', said: quantity, unitPrice: 1_200 }] },
      });
    for (const quantity of ['۳ کارتن و ۰', 'حدود ۳ کارتن و ۴', '-3 carton + 4'])
      expect(readGroup([{ ...order, cells: { ...order.cells, quantity } }], READING)).toMatchObject({
        problems: [{ column: 'quantity', words: 'slips.wrong.quantity' }],
      });
    const cheque = row(
      'receipt',
      'b',
      { customer: 'بهار', method: 'cheque', amount: '۵۰۰', reference: '۷۷', bank: 'ملت', dueOn: '۱۴۰۵/۱۰/۱' },
      { customerId: 'c' },
    );
    expect(readGroup([cheque], READING)).toMatchObject({
      row: { amount: 5_000, cheque: { number: '77', bank: 'ملت', dueOn: '2026-12-22' } },
    });
    const visit = row(
      'visit',
      'v',
      { customer: 'بهار', outcome: 'refused', reason: 'price', time: '9:30' },
      { customerId: 'c' },
    );
    expect(readGroup([visit], READING)).toMatchObject({
      row: { kind: 'visit', minute: 570, noOrderReason: 'price', subject: 'visit' },
    });
  });

  it('say of each cell what is wrong with it', () => {
    const wrong = (typed: TypedRow) => {
      const read = readGroup([typed], READING);
      return 'problems' in read ? read.problems.map(({ column, words }) => `${column} ${words}`) : [];
    };
    expect(wrong(row('order', 'a', { customer: 'نیست' }))).toEqual([
      'customer slips.wrong.unknown',
      'product slips.wrong.product',
      'quantity slips.wrong.quantity',
    ]);
    expect(wrong(row('receipt', 'b', { method: 'cheque', amount: 'x' }))).toEqual([
      'customer slips.wrong.customer',
      'amount slips.wrong.amount',
      'reference slips.wrong.chequeNumber',
      'bank slips.wrong.bank',
      'dueOn slips.wrong.dueOn',
    ]);
    // The core takes no goods for nothing: said here, where the price stands.
    expect(wrong(row('order', 'd', { quantity: '1', price: '۰' }, { customerId: 'c', productId: 'p' }))).toEqual([
      'price slips.wrong.amount',
    ]);
    expect(wrong(row('call', 'c', { time: '25' }, { customerId: 'c' }))).toEqual([
      'outcome slips.wrong.outcome',
      'time slips.wrong.time',
    ]);
  });

  it('take a block of a spreadsheet from a cell on, choices by their words, and forget what was found before', () => {
    const block = readBlock('77\tبهار\tچک\t500\r\n78\tپارت\tنقد\t20\r\n');
    expect(readBlock('تنها')).toBeNull();
    let ids = 0;
    const pasted = pasteBlock('receipt', {
      rows: [row('receipt', 'a', { customer: 'دیگری' }, { customerId: 'x' })],
      at: { row: 0, column: 0 },
      block: block ?? [],
      newId: () => `new ${(ids += 1)}`,
      labelOf: (_column, value) => ({ cheque: 'چک', cash: 'نقد' })[value] ?? value,
    });
    expect(pasted).toMatchObject([
      { id: 'a', customerId: null, cells: { slip: '77', customer: 'بهار', method: 'cheque', amount: '500' } },
      { id: 'new 1', cells: { slip: '78', method: 'cash' } },
    ]);
  });
});

it('days are read in the calendar of their year', () => {
  expect(['1405/9/2', '۲۰۲۶-۱۱-۲۳', '1405/13/1', '1405/12/30', 'فردا'].map(readTypedDay)).toEqual([
    '2026-11-23',
    '2026-11-23',
    null,
    null,
    null,
  ]);
});
