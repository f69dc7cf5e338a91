import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
  window = await signIn(company);
  // The whole of a day without a line.
  company.server.reachable = false;
});
afterEach(() => company.close());

const TODAY = '2026-11-21';
const bodyOf = async (id: string) =>
  (await first(window.records.observe({ collection: 'salesDocuments', id })))?.body ?? {};
const codeOf = async (call: PromiseLike<unknown>): Promise<string> => (await failure(call)).code;
const chainOf = async (orderId: string) => {
  const chain = await first(window.salesDocuments.chain({ orderId }));
  if (chain === null) throw new Error('no chain');
  return chain;
};

async function become(login: 'tara' | 'nader'): Promise<void> {
  company.server.reachable = true;
  await window.session.lock();
  await window.session.addPerson();
  window = await signIn(company, login);
}

const line = (id: string, pieces: number) => ({
  id,
  order: `a${id}`,
  productId: idOf('pump'),
  productName: 'پمپ آب',
  unit: 'عدد',
  quantity: pieces * 1_000,
  unitPrice: { amount: 1_000_000, currency: 'IRR' },
  discountPercentage: 0,
  taxPercentage: 0,
});
const lines = [line('1', 5), line('2', 2)];
const body = { customerId: idOf('bahar'), currency: 'IRR', lines };

async function confirmedOrder(): Promise<string> {
  const { id } = await window.orders.create({ kind: 'order', body: { ...body, orderedOn: TODAY } });
  await window.orders.confirm({ id });
  return id;
}
const quoteOf = async (fields: object = {}): Promise<string> =>
  (await window.salesDocuments.createQuote({ kind: 'quote', body: { ...body, issuedOn: TODAY, ...fields } })).id;

/** All that an order takes over from its quote besides whose it is and its lines. */
const TERMS = {
  discountPercentage: 5_000,
  freight: { amount: 300_000, currency: 'IRR' },
  deliverOn: '2026-12-01',
  paymentDays: 30,
  payment: 'cheque',
  deliveryAddress: 'خیابان بهار',
  note: 'پشت در',
};

describe('SEC-85: a paper of an order', () => {
  it('is at the order’s prices, and of no more than was ordered, however it is edited', async () => {
    const orderId = await confirmedOrder();
    const { id } = await window.salesDocuments.invoice({ orderId, asDraft: true });
    const [first_] = (await bodyOf(id))['lines'] as { id: string; unitPrice: object }[];
    const path = `lines/${first_?.id ?? ''}`;
    const edit = (changes: Parameters<typeof window.salesDocuments.editDraft>[0]['changes']) =>
      failure(window.salesDocuments.editDraft({ id, changes }));
    const differs = (of: string, reason: string) => ({
      code: 'invalid_input',
      facts: { violations: [`${of}: document.${reason}`] },
    });
    const cheap = { amount: 1, currency: 'IRR' };
    expect(await edit([{ do: 'set', path: `${path}/unitPrice`, value: cheap }])).toMatchObject(
      differs(`${path}/unitPrice`, 'differsFromOrder'),
    );
    expect(await edit([{ do: 'set', path: `${path}/quantity`, value: 5_001 }])).toMatchObject(
      differs(`${path}/quantity`, 'moreThanOrdered'),
    );
    expect(await edit([{ do: 'set', path: 'paymentDays', value: 90 }])).toMatchObject(
      differs('paymentDays', 'differsFromOrder'),
    );
    await window.salesDocuments.editDraft({ id, changes: [{ do: 'set', path: 'note', value: 'فوری' }] });
    await window.salesDocuments.issue({ id });
    expect(await bodyOf(id)).toMatchObject({ state: 'issued', note: 'فوری' });
  });
});

