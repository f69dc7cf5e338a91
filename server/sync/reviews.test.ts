import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { deterministicId } from '../../shared/base/id.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
let ali: TestDevice;
let babak: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
});
afterAll(() => server.close());

const newCustomer = (rest: RecordBody = {}): Promise<string> => server.newCustomer('north', { name: 'نام', ...rest });

test('edits of different fields both survive, without a review', async () => {
  const id = await newCustomer();
  expect(await ali.push(patch('customers', 'company', id, { version: 1 }, set('note', 'از علی')))).toMatchObject({
    reviews: [],
  });
  expect(
    await babak.push(patch('customers', 'company', id, { version: 1 }, set('email', 'b@example.com'))),
  ).toMatchObject({ reviews: [] });
  expect(await server.record('customers', id)).toMatchObject({
    version: 3,
    body: { note: 'از علی', email: 'b@example.com' },
  });
  expect(await server.reviewsOf(id)).toEqual([]);
});

test('SYNC-85: edits of one field leave one winner and exactly one review, with base, mine and theirs', async () => {
  const id = await newCustomer({ ownerId: idOf('babak') });
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'علی', 'نام')));
  const outcome = await babak.push(
    patch('customers', 'company', id, { version: 1 }, set('name', 'بابک', 'نام'), set('note', 'جدا')),
  );
  const reviewId = deterministicId('review', outcome.hash, `customers/${id}`);
  expect(outcome).toMatchObject({ outcome: 'applied', reviews: [reviewId] });
  expect((await server.record('customers', id))?.body).toMatchObject({ name: 'بابک', note: 'جدا' });
  const reviews = await server.reviewsOf(id);
  expect(reviews).toMatchObject([
    {
      id: reviewId,
      home_scope: NORTH,
      body: {
        collection: 'customers',
        recordId: id,
        group: outcome.hash,
        mineAuthorId: idOf('babak'),
        theirsAuthorId: idOf('ali'),
        deciderId: idOf('babak'),
        status: 'open',
        leaves: [
          {
            path: 'name',
            base: 'نام',
            mine: 'بابک',
            theirs: 'علی',
            result: 'بابک',
            policy: 'serverOrder',
            group: null,
          },
        ],
      },
    },
  ]);
  // The feed that covers the record covers its review.
  const covers = outcome.outcome === 'applied' ? outcome.covers[NORTH] : 0;
  const [row] = await server.database.rows<{ seq: number }>('SELECT seq FROM feed WHERE id = $1', [reviewId]);
  expect(row?.seq).toBeLessThanOrEqual(covers ?? 0);
});

test('SYNC-85: two operations of one group on one record share its review', async () => {
  const id = await newCustomer();
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'علی', 'نام'), set('note', 'علی')));
  const outcome = await babak.push(
    patch('customers', 'company', id, { version: 1 }, set('name', 'بابک', 'نام')),
    patch('customers', 'company', id, { version: 1 }, set('note', 'بابک')),
  );
  expect(outcome).toMatchObject({ reviews: [expect.any(String)] });
  const reviews = await server.reviewsOf(id);
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.body['leaves']).toMatchObject([{ path: 'name' }, { path: 'note', mine: 'بابک', theirs: 'علی' }]);
});

test('a field that asks keeps the server’s value until a person decides', async () => {
  const [hamid, second] = await Promise.all([server.device('hamid'), server.device('hamid')]);
  const id = await newCustomer();
  const limit = (amount: number) => ({ amount, currency: 'IRR' });
  await hamid.push(patch('customers', 'company', id, { version: 1 }, set('creditLimit', limit(10))));
  await second.push(patch('customers', 'company', id, { version: 1 }, set('creditLimit', limit(20))));
  expect((await server.record('customers', id))?.body['creditLimit']).toEqual(limit(10));
  expect((await server.reviewsOf(id))[0]?.body['leaves']).toMatchObject([
    { path: 'creditLimit', mine: limit(20), theirs: limit(10), result: limit(10) },
  ]);
});

