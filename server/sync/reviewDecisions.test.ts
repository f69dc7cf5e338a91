/** Who sees a review, who decides it, and what is left of it afterwards. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import {
  createTestServer,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  SOUTH,
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

test('SYNC-88: a review lives in its record’s scopes and moves with it; the owner decides, else the branch manager', async () => {
  const id = await newCustomer();
  const orderId = server.newId();
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(id) }]);
  await ali.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('note', 'علی')));
  await babak.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('note', 'بابک')));
  const [review] = await server.reviewsOf(orderId);
  expect(review).toMatchObject({ home_scope: NORTH, body: { deciderId: idOf('hamid') } });
  const hamid = await server.device('hamid');
  expect(
    await hamid.push(
      patch('customers', 'company', id, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    ),
  ).toMatchObject({ outcome: 'applied' });
  expect((await server.reviewsOf(orderId))[0]).toMatchObject({
    home_scope: SOUTH,
    version: (review?.version ?? 0) + 1,
  });
});

test('SYNC-93: whoever decided may open the question again; it waits for them as before, and leaves no review of the review', async () => {
  const id = await newCustomer();
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('note', 'علی')));
  await babak.push(patch('customers', 'company', id, { version: 1 }, set('note', 'بابک')));
  const [review] = await server.reviewsOf(id);
  if (!review) throw new Error('no review');
  const decide = set('status', 'accepted', 'open');
  const seen = { version: review.version };
  expect(await ali.push(patch('reviews', 'review', review.id, seen, decide))).toMatchObject({ outcome: 'applied' });
  const reopened = { version: review.version + 1 };
  expect(
    await ali.push(patch('reviews', 'review', review.id, reopened, set('status', 'open', 'accepted'))),
  ).toMatchObject({ outcome: 'applied' });
  const after = await server.reviewsOf(id);
  expect(after).toHaveLength(1);
  expect(after[0]?.body).toMatchObject({ status: 'open', leaves: review.body['leaves'] });
});

test('SYNC-88: nobody sees in a review a field that their view hides', async () => {
  const technician = server.newId();
  await server.load([
    {
      collection: 'organisation',
      kind: 'person',
      id: technician,
      body: { name: 'فنی', role: 'technician', active: true, territoryIds: [idOf('north')] },
    },
  ]);
  const [device, hamid, second] = await Promise.all([
    server.device(technician),
    server.device('hamid'),
    server.device('hamid'),
  ]);
  const id = await newCustomer();
  await hamid.push(
    patch('customers', 'company', id, { version: 1 }, set('creditLimit', { amount: 77_001, currency: 'IRR' })),
  );
  const clash = await second.push(
    patch('customers', 'company', id, { version: 1 }, set('creditLimit', { amount: 77_002, currency: 'IRR' })),
  );
  expect(clash).toMatchObject({ reviews: [expect.any(String)] });
  const text = JSON.stringify([...(await device.pullAll())]);
  expect(text).toContain(id);
  expect(text).not.toMatch(/7700[12]/);
  expect(JSON.stringify([...(await hamid.pullAll())])).toMatch(/77002/);
});

test('SYNC-89: the first decision stands; a second, unseen one changes nothing and leaves no review of the review', async () => {
  const id = await newCustomer();
  await ali.push(patch('customers', 'company', id, { version: 1 }, set('name', 'علی', 'نام')));
  const clash = await babak.push(patch('customers', 'company', id, { version: 1 }, set('name', 'بابک', 'نام')));
  const reviewId = clash.outcome === 'applied' ? (clash.reviews[0] ?? '') : '';
  const decide = (status: string, person: string) =>
    patch(
      'reviews',
      'review',
      reviewId,
      { version: 1 },
      set('status', status, 'open'),
      set('decidedBy', idOf(person)),
      set('decidedAt', '2026-11-21T09:00:00.000Z'),
    );
  expect(await ali.push(decide('accepted', 'ali'))).toMatchObject({ outcome: 'applied', reviews: [] });
  expect(await babak.push(decide('takenBack', 'babak'))).toMatchObject({ outcome: 'applied', reviews: [] });
  expect((await server.record('reviews', reviewId))?.body).toMatchObject({
    status: 'accepted',
    decidedBy: idOf('ali'),
  });
  expect(await server.reviewsOf(reviewId)).toEqual([]);
  expect(await ali.push(patch('reviews', 'review', reviewId, { version: 2 }, set('leaves', [])))).toMatchObject({
    outcome: 'parked',
    reason: 'permission_denied',
  });
});