describe('a quote', () => {
  it('is sent with a number, accepted, and becomes an order at its prices, in one commit', async () => {
    const id = await quoteOf({ validUntil: '2026-12-21' });
    const { number } = await window.salesDocuments.sendQuote({ id });
    expect(number).toMatch(/^QUO-TEST-\d{4}$/);
    expect(
      await codeOf(window.salesDocuments.editDraft({ id, changes: [{ do: 'set', path: 'note', value: 'x' }] })),
    ).toBe('locked');
    const { orderId } = await window.salesDocuments.acceptQuote({ id });
    expect(await bodyOf(orderId)).toMatchObject({ state: 'draft', quoteId: id, orderedOn: TODAY, lines });
    expect(await bodyOf(id)).toMatchObject({ state: 'accepted', orderId, number });
    // Asked again, it is the same order.
    expect(await window.salesDocuments.acceptQuote({ id })).toEqual({ id, orderId });
    await window.orders.confirm({ id: orderId });
    expect((await chainOf(orderId)).documents.map(({ kind, number: shown }) => [kind, shown])).toEqual([
      ['quote', number],
    ]);
  });

  it('whose order is removed is as it was sent, and the order comes back as it was typed, of the same quote', async () => {
    const id = await quoteOf();
    await window.salesDocuments.sendQuote({ id });
    const { orderId } = await window.salesDocuments.acceptQuote({ id });
    await window.orders.removeDraft({ id: orderId });
    const open = await bodyOf(id);
    expect(open).toMatchObject({ state: 'sent' });
    expect(Object.keys(open)).not.toContain('orderId');
    const again = await window.salesDocuments.acceptQuote({ id, draft: { ...body, note: 'با آسانسور' } });
    expect(again.orderId).not.toBe(orderId);
    expect(await bodyOf(again.orderId)).toMatchObject({
      quoteId: id,
      state: 'draft',
      orderedOn: TODAY,
      note: 'با آسانسور',
      lines,
    });
    expect(await bodyOf(id)).toMatchObject({ state: 'accepted', orderId: again.orderId });
    const stolen = window.salesDocuments.acceptQuote({ id, draft: { state: 'confirmed' } });
    expect(await codeOf(stolen)).toBe('illegal_transition');
    company.server.reachable = true;
    await window.sync.now();
    expect(await bodyOf(id)).toMatchObject({ state: 'accepted', orderId: again.orderId });
  });

  it('gives the order that comes back nothing of what had been taken out of it', async () => {
    const id = await quoteOf(TERMS);
    await window.salesDocuments.sendQuote({ id });
    const { orderId } = await window.salesDocuments.acceptQuote({ id });
    expect(await bodyOf(orderId)).toMatchObject(TERMS);
    const seen = await bodyOf(orderId);
    await window.orders.edit({
      id: orderId,
      changes: Object.keys(TERMS).map((path) => ({ do: 'unset', path, seen: seen[path] })),
    });
    const { quoteId: _quote, state: _draft, ...draft } = await bodyOf(orderId);
    await window.orders.removeDraft({ id: orderId });
    const again = await window.salesDocuments.acceptQuote({ id, draft });
    expect(await bodyOf(again.orderId)).toEqual({ ...draft, quoteId: id, state: 'draft' });
  });

  it('that was accepted again meanwhile gives no other order for the one that comes back', async () => {
    const id = await quoteOf();
    await window.salesDocuments.sendQuote({ id });
    const removed = await window.salesDocuments.acceptQuote({ id });
    const { quoteId: _quote, state: _draft, ...draft } = await bodyOf(removed.orderId);
    await window.orders.removeDraft({ id: removed.orderId });
    const { orderId } = await window.salesDocuments.acceptQuote({ id });
    const back = { id, draft, orderId: idOf('back') };
    expect(await codeOf(window.salesDocuments.acceptQuote(back))).toBe('illegal_transition');
    await window.orders.removeDraft({ id: orderId });
    expect(await window.salesDocuments.acceptQuote(back)).toEqual({ id, orderId: idOf('back') });
    // The answer was lost, and it is asked again.
    expect(await window.salesDocuments.acceptQuote(back)).toEqual({ id, orderId: idOf('back') });
  });

  it('that an earlier program left accepted for an order that is gone is accepted anew', async () => {
    const id = await quoteOf();
    await window.salesDocuments.sendQuote({ id });
    const { orderId } = await window.salesDocuments.acceptQuote({ id });
    await window.orders.removeDraft({ id: orderId });
    company.server.reachable = true;
    await window.sync.now();
    company.server.put('salesDocuments', 'quote', id, { ...(await bodyOf(id)), state: 'accepted', orderId });
    await window.sync.now();
    expect((await window.salesDocuments.acceptQuote({ id })).orderId).not.toBe(orderId);
  });

  it('that has run out makes no order until it is prolonged', async () => {
    const id = await quoteOf({ issuedOn: '2026-11-01', validUntil: '2026-11-20' });
    await window.salesDocuments.sendQuote({ id });
    expect(await codeOf(window.salesDocuments.acceptQuote({ id }))).toBe('quote_expired');
    await window.salesDocuments.prolongQuote({ id, validUntil: '2026-11-30' });
    expect((await window.salesDocuments.acceptQuote({ id })).orderId).not.toBe('');
    expect(await codeOf(window.salesDocuments.prolongQuote({ id, validUntil: '2026-12-30' }))).toBe(
      'illegal_transition',
    );
  });

  it('is declined with a reason, and then nothing comes of it', async () => {
    const id = await quoteOf();
    expect(await codeOf(window.salesDocuments.declineQuote({ id, reason: 'گران است' }))).toBe('illegal_transition');
    await window.salesDocuments.sendQuote({ id });
    await window.salesDocuments.declineQuote({ id, reason: 'گران است' });
    expect(await bodyOf(id)).toMatchObject({ state: 'declined', declineReason: 'گران است' });
    expect(await codeOf(window.salesDocuments.acceptQuote({ id }))).toBe('illegal_transition');
    expect(await codeOf(window.salesDocuments.removeDraft({ id }))).toBe('illegal_transition');
  });

  it('without a line is not sent; its steps are no edits', async () => {
    const { id } = await window.salesDocuments.createQuote({
      kind: 'quote',
      body: { ...body, issuedOn: TODAY, lines: [] },
    });
    expect(await codeOf(window.salesDocuments.sendQuote({ id }))).toBe('invalid_input');
    expect(
      await codeOf(window.salesDocuments.editDraft({ id, changes: [{ do: 'set', path: 'state', value: 'sent' }] })),
    ).toBe('illegal_transition');
    await window.salesDocuments.removeDraft({ id });
    expect(await codeOf(window.salesDocuments.sendQuote({ id }))).toBe('not_found');
  });
});

