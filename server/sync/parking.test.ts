import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  create,
  createTestServer,
  customerBody,
  orderBody,
  patch,
  set,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('SYNC-40: a group with one impossible operation is parked whole, with a reason and facts; its bytes are kept', async () => {
  const ali = await server.device('ali');
  const [good, id] = [server.newId(), await server.newCustomer()];
  const group = ali.write(
    create('customers', 'company', good, customerBody('خوب', 'north')),
    patch('customers', 'company', id, { version: 1 }, set('stage', 'no such stage')),
  );
  const [outcome] = (await ali.send([group])).outcomes;
  expect(outcome).toMatchObject({
    outcome: 'parked',
    reason: 'invalid',
    facts: { collection: 'customers', id, path: 'stage' },
    covers: {},
  });
  expect(await server.record('customers', good)).toBeNull();
  expect((await server.record('customers', id))?.version).toBe(1);
  expect(await server.database.rows('SELECT bytes, signature FROM ledger WHERE hash = $1', [group.hash])).toEqual([
    { bytes: group.bytes, signature: group.signature },
  ]);
  expect((await ali.send([group])).outcomes).toEqual([outcome]);
});

test('SYNC-40: an order that breaks its rules names the rule', async () => {
  const ali = await server.device('ali');
  const body = orderBody(await server.newCustomer(), { state: 'confirmed', lines: [] });
  expect(await ali.push(create('salesDocuments', 'order', server.newId(), body))).toMatchObject({
    outcome: 'parked',
    reason: 'invariant_broken',
    facts: { violation: 'order.linesMissing', path: 'lines' },
  });
});

describe('behind a parked group', () => {
  test('SYNC-41: wait what touches or refers to a record it created, and what changes the same leaf or merge group', async () => {
    const ali = await server.device('ali');
    const [customerId, newId, orderId] = [await server.newCustomer(), server.newId(), server.newId()];
    await ali.push(create('salesDocuments', 'order', orderId, orderBody(customerId)));
    const parked = await ali.push(
      create('customers', 'company', newId, customerBody('نو', 'south')),
      patch('customers', 'company', customerId, { version: 1 }, set('note', 'الف')),
      patch('salesDocuments', 'order', orderId, {}, set('paymentDays', 10)),
    );
    expect(parked).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    const behind = { outcome: 'parked', reason: 'behind_parked', facts: { behind: parked.hash } };

    expect(await ali.push(patch('customers', 'company', newId, {}, set('note', 'ب')))).toMatchObject(behind);
    expect(
      await ali.push(create('activities', 'call', server.newId(), { subject: 'تماس', customerId: newId })),
    ).toMatchObject(behind);
    expect(
      await ali.push(patch('customers', 'company', customerId, { version: 1 }, set('note', 'پ', 'الف'))),
    ).toMatchObject(behind);
    // Another leaf of the same merge group.
    expect(
      await ali.push(patch('salesDocuments', 'order', orderId, {}, set('discountPercentage', 10_000))),
    ).toMatchObject(behind);

    expect(
      await ali.push(patch('customers', 'company', customerId, { version: 1 }, set('email', 'a@b.example'))),
    ).toMatchObject({ outcome: 'applied' });
    expect(await ali.push(patch('salesDocuments', 'order', orderId, {}, set('note', 'بیرون از گروه')))).toMatchObject({
      outcome: 'applied',
    });
  });

  test('SYNC-41: what waits makes others wait in turn', async () => {
    const ali = await server.device('ali');
    const [newId, orderId] = [server.newId(), server.newId()];
    const groups = [
      ali.write(create('customers', 'company', newId, customerBody('نو', 'south'))),
      ali.write(create('salesDocuments', 'order', orderId, orderBody(newId))),
      ali.write(patch('salesDocuments', 'order', orderId, {}, set('note', 'دنباله'))),
      ali.write(create('customers', 'company', server.newId(), customerBody('دیگر', 'north'))),
    ];
    const { outcomes } = await ali.send(groups);
    expect(outcomes.map((outcome) => (outcome.outcome === 'parked' ? outcome.reason : outcome.outcome))).toEqual([
      'permission_denied',
      'behind_parked',
      'behind_parked',
      'applied',
    ]);
    // The same when each comes by itself.
    expect((await ali.send(groups.slice(1, 3))).outcomes).toEqual(outcomes.slice(1, 3));
  });

  test('SYNC-42: intents on existing records, and other devices’ work, do not wait', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const id = await server.newCustomer();
    const parked = await ali.push(
      patch(
        'customers',
        'company',
        id,
        { version: 1 },
        set('note', 'الف'),
        { do: 'add', path: 'tags', value: 'x' },
        set('stage', 'wrong'),
      ),
    );
    expect(parked).toMatchObject({ outcome: 'parked' });
    expect(
      await ali.push(patch('customers', 'company', id, { version: 1 }, { do: 'add', path: 'tags', value: 'y' })),
    ).toMatchObject({ outcome: 'applied' });
    expect(await babak.push(patch('customers', 'company', id, { version: 1 }, set('note', 'ب')))).toMatchObject({
      outcome: 'applied',
    });
    expect((await server.record('customers', id))?.body).toMatchObject({ note: 'ب', tags: ['y'] });
  });
});

