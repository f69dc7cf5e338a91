/** A technician of another territory: what a job gives them, and what its end takes back, through real pushes and pulls. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import { create, createTestServer, idOf, NORTH, patch, set, type TestServer } from '../testing/testCompany.ts';
import { findDigestFaults } from './digestCheck.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([
    {
      collection: 'organisation',
      kind: 'person',
      id: idOf('saman'),
      body: {
        name: 'سامان',
        role: 'technician',
        active: true,
        branchId: idOf('tehran'),
        territoryIds: [idOf('south')],
      },
    },
  ]);
});
afterAll(() => server.close());

const OWN = `person/${idOf('saman')}`;
const request = (customerId: string, assetId: string, contractId: string) => ({
  subject: 'نشتی',
  channel: 'phone',
  priority: 'high',
  receivedAt: '2026-11-21T08:00:00.000Z',
  state: 'inquiry',
  customerId,
  assetIds: [assetId],
  contractId,
});
const send = (id: string): LeafChange => ({
  do: 'addElement',
  path: 'serviceTeam',
  id,
  order: 'a0',
  value: { personId: idOf('saman') },
});
const takeBack = (id: string): LeafChange => ({ do: 'removeElement', path: 'serviceTeam', id });

/** A customer of the north with a machine, a contract for it, and a request; held there. */
async function serviceOf(): Promise<{ customerId: string; assetId: string; contractId: string; requestId: string }> {
  const customerId = await server.newCustomer();
  const [assetId, contractId, requestId] = [server.newId(), server.newId(), server.newId()];
  await server.load([
    { collection: 'assets', kind: 'equipment', id: assetId, body: { name: 'دیالیز', serial: 'SN-7', customerId } },
    {
      collection: 'contracts',
      kind: 'serviceContract',
      id: contractId,
      body: { title: 'طلایی', customerId, startsOn: '2026-03-21', endsOn: '2027-03-20', coverage: ['parts'] },
    },
  ]);
  const hamid = await server.device('hamid');
  const made = await hamid.push(create('serviceRequests', 'job', requestId, request(customerId, assetId, contractId)));
  expect(made).toMatchObject({ outcome: 'applied' });
  return { customerId, assetId, contractId, requestId };
}

async function assign(customerId: string, requestId: string): Promise<void> {
  const hamid = await server.device('hamid');
  expect(
    await hamid.push(
      patch(
        'serviceRequests',
        'job',
        requestId,
        { version: 1 },
        set('state', 'assigned', 'inquiry'),
        set('assigneeId', idOf('saman')),
      ),
      patch('customers', 'company', customerId, { version: 1 }, send(requestId)),
    ),
  ).toMatchObject({ outcome: 'applied' });
}

/** What their device would hold of a scope of theirs after a pull from the beginning. */
async function heldBySaman(): Promise<Set<string>> {
  const saman = await server.device('saman');
  const scopes = await saman.pullAll();
  expect([...scopes.keys()]).not.toContain(NORTH);
  return new Set(
    [...scopes.values()].flat().flatMap((row) => (row.type === 'put' && !row.record.deleted ? [row.record.id] : [])),
  );
}

test('SYNC-103: with a job the technician holds the customer, the machine, the contract and the request; with its end none of them', async () => {
  const { customerId, assetId, contractId, requestId } = await serviceOf();
  const all = [customerId, assetId, contractId, requestId];
  const before = await heldBySaman();
  expect(all.filter((id) => before.has(id))).toEqual([]);

  await assign(customerId, requestId);
  expect(await server.record('customers', customerId)).toMatchObject({ home_scope: NORTH, shares: [OWN] });
  const during = await heldBySaman();
  expect(all.filter((id) => during.has(id))).toEqual(all);

  const hamid = await server.device('hamid');
  expect(
    await hamid.push(
      patch('serviceRequests', 'job', requestId, { version: 2 }, set('state', 'cancelled', 'assigned')),
      patch('customers', 'company', customerId, { version: 2 }, takeBack(requestId)),
    ),
  ).toMatchObject({ outcome: 'applied' });
  const after = await heldBySaman();
  expect(all.filter((id) => after.has(id))).toEqual([]);
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('SYNC-103: what they do on the job reaches head office, and stays with the customer', async () => {
  const { customerId, assetId, contractId, requestId } = await serviceOf();
  await assign(customerId, requestId);
  const saman = await server.device('saman');
  const version = (await server.record('serviceRequests', requestId))?.version ?? 0;
  expect(
    await saman.push(
      patch('serviceRequests', 'job', requestId, { version }, set('state', 'inProgress', 'assigned'), {
        do: 'addElement',
        path: 'workTimes',
        id: 'w1',
        order: 'a0',
        value: { personId: idOf('saman'), startedAt: '2026-11-21T09:00:00.000Z' },
      }),
      patch('assets', 'equipment', assetId, { version: 2 }, set('note', 'لوله عوض شد')),
    ),
  ).toMatchObject({ outcome: 'applied' });
  expect(await server.record('serviceRequests', requestId)).toMatchObject({ home_scope: NORTH, shares: [OWN] });
  // What is not theirs to write they do not write, job or no job.
  expect(
    await saman.push(patch('contracts', 'serviceContract', contractId, { version: 2 }, set('endsOn', '2030-01-01'))),
  ).toMatchObject({ outcome: 'parked' });
  expect(
    await saman.push(patch('customers', 'company', customerId, { version: 2 }, send(server.newId()))),
  ).toMatchObject({
    outcome: 'parked',
  });
});

test('SYNC-103: two jobs of one technician at one customer are two shares: the first end takes nothing away', async () => {
  const { customerId, requestId } = await serviceOf();
  await assign(customerId, requestId);
  const hamid = await server.device('hamid');
  const other = server.newId();
  await hamid.push(patch('customers', 'company', customerId, { version: 2 }, send(other)));
  await hamid.push(patch('customers', 'company', customerId, { version: 3 }, takeBack(requestId)));
  expect(await server.record('customers', customerId)).toMatchObject({ shares: [OWN] });
  await hamid.push(patch('customers', 'company', customerId, { version: 4 }, takeBack(other)));
  expect(await server.record('customers', customerId)).toMatchObject({ shares: [] });
});
