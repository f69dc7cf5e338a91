/** SEC-85: a cancelled order and its papers: what was never confirmed has none, and what has some out is not cancelled. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, idOf, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

const AT = '2026-11-21T08:00:00.000Z';
let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const draft = (customer: string): RecordBody => ({ ...orderBody(customer), ownerId: idOf('ali') });
const confirmed = (customer: string): RecordBody => ({ ...draft(customer), state: 'confirmed', confirmedAt: AT });
const invoice = (customerId: string, orderId: string, state = 'issued'): RecordBody => ({
  customerId,
  orderId,
  issuedOn: '2026-11-21',
  state,
  currency: 'IRR',
  lines: (orderBody(customerId)['lines'] as RecordBody[]).map((line) => ({ ...line, id: 'p1', orderLineId: 'l1' })),
});
const cancel = (id: string, version: number, from = 'confirmed') =>
  patch('salesDocuments', 'order', id, { version }, set('state', 'cancelled', from), set('cancelledAt', AT));
const addOrder = (id: string, body: RecordBody) => create('salesDocuments', 'order', id, body);
const addInvoice = (id: string, body: RecordBody) => create('salesDocuments', 'invoice', id, body);
const stateOf = async (id: string) => (await server.record('salesDocuments', id))?.body['state'];
const refused = (reason: string, path: string) => ({
  outcome: 'parked',
  reason: 'invalid',
  facts: { violation: reason, path },
});

describe('a paper of a cancelled order', () => {
  const unknown = refused('document.orderUnknown', 'orderId');

  test('is none where the order was never confirmed, whatever it says of itself, in groups apart and in one', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const [apart, together] = [server.newId(), server.newId()];
    await ali.push(addOrder(apart, { ...draft(customer), confirmedAt: AT, number: 'X-1' }));
    expect(await ali.push(cancel(apart, 1, 'draft'))).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(addInvoice(server.newId(), invoice(customer, apart)))).toMatchObject(unknown);
    const babak = await server.device('babak');
    expect(
      await babak.push(
        addOrder(together, draft(customer)),
        cancel(together, 0, 'draft'),
        addInvoice(server.newId(), invoice(customer, together)),
      ),
    ).toMatchObject(unknown);
    const born = server.newId();
    expect(
      await (
        await server.device('hamid')
      ).push(
        addOrder(born, { ...draft(customer), state: 'cancelled' }),
        addInvoice(server.newId(), invoice(customer, born)),
      ),
    ).toMatchObject(unknown);
  });

  test('stands where the order was confirmed before: its machine had not heard of the cancellation', async () => {
    const [ali, babak] = [await server.device('ali'), await server.device('babak')];
    const customer = await server.newCustomer();
    const [id, together] = [server.newId(), server.newId()];
    await ali.push(addOrder(id, confirmed(customer)));
    expect(await ali.push(cancel(id, 1))).toMatchObject({ outcome: 'applied' });
    expect(await babak.push(addInvoice(server.newId(), invoice(customer, id)))).toMatchObject({ outcome: 'applied' });
    // All in one message.
    const groups = [
      ali.write(addOrder(together, confirmed(customer))),
      ali.write(cancel(together, 1)),
      ali.write(addInvoice(server.newId(), invoice(customer, together))),
    ];
    const outcomes = (await ali.send(groups)).outcomes.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['applied', 'applied', 'applied']);
  });
});

describe('a cancellation', () => {
  const papersOut = refused('order.papersOut', 'state');

  test('waits while a paper of the order is out, and goes through once it is cancelled', async () => {
    const [ali, babak] = [await server.device('ali'), await server.device('babak')];
    const customer = await server.newCustomer();
    const [id, paper, other] = [server.newId(), server.newId(), server.newId()];
    await ali.push(addOrder(id, confirmed(customer)), addOrder(other, confirmed(customer)));
    await babak.push(addInvoice(paper, invoice(customer, id)));
    // Somebody who did not know of the invoice.
    expect(await ali.push(cancel(id, 1))).toMatchObject(papersOut);
    expect(await stateOf(id)).toBe('confirmed');
    expect(await (await server.device('ali')).push(cancel(other, 1))).toMatchObject({ outcome: 'applied' });
    const void_ = patch('salesDocuments', 'invoice', paper, { version: 1 }, set('state', 'cancelled', 'issued'));
    expect(await babak.push(void_)).toMatchObject({ outcome: 'applied' });
    expect(await (await server.device('ali')).push(cancel(id, 1))).toMatchObject({ outcome: 'applied' });
  });

  test('counts what the same message brings: a paper that goes out, and one that is cancelled', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const [id, other, paper] = [server.newId(), server.newId(), server.newId()];
    const groups = [
      ali.write(addOrder(id, confirmed(customer))),
      ali.write(addInvoice(paper, invoice(customer, id))),
      ali.write(
        patch('salesDocuments', 'invoice', paper, { version: 1 }, set('state', 'cancelled', 'issued')),
        cancel(id, 1),
      ),
      ali.write(addOrder(other, confirmed(customer)), addInvoice(server.newId(), invoice(customer, other))),
      ali.write(cancel(other, 1)),
    ];
    const outcomes = (await ali.send(groups)).outcomes.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['applied', 'applied', 'applied', 'applied', 'parked']);
    expect([await stateOf(id), await stateOf(other)]).toEqual(['cancelled', 'confirmed']);
  });

  test('of a draft, or beside a draft of a paper, is nobody’s business', async () => {
    const ali = await server.device('ali');
    const customer = await server.newCustomer();
    const id = server.newId();
    await ali.push(addOrder(id, confirmed(customer)), addInvoice(server.newId(), invoice(customer, id, 'draft')));
    expect(await ali.push(cancel(id, 1))).toMatchObject({ outcome: 'applied' });
  });
});
