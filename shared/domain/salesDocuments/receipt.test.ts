import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { permissionOfStep } from './documentStates.ts';
import { collectionViolations, receiptSchema, receiptViolations } from './receipt.ts';
import { isReceiptStep, judgeReceipt, nextReceiptStates, RECEIPT_METHODS, RECEIPT_STATES } from './receiptStates.ts';

const rials = (amount: number) => ({ amount, currency: 'IRR' });
const cash: RecordBody = { state: 'collected', method: 'cash', currency: 'IRR', amount: rials(100) };
const cheque: RecordBody = { ...cash, method: 'cheque', cheque: { number: '1', bank: 'ملت', dueOn: '2027-01-01' } };
const allocated = (...amounts: number[]): RecordBody => ({
  ...cash,
  allocations: amounts.map((amount, index) => ({
    id: `a${index}`,
    order: `a${index}`,
    documentId: `order ${index}`,
    amount: rials(amount),
  })),
});
const reasons = (body: RecordBody): string[] => receiptViolations(body).map(({ path, reason }) => `${path} ${reason}`);

describe('a receipt', () => {
  it.each<[string, RecordBody, string[]]>([
    ['cash', cash, []],
    ['a cheque', cheque, []],
    ['no money', { ...cash, amount: rials(0) }, ['amount receipt.amountNotPositive']],
    ['another currency', { ...cash, amount: { amount: 1, currency: 'USD' } }, ['amount receipt.currencyDiffers']],
    ['a currency that nobody knows', { ...cash, currency: 'XXX' }, ['currency order.currencyUnknown']],
    [
      'a cheque of which only the bank is known',
      { ...cheque, cheque: { bank: 'ملت' } },
      ['cheque/number receipt.chequeNumberMissing', 'cheque/dueOn receipt.dueMissing'],
    ],
    ['cash that cleared', { ...cash, state: 'cleared' }, ['state receipt.notACheque']],
    ['a cheque that cleared', { ...cheque, state: 'cleared' }, []],
    ['spread in full', allocated(60, 40), []],
    ['spread too far', allocated(60, 41), ['allocations receipt.allocatedTooMuch']],
    ['a part that is none', allocated(60, 0), ['allocations/a1/amount receipt.amountNotPositive']],
    ['cancelled without a word', { ...cash, state: 'cancelled' }, ['cancelReason receipt.cancelReasonMissing']],
    ['cancelled', { ...cash, state: 'cancelled', cancelReason: 'دو بار' }, []],
  ])('%s', (_, body, expected) => {
    expect(reasons(body)).toEqual(expected);
  });

  it('that names a document twice hides how much it pays for it', () => {
    const [one] = allocated(10)['allocations'] as RecordBody[];
    const twice = { ...cash, allocations: [one ?? {}, { ...one, id: 'other' }] };
    expect(reasons(twice)).toEqual(['allocations/other/amount receipt.allocatedTwice']);
  });

  it('as a draft may lack what is asked for when the money is taken', () => {
    expect(reasons({ ...cheque, state: 'draft', cheque: {} })).toEqual([]);
    expect(collectionViolations({ ...cheque, state: 'draft', cheque: {} })).toHaveLength(3);
  });

  it('has a Sayad number of sixteen digits, or none', () => {
    const read = (sayadId: string): boolean => receiptSchema.shape.cheque.safeParse({ number: '1', sayadId }).success;
    expect(['1234567890123456', '123456789012345', '۱۲۳۴۵۶۷۸۹۰۱۲۳۴۵۶', ''].map(read)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe('the steps of a receipt', () => {
  it('of cash end with its verification, those of a cheque at the bank or with the customer', () => {
    const ends = (method: string) => RECEIPT_STATES.filter((state) => nextReceiptStates(state, method).length === 0);
    expect(nextReceiptStates('verified', 'cash')).toEqual(['cancelled']);
    expect(nextReceiptStates('verified', 'cheque')).toEqual(['deposited', 'returned', 'cancelled']);
    expect(ends('cheque')).toEqual(['returned', 'replaced', 'cancelled']);
    expect(nextReceiptStates('constructor', 'cheque')).toEqual([]);
  });

  it('change nothing of what was paid, by whom and for what, whichever step it is', () => {
    const field = fc.constantFrom(
      'amount',
      'customerId',
      'method',
      'cheque',
      'allocations',
      'number',
      'ownerId',
      'collectedBy',
    );
    const state = fc.constantFrom(...RECEIPT_STATES.filter((known) => known !== 'draft'));
    fc.assert(
      fc.property(state, state, field, fc.constantFrom(...RECEIPT_METHODS), (from, to, name, method) => {
        const before = { ...cheque, method, state: from };
        const after = { ...before, state: to };
        expect(isReceiptStep(before, after)).toBe(nextReceiptStates(from, method).includes(to));
        expect(isReceiptStep(before, { ...after, [name]: 'other' })).toBe(false);
      }),
    );
  });

  it('behind the taking are for those who answer for the money; a rep cancels only what nobody has verified', () => {
    const permissions = RECEIPT_STATES.map((to) => [to, permissionOfStep('receipt', 'collected', to)]);
    expect(permissions.filter(([, permission]) => permission === 'orders.write').map(([to]) => to)).toEqual([
      'draft',
      'collected',
      'cancelled',
    ]);
    expect(permissionOfStep('receipt', 'verified', 'cancelled')).toBe('receipts.settle');
  });

  it('of another, new, are taken in from their paper alone', () => {
    const of = (more: object) =>
      judgeReceipt({
        before: null,
        after: { state: 'collected', collectedBy: 'sara', ...more },
        author: 'sara',
        createdBy: null,
      });
    expect(of({ ownerId: 'sara' })).toBeNull();
    expect(of({ ownerId: 'ali' })).toBe('receipt_foreign');
    expect(of({ ownerId: 'ali', paper: { number: '7', row: 'r' } })).toBeNull();
    expect(of({ ownerId: 'ali', collectedBy: 'ali', paper: { number: '7', row: 'r' } })).toBe('receipt_foreign');
  });

  it('begin with the taking, from a draft as from nothing, whoever takes them', () => {
    const draft: RecordBody = { ...cheque, state: 'draft', ownerId: 'ali', collectedBy: 'sara', verifiedBy: 'sara' };
    for (const to of RECEIPT_STATES.filter((state) => state !== 'draft' && state !== 'collected'))
      for (const author of ['ali', 'sara', 'hamid'])
        expect([to, judgeReceipt({ before: draft, after: { ...draft, state: to }, author, createdBy: 'ali' })]).toEqual(
          [to, 'receipt_begins'],
        );
    const taken = { ...draft, state: 'collected' };
    expect(judgeReceipt({ before: draft, after: taken, author: 'sara', createdBy: 'ali' })).toBeNull();
    expect(
      judgeReceipt({ before: draft, after: { ...draft, amount: 2 }, author: 'hamid', createdBy: 'ali' }),
    ).toBeNull();
  });

  it('of another are no more taken in by way of a draft than at once', () => {
    const collect = (draft: RecordBody, author: string, createdBy: string) =>
      judgeReceipt({ before: draft, after: { ...draft, state: 'collected', collectedBy: author }, author, createdBy });
    const ofAli = { ...cash, state: 'draft', ownerId: 'ali' };
    expect(collect(ofAli, 'sara', 'sara')).toBe('receipt_foreign');
    expect(collect(ofAli, 'sara', 'babak')).toBe('receipt_foreign');
    expect(collect({ ...ofAli, paper: { number: '7', row: 'r' } }, 'sara', 'sara')).toBeNull();
    // What somebody drafted is taken in by whoever has the money, and what was drafted for somebody by them.
    expect(collect(ofAli, 'sara', 'ali')).toBeNull();
    expect(collect(ofAli, 'ali', 'sara')).toBeNull();
  });

  it('are nobody’s to vouch for who has had the money in hand', () => {
    const taken = { ...cheque, ownerId: 'ali', collectedBy: 'sara' };
    const verify = (author: string, createdBy = 'babak') =>
      judgeReceipt({ before: taken, after: { ...taken, state: 'verified', verifiedBy: author }, author, createdBy });
    expect(['ali', 'sara', 'babak'].map((author) => verify(author))).toEqual(Array(3).fill('receipt_own'));
    expect(verify('hamid')).toBeNull();
    expect(
      judgeReceipt({ before: null, after: { ...taken, state: 'cleared' }, author: 'hamid', createdBy: null }),
    ).toBe('receipt_begins');
    const deposited = { ...taken, state: 'deposited' };
    const clear = (author: string) =>
      judgeReceipt({ before: deposited, after: { ...deposited, state: 'cleared' }, author, createdBy: 'babak' });
    expect([clear('sara'), clear('hamid')]).toEqual(['receipt_own', null]);
  });
});
