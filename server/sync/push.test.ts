import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  SOUTH,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer();
});
afterAll(() => server.close());

test('a customer is created, placed by the server and covered by the scope it lies in', async () => {
  const ali = await server.device('ali');
  const id = server.newId();
  const outcome = await ali.push(create('customers', 'company', id, customerBody('آلفا', 'north')));
  expect(outcome).toMatchObject({ outcome: 'applied', reviews: [] });
  expect(Object.keys(outcome.outcome === 'applied' ? outcome.covers : {})).toEqual([NORTH]);
  expect(await server.record('customers', id)).toMatchObject({ version: 1, home_scope: NORTH, deleted: false });
});

test('SYNC-20 a replay returns the outcome it got then and changes nothing, through another node too', async () => {
  const ali = await server.device('ali');
  const node = await server.openNode();
  const id = server.newId();
  const group = ali.write(create('customers', 'company', id, customerBody('بتا', 'north')));
  const [first] = (await ali.send([group])).outcomes;
  const [second] = (await ali.send([group], node)).outcomes;
  const [third] = (await ali.send([group, group])).outcomes;
  expect(second).toEqual(first);
  expect(third).toEqual(first);
  expect((await server.record('customers', id))?.version).toBe(1);
});
