import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

const SECRET = 'پتروشیمی جنوب';
let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

/** Ali of the north writes the id of a customer of the south into his groups: they are held. */
async function holdThree(): Promise<{ ali: TestDevice; hashes: string[] }> {
  const ali = await server.device('ali');
  const foreign = await server.newCustomer('south', { name: SECRET });
  const outcomes = [
    await ali.push(create('salesDocuments', 'order', server.newId(), orderBody(foreign))),
    await ali.push(patch('customers', 'company', foreign, { version: 1 }, set('note', 'الف'))),
    await ali.push(create('customers', 'company', foreign, customerBody('نام من', 'south'))),
  ];
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['parked', 'parked', 'parked']);
  return { ali, hashes: outcomes.map(({ hash }) => hash) };
}

const titlesIn = async (device: TestDevice, hashes: readonly string[], mine: boolean) => {
  const { rows } = await server.app.call('heldWork', device.token, { offset: 0, limit: 500, mine });
  return hashes.map((hash) => rows.find((row) => row.hash === hash)?.records.map(({ title }) => title));
};

test('SYNC-185: the list of one’s own held work names no record that one does not hold; an administrator’s does', async () => {
  const { ali, hashes } = await holdThree();
  expect(await titlesIn(ali, hashes, true)).toEqual([[''], [''], ['نام من']]);
  expect(await titlesIn(ada, hashes, false)).toEqual([[SECRET], [SECRET], [SECRET]]);
});

test('SYNC-185: neither does the decision that reaches the author', async () => {
  const { ali, hashes } = await holdThree();
  for (const hash of hashes) {
    const decision = { id: server.newId(), hash, decision: 'discard', note: 'نه', edits: [] } as const;
    expect(await server.app.call('decideHeldWork', ada.token, decision)).toMatchObject({ outcome: 'discarded' });
  }
  expect(JSON.stringify([...(await ali.pullAll()).values()])).not.toContain(SECRET);
});

test('SYNC-185: nor does the word that a wait was ended', async () => {
  const ali = await server.device('ali');
  const foreign = await server.newCustomer('south', { name: SECRET });
  ali.write(create('customers', 'company', server.newId(), customerBody('گم‌شده', 'north')));
  const waiting = ali.write(patch('customers', 'company', foreign, { version: 1 }, set('note', 'الف')));
  expect((await ali.send([waiting])).outcomes).toMatchObject([{ outcome: 'waiting' }]);
  await server.app.call('releaseHeldWork', ada.token, { id: server.newId(), hash: waiting.hash, note: '' });
  const rows = [...(await ali.pullAll()).values()].flat();
  expect(rows.some((row) => row.type === 'put' && row.record.kind === 'decision')).toBe(true);
  expect(JSON.stringify(rows)).not.toContain(SECRET);
});

test('SYNC-185: a record in one’s scopes, but of a collection that one’s role does not read, is not named either', async () => {
  const person = server.newId();
  const body = { name: 'فنی', role: 'technician', active: true, territoryIds: [idOf('north')] };
  await server.load([{ collection: 'organisation', kind: 'person', id: person, body }]);
  const technician = await server.device(person);
  const [customer, order] = [await server.newCustomer('north'), server.newId()];
  await server.load([
    { collection: 'salesDocuments', kind: 'order', id: order, body: orderBody(customer, { number: 'S-77' }) },
  ]);
  const { hash } = await technician.push(patch('salesDocuments', 'order', order, { version: 1 }, set('note', 'الف')));
  expect(await titlesIn(technician, [hash], true)).toEqual([['']]);
  expect(await titlesIn(ada, [hash], false)).toEqual([['S-77']]);
});

test('a record that one holds is named in one’s own list', async () => {
  const ali = await server.device('ali');
  const own = await server.newCustomer('north', { name: 'شمالی' });
  const { hash } = await ali.push(patch('customers', 'company', own, { version: 1 }, set('stage', 'no such stage')));
  expect(await titlesIn(ali, [hash], true)).toEqual([['شمالی']]);
});
