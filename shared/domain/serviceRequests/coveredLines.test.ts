import { describe, expect, it } from 'vitest';
import { HUNDRED_PERCENT } from '../../base/money.ts';
import type { RecordBody } from '../record.ts';
import { coveredLines, type CoveredOrder } from './coveredLines.ts';

const TODAY = '2026-11-22';
const line = (id: string, quantity: number, rest: RecordBody = {}): RecordBody => ({
  id,
  order: 'a0',
  productId: 'filter',
  quantity,
  discountPercentage: HUNDRED_PERCENT,
  ...rest,
});
const job = (body: RecordBody = {}, createdBy = 'technician') => ({
  id: 'job',
  kind: 'job',
  createdBy,
  body: {
    state: 'confirmed',
    orderId: 'order',
    partsUsed: [{ id: 'part', order: 'a0', productId: 'filter', productName: 'فیلتر', unit: 'عدد', quantity: 2_000 }],
    ...body,
  },
});
const contract = {
  id: 'gold',
  body: { title: 'طلایی', startsOn: '2026-03-21', endsOn: '2027-03-20', coverage: ['parts'] },
};
const covered = (lines: RecordBody[], rest: Partial<CoveredOrder> = {}) => [
  ...coveredLines({
    id: 'order',
    body: { lines },
    author: 'ali',
    requests: [job()],
    contracts: [contract],
    assets: [],
    kindOf: () => 'sparePart',
    priceOf: () => null,
    isOfItsQuote: false,
    confirmed: [],
    today: TODAY,
    timeZone: 'Asia/Tehran',
    ...rest,
  }).keys(),
];

