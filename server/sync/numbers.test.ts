import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  create,
  createTestServer,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

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

describe('a clone’s duplicates', () => {
  const applyAs = async (hash: string, number: string) => {
    const ada = await server.device('ada');
    const { operations } = await server.app.call('heldWorkDetail', ada.token, { hash });
    const leaf = operations[0]?.leaves.find(({ path }) => path === 'number');
    return server.app.call('decideHeldWork', ada.token, {
      id: server.newId(),
      hash,
      decision: 'change',
      note: 'نسخهٔ دوم دیسک',
      edits: [{ operation: 0, leaf: { key: leaf?.key ?? '', path: 'number' }, act: 'set', value: number }],
    });
  };
  const orderOf = async (ali: TestDevice, number: string) => {
    const id = server.newId();
    const outcome = await ali.push(
      create('salesDocuments', 'order', id, orderBody(await server.newCustomer(), { number })),
    );
    return { id, outcome };
  };

  test('SYNC-155: is parked with a number of its own kept for it: the paper’s and a suffix, which an administrator gives it', async () => {
    const ali = await server.device('ali');
    const number = `ORD-${ali.code}-0007`;
    const first = await orderOf(ali, number);
    const [second, third] = [await orderOf(ali, number), await orderOf(ali, number)];
    expect([second.outcome, third.outcome]).toMatchObject([
      { outcome: 'parked', reason: 'number_duplicate', facts: { number, suffixed: `${number}/2` } },
      { outcome: 'parked', reason: 'number_duplicate', facts: { number, suffixed: `${number}/3` } },
    ]);
    // The other's is kept for the other.
    expect(await applyAs(second.outcome.hash, `${number}/3`)).toMatchObject({
      type: 'refused',
      reason: 'number_duplicate',
    });
    expect(await applyAs(second.outcome.hash, `${number}/2`)).toMatchObject({ type: 'decided', outcome: 'applied' });
    expect(await applyAs(third.outcome.hash, `${number}/3`)).toMatchObject({ type: 'decided', outcome: 'applied' });
    const numbers = await Promise.all(
      [first, second, third].map(async ({ id }) => (await server.record('salesDocuments', id))?.body['number']),
    );
    expect(numbers).toEqual([number, `${number}/2`, `${number}/3`]);
  });

  test('SYNC-155: a number with a suffix is on one paper too, is nobody else’s, and uses up none of the block', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const used = async () =>
      (
        await server.database.rows<{ used: number }>(
          "SELECT max(used) AS used FROM number_blocks WHERE code = $1 AND series = 'ORD' AND first = 1",
          [ali.code],
        )
      )[0]?.used;
    await ali.handshake();
    const number = `ORD-${ali.code}-0090/2`;
    const before = await used();
    expect((await orderOf(ali, number)).outcome).toMatchObject({ outcome: 'applied' });
    expect(await used()).toBe(before);
    expect((await orderOf(ali, number)).outcome).toMatchObject({
      outcome: 'parked',
      facts: { number, suffixed: `ORD-${ali.code}-0090/3` },
    });
    expect((await orderOf(babak, `ORD-${ali.code}-0090/4`)).outcome).toMatchObject({
      outcome: 'parked',
      facts: { cause: 'number_foreign' },
    });
  });

  test('SYNC-155: looked at again, it keeps the suffix that it was given', async () => {
    const ali = await server.device('ali');
    const number = `ORD-${ali.code}-0008`;
    await orderOf(ali, number);
    const { outcome } = await orderOf(ali, number);
    const again = await server.app.call('decideHeldWork', (await server.device('ada')).token, {
      id: server.newId(),
      hash: outcome.hash,
      decision: 'apply',
      note: '',
      edits: [],
    });
    expect(again).toMatchObject({ type: 'refused', reason: 'number_duplicate', facts: { suffixed: `${number}/2` } });
    expect((await orderOf(ali, number)).outcome).toMatchObject({ facts: { suffixed: `${number}/3` } });
  });
});
