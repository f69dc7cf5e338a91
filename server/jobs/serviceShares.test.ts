/** What devices of earlier programs left in a customer's service team, put right once by the server. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import { createOrganisationReader } from '../sync/organisation.ts';
import { createTestServer, idOf, NORTH, SAMAN, type TestServer } from '../testing/testCompany.ts';
import { putServiceSharesRight } from './serviceShares.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([SAMAN]);
});
afterAll(() => server.close());

const OWN = `person/${idOf('saman')}`;
const share = (id: string, personId = idOf('saman')) => ({ id, order: 'a0', personId });
const run = () => putServiceSharesRight(server.database, createOrganisationReader(), server.clock);
const sharesOf = async (collection: 'customers' | 'assets', id: string) =>
  (await server.record(collection, id))?.shares;

/** A customer of the north whose service team is as a device left it, with a machine. */
async function left(team: readonly object[], ...requests: readonly (readonly [string, object])[]) {
  const customerId = await server.newCustomer('north', { serviceTeam: team as never });
  const assetId = server.newId();
  await server.load([
    { collection: 'assets', kind: 'equipment', id: assetId, body: { name: 'دیالیز', customerId } },
    ...requests.map(([id, body]) => ({
      collection: 'serviceRequests' as const,
      kind: 'job',
      id,
      body: {
        subject: 'نشتی',
        channel: 'phone',
        priority: 'high',
        receivedAt: '2026-11-21T08:00:00.000Z',
        customerId,
        ...body,
      },
    })),
  ]);
  return { customerId, assetId };
}
const sent = { state: 'assigned', assigneeId: idOf('saman') };

test('SYNC-103: shares that an earlier program left are made what the requests say, with all that follows the customer, and once', async () => {
  const [over, open, forgotten, kept, other] = Array.from({ length: 5 }, () => server.newId()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const stale = await left([share(over), share('no request at all')], [over, { ...sent, state: 'closed' }]);
  const missing = await left([], [forgotten, sent]);
  const wrongPerson = await left([share(open, idOf('sara'))], [open, sent]);
  const right = await left([share(kept)], [kept, sent], [other, { state: 'inquiry' }]);
  expect(await sharesOf('assets', stale.assetId)).toEqual([OWN]);
  expect(await sharesOf('assets', missing.assetId)).toEqual([]);
  const before = await server.record('customers', right.customerId);

  expect(await run()).toEqual({ corrected: 3 });
  for (const [{ customerId, assetId }, shares] of [
    [stale, []],
    [missing, [OWN]],
    [wrongPerson, [OWN]],
    [right, [OWN]],
  ] as const) {
    expect(await server.record('customers', customerId)).toMatchObject({ home_scope: NORTH, shares });
    expect(await sharesOf('assets', assetId)).toEqual(shares);
  }
  expect(await server.record('customers', right.customerId)).toEqual(before);
  expect((await server.record('customers', missing.customerId))?.body['serviceTeam']).toEqual([share(forgotten)]);
  expect(await findDigestFaults(server.database)).toEqual([]);

  // Their device holds what they are sent to, and drops what they are not.
  const saman = await server.device('saman');
  const held = new Set(
    [...(await saman.pullAll()).values()]
      .flat()
      .flatMap((row) => (row.type === 'put' && !row.record.deleted ? [row.record.id] : [])),
  );
  expect([stale, missing, wrongPerson, right].map(({ customerId }) => held.has(customerId))).toEqual([
    false,
    true,
    true,
    true,
  ]);
  expect(await run()).toEqual({ corrected: 0 });
});