describe('a confirmed order', () => {
  it('is delivered in parts, invoiced, and partly brought back: numbers of their own, and what is open', async () => {
    const orderId = await confirmedOrder();
    const part = await window.salesDocuments.deliver({
      orderId,
      lines: [{ orderLineId: '1', quantity: 3_000 }],
      receivedBy: 'انباردار',
    });
    expect(part.number).toMatch(/^DLV-TEST-\d{4}$/);
    expect(await bodyOf(part.id)).toMatchObject({
      state: 'delivered',
      issuedOn: TODAY,
      customerId: idOf('bahar'),
      receivedBy: 'انباردار',
      lines: [{ id: '1', orderLineId: '1', quantity: 3_000 }],
    });
    expect((await chainOf(orderId)).progress.delivered).toEqual({ done: 3_000, of: 7_000, unit: 'عدد', state: 'part' });
    await window.salesDocuments.deliver({ orderId });
    expect((await chainOf(orderId)).progress.delivered.state).toBe('all');
    expect(await codeOf(window.salesDocuments.deliver({ orderId }))).toBe('document_empty');

    const invoice = await window.salesDocuments.invoice({ orderId, deliveryId: part.id });
    expect(invoice.number).toMatch(/^INV-TEST-\d{4}$/);
    expect(await bodyOf(invoice.id)).toMatchObject({
      state: 'issued',
      deliveryId: part.id,
      lines: [{ quantity: 3_000 }],
    });
    const rest = await window.salesDocuments.invoice({ orderId });
    expect((await bodyOf(rest.id))['lines']).toMatchObject([{ quantity: 2_000 }, { quantity: 2_000 }]);

    const back = await window.salesDocuments.takeBack({
      orderId,
      invoiceId: invoice.id,
      lines: [{ orderLineId: '1', quantity: 1_000, reason: 'damaged' }],
      remedy: 'replacement',
    });
    expect(back.number).toMatch(/^RET-TEST-\d{4}$/);
    await window.salesDocuments.receive({ id: back.id });
    const { progress, documents } = await chainOf(orderId);
    expect(progress.lines[0]).toMatchObject({ delivered: 5_000, invoiced: 5_000, returned: 1_000, toDeliver: 1_000 });
    expect(documents.map(({ kind, state }) => `${kind} ${state}`).toSorted()).toEqual([
      'delivery delivered',
      'delivery delivered',
      'invoice issued',
      'invoice issued',
      'return received',
    ]);
    expect(documents.every(({ pending, orderNumber }) => pending && orderNumber?.startsWith('ORD-'))).toBe(true);
  });

  it('gives no more than is open, and nothing before it is confirmed', async () => {
    const draft = await window.orders.create({ kind: 'order', body: { ...body, orderedOn: TODAY } });
    expect(await codeOf(window.salesDocuments.deliver({ orderId: draft.id }))).toBe('illegal_transition');
    const orderId = await confirmedOrder();
    const tooMuch = { orderId, lines: [{ orderLineId: '1', quantity: 5_001 }] };
    expect(await codeOf(window.salesDocuments.deliver(tooMuch))).toBe('quantity_exceeds_open');
    expect(await codeOf(window.salesDocuments.invoice(tooMuch))).toBe('quantity_exceeds_open');
    expect(await codeOf(window.salesDocuments.takeBack({ orderId, remedy: 'refund', reason: 'defect' }))).toBe(
      'document_empty',
    );
    await window.salesDocuments.deliver({ orderId });
    expect(
      await codeOf(
        window.salesDocuments.takeBack({
          orderId,
          remedy: 'refund',
          reason: 'defect',
          lines: [{ orderLineId: '1', quantity: 5_001 }],
        }),
      ),
    ).toBe('quantity_exceeds_open');
    expect(await codeOf(window.salesDocuments.takeBack({ orderId, remedy: 'refund' }))).toBe('invalid_input');
    // Of another order's paper nothing is made.
    const other = await confirmedOrder();
    const { id: delivery } = await window.salesDocuments.deliver({ orderId: other });
    expect(await codeOf(window.salesDocuments.invoice({ orderId, deliveryId: delivery }))).toBe('not_found');
  });

  it('has its papers prepared as drafts without a number, changed, and sent out later', async () => {
    const orderId = await confirmedOrder();
    const { id, number } = await window.salesDocuments.deliver({ orderId, asDraft: true });
    expect(number).toBeNull();
    await window.salesDocuments.editDraft({
      id,
      changes: [{ do: 'set', path: 'lines/1/quantity', value: 4_000, seen: 5_000 }],
    });
    // What is prepared is not proposed once more.
    const other = await window.salesDocuments.deliver({ orderId, asDraft: true });
    expect((await bodyOf(other.id))['lines']).toMatchObject([{ orderLineId: '1', quantity: 1_000 }]);
    expect((await window.salesDocuments.issue({ id })).number).toMatch(/^DLV-TEST-/);
    await window.salesDocuments.removeDraft({ id: other.id });
    expect((await chainOf(orderId)).progress.delivered).toMatchObject({ done: 6_000, state: 'part' });
  });

  it('asked twice with the same id makes one paper', async () => {
    const orderId = await confirmedOrder();
    const id = idOf('the same delivery');
    const once = await window.salesDocuments.deliver({ id, orderId });
    expect(await window.salesDocuments.deliver({ id, orderId })).toEqual(once);
    expect((await chainOf(orderId)).documents).toHaveLength(1);
  });

  it('is not cancelled under its papers; these are cancelled first, but not under a return', async () => {
    const orderId = await confirmedOrder();
    const { id: delivery } = await window.salesDocuments.deliver({ orderId });
    expect(await codeOf(window.orders.cancel({ id: orderId, reason: 'x' }))).toBe('order_in_progress');
    const { id: back } = await window.salesDocuments.takeBack({ orderId, remedy: 'refund', reason: 'notWanted' });
    expect(await codeOf(window.salesDocuments.cancel({ id: delivery, reason: 'x' }))).toBe('order_in_progress');
    await window.salesDocuments.refuse({ id: back, reason: 'بازه گذشته است' });
    await window.salesDocuments.cancel({ id: delivery, reason: 'اشتباه' });
    expect(await bodyOf(delivery)).toMatchObject({ state: 'cancelled', cancelReason: 'اشتباه' });
    await window.orders.cancel({ id: orderId, reason: 'x' });
    expect(await bodyOf(orderId)).toMatchObject({ state: 'cancelled' });
  });
});

