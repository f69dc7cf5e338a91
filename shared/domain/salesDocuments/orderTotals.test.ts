import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HUNDRED_PERCENT, PERCENT_SCALE } from '../../base/money.ts';
import type { RecordBody } from '../record.ts';
import { orderTotals, type OrderTotals } from './orderTotals.ts';

interface Line {
  readonly price: number;
  readonly quantity: number;
  readonly discount: number;
  readonly tax: number;
}

const rial = (amount: number) => ({ amount, currency: 'IRR' });

function order(lines: readonly Line[], terms: { discountPercentage?: number; freight?: number } = {}): RecordBody {
  return {
    state: 'draft',
    currency: 'IRR',
    lines: lines.map(({ price, quantity, discount, tax }, index) => ({
      id: `l${index}`,
      order: `a${String(index).padStart(3, '0')}`,
      unitPrice: rial(price),
      quantity,
      discountPercentage: discount,
      taxPercentage: tax,
    })),
    ...(terms.discountPercentage === undefined ? {} : { discountPercentage: terms.discountPercentage }),
    ...(terms.freight === undefined ? {} : { freight: rial(terms.freight) }),
  };
}

const percentage = fc.oneof(
  fc.integer({ min: 0, max: HUNDRED_PERCENT }),
  fc.constantFrom(0, 90_000, 100_000, HUNDRED_PERCENT),
);
/** Up to 10^12 rial a line: prices to 10^9, quantities to 1,000 pieces, in thousandths. */
const line = fc.record({
  price: fc.integer({ min: 0, max: 1_000_000_000 }),
  quantity: fc.integer({ min: 1, max: 1_000_000 }),
  discount: percentage,
  tax: percentage,
});
const lines = fc.array(line, { maxLength: 12 });
const terms = fc.record(
  { discountPercentage: percentage, freight: fc.integer({ min: 0, max: 1_000_000_000 }) },
  { requiredKeys: [] },
);

const amounts = (totals: OrderTotals) => ({
  gross: totals.gross.amount,
  lineDiscount: totals.lineDiscount.amount,
  documentDiscount: totals.documentDiscount.amount,
  discount: totals.discount.amount,
  net: totals.net.amount,
  tax: totals.tax.amount,
  freight: totals.freight.amount,
  total: totals.total.amount,
});