describe('SEC-85: a line that nobody pays for', () => {
  it('is one of a part that was used on a job and is covered, as many as were used', () => {
    expect(covered([line('part', 2_000)])).toEqual(['part']);
    expect(covered([line('part', 2_001)])).toEqual([]);
    expect(covered([line('another', 1_000)])).toEqual([]);
    expect(covered([line('part', 1_000, { productId: 'pump' })])).toEqual([]);
    expect(covered([line('part', 2_000)], { id: 'an order of nothing' })).toEqual([]);
  });

  it('is none where no contract runs, or none covers parts', () => {
    expect(covered([line('part', 1_000)], { contracts: [] })).toEqual([]);
    const ended = { ...contract, body: { ...contract.body, endsOn: '2026-11-21' } };
    expect(covered([line('part', 1_000)], { contracts: [ended] })).toEqual([]);
    const labour = { ...contract, body: { ...contract.body, coverage: ['labour'] } };
    expect(covered([line('part', 1_000)], { contracts: [labour] })).toEqual([]);
  });

  it('is covered once, whatever other orders the job has', () => {
    const requests = [job({ earlierOrderIds: ['before'] })];
    const before = (quantity: number) => ({
      requests,
      confirmed: [{ id: 'before', body: { lines: [line('part', quantity)] } }],
    });
    expect(covered([line('part', 1_000)], before(1_000))).toEqual(['part']);
    expect(covered([line('part', 1_000)], before(2_000))).toEqual([]);
  });

  it('is found by the quote that the order came of', () => {
    const requests = [job({ orderId: 'another', quoteId: 'quote' })];
    const body = { quoteId: 'quote', lines: [line('part', 1_000)] };
    expect(covered([line('part', 1_000)], { requests })).toEqual([]);
    expect(covered([], { requests, body, isOfItsQuote: true })).toEqual(['part']);
    // The quote says that another order came of it.
    expect(covered([], { requests, body })).toEqual([]);
  });

  it('is covered once, whatever the job says by now, and whichever orders name its quote', () => {
    const other = (body: RecordBody) => [{ id: 'other', body: { lines: [line('part', 1_500)], ...body } }];
    // The job names this order alone: its link to the other was overwritten.
    expect(covered([line('part', 1_000)], { confirmed: other({}) })).toEqual([]);
    expect(covered([line('part', 500)], { confirmed: other({}) })).toEqual(['part']);
    const requests = [job({ quoteId: 'quote' })];
    const renamed = other({ quoteId: 'quote', lines: [line('another name', 1_500)] });
    expect(covered([line('part', 1_000)], { requests, confirmed: renamed })).toEqual([]);
    // What the customer bought beside it is no part of the job, nor is what they paid for.
    expect(covered([line('part', 1_000)], { confirmed: other({ lines: [line('gift', 2_000)] }) })).toEqual(['part']);
    const paid = other({ lines: [line('part', 2_000, { discountPercentage: 0 })] });
    expect(covered([line('part', 2_000)], { confirmed: paid })).toEqual(['part']);
    // Itself, as it was before, takes nothing.
    expect(
      covered([line('part', 2_000)], { confirmed: [{ id: 'order', body: { lines: [line('part', 2_000)] } }] }),
    ).toEqual(['part']);
  });

  it('is one of parts that a contract has up to an amount as far as was signed for, and as far as it reaches', () => {
    const upTo = {
      ...contract,
      body: { ...contract.body, coverage: [], partsUpTo: { amount: 1_000, currency: 'IRR' } },
    };
    const part = (id: string, rest: RecordBody = {}): RecordBody => ({
      id,
      order: id,
      productId: 'filter',
      productName: 'فیلتر',
      unit: 'عدد',
      quantity: 1_000,
      ...rest,
    });
    const paid = (amount: number, paidById = 'gold') => ({ paidById, worth: { amount, currency: 'IRR' } });
    const of = (...partsUsed: RecordBody[]) =>
      covered(
        partsUsed.map(({ id }) => line(id as string, 1_000)),
        { contracts: [upTo], requests: [job({ partsUsed }), spent] },
      );
    let spent = { ...job({ orderId: 'other', partsUsed: [] }), id: 'other job' };
    expect(of(part('a', paid(1_000)))).toEqual(['a']);
    expect(of(part('a', paid(600)), part('b', paid(400)), part('c'))).toEqual(['a', 'b']);
    expect(of(part('a', paid(600)), part('b', paid(401)), part('c', paid(400)))).toEqual(['a', 'c']);
    // Nobody signed for it, or another contract paid, or nobody wrote down how much.
    expect(of(part('a'))).toEqual([]);
    expect(of(part('a', paid(1, 'silver')))).toEqual([]);
    expect(of(part('a', { paidById: 'gold' }))).toEqual([]);
    expect(of(part('a', { paidById: 'gold', worth: { amount: 1, currency: 'EUR' } }))).toEqual([]);
    // No less than the company asks for so much on the day of the signature; and that where nobody wrote it down.
    const asks = (amount: number) => ({
      priceOf: (id: string, quantity: number, day: string, currency: string) =>
        id === 'filter' && day === '2026-11-20' && currency === 'IRR' ? (amount * quantity) / 1_000 : null,
    });
    const signature = { name: 'رضایی', at: '2026-11-20T09:00:00.000Z' };
    const at = (amount: number, ...partsUsed: RecordBody[]) =>
      covered(
        partsUsed.map(({ id }) => line(id as string, 1_000)),
        { contracts: [upTo], requests: [job({ partsUsed, signature })], ...asks(amount) },
      );
    expect(at(500, part('a', paid(1)), part('b', paid(1)), part('c', paid(1)))).toEqual(['a', 'b']);
    expect(at(1_001, part('a', paid(1)))).toEqual([]);
    expect(at(400, part('a', paid(600)), part('b', { paidById: 'gold' }))).toEqual(['a', 'b']);
    expect(at(401, part('a', paid(600)), part('b', { paidById: 'gold' }))).toEqual(['a']);
    expect(at(1, part('a'), part('b', paid(-1)), part('c', { paidById: 'silver' }))).toEqual([]);
    spent = { ...spent, body: { ...spent.body, partsUsed: [part('x', paid(500))] } as never };
    expect(of(part('a', paid(501)), part('b', paid(500)))).toEqual(['b']);
  });

  it('is as it was signed: nothing of what the customer pays, and nothing less by what was signed for later', () => {
    const hours = { ...contract, body: { ...contract.body, coverage: [], hoursIncluded: 1 } };
    const signed = (at: string) => ({ name: 'رضایی', at: `2026-11-22T${at}:00.000Z` });
    const own = job({
      signature: signed('09:00'),
      partsUsed: [
        { id: 'part', order: 'a0', productId: 'filter', quantity: 1_000, paidBy: 'contract', paidById: 'gold' },
      ],
    });
    const other = (at: string) => ({
      ...job({ orderId: 'other', contractId: 'gold', workMinutes: 60, signature: signed(at) }),
      id: 'other job',
    });
    const worked = (at: string) => {
      const { body, ...rest } = other(at);
      return {
        ...rest,
        body: { ...body, workTimes: [{ id: 't', order: 'a0', startedAt: '2026-11-22T07:00:00.000Z' }] },
      };
    };
    const of = (...requests: ReturnType<typeof job>[]) =>
      covered([line('part', 1_000)], { contracts: [hours], requests, kindOf: () => 'service' });
    expect(of(own)).toEqual(['part']);
    expect(of(own, worked('08:00'))).toEqual([]);
    expect(of(own, worked('10:00'))).toEqual(['part']);
    const customers = [{ id: 'part', order: 'a0', productId: 'filter', quantity: 1_000, paidBy: 'customer' }];
    expect(of(job({ signature: signed('09:00'), partsUsed: customers }))).toEqual([]);
    // A device may say what it likes: covered is what head office finds to be.
    expect(covered([line('part', 1_000)], { contracts: [], requests: [own] })).toEqual([]);
    // Work that goes on and that nobody has signed for yet, by when it began.
    const unsigned = (startedAt: string) => {
      const { body, ...rest } = worked('08:00');
      const workTimes = [{ id: 't', order: 'a0', startedAt: `2026-11-22T${startedAt}:00.000Z` }];
      return { ...rest, body: { ...body, state: 'inProgress', signature: null, workTimes } };
    };
    expect(of(own, unsigned('09:30'))).toEqual(['part']);
    expect(of(own, unsigned('08:30'))).toEqual([]);
  });

  it('is none of a job in which only its seller had a hand', () => {
    expect(covered([line('part', 1_000)], { requests: [job({}, 'ali')] })).toEqual([]);
    expect(covered([line('part', 1_000)], { requests: [job({ assigneeId: 'ali' }, 'ali')] })).toEqual([]);
    expect(covered([line('part', 1_000)], { requests: [job({ assigneeId: 'reza' }, 'ali')] })).toEqual(['part']);
  });
});