describe('the lists', () => {
  it('have a kind each, and the list of orders has orders alone', async () => {
    const orderId = await confirmedOrder();
    const quote = await quoteOf();
    const delivery = await window.salesDocuments.deliver({ orderId });
    const orders = await first(window.orders.list({ offset: 0, limit: 50 }));
    expect(orders.rows.map(({ id }) => id)).toContain(orderId);
    expect(orders.rows.map(({ id }) => id)).not.toContain(quote);
    expect(orders.total).toBe(orders.rows.length);
    const listed = (kind: 'quote' | 'delivery', search?: string) =>
      first(window.salesDocuments.list({ offset: 0, limit: 50, kind, ...(search === undefined ? {} : { search }) }));
    expect((await listed('quote')).rows).toMatchObject([
      { id: quote, kind: 'quote', state: 'draft', day: TODAY, total: { amount: 7_000_000, currency: 'IRR' } },
    ]);
    expect((await listed('delivery')).rows).toMatchObject([{ id: delivery.id, total: null, orderId, lineCount: 2 }]);
    expect((await listed('delivery', delivery.number ?? '')).total).toBe(1);
    expect((await listed('delivery', 'nobody of that name')).total).toBe(0);
  });

  it('count no paper twice in what a customer bought', async () => {
    const before = await first(window.customers.list({ offset: 0, limit: 50, search: 'بهار' }));
    const orderId = await confirmedOrder();
    const after = await first(window.customers.list({ offset: 0, limit: 50, search: 'بهار' }));
    await window.salesDocuments.deliver({ orderId });
    await window.salesDocuments.invoice({ orderId });
    const done = await first(window.customers.list({ offset: 0, limit: 50, search: 'بهار' }));
    expect(after).not.toEqual(before);
    expect(done.rows[0]).toEqual(after.rows[0]);
  });
});

