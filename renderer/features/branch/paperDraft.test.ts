import { describe, expect, it } from 'vitest';
import { parseMoneyInput } from '../../../shared/locale/formatInput.ts';
import { inUnit, removeRow, standsStill, swapRow } from './paperDraft.ts';
import { emptyRow, groupAt, type PaperKind, type TypedRow } from './paperRows.ts';

const row = (id: string, cells: TypedRow['cells'], kind: PaperKind = 'order'): TypedRow => ({
  ...emptyRow(kind, id),
  cells,
  ...(cells.customer === undefined ? {} : { customerId: `id of ${cells.customer}` }),
});
const [first, second, third, other] = [
  row('a', { slip: '1', customer: 'بهار', product: 'پمپ' }),
  row('b', { product: 'فیلتر' }),
  row('c', { product: 'شیر' }),
  row('d', { slip: '2', customer: 'پارت', product: 'پمپ' }),
];
const call = row('x', { customer: 'بهار' }, 'call');
const slips = (rows: readonly TypedRow[]) => rows.map(({ id, cells }) => `${id}:${cells.slip ?? ''}`);

describe('rows that are typed while something is under way', () => {
  it('stay as they are typed where an answer comes for what stood there before', () => {
    const typedOn = { ...second, cells: { product: 'فیلتر روغن' } };
    const answer = { ...second, productId: 'filter' };
    expect(swapRow([first, second], second, answer)).toEqual([first, answer]);
    expect(swapRow([first, typedOn], second, answer)).toEqual([first, typedOn]);
  });

  it('are no longer what was sent: changed, with a line more, or gone', () => {
    const group = [first, second];
    expect(standsStill([call, first, second, other], group)).toBe(true);
    expect(standsStill([first, { ...second }, other], group)).toBe(false);
    expect(standsStill([first, second, third], group)).toBe(false);
    expect(standsStill([first], group)).toBe(false);
    expect(standsStill([other], group)).toBe(false);
  });
});

describe('a row that is removed', () => {
  it('and was the first of an order leaves its slip and customer to the next line, never to the order above', () => {
    const { rows, putBack } = removeRow([other, first, second, third], first);
    // And its id: what was sent of the order, or is under way, is found by that.
    expect(slips(rows)).toEqual(['d:2', 'a:1', 'c:']);
    expect(rows[1]).toMatchObject({ customerId: 'id of بهار', cells: { customer: 'بهار', product: 'فیلتر' } });
    expect(slips(putBack(rows))).toEqual(['d:2', 'a:1', 'b:', 'c:']);
    expect(putBack(rows)[2]).toMatchObject({ customerId: null, cells: { product: 'فیلتر' } });
    // What was typed into the heir since stays with it.
    const changed = rows.map((one) => (one.id === 'a' ? { ...one, cells: { ...one.cells, slip: '9' } } : one));
    expect(slips(putBack(changed))).toEqual(['d:2', 'a:1', 'b:9', 'c:']);
  });

  it('and whose order was entered meanwhile is a row of its own when it comes back', () => {
    const { putBack } = removeRow([other, first, second], first);
    expect(slips(putBack([other]))).toEqual(['d:2', 'b:1']);
  });

  it('comes back to its order in whatever turn: one row has the order’s slip and id', () => {
    const one = removeRow([first, second, third], first);
    const two = removeRow(one.rows, one.rows[0] ?? first);
    expect(two.rows).toMatchObject([{ id: 'a', cells: { slip: '1', product: 'شیر' } }]);
    const goods = (rows: readonly TypedRow[]) =>
      rows.map(({ id, cells }) => `${id}:${cells.slip ?? ''}:${cells.product ?? ''}`);
    const whole = ['a:1:پمپ', 'b::فیلتر', 'c::شیر'];
    expect(goods(one.putBack(two.putBack(two.rows)))).toEqual(whole);
    expect(goods(two.putBack(one.putBack(two.rows)))).toEqual(whole);
  });

  it('of an order that got another id meanwhile comes back to that', () => {
    const { rows, putBack } = removeRow([first, second], first);
    const anew = rows.map((one) => ({ ...one, id: 'z' }));
    expect(slips(putBack(anew))).toEqual(['z:1', 'b:']);
  });

  it('comes back where it stood, once, whatever was removed around it', () => {
    const { rows, putBack } = removeRow([call, first, second, third], second);
    expect(slips(rows)).toEqual(['x:', 'a:1', 'c:']);
    expect(slips(putBack(rows))).toEqual(['x:', 'a:1', 'b:', 'c:']);
    expect(slips(putBack(rows.slice(1)))).toEqual(['a:1', 'b:', 'c:']);
    expect(putBack(putBack(rows))).toEqual(putBack(rows));
    expect(slips(removeRow([first], first).putBack([]))).toEqual(['a:1']);
  });
});

it('amounts mean what they meant when they were typed, whatever unit is shown later', () => {
  const toman = { currency: 'IRR', moneyUnit: 'toman', language: 'fa' } as const;
  const rial = { ...toman, moneyUnit: 'rial' } as const;
  const kept = {
    unit: 'toman',
    rows: [
      row('a', { amount: '۱۲۰', slip: '7' }, 'receipt'),
      row('b', { amount: '500 ریال' }, 'receipt'),
      row('c', { amount: 'هیچ' }, 'receipt'),
    ],
    said: { cash: '250,000', card: '' },
  } as const;
  expect(inUnit(kept, toman)).toBe(kept);
  const shown = inUnit(kept, rial);
  expect(shown.unit).toBe('rial');
  expect(shown.rows.map(({ cells }) => cells.amount)).toEqual(['۱۲۰ تومان', '500 ریال', 'هیچ']);
  expect(shown.said).toEqual({ cash: '250,000 تومان', card: '' });
  expect(parseMoneyInput(shown.rows[0]?.cells.amount ?? '', 'IRR', 'rial')).toMatchObject({ value: { amount: 1_200 } });
  // And back again: what says its unit keeps it.
  expect(inUnit(shown, toman).rows).toEqual(shown.rows);
  expect(inUnit({ rows: kept.rows, said: {} }, rial).rows).toBe(kept.rows);
});

it('the empty row below an order is its next line until a slip or a customer is begun there', () => {
  const rows = [first, second, other, emptyRow('order', 'e')];
  const at = (place: number, column: number) => groupAt(rows, place, column).map(({ id }) => id);
  expect([at(0, 0), at(1, 3), at(2, 1)]).toEqual([['a', 'b'], ['a', 'b'], ['d']]);
  expect([at(3, 2), at(3, 4), at(3, 0), at(3, 1)]).toEqual([['d'], ['d'], [], []]);
  expect(groupAt([call, emptyRow('call', 'e')], 1, 3)).toEqual([]);
  expect(groupAt([emptyRow('order', 'e')], 0, 2)).toEqual([]);
});
