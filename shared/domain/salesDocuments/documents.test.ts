import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { orderKind } from './order.ts';
import { moneyOf } from '../bodyReads.ts';
import { REASONS } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { salesDocumentsCollection } from './collection.ts';
import {
  CHAIN_KINDS,
  documentDay,
  documentTransition,
  isDocumentStep,
  permissionOfStep,
  STATES_BY_KIND,
} from './documentStates.ts';
import { returnViolations } from './return.ts';
import { invoiceViolations } from './invoice.ts';
import { goodsViolations } from './delivery.ts';
import { isQuoteExpired, quoteViolations, sendingViolations } from './quote.ts';
import {
  deliveryBody,
  invoiceBody,
  openLines,
  openLinesOf,
  orderOfQuote,
  progressWithDrafts,
  requireOpen,
  returnBody,
} from './nextDocuments.ts';
import { orderProgress, uninvoicedReturns, type ChainDocument } from './orderProgress.ts';
import { orderTotals } from './orderTotals.ts';

const line = (id: string, quantity: number, fields: RecordBody = {}): RecordBody => ({
  id,
  order: `a${id}`,
  productId: '00000000-0000-8000-8000-000000000001',
  productName: 'پمپ آب',
  unit: 'عدد',
  quantity,
  unitPrice: { amount: 1_000_000, currency: 'IRR' },
  discountPercentage: 100_000,
  taxPercentage: 90_000,
  ...fields,
});
const order = (fields: RecordBody = {}): RecordBody => ({
  customerId: 'c',
  ownerId: 'o',
  state: 'confirmed',
  orderedOn: '2026-11-20',
  currency: 'IRR',
  lines: [line('1', 5_000), line('2', 2_000)],
  ...fields,
});
const paper = (
  kind: string,
  state: string,
  quantities: Record<string, number>,
  fields: RecordBody = {},
): ChainDocument => ({
  kind,
  body: {
    state,
    lines: Object.entries(quantities).map(([id, quantity]) => line(id, quantity, { orderLineId: id })),
    ...fields,
  },
});
const reasons = (violations: readonly { path: string; reason: string }[]) =>
  violations.map(({ path, reason }) => `${path} ${reason}`);
