import { createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import type { CloseDayReply } from '../../shared/contract/dayEnd.ts';
import { canonicalJson } from '../../shared/base/canonicalJson.ts';
import { dayFigures, readReceipt } from '../../shared/sync/receipt.ts';
import {
  create,
  createTestServer,
  idOf,
  orderBody,
  patch,
  set,
  START,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

const TODAY = '2026-11-21';
/** One line of orderBody: 2 × 5,000 and 9 % tax. */
const TOTAL = 10_900;

let server: TestServer;
let ali: TestDevice;
let customer: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ali = await server.device('ali');
  customer = await server.newCustomer('north', { ownerId: idOf('ali') });
});
afterAll(() => server.close());

async function close(
  device: TestDevice,
  more: { day?: string; of?: 'person' | 'branch'; sign?: boolean; format?: 1 | 2 } = {},
): Promise<CloseDayReply> {
  return server.app.call('closeDay', device.token, {
    day: TODAY,
    of: 'person',
    last: device.last,
    sign: true,
    ...more,
  });
}
const refusal = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => null,
    (error: unknown) => (isPeyvandError(error) ? { code: error.code, ...error.facts } : error),
  );
const writeOrder = async (device: TestDevice, more = {}) => {
  const id = server.newId();
  const order = orderBody(customer, { orderedOn: TODAY, ownerId: device.person, ...more });
  expect(await device.push(create('salesDocuments', 'order', id, order))).toMatchObject({ outcome: 'applied' });
  return id;
};
const isSignedBy = ({ text, signature }: { text: string; signature: string }): boolean =>
  verify(
    null,
    Buffer.from(text),
    createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: server.keys.publicKeys.signing }, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );

test('SYNC-167: a receipt says, signed, what head office holds of the day, and a later close replaces it', async () => {
  expect((await close(ali)).receipt).toMatchObject({ closing: 1, figures: { records: 0, lines: [] } });
  const order = await writeOrder(ali);
  await writeOrder(ali, { orderedOn: '2026-11-20' });
  await ali.push(
    create('activities', 'visit', server.newId(), {
      customerId: customer,
      ownerId: ali.person,
      subject: 'دیدار',
      happenedAt: '2026-11-21T07:30:00.000Z',
    }),
    create('contracts', 'serviceContract', server.newId(), {
      customerId: customer,
      title: 'سالانه',
      startsOn: '2027-01-01',
      endsOn: '2027-12-31',
      coverage: ['parts'],
      price: { amount: 7_000, currency: 'IRR' },
    }),
  );
  const { receipt, signed, records, recordsLeftOut } = await close(ali);
  expect(receipt).toMatchObject({
    day: TODAY,
    timeZone: 'Asia/Tehran',
    of: { type: 'person', id: ali.person, name: 'علی' },
    closing: 2,
    closedAt: new Date(START).toISOString(),
    chain: { last: ali.last, arrived: true },
    elsewhere: 0,
    people: [{ id: ali.person, records: 3, held: 0, waiting: 0 }],
  });
  expect(receipt.replaces).not.toBeNull();
  expect(receipt.figures.lines).toEqual([
    {
      collection: 'salesDocuments',
      kind: 'order',
      state: 'draft',
      count: 1,
      amounts: [{ currency: 'IRR', amount: String(TOTAL) }],
      unreckoned: 0,
    },
    {
      collection: 'contracts',
      kind: 'serviceContract',
      state: null,
      count: 1,
      amounts: [{ currency: 'IRR', amount: '7000' }],
      unreckoned: 0,
    },
    { collection: 'activities', kind: 'visit', state: null, count: 1, amounts: [], unreckoned: 0 },
  ]);
  expect(records).toContainEqual({ collection: 'salesDocuments', id: order, version: 1 });
  expect([records.length, recordsLeftOut]).toEqual([3, 0]);
  if (!signed) throw new Error('not signed');
  expect(isSignedBy(signed)).toBe(true);
  expect(isSignedBy({ ...signed, text: signed.text.replace('10900', '10901') })).toBe(false);
  expect(readReceipt(signed.text)).toEqual(receipt);
  expect(canonicalJson(JSON.parse(signed.text))).toBe(signed.text);

  await ali.push(patch('salesDocuments', 'order', order, { version: 1 }, set('note', 'با پیک')));
  const later = (await close(ali)).receipt;
  expect(later).toMatchObject({ closing: 3, replaces: receipt.id });
  expect(later.figures.checksum).not.toBe(receipt.figures.checksum);
  // Nothing is lost of the earlier one: what was signed stays.
  expect(await server.database.rows('SELECT text FROM day_receipts WHERE id = $1', [receipt.id])).toEqual([
    { text: signed.text },
  ]);
});