test('SYNC-86: later groups of the same chain advance what is mine, the base stays', async () => {
  const id = await newCustomer();
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'علی', 'نام')));
  const first = await babak.push(patch('customers', 'company', id, { version: 1 }, set('name', 'بابک', 'نام')));
  const second = await babak.push(
    patch('customers', 'company', id, { version: 1, group: first.hash }, set('name', 'بابک ۲', 'بابک')),
  );
  expect(second).toMatchObject({ reviews: [expect.any(String)] });
  const reviews = await server.reviewsOf(id);
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.body['leaves']).toMatchObject([
    { path: 'name', base: 'نام', mine: 'بابک ۲', theirs: 'علی', result: 'بابک ۲' },
  ]);
  // Somebody else's change is no advance of it.
  await ali.push(patch('customers', 'company', id, { version: 4 }, set('name', 'علی ۲', 'بابک ۲')));
  expect((await server.reviewsOf(id))[0]?.body['leaves']).toMatchObject([{ mine: 'بابک ۲' }]);
});

test('SYNC-86: a line that is edited and then removed is in question as a whole, with the line seen first', async () => {
  const customerId = await newCustomer();
  const orderId = server.newId();
  const body = orderBody(customerId);
  const [line] = body['lines'] as RecordBody[];
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body }]);
  await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('paymentDays', 30)));
  await babak.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('lines/l1/quantity', 7_000, 2_000)));
  await babak.push(
    patch(
      'salesDocuments',
      'order',
      orderId,
      { version: 1 },
      {
        do: 'removeElement',
        path: 'lines',
        id: 'l1',
        seen: { ...line, quantity: 7_000 },
      },
    ),
  );
  expect((await server.record('salesDocuments', orderId))?.body['lines']).toEqual([line]);
  const reviews = await server.reviewsOf(orderId);
  expect(reviews.map(({ body: { leaves } }) => leaves)).toEqual([
    [{ path: 'lines/l1', group: 'order', policy: 'ask', base: line, theirs: line, result: line }],
  ]);
});

test('SYNC-86: members added in two steps to a record that others deleted are all kept', async () => {
  const hamid = await server.device('hamid');
  const id = await newCustomer();
  const seen = { epoch: ali.epoch, version: 1, group: null };
  await hamid.push({ act: 'delete', collection: 'customers', kind: 'company', id, seen });
  for (const value of ['یک', 'دو'])
    await ali.push(patch('customers', 'company', id, { version: 1 }, { do: 'add', path: 'tags', value }));
  const reviews = await server.reviewsOf(id);
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.body['leaves']).toMatchObject([{ path: 'tags', mine: ['دو', 'یک'] }]);
});

test('SYNC-86: what a chain creates again over another’s record advances the review of the first time', async () => {
  const id = await newCustomer();
  await babak.push(create('customers', 'company', id, customerBody('بابک', 'north')));
  await babak.push(create('customers', 'company', id, customerBody('بابک ۲', 'north', { note: 'تازه' })));
  expect((await server.record('customers', id))?.body).toMatchObject({ name: 'نام', note: 'تازه' });
  const reviews = await server.reviewsOf(id);
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.body['leaves']).toMatchObject([{ path: 'name', mine: 'بابک ۲', theirs: 'نام', result: 'نام' }]);
});

test('SYNC-86: a review whose leaves later work does not touch stays as it is', async () => {
  const id = await newCustomer();
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'علی', 'نام')));
  const first = await babak.push(patch('customers', 'company', id, { version: 1 }, set('name', 'بابک', 'نام')));
  const [before] = await server.reviewsOf(id);
  await babak.push(patch('customers', 'company', id, { version: 3, group: first.hash }, set('note', 'جدا')));
  expect(await server.reviewsOf(id)).toEqual([before]);
});

test('SYNC-72: work that rests on what lost in a merge group, made before its author saw that, joins the review', async () => {
  const customerId = await newCustomer();
  const orderId = server.newId();
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(customerId) }]);
  await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('paymentDays', 30)));
  const groups = [
    babak.write(patch('salesDocuments', 'order', orderId, { version: 1 }, set('discountPercentage', 50_000))),
    babak.write(
      patch('salesDocuments', 'order', orderId, { version: 1, group: null }, set('state', 'confirmed', 'draft')),
    ),
  ];
  const { outcomes } = await babak.send(groups);
  expect(outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
  expect((await server.record('salesDocuments', orderId))?.body).toMatchObject({ state: 'draft', paymentDays: 30 });
  expect((await server.record('salesDocuments', orderId))?.body).not.toHaveProperty('discountPercentage');
  // One question, for the merge group moves as a whole: a second review could be decided the other way.
  const reviews = await server.reviewsOf(orderId);
  expect(reviews).toHaveLength(1);
  expect(reviews[0]?.body['leaves']).toMatchObject([{ path: 'discountPercentage' }, { path: 'state' }]);
});