it('whoever may write no orders makes none of these papers', async () => {
  const orderId = await confirmedOrder();
  await become('tara');
  expect(await codeOf(window.salesDocuments.createQuote({ kind: 'quote', body: { ...body, issuedOn: TODAY } }))).toBe(
    'permission_denied',
  );
  expect(await codeOf(window.salesDocuments.deliver({ orderId }))).toBe('permission_denied');
});

describe('what is prepared', () => {
  it('has other quantities as long as it is not out, of what is open without it', async () => {
    const freight = { amount: 700, currency: 'IRR' };
    const { id: orderId } = await window.orders.create({
      kind: 'order',
      body: { ...body, orderedOn: TODAY, freight },
    });
    await window.orders.confirm({ id: orderId });
    const { id } = await window.salesDocuments.invoice({ orderId, asDraft: true });
    expect(await bodyOf(id)).toMatchObject({ freight });
    await window.salesDocuments.changeLines({ id, lines: [{ orderLineId: '2', quantity: 1_000 }] });
    const changed = await bodyOf(id);
    expect(changed['lines']).toMatchObject([{ orderLineId: '2', quantity: 1_000 }]);
    expect(changed['freight']).toEqual({ amount: 100, currency: 'IRR' });
    await window.salesDocuments.changeLines({ id, lines: [{ orderLineId: '1', quantity: 5_000 }] });
    expect(
      await codeOf(window.salesDocuments.changeLines({ id, lines: [{ orderLineId: '1', quantity: 5_001 }] })),
    ).toBe('quantity_exceeds_open');
    await window.salesDocuments.issue({ id });
    expect(
      await codeOf(window.salesDocuments.changeLines({ id, lines: [{ orderLineId: '1', quantity: 1_000 }] })),
    ).toBe('locked');
  });
});