test('SYNC-167: the figures are those of the same records counted on the device', async () => {
  const { receipt, records } = await close(ali, { sign: false });
  const held = await Promise.all(
    records.map(async ({ collection, id, version }) => {
      const record = await server.record(collection, id);
      const kind = { salesDocuments: 'order', contracts: 'serviceContract', activities: 'visit' }[collection];
      return { collection, kind, id, version, body: record?.body ?? {} };
    }),
  );
  expect(dayFigures(held.toReversed())).toEqual(receipt.figures);
});

test('SYNC-167: comparing writes nothing down; work on its way is said not to have arrived', async () => {
  const before = await server.database.rows('SELECT id FROM day_receipts');
  ali.write(create('salesDocuments', 'order', server.newId(), orderBody(customer, { orderedOn: TODAY })));
  const { receipt, signed } = await close(ali, { sign: false });
  expect(signed).toBeNull();
  expect(receipt.chain.arrived).toBe(false);
  expect(await server.database.rows('SELECT id FROM day_receipts')).toEqual(before);
});

test('SYNC-167: a branch’s day is for its manager: its people, what of theirs is held, and since when each has not synced', async () => {
  const sara = await server.device('sara');
  const hamid = await server.device('hamid');
  expect(await refusal(close(ali, { of: 'branch' }))).toMatchObject({ code: 'permission_denied' });
  expect(await refusal(close(await server.device('ada'), { of: 'branch' }))).toMatchObject({
    code: 'permission_denied',
  });
  // Sara does not hold the north: what she writes there is held.
  const held = await sara.push(
    create('salesDocuments', 'order', server.newId(), orderBody(customer, { orderedOn: TODAY })),
  );
  expect(held).toMatchObject({ outcome: 'parked' });
  await sara.handshake();
  const { receipt } = await close(hamid, { of: 'branch' });
  expect(receipt.of).toEqual({ type: 'branch', id: idOf('tehran'), name: 'تهران' });
  expect(receipt.figures.records).toBe(3);
  const people = new Map(receipt.people.map((person) => [person.id, person]));
  expect(people.get(idOf('ali'))).toMatchObject({ records: 3, held: 0 });
  expect(people.get(idOf('sara'))).toMatchObject({ records: 0, held: 1, lastSyncAt: expect.any(String) });
  expect(people.get(idOf('babak'))).toMatchObject({ records: 0, lastSyncAt: null });
  expect(people.has(idOf('darius'))).toBe(false);
  // Of a colleague's day a rep learns nothing.
  expect((await close(sara)).receipt).toMatchObject({ figures: { records: 0 }, people: [{ id: idOf('sara') }] });
});

test('SYNC-167: work that moved away is counted as elsewhere, without saying what it is', async () => {
  const moved = await server.newCustomer('south');
  await server.load([
    {
      collection: 'salesDocuments',
      kind: 'order',
      id: server.newId(),
      body: orderBody(moved, { orderedOn: '2026-11-19', ownerId: ali.person }),
    },
  ]);
  const { receipt, records } = await close(ali, { day: '2026-11-19' });
  expect(receipt).toMatchObject({ elsewhere: 1, figures: { records: 0 } });
  expect(records).toEqual([]);
});

