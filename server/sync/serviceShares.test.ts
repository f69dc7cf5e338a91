/** A technician of another territory: what a job gives them, and what its end takes back, through real pushes and pulls. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import {
  conversionChanges,
  customerOfLead,
  idsOfConversion,
  opportunityOfLead,
} from '../../shared/domain/opportunities/leadConversion.ts';
import { BUILT_IN_PIPELINE } from '../../shared/domain/opportunities/pipeline.ts';
import type { LeafChange } from '../../shared/sync/operation.ts';
import { create, createTestServer, idOf, NORTH, patch, set, SAMAN, type TestServer } from '../testing/testCompany.ts';
import { findDigestFaults } from './digestCheck.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([SAMAN]);
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

async function assign(requestId: string): Promise<void> {
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
    ),
  ).toMatchObject({ outcome: 'applied' });
}

async function cancel(requestId: string): Promise<void> {
  const hamid = await server.device('hamid');
  expect(
    await hamid.push(
      patch(
        'serviceRequests',
        'job',
        requestId,
        await versionOf('serviceRequests', requestId),
        set('state', 'cancelled', 'assigned'),
      ),
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

  await assign(requestId);
  expect(await server.record('customers', customerId)).toMatchObject({ home_scope: NORTH, shares: [OWN] });
  const during = await heldBySaman();
  expect(all.filter((id) => during.has(id))).toEqual(all);

  await cancel(requestId);
  const after = await heldBySaman();
  expect(all.filter((id) => after.has(id))).toEqual([]);
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('SYNC-103: what they do on the job reaches head office, and stays with the customer', async () => {
  const { customerId, assetId, contractId, requestId } = await serviceOf();
  await assign(requestId);
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

const versionOf = async (collection: 'customers' | 'serviceRequests', id: string): Promise<{ version: number }> => ({
  version: (await server.record(collection, id))?.version ?? 0,
});
const sharesOf = async (customerId: string): Promise<unknown> =>
  ((await server.record('customers', customerId)) as { shares?: unknown })?.shares;

test('SYNC-103: two jobs of one technician at one customer are two shares: the first end takes nothing away', async () => {
  const { customerId, requestId, assetId, contractId } = await serviceOf();
  const other = server.newId();
  const hamid = await server.device('hamid');
  await hamid.push(create('serviceRequests', 'job', other, request(customerId, assetId, contractId)));
  for (const id of [requestId, other]) await assign(id);
  for (const [id, shares] of [
    [requestId, [OWN]],
    [other, []],
  ] as const) {
    await hamid.push(
      patch(
        'serviceRequests',
        'job',
        id,
        await versionOf('serviceRequests', id),
        set('state', 'cancelled', 'assigned'),
      ),
    );
    expect(await sharesOf(customerId)).toEqual(shares);
  }
});

test('SYNC-103: a share follows the assignment that prevails, also where two sent somebody apart', async () => {
  const { customerId, requestId } = await serviceOf();
  const base = await versionOf('serviceRequests', requestId);
  const [one, other] = [await server.device('hamid'), await server.device('hamid')];
  const sent = (personId: string) =>
    patch('serviceRequests', 'job', requestId, base, set('state', 'assigned', 'inquiry'), set('assigneeId', personId));
  await one.push(sent(idOf('saman')));
  await other.push(sent(idOf('ali')));
  const assignee = (await server.record('serviceRequests', requestId))?.body['assigneeId'];
  expect((await server.record('customers', customerId))?.body['serviceTeam']).toEqual([
    { id: requestId, order: 'a0', personId: assignee },
  ]);
});

test('SYNC-103: nobody is let in, or kept, by a share that no assignment speaks of', async () => {
  const { customerId, requestId } = await serviceOf();
  const hamid = await server.device('hamid');
  for (const id of [requestId, server.newId(), 'no id']) {
    const change = patch('customers', 'company', customerId, await versionOf('customers', customerId), send(id));
    expect(await hamid.push(change)).toMatchObject({ outcome: 'applied' });
    expect(await sharesOf(customerId)).toEqual([]);
  }
  await assign(requestId);
  const taken = patch(
    'customers',
    'company',
    customerId,
    await versionOf('customers', customerId),
    takeBack(requestId),
  );
  expect(await hamid.push(taken)).toMatchObject({ outcome: 'applied' });
  expect(await sharesOf(customerId)).toEqual([OWN]);
});

test('SYNC-103: who hands the job back loses the customer, without the right to write it; and lets nobody else in', async () => {
  const { customerId, requestId } = await serviceOf();
  await assign(requestId);
  const saman = await server.device('saman');
  const give = patch(
    'serviceRequests',
    'job',
    requestId,
    await versionOf('serviceRequests', requestId),
    set('assigneeId', idOf('zed'), idOf('saman')),
  );
  expect(await saman.push(give)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
  const back = patch(
    'serviceRequests',
    'job',
    requestId,
    await versionOf('serviceRequests', requestId),
    set('state', 'inquiry', 'assigned'),
    { do: 'unset', path: 'assigneeId', seen: idOf('saman') },
  );
  const again = await server.device('saman');
  expect(await again.push(back)).toMatchObject({ outcome: 'applied' });
  expect(await sharesOf(customerId)).toEqual([]);
});

test('SYNC-103: nobody keeps a customer by sending themselves on another job; others may send them', async () => {
  const { customerId, requestId, assetId, contractId } = await serviceOf();
  await assign(requestId);
  const saman = await server.device('saman');
  const own = server.newId();
  const byThemselves = create('serviceRequests', 'job', own, {
    ...request(customerId, assetId, contractId),
    state: 'assigned',
    assigneeId: idOf('saman'),
  });
  expect(await saman.push(byThemselves)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
  expect(await sharesOf(customerId)).toEqual([OWN]);
  // Their own job they may plan for another day.
  const replanned = patch(
    'serviceRequests',
    'job',
    requestId,
    await versionOf('serviceRequests', requestId),
    set('plannedOn', '2026-11-25'),
  );
  const again = await server.device('saman');
  expect(await again.push(replanned)).toMatchObject({ outcome: 'applied' });
  // What they took down for others to look at is taken; whoever answers for the customer sends them.
  const open = server.newId();
  const taken = await server.device('saman');
  expect(
    await taken.push(create('serviceRequests', 'job', open, request(customerId, assetId, contractId))),
  ).toMatchObject({ outcome: 'applied' });
  await assign(open);
  await cancel(requestId);
  expect(await sharesOf(customerId)).toEqual([OWN]);
});

test('SYNC-103: whoever held the customer by themselves keeps the job when it moves to another territory', async () => {
  const { customerId, requestId, contractId } = await serviceOf();
  const hamid = await server.device('hamid');
  const moved = async (to: string, from: string) =>
    hamid.push(
      patch(
        'customers',
        'company',
        customerId,
        await versionOf('customers', customerId),
        set('territoryId', idOf(to), idOf(from)),
      ),
    );
  await assign(requestId);
  expect(await moved('south', 'north')).toMatchObject({ outcome: 'applied' });
  expect(await sharesOf(customerId)).toEqual([OWN]);
  expect(await moved('north', 'south')).toMatchObject({ outcome: 'applied' });
  const held = await heldBySaman();
  expect([customerId, requestId, contractId].filter((id) => held.has(id))).toHaveLength(3);
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('a lead that two devices convert apart becomes one customer and one deal', async () => {
  const leadId = server.newId();
  const lead = {
    name: 'پمپ',
    companyName: 'آبگستر',
    contactName: 'مینا',
    phone: '09121234567',
    stage: 'engaging',
    openedOn: '2026-11-01',
    ownerId: idOf('ali'),
  };
  await server.load([{ collection: 'opportunities', kind: 'lead', id: leadId, body: lead }]);
  const { opportunityId, customerId } = idsOfConversion(leadId, null);
  for (const at of ['2026-11-21T08:00:00.000Z', '2026-11-21T09:00:00.000Z']) {
    const device = await server.device('hamid');
    const { kind, body } = customerOfLead(leadId, lead);
    const conversion = { opportunityId, customerId, now: at, today: '2026-11-21', pipeline: BUILT_IN_PIPELINE };
    expect(
      await device.push(
        create('customers', kind, customerId, body),
        create('opportunities', 'opportunity', opportunityId, opportunityOfLead(leadId, lead, customerId)),
        patch('opportunities', 'lead', leadId, { version: 1 }, ...conversionChanges(lead, conversion)),
      ),
    ).toMatchObject({ outcome: 'applied' });
  }
  const customer = await server.record('customers', customerId);
  expect([customer?.body['phones'], customer?.body['contacts']]).toEqual([[expect.anything()], [expect.anything()]]);
  expect((await server.record('opportunities', leadId))?.body).toMatchObject({
    convertedToId: opportunityId,
    customerId,
  });
});
