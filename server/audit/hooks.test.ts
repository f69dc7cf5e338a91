/** What the parts of the server write into the audit log by themselves. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { verifyAudit } from './verifyAudit.ts';

let server: TestServer;
let ada: TestDevice;
let ali: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
  ali = await server.device('ali');
});
afterAll(() => server.close());

const entries = (subject: string) =>
  server.database.rows<{ action: string; person: string | null; device: string | null; facts: object }>(
    'SELECT action, person, device, facts FROM audit_entries WHERE subject = $1 ORDER BY seq',
    [subject],
  );
const count = async (): Promise<number> => (await verifyAudit(server.database)).entries;

it('SEC-70: a change of the company that was pushed is there with who did it, and what', async () => {
  await ada.push(
    patch('organisation', 'person', idOf('babak'), { version: 1 }, set('title', 'ارشد')),
    create('organisation', 'territory', idOf('west'), { name: 'غرب' }),
  );
  expect(await entries(idOf('babak'))).toEqual([
    {
      action: 'organisation.changed',
      person: idOf('ada'),
      device: ada.id,
      facts: { kind: 'person', name: 'بابک', paths: ['title'] },
    },
  ]);
  expect(await entries(idOf('west'))).toMatchObject([{ action: 'organisation.changed', facts: { name: 'غرب' } }]);
});

it('SEC-70: ordinary work leaves no entry, and neither does what was refused', async () => {
  const before = await count();
  await ali.push(create('customers', 'company', server.newId(), customerBody('یک', 'north')));
  const refused = await ali.push(
    patch('organisation', 'person', idOf('ali'), { version: 1 }, set('role', 'administrator')),
  );
  expect(refused).toMatchObject({ outcome: 'parked' });
  expect(await count()).toBe(before);
});

it('SEC-70: decisions about held work are there, with the note', async () => {
  const held = await ali.push(create('customers', 'company', server.newId(), customerBody('دو', 'south')));
  await server.app.call('decideHeldWork', ada.token, {
    id: server.newId(),
    hash: held.hash,
    decision: 'discard',
    note: 'بیرون از قلمرو',
    edits: [],
  });
  expect(await entries(held.hash)).toMatchObject([
    {
      action: 'parking.decided',
      person: idOf('ada'),
      facts: { decision: 'discarded', reason: 'permission_denied', author: 'علی', note: 'بیرون از قلمرو' },
    },
  ]);
});

it('SEC-70: a decided review is there once', async () => {
  const customer = await server.newCustomer('north', { creditLimit: { amount: 1_000, currency: 'IRR' } });
  const hamid = await server.device('hamid');
  const limit = (amount: number) => ({ amount, currency: 'IRR' });
  await hamid.push(
    patch('customers', 'company', customer, { version: 1 }, set('creditLimit', limit(2_000), limit(1_000))),
  );
  await ada.push(
    patch('customers', 'company', customer, { version: 1 }, set('creditLimit', limit(3_000), limit(1_000))),
  );
  const [review] = await server.reviewsOf(customer);
  if (!review) throw new Error('No review');
  await ada.push(patch('reviews', 'review', review.id, { version: review.version }, set('status', 'accepted', 'open')));
  expect((await entries(review.id)).map(({ action }) => action)).toEqual(['review.decided']);
});

it('SEC-70: an enrolment and a new identity are there', async () => {
  expect((await entries(ali.id)).map(({ action }) => action)).toEqual(['device.enrolled']);
});