describe('orders of which more was delivered or invoiced than was ordered', () => {
  it('are gathered, until one of the papers is cancelled; a replacement is none', async () => {
    const exceeding = async () =>
      (await first(window.salesDocuments.exceeding())).map(({ orderId, delivered, invoiced }) => [
        orderId,
        delivered,
        invoiced,
      ]);
    const orderId = await confirmedOrder();
    const all = await window.salesDocuments.deliver({ orderId });
    await window.salesDocuments.takeBack({
      orderId,
      lines: [{ orderLineId: '1', quantity: 1_000 }],
      remedy: 'replacement',
      reason: 'damaged',
    });
    await window.salesDocuments.deliver({ orderId, lines: [{ orderLineId: '1', quantity: 1_000 }] });
    expect(await exceeding()).toEqual([]);
    // Somebody else delivered the rest without a line, and their paper comes now.
    company.server.put('salesDocuments', 'delivery', idOf('twice'), {
      ...(await bodyOf(all.id)),
      number: 'DLV-TWIN-0001',
    });
    company.server.reachable = true;
    await window.sync.now();
    expect(await exceeding()).toEqual([[orderId, true, false]]);
    await window.salesDocuments.cancel({ id: idOf('twice'), reason: 'دوبار' });
    expect(await exceeding()).toEqual([]);
  });

  it('are gathered with those that were cancelled while a colleague’s paper of them was on its way', async () => {
    const orderId = await confirmedOrder();
    const order = await bodyOf(orderId);
    const invoiced = await window.salesDocuments.invoice({ orderId });
    await window.salesDocuments.cancel({ id: invoiced.id, reason: 'اشتباه' });
    await window.orders.cancel({ id: orderId, reason: 'انصراف' });
    const other = await confirmedOrder();
    await window.orders.cancel({ id: other, reason: 'انصراف' });
    const exceeding = () => first(window.salesDocuments.exceeding());
    expect(await exceeding()).toEqual([]);
    const { cancelledAt: _at, cancelReason: _why, ...issued } = await bodyOf(invoiced.id);
    company.server.put('salesDocuments', 'invoice', idOf('late'), {
      ...issued,
      state: 'issued',
      number: 'INV-TWIN-0001',
    });
    company.server.reachable = true;
    await window.sync.now();
    expect(await exceeding()).toMatchObject([
      { orderId, orderNumber: order['number'], delivered: false, invoiced: true, cancelled: true },
    ]);
    await window.salesDocuments.cancel({ id: idOf('late'), reason: 'سفارش لغو شده' });
    expect(await exceeding()).toEqual([]);
  });
});
