import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { RECORD_BYTES_MAXIMUM } from '../../shared/sync/operation.ts';
import { create, createTestServer, customerBody, patch, set, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('SYNC-190: a group that makes a record too large for any message is parked, and what follows is applied', async () => {
  const ali = await server.device('ali');
  const [id, other] = [server.newId(), server.newId()];
  const half = 'x'.repeat(RECORD_BYTES_MAXIMUM / 2);
  const { outcomes } = await ali.send([
    ali.write(create('customers', 'company', id, customerBody('بزرگ', 'north'))),
    ali.write(patch('customers', 'company', id, {}, set('one', half))),
    ali.write(patch('customers', 'company', id, {}, set('two', half))),
    ali.write(create('customers', 'company', other, customerBody('کوچک', 'north'))),
  ]);
  expect(outcomes).toMatchObject([
    { outcome: 'applied' },
    { outcome: 'applied' },
    { outcome: 'parked', reason: 'invalid', facts: { cause: 'record_too_large', collection: 'customers', id } },
    { outcome: 'applied' },
  ]);
  expect(await server.record('customers', id)).toMatchObject({ version: 2 });
});

test('a bulk load refuses such a record and names it', async () => {
  const id = server.newId();
  const body = { ...customerBody('بزرگ', 'north'), large: 'x'.repeat(RECORD_BYTES_MAXIMUM) };
  await expect(server.load([{ collection: 'customers', kind: 'company', id, body }])).rejects.toMatchObject({
    code: 'invalid_input',
    facts: { reason: 'record_too_large', id },
  });
});