test('SYNC-167: across midnight a day is the company’s, by the server’s clock', async () => {
  // Midnight in Tehran is 20:30 UTC.
  const visit = (happenedAt: string) =>
    create('activities', 'call', server.newId(), { ownerId: idOf('babak'), subject: 'تماس', happenedAt });
  const babak = await server.device('babak');
  expect(await refusal(close(babak, { day: '2026-11-22' }))).toEqual({
    code: 'invalid_input',
    reason: 'day_ahead',
    today: TODAY,
  });
  expect(await refusal(close(babak, { day: '2026-10-20' }))).toMatchObject({ reason: 'day_too_old' });
  await babak.push(visit('2026-11-20T20:29:59.999Z'), visit('2026-11-20T20:30:00.000Z'));
  server.clock.set(Date.parse('2026-11-21T20:40:00.000Z'));
  await babak.push(visit('2026-11-21T20:29:59.999Z'), visit('2026-11-21T20:30:00.000Z'));
  const callsOn = async (day: string) => (await close(babak, { day })).receipt.figures.records;
  expect([await callsOn('2026-11-20'), await callsOn(TODAY), await callsOn('2026-11-22')]).toEqual([1, 2, 1]);
});

test('SYNC-167: two machines that close the same day at once are its two closes', async () => {
  const [one, two] = [await server.device('ali'), await server.device('ali')];
  const replies = await Promise.all([close(one), close(two), close(one), close(two)]);
  const closings = replies.map(({ receipt }) => receipt.closing).toSorted((a, b) => a - b);
  expect(closings.map((closing) => closing - (closings[0] ?? 0))).toEqual([0, 1, 2, 3]);
});

test('SYNC-167: money is in the figures by method and person for whoever asks so, and what was signed before stays as it was', async () => {
  const day = '2026-11-12';
  // A second machine of Ali's: the first one's chain waits for what was never brought.
  const device = await server.device('ali');
  const payer = await server.newCustomer('north', { ownerId: idOf('ali') });
  const receipt = (method: string, amount: number, more = {}) =>
    create('salesDocuments', 'receipt', server.newId(), {
      customerId: payer,
      ownerId: ali.person,
      state: 'collected',
      method,
      receivedOn: day,
      currency: 'IRR',
      amount: { amount, currency: 'IRR' },
      collectedAt: '2026-11-12T07:00:00.000Z',
      collectedBy: ali.person,
      ...more,
    });
  expect(await device.push(receipt('cash', 40), receipt('cash', 2))).toMatchObject({ outcome: 'applied' });
  await device.push(receipt('cheque', 500, { cheque: { number: '1', bank: 'ملت', dueOn: '2027-01-01' } }));
  const earlier = await close(device, { day });
  expect(earlier.receipt).toMatchObject({ format: 1, figures: { records: 0 } });
  expect(earlier.receipt.people[0]).not.toHaveProperty('money');
  const { receipt: counted, signed } = await close(device, { day, format: 2 });
  expect(counted).toMatchObject({
    format: 2,
    figures: {
      records: 3,
      lines: [
        { kind: 'receipt', state: 'collected', method: 'cash', count: 2, amounts: [{ currency: 'IRR', amount: '42' }] },
        {
          kind: 'receipt',
          state: 'collected',
          method: 'cheque',
          count: 1,
          amounts: [{ currency: 'IRR', amount: '500' }],
        },
      ],
    },
    people: [
      {
        id: ali.person,
        records: 3,
        money: [
          { method: 'cash', currency: 'IRR', count: 2, amount: '42' },
          { method: 'cheque', currency: 'IRR', count: 1, amount: '500' },
        ],
      },
    ],
  });
  for (const kept of [earlier.signed, signed]) {
    expect(kept && isSignedBy(kept)).toBe(true);
    expect(kept && readReceipt(kept.text)).not.toBeNull();
  }
});