const codeOf = (act: () => void): unknown => {
  try {
    act();
    return null;
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

describe('the states of quotes, deliveries, invoices and returns', () => {
  it('move along these steps and no other', () => {
    const steps = CHAIN_KINDS.flatMap((kind) =>
      STATES_BY_KIND[kind].flatMap((from) =>
        STATES_BY_KIND[kind].filter((to) => documentTransition(kind, from, to)).map((to) => `${kind} ${from} → ${to}`),
      ),
    );
    expect(steps).toEqual([
      'quote draft → sent',
      'quote sent → accepted',
      'quote sent → declined',
      'quote accepted → sent',
      'delivery draft → delivered',
      'delivery draft → cancelled',
      'delivery delivered → cancelled',
      'invoice draft → issued',
      'invoice draft → cancelled',
      'invoice issued → cancelled',
      'return draft → accepted',
      'return draft → refused',
      'return accepted → received',
      'return accepted → refused',
    ]);
    expect(documentTransition('quote', 'constructor', 'sent')).toBe(false);
  });

  it('lock a paper that is out: only its next step may change it', () => {
    const sent = { state: 'sent', validUntil: '2026-12-01', lines: [] };
    expect(isDocumentStep('quote', sent, { ...sent, state: 'accepted', acceptedAt: 'x', orderId: 'o' })).toBe(true);
    expect(isDocumentStep('quote', sent, { ...sent, validUntil: '2026-12-31' })).toBe(true);
    expect(isDocumentStep('quote', sent, { ...sent, validUntil: '2026-12-31', lines: [line('1', 1)] })).toBe(false);
    expect(
      isDocumentStep('quote', { ...sent, state: 'accepted' }, { ...sent, state: 'accepted', validUntil: 'x' }),
    ).toBe(false);
    const delivered = { state: 'delivered', lines: [line('1', 1)] };
    expect(isDocumentStep('delivery', delivered, { ...delivered, state: 'cancelled', cancelReason: 'x' })).toBe(true);
    expect(isDocumentStep('delivery', delivered, { ...delivered, state: 'cancelled', lines: [] })).toBe(false);
    for (const kind of CHAIN_KINDS) {
      const definition = salesDocumentsCollection.kinds[kind];
      expect([kind, definition?.isLocked?.({ state: 'draft' })]).toEqual([kind, false]);
      for (const state of STATES_BY_KIND[kind].slice(1))
        expect([kind, state, definition?.isLocked?.({ state })]).toEqual([kind, state, true]);
    }
  });

  it('ask for the right to confirm wherever goods or money move', () => {
    expect(permissionOfStep('delivery', null, 'draft')).toBe('orders.write');
    for (const [kind, from, to] of [
      ['order', 'draft', 'confirmed'],
      ['delivery', null, 'delivered'],
      ['delivery', 'delivered', 'cancelled'],
      ['invoice', 'draft', 'issued'],
      ['invoice', 'issued', 'cancelled'],
      ['return', 'draft', 'accepted'],
      ['return', 'accepted', 'refused'],
    ] as const)
      expect([kind, permissionOfStep(kind, from, to)]).toEqual([kind, 'orders.confirm']);
    expect(permissionOfStep('quote', 'draft', 'sent')).toBe('orders.write');
  });

  it('no kind but the order is ever `confirmed`: that word alone makes a sale elsewhere', () => {
    for (const kind of CHAIN_KINDS) expect(STATES_BY_KIND[kind]).not.toContain('confirmed');
  });

  it('a quote has expired the day after its last day, as long as nobody has answered', () => {
    const quote = { state: 'sent', validUntil: '2026-11-30' };
    expect(['2026-11-30', '2026-12-01'].map((today) => isQuoteExpired(quote, today))).toEqual([false, true]);
    expect(isQuoteExpired({ ...quote, state: 'accepted' }, '2027-01-01')).toBe(false);
    expect(isQuoteExpired({ state: 'sent' }, '2027-01-01')).toBe(false);
  });

  it('have a day, whatever its field is called', () => {
    expect([documentDay(order()), documentDay({ issuedOn: '2026-11-21' }), documentDay({})]).toEqual([
      '2026-11-20',
      '2026-11-21',
      null,
    ]);
  });
});

describe('the rules of these papers', () => {
  it('a quote that is sent says what an order must say; a draft may be half done', () => {
    const quote = { ...order(), state: 'draft', issuedOn: '2026-11-20', lines: [] };
    expect(quoteViolations(quote)).toEqual([]);
    expect(reasons(sendingViolations(quote))).toEqual(['lines order.linesMissing']);
    expect(reasons(quoteViolations({ ...quote, validUntil: '2026-11-19' }))).toEqual([
      'validUntil quote.validUntilBeforeIssued',
    ]);
    expect(quoteViolations({ ...quote, state: 'declined' })).toEqual([]);
  });

  it('what goes out has lines, and each is of a line of the order', () => {
    expect(reasons(goodsViolations({ lines: [] }))).toEqual(['lines document.linesMissing']);
    expect(reasons(goodsViolations({ lines: [line('1', 1)] }))).toEqual(['lines/1 document.orderLineMissing']);
    const invoice = { ...order(), state: 'issued', lines: [line('1', 1_000)] };
    expect(reasons(invoiceViolations(invoice))).toEqual(['lines/1 document.orderLineMissing']);
    expect(invoiceViolations({ ...invoice, state: 'draft' })).toEqual([]);
  });

  it('no paper has two lines of one id, not even as a draft', () => {
    const lines = [line('1', 1_000, { orderLineId: '1' }), line('1', 2_000, { orderLineId: '2' })];
    const body = { ...order(), remedy: 'refund', reason: 'damaged', lines };
    for (const [kind, out] of [
      ['order', 'confirmed'],
      ['quote', 'sent'],
      ['delivery', 'delivered'],
      ['invoice', 'issued'],
      ['return', 'accepted'],
    ] as const)
      for (const state of ['draft', out])
        expect([kind, reasons(salesDocumentsCollection.kinds[kind]?.invariants?.({ ...body, state }) ?? [])]).toEqual([
          kind,
          ['lines/1 document.lineTwice'],
        ]);
  });

  it('what comes back has a reason, of the whole or of each line', () => {
    const lines = [line('1', 1_000, { orderLineId: '1', reason: 'damaged' }), line('2', 1_000, { orderLineId: '2' })];
    const body = { currency: 'IRR', state: 'accepted', remedy: 'refund', lines };
    expect(reasons(returnViolations(body))).toEqual(['lines/2/reason return.reasonMissing']);
    expect(returnViolations({ ...body, reason: 'notWanted' })).toEqual([]);
    expect(returnViolations({ ...body, state: 'draft' })).toEqual([]);
    expect(REASONS).toContain('return.reasonMissing');
  });
});

describe('how far an order has come', () => {
  it('of each line: delivered, invoiced, brought back, open', () => {
    const progress = orderProgress(order(), [
      paper('delivery', 'delivered', { 1: 3_000 }),
      paper('delivery', 'draft', { 1: 2_000 }),
      paper('delivery', 'cancelled', { 2: 2_000 }),
      paper('invoice', 'issued', { 1: 1_000 }),
      paper('invoice', 'cancelled', { 1: 4_000 }),
      paper('return', 'received', { 1: 500 }, { remedy: 'replacement' }),
      paper('return', 'refused', { 1: 500 }, { remedy: 'refund' }),
      paper('quote', 'accepted', { 1: 5_000 }),
    ]);
    expect(progress.lines[0]).toEqual({
      lineId: '1',
      unit: 'عدد',
      ordered: 5_000,
      delivered: 3_000,
      invoiced: 1_000,
      returned: 500,
      toReplace: 500,
      toDeliver: 2_500,
      toInvoice: 4_000,
      returnable: 2_500,
      deliveredTooMuch: 0,
      invoicedTooMuch: 0,
    });
    expect(progress.delivered).toEqual({ done: 3_000, of: 7_500, unit: 'عدد', state: 'part' });
    expect(progress.invoiced).toEqual({ done: 1_000, of: 7_000, unit: 'عدد', state: 'part' });
    expect(progress.isReturned).toBe(true);
  });

  it('counts lines where their units differ', () => {
    const mixed = order({ lines: [line('1', 5_000), line('2', 2_000, { unit: 'کارتن' })] });
    expect(orderProgress(mixed, []).delivered).toEqual({ done: 0, of: 2, unit: null, state: 'none' });
    expect(orderProgress(mixed, [paper('delivery', 'delivered', { 2: 2_000 })]).delivered).toEqual({
      done: 1,
      of: 2,
      unit: null,
      state: 'part',
    });
  });

  it('two machines that both delivered the rest are both believed, and what is too much is said', () => {
    const twice = [paper('delivery', 'delivered', { 1: 5_000 }), paper('delivery', 'delivered', { 1: 4_000 })];
    const progress = orderProgress(order(), twice);
    expect(progress.lines[0]).toMatchObject({ delivered: 9_000, toDeliver: 0, deliveredTooMuch: 4_000 });
    expect(progress.delivered.state).toBe('tooMuch');
  });

  it('an order of the time before delivery notes is delivered when its own day says so', () => {
    expect(orderProgress(order({ deliveredOn: '2026-11-21' }), []).delivered.state).toBe('all');
  });

  describe('what came back', () => {
    const at = (hour: number): string => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
    const delivered = (pieces: number, hour: number) =>
      paper('delivery', 'delivered', { 1: pieces * 1_000 }, { deliveredAt: at(hour) });
    const invoiced = (pieces: number, hour: number, fields: RecordBody = {}) =>
      paper('invoice', 'issued', { 1: pieces * 1_000 }, { issuedAt: at(hour), ...fields });
    const back = (pieces: number, hour: number, fields: RecordBody = {}) =>
      paper('return', 'accepted', { 1: pieces * 1_000 }, { remedy: 'refund', acceptedAt: at(hour), ...fields });
    const left = (...documents: ChainDocument[]) => {
      const [found] = [documents, documents.toReversed()].map(
        (held) => orderProgress(order(), held).lines[0]?.toInvoice,
      );
      // In whatever order they are heard of.
      expect(orderProgress(order(), documents.toReversed()).lines[0]?.toInvoice).toBe(found);
      return (found ?? 0) / 1_000;
    };

    it('before it was invoiced never will be', () => {
      expect(left(delivered(5, 8), back(2, 9, { deliveryId: 'd' }))).toBe(3);
      // Nor where the paper does not say what it comes back from.
      expect(left(delivered(5, 8), back(2, 9))).toBe(3);
      expect(left(delivered(3, 8), back(2, 9, { deliveryId: 'd' }), delivered(2, 10), invoiced(3, 11))).toBe(0);
    });

    it('from an invoice stays invoiced, and so does what came back from a delivery that had been', () => {
      expect(left(delivered(5, 8), back(2, 9, { deliveryId: 'd', invoiceId: 'i' }))).toBe(5);
      expect(left(delivered(3, 8), invoiced(3, 9), back(2, 10, { deliveryId: 'd' }))).toBe(2);
      // Also when the rest goes out afterwards.
      expect(left(delivered(3, 8), invoiced(3, 9), back(2, 10, { deliveryId: 'd' }), delivered(2, 11))).toBe(2);
    });

    it('of a part that was invoiced only in part: no more than was not', () => {
      expect(left(delivered(4, 8), invoiced(3, 9), back(2, 10))).toBe(1);
    });

    it('is of the delivery that it names', () => {
      const one = { deliveryId: 'one' };
      const first = { ...delivered(2, 8), id: 'one' };
      const second = { ...delivered(3, 9), id: 'two' };
      expect(left(first, second, invoiced(2, 10, one), back(2, 11, one))).toBe(3);
      expect(left(first, second, invoiced(2, 10, one), back(2, 11, { deliveryId: 'two' }))).toBe(1);
    });

    it('was invoiced if all that was ordered is: whoever invoiced it did not know', () => {
      expect(left(delivered(5, 8), back(2, 9), invoiced(5, 10))).toBe(0);
      expect([...uninvoicedReturns(order(), [delivered(5, 8), back(2, 9), invoiced(5, 10)]).values()]).toEqual([]);
    });

    it('as a replacement, and what was sent for it, is nothing of the invoice', () => {
      const replaced = paper('return', 'accepted', { 1: 1_000 }, { remedy: 'replacement', acceptedAt: at(10) });
      expect(left(delivered(5, 8), invoiced(4, 9), replaced, delivered(1, 11), back(1, 12))).toBe(0);
    });
  });

  /** Before it was invoiced. */
  const cameBack = (documents: readonly ChainDocument[], lineId: string): number =>
    [...uninvoicedReturns(order(), documents).values()].reduce((sum, lines) => sum + (lines.get(lineId) ?? 0), 0);

  const amount = fc.integer({ min: 1, max: 9 }).map((pieces) => pieces * 1_000);
  it('holds whatever is done through the rules: nothing is ever done twice, and open plus done is all', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.constantFrom('delivery', 'invoice', 'return'), fc.constantFrom('1', '2'), amount, fc.boolean()),
          { maxLength: 30 },
        ),
        (acts) => {
          const documents: ChainDocument[] = [];
          const fieldOf = { delivery: 'toDeliver', invoice: 'toInvoice', return: 'returnable' } as const;
          const outOf = { delivery: 'delivered', invoice: 'issued', return: 'accepted' } as const;
          for (const [kind, lineId, quantity, isReplaced] of acts) {
            const progress = orderProgress(order(), documents);
            if (codeOf(() => requireOpen(progress, fieldOf[kind], [{ orderLineId: lineId, quantity }])) !== null)
              continue;
            documents.push(
              paper(
                kind,
                outOf[kind],
                { [lineId]: quantity },
                kind === 'return' ? { remedy: isReplaced ? 'replacement' : 'refund' } : {},
              ),
            );
          }
          for (const reckoned of orderProgress(order(), documents).lines) {
            expect([reckoned.deliveredTooMuch, reckoned.invoicedTooMuch]).toEqual([0, 0]);
            expect(reckoned.delivered + reckoned.toDeliver).toBe(reckoned.ordered + reckoned.toReplace);
            expect(reckoned.invoiced + reckoned.toInvoice).toBe(
              reckoned.ordered - cameBack(documents, reckoned.lineId),
            );
            expect(reckoned.returned + reckoned.returnable).toBe(Math.max(reckoned.delivered, reckoned.invoiced));
          }
        },
      ),
    );
  });
});

