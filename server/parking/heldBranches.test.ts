/** Held work where a chain is not one line: after a fork, and after a restore. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { beginEpoch } from '../sync/epochs.ts';
import { create, createTestServer, customerBody, patch, set, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('SYNC-41: what one branch of a chain has held keeps nothing of the other branch waiting', async () => {
  const ali = await server.device('ali');
  const id = await server.newCustomer();
  const note = (value: string, ...more: ReturnType<typeof set>[]) =>
    patch('customers', 'company', id, { version: 1 }, set('note', value), ...more);
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('email', 'a@b.c')));
  const fork = ali.last;
  expect(await ali.push(note('الف', set('stage', 'no such stage')))).toMatchObject({ outcome: 'parked' });
  expect(await ali.push(note('ب'))).toMatchObject({ outcome: 'parked', reason: 'behind_parked' });
  ali.last = fork;
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('website', 'w')));
  expect(await ali.push(note('پ'))).toMatchObject({ outcome: 'applied' });
  expect((await server.record('customers', id))?.body).toMatchObject({ note: 'پ' });
});

test('SYNC-26: what lies within a range that is declared lost, and waited for the rest of it, waits no more', async () => {
  const [ali, ada] = await Promise.all([server.device('ali'), server.device('ada')]);
  const groups = Array.from({ length: 5 }, () =>
    ali.write(create('customers', 'company', server.newId(), customerBody('مشتری', 'north'))),
  );
  const [first, , third, , fifth] = groups;
  expect((await ali.send([first!, third!, fifth!])).outcomes.map(({ outcome }) => outcome)).toEqual([
    'applied',
    'waiting',
    'waiting',
  ]);
  const input = { id: server.newId(), device: ali.id, first: 2, last: 4, note: 'گم' };
  expect(await server.app.call('declareLost', ada.token, input)).toEqual({ applied: 2, parked: 0, waiting: 0 });
});

test('SYNC-46: held work that was built on a state which a restore took away is applied when an administrator says so', async () => {
  const [ali, ada] = await Promise.all([server.device('ali'), server.device('ada')]);
  const id = await server.newCustomer();
  for (const email of ['a', 'b'])
    await ali.push(patch('customers', 'company', id, { version: 1 }, set('email', email)));
  const held = await ali.push(
    patch('customers', 'company', id, { version: 3 }, set('stage', 'no such stage'), set('note', 'بماند')),
  );
  expect(held).toMatchObject({ outcome: 'parked', reason: 'invalid' });
  // The record as the backup had it, and a new life.
  await server.database.rows('DELETE FROM history WHERE id = $1 AND version > 1', [id]);
  await server.database.rows("UPDATE records SET version = 1, body = body - 'email' WHERE id = $1", [id]);
  await beginEpoch(server.database);
  const reply = await server.app.call('decideHeldWork', ada.token, {
    id: server.newId(),
    hash: held.hash,
    decision: 'change',
    note: '',
    edits: [{ operation: 0, leaf: { key: '0', path: 'stage' }, act: 'leaveOut' }],
  });
  expect(reply).toMatchObject({ type: 'decided', outcome: 'applied' });
  expect((await server.record('customers', id))?.body).toMatchObject({ note: 'بماند', stage: 'active' });
});