describe('order totals', () => {
  it('add up, line by line and as a whole', () => {
    fc.assert(
      fc.property(lines, terms, (drawn, drawnTerms) => {
        const totals = orderTotals(order(drawn, drawnTerms));
        const sum = (field: 'gross' | 'discount' | 'documentDiscount' | 'taxable' | 'tax') =>
          totals.lines.reduce((total, item) => total + item[field].amount, 0);
        const whole = amounts(totals);
        expect(totals.isComplete).toBe(true);
        expect([sum('gross'), sum('discount'), sum('documentDiscount'), sum('taxable'), sum('tax')]).toEqual([
          whole.gross,
          whole.lineDiscount,
          whole.documentDiscount,
          whole.net,
          whole.tax,
        ]);
        expect(whole.gross - whole.discount).toBe(whole.net);
        expect(whole.lineDiscount + whole.documentDiscount).toBe(whole.discount);
        expect(whole.net + whole.tax + whole.freight).toBe(whole.total);
        for (const item of totals.lines) {
          expect(item.gross.amount - item.discount.amount).toBe(item.net.amount);
          expect(item.net.amount - item.documentDiscount.amount).toBe(item.taxable.amount);
        }
      }),
    );
  });

  it('are never negative, and a discount never exceeds what it is taken from', () => {
    fc.assert(
      fc.property(lines, terms, (drawn, drawnTerms) => {
        const totals = orderTotals(order(drawn, drawnTerms));
        expect(Object.values(amounts(totals)).filter((amount) => amount < 0)).toEqual([]);
        const perLine = totals.lines.flatMap(({ gross, discount, net, documentDiscount, taxable, tax }) => [
          gross,
          discount,
          net,
          documentDiscount,
          taxable,
          tax,
        ]);
        expect(perLine.filter(({ amount }) => amount < 0)).toEqual([]);
      }),
    );
  });

  it('do not depend on the order of the lines, not even in what each line is given', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 2, maxLength: 12 }), terms, fc.integer(), (drawn, drawnTerms, seed) => {
        const body = order(drawn, drawnTerms);
        const rotated = shuffle(body['lines'] as RecordBody[], seed).map((item, index) => ({
          ...item,
          order: `a${String(index).padStart(3, '0')}`,
        }));
        const [before, after] = [orderTotals(body), orderTotals({ ...body, lines: rotated })];
        expect(amounts(after)).toEqual(amounts(before));
        expect(byId(after)).toEqual(byId(before));
      }),
    );
  });

  it('scale: a thousandfold price and no discount give exactly a thousandfold net', () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (drawn) => {
        const whole = drawn.map((item) => ({
          ...item,
          price: item.price % 1_000_000,
          discount: 0,
          quantity: item.quantity * 1_000,
        }));
        const thousandfold = whole.map((item) => ({ ...item, price: item.price * 1_000 }));
        expect(orderTotals(order(thousandfold)).net.amount).toBe(orderTotals(order(whole)).net.amount * 1_000);
      }),
    );
  });

  it('come to nothing but freight at a discount of 100 %, on the lines or on the document', () => {
    fc.assert(
      fc.property(lines, fc.integer({ min: 0, max: 1_000_000 }), (drawn, freight) => {
        const onLines = orderTotals(
          order(
            drawn.map((item) => ({ ...item, discount: HUNDRED_PERCENT })),
            { freight },
          ),
        );
        const onDocument = orderTotals(order(drawn, { freight, discountPercentage: HUNDRED_PERCENT }));
        expect([onLines.net.amount, onLines.tax.amount, onLines.total.amount]).toEqual([0, 0, freight]);
        expect([onDocument.net.amount, onDocument.tax.amount, onDocument.total.amount]).toEqual([0, 0, freight]);
      }),
    );
  });

  it('round a line once, from the exact fraction: within half a rial of the truth', () => {
    fc.assert(
      fc.property(line, (drawn) => {
        const { net } = orderTotals(order([drawn])).lines[0]!;
        const exact = BigInt(drawn.price) * BigInt(drawn.quantity) * BigInt(HUNDRED_PERCENT - drawn.discount);
        const scale = 1_000n * BigInt(HUNDRED_PERCENT);
        const error = BigInt(net.amount) * scale - exact;
        expect(2n * (error < 0n ? -error : error) <= scale).toBe(true);
      }),
    );
  });

  it('round ties to the even neighbour', () => {
    const half = (price: number) => orderTotals(order([{ price, quantity: 500, discount: 0, tax: 0 }])).net.amount;
    expect([half(1), half(3), half(5), half(7)]).toEqual([0, 2, 2, 4]);
  });

  it('are not rounded twice: half a piece at 5 rial less 30 % is 1.75, not 70 % of a gross already rounded to 2', () => {
    const item = orderTotals(order([{ price: 5, quantity: 500, discount: 300_000, tax: 0 }])).lines[0]!;
    expect([item.gross.amount, item.net.amount]).toEqual([2, 2]);
  });

  it('reckon tax on what is left after both discounts', () => {
    const totals = orderTotals(
      order([{ price: 1_000_000, quantity: 2_000, discount: 100_000, tax: 90_000 }], {
        discountPercentage: 50_000,
        freight: 30_000,
      }),
    );
    expect(amounts(totals)).toEqual({
      gross: 2_000_000,
      lineDiscount: 200_000,
      documentDiscount: 90_000,
      discount: 290_000,
      net: 1_710_000,
      tax: 153_900,
      freight: 30_000,
      total: 1_893_900,
    });
  });

  it('spread the document discount by largest fraction, equal ones by line id', () => {
    const three = [1, 1, 1].map((price) => ({ price: price * 10, quantity: 1_000, discount: 0, tax: 0 }));
    const body = order(three, { discountPercentage: 45 * PERCENT_SCALE });
    const upsideDown = (body['lines'] as RecordBody[]).map((item, index) => ({ ...item, order: `a${9 - index}` }));
    // 45 % of 30 is 13.5, a tie, so 14: four each, and the two left over go to the first ids, wherever these stand.
    const parts = [orderTotals(body), orderTotals({ ...body, lines: upsideDown })].map(({ lines: items }) =>
      items.map(({ id, documentDiscount }) => `${id} ${documentDiscount.amount}`),
    );
    expect(parts).toEqual([
      ['l0 5', 'l1 5', 'l2 4'],
      ['l2 4', 'l1 5', 'l0 5'],
    ]);
  });

  it('know currencies without and with minor units', () => {
    const cents = orderTotals({
      currency: 'USD',
      lines: [
        {
          id: 'a',
          order: 'a',
          unitPrice: { amount: 1_999, currency: 'USD' },
          quantity: 3_000,
          discountPercentage: 0,
          taxPercentage: 0,
        },
      ],
    });
    expect(cents.total).toEqual({ amount: 5_997, currency: 'USD' });
  });
});