describe('poison', () => {
  test('SYNC-52: what PostgreSQL itself refuses is found among a hundred, parked, and the others are applied', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const ids = Array.from({ length: 100 }, () => server.newId());
    const groups = ids.map((id, index) =>
      (index % 2 === 0 ? ali : babak).write(
        create('customers', 'company', id, customerBody(index === 41 ? 'زهر\u0000' : `مشتری ${index}`, 'north')),
      ),
    );
    const { outcomes } = await ali.send(groups);
    expect(outcomes[41]).toMatchObject({ outcome: 'parked', reason: 'invalid', facts: { cause: 'not_storable' } });
    expect(outcomes.filter(({ outcome }) => outcome === 'applied')).toHaveLength(99);
    expect((await babak.send([groups[41]!])).outcomes).toEqual([outcomes[41]]);
    expect(await babak.push(patch('customers', 'company', ids[41]!, {}, set('note', 'x')))).toMatchObject({
      outcome: 'parked',
      reason: 'behind_parked',
    });
    expect(await babak.push(patch('customers', 'company', ids[43]!, {}, set('note', 'x')))).toMatchObject({
      outcome: 'applied',
    });
  });
});

test('SYNC-52: poison that lay waiting is blamed itself, not what was sent when its time came', async () => {
  const ali = await server.device('ali');
  const [first, poison] = [server.newId(), server.newId()];
  const parent = ali.write(create('customers', 'company', first, customerBody('سالم', 'north')));
  const waiting = ali.write(create('customers', 'company', poison, customerBody('زهر\u0000', 'north')));
  const next = ali.write(create('customers', 'company', server.newId(), customerBody('سالم هم', 'north')));
  expect((await ali.send([waiting, next])).outcomes).toMatchObject([{ outcome: 'waiting' }, { outcome: 'waiting' }]);
  expect((await ali.send([parent])).outcomes).toMatchObject([{ outcome: 'applied' }]);
  expect((await ali.send([waiting, next])).outcomes).toMatchObject([
    { outcome: 'parked', facts: { cause: 'not_storable' } },
    { outcome: 'applied' },
  ]);
  expect(await server.database.rows('SELECT 1 FROM waiting_groups')).toEqual([]);
});

describe('printed numbers', () => {
  test('SYNC-155: a clone’s duplicate is parked; the first paper keeps its number', async () => {
    const ali = await server.device('ali');
    const customerId = await server.newCustomer();
    const number = `ORD-${ali.code}-0007`;
    const first = server.newId();
    expect(await ali.push(create('salesDocuments', 'order', first, orderBody(customerId, { number })))).toMatchObject({
      outcome: 'applied',
    });
    expect(
      await ali.push(create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number }))),
    ).toMatchObject({
      outcome: 'parked',
      reason: 'number_duplicate',
      facts: { number },
    });
    // The same order may say its number again.
    expect(await ali.push(patch('salesDocuments', 'order', first, {}, set('number', number)))).toMatchObject({
      outcome: 'applied',
    });
  });

  test('SYNC-155: of two in one push the first has it, and a parked group’s number stays used', async () => {
    const ali = await server.device('ali');
    const customerId = await server.newCustomer();
    const [one, two, three] = [11, 12, 13].map((n) => `ORD-${ali.code}-${n}`);
    const order = (number: string, rest = {}) =>
      create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number, ...rest }));
    const groups = [
      ali.write(order(one!)),
      ali.write(order(one!)),
      ali.write(order(two!, { currency: 'XXX' })),
      ali.write(order(two!)),
      ali.write(order(three!)),
    ];
    const { outcomes } = await ali.send(groups);
    expect(outcomes.map((outcome) => (outcome.outcome === 'parked' ? outcome.reason : outcome.outcome))).toEqual([
      'applied',
      'number_duplicate',
      'invariant_broken',
      'number_duplicate',
      'applied',
    ]);
  });

  test('SYNC-44: what could not be stored at all keeps its number used', async () => {
    const ali = await server.device('ali');
    const customerId = await server.newCustomer();
    const number = `ORD-${ali.code}-77`;
    const order = (note: string) =>
      create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number, note }));
    expect(await ali.push(order('\u0000'))).toMatchObject({ outcome: 'parked', facts: { cause: 'not_storable' } });
    expect(await ali.push(order('x'))).toMatchObject({ outcome: 'parked', reason: 'number_duplicate' });
  });

  test('another device’s code cannot be used up; an imported document keeps a number of its own form', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const customerId = await server.newCustomer();
    const order = (number: string) =>
      create('salesDocuments', 'order', server.newId(), orderBody(customerId, { number }));
    expect(await babak.push(order(`ORD-${ali.code}-1`))).toMatchObject({
      outcome: 'parked',
      reason: 'invalid',
      facts: { cause: 'number_foreign' },
    });
    expect(await ali.push(order(`ORD-${ali.code}-1`))).toMatchObject({ outcome: 'applied' });
    expect(await babak.push(order('10248'))).toMatchObject({ outcome: 'applied' });
    expect(await babak.push(order('10248'))).toMatchObject({ outcome: 'applied' });
  });
});