describe('what may be taken of an order', () => {
  const progress = orderProgress(order(), [paper('delivery', 'delivered', { 1: 3_000 })]);
  it('is what is open, and refused beyond it', () => {
    expect(openLines(progress, 'toDeliver')).toEqual([
      { orderLineId: '1', quantity: 2_000 },
      { orderLineId: '2', quantity: 2_000 },
    ]);
    const refused = (lines: { orderLineId: string; quantity: number }[]) =>
      codeOf(() => requireOpen(progress, 'toDeliver', lines));
    expect(refused([{ orderLineId: '1', quantity: 2_000 }])).toBeNull();
    expect(refused([{ orderLineId: '1', quantity: 2_001 }])).toBe('quantity_exceeds_open');
    expect(refused([])).toBe('document_empty');
    expect(refused([{ orderLineId: '7', quantity: 1 }])).toBe('not_found');
    expect(refused([{ orderLineId: '1', quantity: 0 }])).toBe('invalid_input');
    expect(
      refused([
        { orderLineId: '1', quantity: 1_000 },
        { orderLineId: '1', quantity: 1_000 },
      ]),
    ).toBe('invalid_input');
  });

  it('leaves out what is prepared already, and what is not on the paper it is made from', () => {
    const drafts = progressWithDrafts(order(), [paper('delivery', 'draft', { 1: 5_000 })]);
    expect(openLines(drafts, 'toDeliver')).toEqual([{ orderLineId: '2', quantity: 2_000 }]);
    expect(openLinesOf(progress, 'toInvoice', paper('delivery', 'delivered', { 1: 3_000 }).body)).toEqual([
      { orderLineId: '1', quantity: 3_000 },
    ]);
  });
});