describe('order totals of a malformed body', () => {
  it.each<[string, RecordBody]>([
    ['nothing at all', {}],
    ['lines that are none', { currency: 'IRR', lines: 'three' }],
    ['a line that is none', { currency: 'IRR', lines: [null, 7, 'x', []] }],
    [
      'an unknown currency',
      {
        currency: 'XXQ',
        lines: [
          {
            id: 'a',
            unitPrice: { amount: 1, currency: 'XXQ' },
            quantity: 1_000,
            discountPercentage: 0,
            taxPercentage: 0,
          },
        ],
      },
    ],
    [
      'an amount beyond safe integers',
      {
        currency: 'IRR',
        lines: [
          {
            id: 'a',
            order: 'a',
            unitPrice: rial(Number.MAX_SAFE_INTEGER),
            quantity: 2_000,
            discountPercentage: 0,
            taxPercentage: 0,
          },
        ],
      },
    ],
    [
      'a negative price',
      {
        currency: 'IRR',
        lines: [{ id: 'a', order: 'a', unitPrice: rial(-5), quantity: 1_000, discountPercentage: 0, taxPercentage: 0 }],
      },
    ],
  ])('%s: zeros, not an exception', (_, body) => {
    const totals = orderTotals(body);
    expect(totals.total).toEqual({ amount: 0, currency: 'IRR' });
    expect(totals.isComplete).toBe(body['lines'] === 'three');
  });

  it('counts the readable lines and says that it is not complete', () => {
    const [good] = order([{ price: 100, quantity: 1_000, discount: 0, tax: 0 }])['lines'] as RecordBody[];
    const totals = orderTotals({
      currency: 'IRR',
      lines: [
        good!,
        {
          id: 'b',
          order: 'b',
          unitPrice: { amount: 5, currency: 'EUR' },
          quantity: 1_000,
          discountPercentage: 0,
          taxPercentage: 0,
        },
      ],
    });
    expect([totals.total.amount, totals.isComplete, totals.lines.length]).toEqual([100, false, 2]);
  });

  it('never throws, whatever JSON it is given', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('currency', 'lines', 'discountPercentage', 'freight'), fc.jsonValue()),
        (body) => {
          expect(Number.isSafeInteger(orderTotals(body as RecordBody).total.amount)).toBe(true);
        },
      ),
    );
  });
});

const byId = ({ lines: items }: OrderTotals) => Object.fromEntries(items.map((item) => [item.id, item]));

function shuffle<Item>(items: readonly Item[], seed: number): Item[] {
  const key = (index: number): number => Math.imul(index + 1, seed | 1) >>> 0;
  return items
    .map((item, index) => ({ item, key: key(index) }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