test('SYNC-72: a later group that clashes with nobody still rests on what lost', async () => {
  const customerId = await newCustomer();
  const orderId = server.newId();
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(customerId) }]);
  await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('paymentDays', 30)));
  const lost = await babak.push(
    patch('salesDocuments', 'order', orderId, { version: 1 }, set('discountPercentage', 50_000)),
  );
  // Its version says that it saw Ali's change, its group that it did not yet see its own loss.
  const outcome = await babak.push(
    patch('salesDocuments', 'order', orderId, { version: 2 }, set('freight', { amount: 5, currency: 'IRR' })),
  );
  expect(outcome).toMatchObject({ reviews: [expect.any(String)] });
  expect((await server.record('salesDocuments', orderId))?.body).not.toHaveProperty('freight');
  // Once its base holds the outcome, work goes on.
  const after = await babak.push(
    patch(
      'salesDocuments',
      'order',
      orderId,
      { version: 2, group: outcome.hash },
      set('freight', { amount: 6, currency: 'IRR' }),
    ),
  );
  expect(after).toMatchObject({ outcome: 'applied' });
  expect((await server.record('salesDocuments', orderId))?.body['freight']).toEqual({ amount: 6, currency: 'IRR' });
  // Also what is built on that before its outcome is known: it advanced the review, but it did not lose.
  await babak.push(
    patch('salesDocuments', 'order', orderId, { version: 2, group: outcome.hash }, set('paymentDays', 45, 30)),
  );
  expect((await server.record('salesDocuments', orderId))?.body['paymentDays']).toBe(45);
  expect(lost.outcome).toBe('applied');
});

test.each([
  ['in one push', true],
  ['in a push of its own', false],
])(
  'SYNC-72: work rests on the last group that lost, not only on the one that began the review: %s',
  async (_, isOnePush) => {
    const customerId = await newCustomer();
    const freight = { amount: 5, currency: 'IRR' };
    for (const second of [set('discountPercentage', 100_000, 50_000), set('state', 'confirmed', 'draft')]) {
      const orderId = server.newId();
      await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(customerId) }]);
      await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('paymentDays', 30)));
      const first = await babak.push(
        patch('salesDocuments', 'order', orderId, { version: 1 }, set('discountPercentage', 50_000)),
      );
      // Babak's machine has heard what became of the first, while the second is under way: he builds on the second.
      const groups = [
        babak.write(patch('salesDocuments', 'order', orderId, { version: 1 }, second)),
        babak.write(
          patch('salesDocuments', 'order', orderId, { version: 2, group: first.hash }, set('freight', freight)),
        ),
      ];
      for (const sent of isOnePush ? [groups] : groups.map((group) => [group])) await babak.send(sent);
      expect((await server.record('salesDocuments', orderId))?.body).not.toHaveProperty('freight');
      const reviews = await server.reviewsOf(orderId);
      expect(reviews).toHaveLength(1);
      expect(reviews[0]?.body['leaves']).toContainEqual(expect.objectContaining({ path: 'freight', mine: freight }));
    }
  },
);

test('nothing deleted rises again: an edit of a deleted record leaves a review, a delete of an edited one too', async () => {
  const hamid = await server.device('hamid');
  const [gone, edited] = [await newCustomer(), await newCustomer()];
  const seen = { epoch: ali.epoch, version: 1, group: null };
  await hamid.push({ act: 'delete', collection: 'customers', kind: 'company', id: gone, seen });
  expect(await ali.push(patch('customers', 'company', gone, { version: 1 }, set('note', 'دیر')))).toMatchObject({
    outcome: 'applied',
    reviews: [expect.any(String)],
  });
  expect(await server.record('customers', gone)).toMatchObject({ deleted: true, version: 2 });
  await ali.push(patch('customers', 'company', edited, { version: 1 }, set('note', 'زود')));
  expect(await hamid.push({ act: 'delete', collection: 'customers', kind: 'company', id: edited, seen })).toMatchObject(
    { reviews: [expect.any(String)] },
  );
  expect(await server.record('customers', edited)).toMatchObject({ deleted: false });
});