describe('the papers that follow', () => {
  const request = (fields: RecordBody = {}) => ({
    orderId: 'x',
    order: order({ discountPercentage: 50_000, freight: { amount: 7, currency: 'IRR' }, paymentDays: 30, ...fields }),
    chosen: [{ orderLineId: '2', quantity: 1_000, reason: 'damaged' }],
    issuedOn: '2026-11-22',
  });

  it('bear the chosen quantities of the order, at its prices; a delivery has none', () => {
    expect(deliveryBody(request({ deliveryAddress: 'here' }))).toMatchObject({
      orderId: 'x',
      customerId: 'c',
      state: 'draft',
      issuedOn: '2026-11-22',
      deliveryAddress: 'here',
      lines: [{ id: '2', orderLineId: '2', quantity: 1_000 }],
    });
    expect(JSON.stringify(deliveryBody(request()))).not.toContain('unitPrice');
    const invoice = invoiceBody(request(), []);
    expect(invoice).toMatchObject({ discountPercentage: 50_000, paymentDays: 30, freight: { amount: 1 } });
    // 1,000,000 less 10 % less 5 %, and tax of 9 % on that, and a seventh of the freight.
    expect(orderTotals(invoice).total.amount).toBe(855_000 + 76_950 + 1);
    expect(returnBody(request())).toMatchObject({ discountPercentage: 50_000, lines: [{ reason: 'damaged' }] });
    expect(returnBody(request())).not.toHaveProperty('freight');
  });

  describe('bear the freight of the order in proportion to what they invoice', () => {
    // Line 1 is five sevenths of the order, line 2 the rest.
    const whole = order({ freight: { amount: 100, currency: 'IRR' } });
    const bill = (quantities: Record<string, number>, documents: readonly ChainDocument[] = [], of = whole) =>
      invoiceBody(
        {
          orderId: 'x',
          order: of,
          issuedOn: '2026-11-22',
          chosen: Object.entries(quantities).map(([orderLineId, quantity]) => ({ orderLineId, quantity })),
        },
        documents,
      );
    const freightOf = (body: RecordBody): number => moneyOf(body, 'freight')?.amount ?? 0;
    const issued = (body: RecordBody): ChainDocument => ({ kind: 'invoice', body: { ...body, state: 'issued' } });

    it('two machines that invoice parts of it apart bear it once together', () => {
      const [one, other] = [bill({ 1: 5_000 }), bill({ 2: 2_000 })];
      expect([freightOf(one), freightOf(other)]).toEqual([71, 28]);
      expect(orderProgress(whole, [issued(one), issued(other)]).invoiced.state).toBe('all');
    });

    it('the last one takes what the fractions left; one of all takes all', () => {
      expect(freightOf(bill({ 2: 2_000 }, [issued(bill({ 1: 5_000 }))]))).toBe(29);
      expect(freightOf(bill({ 1: 5_000, 2: 2_000 }))).toBe(100);
    });

    it('comes back with a prepared invoice that is removed, and with one that is cancelled', () => {
      const draft = { kind: 'invoice', body: bill({ 1: 5_000 }) };
      const rest = issued(bill({ 2: 2_000 }, [draft]));
      expect(freightOf(rest.body)).toBe(29);
      expect(freightOf(bill({ 1: 5_000 }, [rest]))).toBe(71);
      const cancelled = { kind: 'invoice', body: { ...draft.body, state: 'cancelled' } };
      expect(freightOf(bill({ 1: 5_000 }, [cancelled, rest]))).toBe(71);
    });

    it('one that bore all of it leaves none for the others', () => {
      const first = issued({ ...bill({ 1: 1_000 }), freight: { amount: 100, currency: 'IRR' } });
      expect(bill({ 1: 4_000, 2: 2_000 }, [first])).not.toHaveProperty('freight');
    });

    it('goods that are given away bear as much as each other', () => {
      const given = { ...whole, lines: [line('1', 5_000, { discountPercentage: 1_000_000 })] };
      expect(freightOf(bill({ 1: 1_000 }, [], given))).toBe(20);
    });

    it('what is borne twice all the same is too much', () => {
      const all = { ...bill({ 1: 5_000 }), freight: { amount: 100, currency: 'IRR' } };
      expect(
        orderProgress(whole, [issued(all), issued({ ...bill({ 2: 2_000 }), freight: all.freight })]).invoiced.state,
      ).toBe('tooMuch');
      expect(bill({ 1: 1_000 }, [], order())).not.toHaveProperty('freight');
    });

    it('whatever is invoiced in whatever parts, together they never bear more, and all of it once all is invoiced', () => {
      fc.assert(
        fc.property(
          fc.integer({ min: 0, max: 1_000_000 }),
          fc.array(fc.tuple(fc.constantFrom('1', '2'), fc.integer({ min: 1, max: 5_000 })), { maxLength: 12 }),
          (amount, parts) => {
            const of = order({ freight: { amount, currency: 'IRR' } });
            const invoices: ChainDocument[] = [];
            for (const [lineId, wanted] of [...parts, ['1', 5_000] as const, ['2', 2_000] as const]) {
              const open = orderProgress(of, invoices).lines.find((found) => found.lineId === lineId)?.toInvoice ?? 0;
              if (open > 0) invoices.push(issued(bill({ [lineId]: Math.min(open, wanted) }, invoices, of)));
            }
            expect(invoices.reduce((sum, { body }) => sum + freightOf(body), 0)).toBe(amount);
            expect(orderProgress(of, invoices).invoiced.state).toBe('all');
          },
        ),
      );
    });
  });

  it('an order of a quote has its lines and prices, and is a draft of its own day', () => {
    const quote: RecordBody = {
      ...order(),
      state: 'sent',
      issuedOn: '2026-11-01',
      number: 'QUO-1',
      sentAt: 'x',
      validUntil: 'y',
    };
    const made = orderOfQuote('q', quote, '2026-11-22');
    expect(made).toMatchObject({ quoteId: 'q', orderedOn: '2026-11-22', state: 'draft', lines: quote['lines'] });
    for (const field of ['number', 'sentAt', 'validUntil', 'issuedOn']) expect(made).not.toHaveProperty(field);
    expect(orderKind.invariants?.(made)).toEqual([]);
  });
});
