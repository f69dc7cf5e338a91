import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../record.ts';
import { invoiceBody, deliveryBody, returnBody } from './nextDocuments.ts';
import { paperViolations, type PaperOfOrder } from './paperOfOrder.ts';

const rials = (amount: number) => ({ amount, currency: 'IRR' });
const line = (id: string, rest: RecordBody = {}): RecordBody => ({
  id,
  order: id,
  productId: `product ${id}`,
  productName: 'کالا',
  unit: 'عدد',
  quantity: 10_000,
  unitPrice: rials(1_000),
  discountPercentage: 50_000,
  taxPercentage: 100_000,
  ...rest,
});
const order: RecordBody = {
  customerId: 'c',
  state: 'confirmed',
  orderedOn: '2026-11-21',
  currency: 'IRR',
  lines: [line('a'), line('b')],
  discountPercentage: 20_000,
  freight: rials(900),
  paymentDays: 30,
};
const next = { orderId: 'o', order, chosen: [{ orderLineId: 'a', quantity: 4_000 }], issuedOn: '2026-11-21' };
const invoice = invoiceBody(next, []);
const changed = (change: RecordBody): RecordBody => {
  const [first] = invoice['lines'] as RecordBody[];
  return { ...invoice, lines: [{ ...first, ...change }] };
};
const found = (kind: PaperOfOrder, paper: RecordBody, of: RecordBody | null = order) =>
  paperViolations(kind, paper, of).map(({ path, reason }) => `${path.split('/').at(-1)} ${reason}`);

describe('SEC-85: a paper of an order', () => {
  it('is as its order has it when it is made', () => {
    expect(found('invoice', invoice)).toEqual([]);
    expect(found('delivery', deliveryBody(next))).toEqual([]);
    expect(found('return', returnBody(next))).toEqual([]);
  });

  it.each<[RecordBody, string]>([
    [{ unitPrice: rials(999) }, 'unitPrice document.differsFromOrder'],
    [{ discountPercentage: 60_000 }, 'discountPercentage document.differsFromOrder'],
    [{ taxPercentage: 0 }, 'taxPercentage document.differsFromOrder'],
    [{ productId: 'another' }, 'productId document.differsFromOrder'],
    [{ quantity: 10_001 }, 'quantity document.moreThanOrdered'],
  ])('differs from it by a line with %j', (change, expected) => {
    expect(found('invoice', changed(change))).toEqual([expected]);
    expect(found('return', changed(change)).filter((one) => one === expected)).toHaveLength(1);
  });

  it('says its goods in the unit of the order, or in their own', () => {
    const carton = { unitId: 'u', unit: 'کارتن', factor: 2_000 };
    const said = { ...order, lines: [line('a', { saidIn: carton }), line('b')] };
    const ofCartons = invoiceBody({ ...next, order: said }, []);
    expect(ofCartons['lines']).toMatchObject([{ quantity: 4_000, saidIn: carton }]);
    expect([found('invoice', ofCartons, said), found('invoice', invoice, said)]).toEqual([[], []]);
    expect(found('invoice', changed({ saidIn: { ...carton, factor: 4_000 } }), said)).toEqual([
      'saidIn document.differsFromOrder',
    ]);
    expect(found('delivery', changed({ saidIn: carton }))).toContain('saidIn document.differsFromOrder');
  });

  it('differs from it by its terms', () => {
    expect(found('invoice', { ...invoice, discountPercentage: 20_001 })).toEqual([
      'discountPercentage document.differsFromOrder',
    ]);
    expect(found('invoice', { ...invoice, paymentDays: 90 })).toEqual(['paymentDays document.differsFromOrder']);
    expect(found('invoice', { ...invoice, payment: 'cheque' })).toEqual(['payment document.differsFromOrder']);
    expect(found('invoice', { ...invoice, customerId: 'another' })).toEqual(['customerId document.differsFromOrder']);
    expect(found('invoice', { ...invoice, freight: rials(901) })).toEqual(['freight document.differsFromOrder']);
    expect(found('invoice', { ...invoice, freight: rials(100) })).toEqual([]);
  });

  it('takes of no line more than there is, in however many lines of its own', () => {
    const [first] = invoice['lines'] as RecordBody[];
    const twice = {
      ...invoice,
      lines: [
        { ...first, quantity: 6_000 },
        { ...first, id: 'z', quantity: 4_001 },
      ],
    };
    expect(found('invoice', twice)).toEqual(['quantity document.moreThanOrdered']);
    expect(found('invoice', changed({ orderLineId: 'z' }))).toEqual(['a document.orderLineMissing']);
  });

  it('is of an order that is there and was confirmed; what was imported is left to its books', () => {
    expect(found('invoice', invoice, null)).toEqual(['orderId document.orderUnknown']);
    expect(found('invoice', invoice, { ...order, state: 'draft' })).toEqual(['orderId document.orderUnknown']);
    const source = { preset: 'p', table: 't', id: '1' };
    expect(found('invoice', { ...invoice, source, paymentDays: 90 }, null)).toEqual([]);
  });
});
