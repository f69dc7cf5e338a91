import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { create, createTestServer, orderBody, patch, set, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('SYNC-87 SYNC-150: a colleague who takes a clash back may put the document’s own number back into it', async () => {
  const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
  const [id, number] = [server.newId(), `ORD-${ali.code}-5`];
  await ali.push(create('salesDocuments', 'order', id, orderBody(await server.newCustomer(), { number })));
  await ali.push(patch('salesDocuments', 'order', id, { version: 1 }, { do: 'unset', path: 'number', seen: number }));
  expect(await babak.push(patch('salesDocuments', 'order', id, { version: 2 }, set('number', number)))).toMatchObject({
    outcome: 'applied',
  });
  const other = create('salesDocuments', 'order', server.newId(), orderBody(await server.newCustomer(), { number }));
  expect(await babak.push(other)).toMatchObject({ outcome: 'parked', facts: { cause: 'number_foreign' } });
});

test('SYNC-150: a foreign claim in the same message does not take a number from the device that it belongs to', async () => {
  const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
  const [customerId, number] = [await server.newCustomer(), `ORD-${ali.code}-6`];
  const order = () => create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number }));
  expect((await ali.send([babak.write(order()), ali.write(order())])).outcomes).toMatchObject([
    { outcome: 'parked', facts: { cause: 'number_foreign' } },
    { outcome: 'applied' },
  ]);
});
