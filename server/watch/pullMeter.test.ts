/** A device that fetches everything again and again is noticed and made to wait; one that does its work is not. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import { createOrganisationReader, type Member } from '../sync/organisation.ts';
import { findDevices, type Device } from '../auth/devices.ts';
import { create, createTestServer, customerBody, idOf, type TestServer } from '../testing/testCompany.ts';
import { createPullMeter, type PullMeter } from './pullMeter.ts';

let server: TestServer;
let ali: Device;
let member: Member;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  for (let number = 0; number < 40; number += 1) await server.newCustomer('north');
  const device = await server.device('ali');
  const found = (await findDevices(server.database, [device.id])).get(device.id);
  const known = (await createOrganisationReader().read(server.database)).member(idOf('ali'));
  if (!found || !known) throw new Error('Nobody');
  [ali, member] = [found, known];
});
afterAll(() => server.close());

const meter = (step = 10) => createPullMeter({ database: server.database, clock: server.clock, step, floor: 100 });
const fetch = (own: PullMeter, rows: number): Promise<unknown> =>
  own.count(ali, member, rows).then(
    () => null,
    (error: unknown) => (isPeyvandError(error) ? { code: error.code, ...error.facts } : error),
  );
const findings = () =>
  server.database.rows<{ facts: { rows: number; held: number } }>("SELECT facts FROM findings WHERE kind = 'bulkPull'");

test('SEC-115: everything once, twice, and what changes by the day passes; again and again does not, on any node', async () => {
  const [one, other] = [meter(), meter()];
  for (let times = 0; times < 3; times += 1) expect(await fetch(one, 51)).toBeNull();
  expect(await fetch(other, 40)).toBeNull();
  expect(await findings()).toEqual([]);
  expect(await fetch(other, 60)).toMatchObject({ code: 'throttled', reason: 'bulk_pull', retryAfterSeconds: 900 });
  expect(await fetch(other, 1)).toMatchObject({ code: 'throttled' });
  expect(await fetch(one, 10)).toMatchObject({ code: 'throttled' });
  expect(await findings()).toHaveLength(1);
  expect((await findings())[0]?.facts).toMatchObject({ rows: 253, held: 50 });
});

test('SEC-115: the next day begins anew', async () => {
  const own = meter();
  server.clock.advance(86_400_000);
  expect(await fetch(own, 60)).toBeNull();
  expect(await findings()).toHaveLength(1);
});

test('SEC-115: rounds of a few rows write nothing', async () => {
  server.clock.advance(86_400_000);
  const own = meter(1_000);
  for (let round = 0; round < 20; round += 1) await fetch(own, 3);
  const day = new Date(server.clock.now()).toISOString().slice(0, 10);
  expect(await server.database.rows('SELECT 1 FROM pulled_rows WHERE day = $1', [day])).toEqual([]);
});

test('SEC-115: a pull is counted, and told to wait when its line has had too much', async () => {
  server.clock.advance(86_400_000);
  const device = await server.device('ali');
  await device.pullAll();
  const day = new Date(server.clock.now()).toISOString().slice(0, 10);
  await server.database.rows('INSERT INTO pulled_rows (line, day, rows) VALUES ($1, $2, 1000000)', [device.id, day]);
  const { token } = await device.heads();
  let given = 0;
  const fetchAgain = async (): Promise<void> => {
    for (; given < 500; given += 1) await device.page(token, `territory/${idOf('north')}`, 0, 500);
  };
  await expect(fetchAgain()).rejects.toMatchObject({ code: 'throttled', facts: { reason: 'bulk_pull' } });
  expect(given).toBeGreaterThan(100);
  // What the person writes still goes.
  expect(await device.push(create('customers', 'company', server.newId(), customerBody('نو', 'north')))).toMatchObject({
    outcome: 'applied',
  });
});
