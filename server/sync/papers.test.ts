/** SEC-85: what a changed program writes on an invoice, a delivery or a return that its order has not. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import type { RecordOperation } from '../../shared/sync/operation.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const confirmed = (customer: string): RecordBody => ({
  ...orderBody(customer),
  ownerId: idOf('ali'),
  state: 'confirmed',
  confirmedAt: AT,
});
const STATES = { invoice: 'issued', delivery: 'delivered', return: 'accepted' } as const;
type Kind = keyof typeof STATES;

/** Of the order's one line, 2,000 of it at 5,000 rials. */
function paper(kind: Kind, customerId: string, orderId: string, lineRest: RecordBody = {}, rest: RecordBody = {}) {
  const [ordered] = orderBody(customerId)['lines'] as RecordBody[];
  return {
    customerId,
    orderId,
    issuedOn: '2026-11-21',
    state: STATES[kind],
    lines: [{ ...ordered, id: 'p1', orderLineId: 'l1', ...lineRest }],
    ...(kind === 'delivery' ? {} : { currency: 'IRR' }),
    ...(kind === 'return' ? { remedy: 'refund', reason: 'damaged' } : {}),
    ...rest,
  };
}

describe('a quote that was accepted', () => {
  test('is open again only when its order is gone, as the server has it when the group comes', async () => {
    const [ali, hamid] = [await server.device('ali'), await server.device('hamid')];
    const customer = await server.newCustomer();
    const [quoteId, orderId] = [server.newId(), server.newId()];
    const { orderedOn: _ordered, ...offered } = orderBody(customer, { issuedOn: '2026-11-20', sentAt: AT });
    await ali.push(
      create('salesDocuments', 'order', orderId, orderBody(customer, { quoteId })),
      create('salesDocuments', 'quote', quoteId, { ...offered, state: 'accepted', acceptedAt: AT, orderId }),
    );
    const remove = (version: number): RecordOperation => ({
      act: 'delete',
      collection: 'salesDocuments',
      kind: 'order',
      id: orderId,
      seen: { epoch: ali.epoch, version, group: null },
    });
    const reopen = patch(
      'salesDocuments',
      'quote',
      quoteId,
      { version: 1 },
      set('state', 'sent', 'accepted'),
      { do: 'unset', path: 'acceptedAt', seen: AT },
      { do: 'unset', path: 'orderId', seen: orderId },
    );
    const held = { outcome: 'parked', reason: 'invalid', facts: { violation: 'quote.orderStands' } };
    expect(await ali.push(reopen)).toMatchObject(held);
    // Somebody changed the order meanwhile, so that it was not deleted: its quote is not open either.
    await hamid.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('note', 'فوری')));
    const [second, third] = [await server.device('babak'), await server.device('hamid')];
    expect(await second.push(remove(1), reopen)).toMatchObject(held);
    expect((await server.record('salesDocuments', orderId))?.deleted).toBe(false);
    // Whoever has seen the change removes both at once; a program that removed the order first may open the quote afterwards.
    expect(await third.push(remove(2), reopen)).toMatchObject({ outcome: 'applied' });
    expect((await server.record('salesDocuments', quoteId))?.body['state']).toBe('sent');
  });
});

describe('SEC-85: a paper that goes out', () => {
  test('is as its order has it, or held with the field and the reason by name', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const orderId = server.newId();
    await ali.push(create('salesDocuments', 'order', orderId, confirmed(customer)));
    const push = (kind: Kind, lineRest: RecordBody = {}, rest: RecordBody = {}) =>
      ali.push(create('salesDocuments', kind, server.newId(), paper(kind, customer, orderId, lineRest, rest)));
    const held = (path: string, reason: string) => ({
      outcome: 'parked',
      reason: 'invalid',
      facts: { path, violation: `document.${reason}` },
    });
    const cheap = { unitPrice: { amount: 4_999, currency: 'IRR' } };
    for (const kind of ['invoice', 'return'] as const) {
      expect(await push(kind, cheap)).toMatchObject(held('lines/p1/unitPrice', 'differsFromOrder'));
      expect(await push(kind, { discountPercentage: 1 })).toMatchObject(
        held('lines/p1/discountPercentage', 'differsFromOrder'),
      );
      expect(await push(kind)).toMatchObject({ outcome: 'applied' });
    }
    expect(await push('invoice', {}, { discountPercentage: 10_000 })).toMatchObject(
      held('discountPercentage', 'differsFromOrder'),
    );
    expect(await push('invoice', {}, { freight: { amount: 1, currency: 'IRR' } })).toMatchObject(
      held('freight', 'differsFromOrder'),
    );
    expect(await push('delivery', { quantity: 2_001 })).toMatchObject(held('lines/p1/quantity', 'moreThanOrdered'));
    expect(await push('delivery')).toMatchObject({ outcome: 'applied' });
  });

  test('is measured when it goes out, also in the group that confirms its order, and never without one', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const [orderId, draftId] = [server.newId(), server.newId()];
    const draft = {
      ...paper('invoice', customer, orderId, { unitPrice: { amount: 1, currency: 'IRR' } }),
      state: 'draft',
    };
    expect(
      await ali.push(
        create('salesDocuments', 'order', orderId, confirmed(customer)),
        create('salesDocuments', 'invoice', draftId, draft),
      ),
    ).toMatchObject({ outcome: 'applied' });
    const issue = patch('salesDocuments', 'invoice', draftId, { version: 1 }, set('state', 'issued', 'draft'));
    expect(await ali.push(issue)).toMatchObject({
      outcome: 'parked',
      facts: { violation: 'document.differsFromOrder' },
    });
    const alone = paper('invoice', customer, server.newId());
    expect(
      await (await server.device('babak')).push(create('salesDocuments', 'invoice', server.newId(), alone)),
    ).toMatchObject({
      outcome: 'parked',
      facts: { violation: 'document.orderUnknown' },
    });
  });

  test('says cartons as its order does, or pieces; what is no unit is held', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const orderId = server.newId();
    const carton = { unitId: 'u1', unit: 'کارتن', factor: 1_000_000 };
    const order = confirmed(customer);
    const inCartons = (saidIn: RecordBody): RecordBody => ({
      ...order,
      lines: (order['lines'] as RecordBody[]).map((line) => ({ ...line, saidIn })),
    });
    for (const malformed of [
      { ...carton, factor: 0 },
      { ...carton, factor: -12_000 },
      { ...carton, factor: 0.5 },
      { ...carton, unit: ' ' },
      { unitId: 'u1', factor: 12_000 },
    ])
      expect(
        await (
          await server.device('babak')
        ).push(create('salesDocuments', 'order', server.newId(), inCartons(malformed))),
        JSON.stringify(malformed),
      ).toMatchObject({ outcome: 'parked', reason: 'invalid' });
    expect(await ali.push(create('salesDocuments', 'order', orderId, inCartons(carton)))).toMatchObject({
      outcome: 'applied',
    });
    const kept = (await server.record('salesDocuments', orderId))?.body['lines'] as RecordBody[] | undefined;
    expect(kept?.[0]?.['saidIn']).toEqual(carton);
    const push = async (saidIn: RecordBody) =>
      (await server.device('hamid')).push(
        create('salesDocuments', 'delivery', server.newId(), paper('delivery', customer, orderId, saidIn)),
      );
    expect(await push({ saidIn: { ...carton, factor: 24_000 } })).toMatchObject({
      outcome: 'parked',
      facts: { path: 'lines/p1/saidIn', violation: 'document.differsFromOrder' },
    });
    expect(await push({ saidIn: carton })).toMatchObject({ outcome: 'applied' });
    expect(await push({})).toMatchObject({ outcome: 'applied' });
  });
});
