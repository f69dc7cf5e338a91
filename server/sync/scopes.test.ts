import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import {
  create,
  createTestServer,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  SOUTH,
  type TestServer,
} from '../testing/testCompany.ts';
import { findDigestFaults } from './digestCheck.ts';
import { beginEpoch } from './epochs.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

const homesOf = async (ids: readonly string[]): Promise<string[]> => {
  const rows = await server.database.rows<{ home_scope: string }>(
    'SELECT DISTINCT home_scope FROM records WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return rows.map(({ home_scope }) => home_scope);
};
const feedOf = (id: string) =>
  server.database.rows<{ scope: string; type: string; version: number; superseded: boolean }>(
    'SELECT scope, type, version, superseded_seq IS NOT NULL AS superseded FROM feed WHERE id = $1 ORDER BY version, type',
    [id],
  );

test('SYNC-101: home and shares come from the content and the parent; what a client claims in a body is ignored', async () => {
  const ali = await server.device('ali');
  const customerId = await server.newCustomer();
  const [orderId, callId] = [server.newId(), server.newId()];
  const claim = { homeScope: SOUTH, home_scope: SOUTH, shares: [SOUTH], territoryId: idOf('south') };
  await ali.push(
    create('salesDocuments', 'order', orderId, orderBody(customerId, claim)),
    create('activities', 'call', callId, {
      subject: 'بی مشتری',
      ownerId: idOf('ali'),
      plannedAt: '2026-11-22T08:00:00.000Z',
    }),
  );
  expect(await server.record('salesDocuments', orderId)).toMatchObject({ home_scope: NORTH, shares: [] });
  expect(await server.record('activities', callId)).toMatchObject({ home_scope: `person/${idOf('ali')}` });
});

test('SYNC-102: a customer’s move takes orders, activities and what was made in the same push along, and says so in both scopes', async () => {
  const [hamid, ali] = await Promise.all([server.device('hamid'), server.device('ali')]);
  const customerId = await server.newCustomer();
  const orders = Array.from({ length: 300 }, () => server.newId());
  await server.load(
    orders.map((id) => ({ collection: 'salesDocuments', kind: 'order', id, body: orderBody(customerId) })),
  );
  const callId = server.newId();
  const groups = [
    hamid.write(
      create('activities', 'call', callId, {
        subject: 'پیش از رفتن',
        customerId,
        plannedAt: '2026-11-22T08:00:00.000Z',
      }),
    ),
    hamid.write(
      patch('customers', 'company', customerId, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
    ),
    hamid.write(patch('salesDocuments', 'order', orders[0] ?? '', { version: 1 }, set('note', 'پس از رفتن'))),
  ];
  const { outcomes } = await hamid.send(groups);
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(['applied', 'applied', 'applied']);
  expect(await homesOf([customerId, callId, ...orders])).toEqual([SOUTH]);
  expect(await feedOf(orders[1] ?? '')).toEqual([
    { scope: NORTH, type: 'put', version: 1, superseded: true },
    { scope: NORTH, type: 'leave', version: 2, superseded: false },
    { scope: SOUTH, type: 'put', version: 2, superseded: false },
  ]);
  // The images moved unchanged.
  const [image] = await server.database.rows<{ body: RecordBody; home_scope: string }>(
    'SELECT body, home_scope FROM history WHERE id = $1 AND version = 2',
    [orders[1]],
  );
  expect(image).toEqual({ body: orderBody(customerId), home_scope: SOUTH });
  // Made in between by whoever no longer holds it.
  expect(await ali.push(patch('customers', 'company', customerId, { version: 1 }, set('note', 'دیر')))).toMatchObject({
    outcome: 'parked',
    reason: 'scope_departed',
  });
});

test('SYNC-88, SYNC-102: a review of an order goes along when the order’s customer moves, and when the order goes to another', async () => {
  const [hamid, ali, babak] = await Promise.all([server.device('hamid'), server.device('ali'), server.device('babak')]);
  const [customerId, other, orderId] = [await server.newCustomer(), await server.newCustomer(), server.newId()];
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(customerId) }]);
  for (const [device, note] of [
    [ali, 'الف'],
    [babak, 'ب'],
  ] as const)
    await device.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('note', note)));
  const reviews = async () => (await server.reviewsOf(orderId)).map(({ home_scope }) => home_scope);
  expect(await reviews()).toEqual([NORTH]);
  const move = (id: string, from: string, to: string) =>
    hamid.push(patch('customers', 'company', id, { version: 1 }, set('territoryId', idOf(to), idOf(from))));
  expect(await move(customerId, 'north', 'south')).toMatchObject({ outcome: 'applied' });
  expect(await reviews()).toEqual([SOUTH]);
  expect(
    await hamid.push(patch('salesDocuments', 'order', orderId, { version: 4 }, set('customerId', other, customerId))),
  ).toMatchObject({ outcome: 'applied' });
  expect(await reviews()).toEqual([NORTH]);
});

test('SYNC-102: an order that goes to another customer goes to that one’s scope', async () => {
  const hamid = await server.device('hamid');
  const [north, south, orderId] = [
    await server.newCustomer('north'),
    await server.newCustomer('south'),
    server.newId(),
  ];
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: orderId, body: orderBody(north) }]);
  expect(
    await hamid.push(patch('salesDocuments', 'order', orderId, { version: 1 }, set('customerId', south, north))),
  ).toMatchObject({ outcome: 'applied' });
  expect(await homesOf([orderId])).toEqual([SOUTH]);
  // It follows the new one from now on, and the old one no more.
  await hamid.push(
    patch('customers', 'company', north, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))),
  );
  expect(await server.record('salesDocuments', orderId)).toMatchObject({ version: 2 });
  await hamid.push(
    patch('customers', 'company', south, { version: 1 }, set('territoryId', idOf('north'), idOf('south'))),
  );
  expect(await homesOf([orderId])).toEqual([NORTH]);
});

test('SYNC-103: a share lets one more person hold one record, and ends with it', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const id = await server.newCustomer();
  const own = `person/${idOf('sara')}`;
  await ali.push(
    patch('customers', 'company', id, { version: 1 }, { do: 'add', path: 'accountTeam', value: idOf('sara') }),
  );
  expect(await server.record('customers', id)).toMatchObject({ home_scope: NORTH, shares: [own] });
  const shared = await sara.pullAll();
  expect(shared.get(own)?.map((row) => (row.type === 'put' ? row.record.id : null))).toContain(id);
  expect(await sara.push(patch('customers', 'company', id, { version: 2 }, set('note', 'از سارا')))).toMatchObject({
    outcome: 'applied',
  });
  await ali.push(
    patch('customers', 'company', id, { version: 3 }, { do: 'remove', path: 'accountTeam', value: idOf('sara') }),
  );
  const after = await sara.pullAll();
  expect(after.get(own)?.filter((row) => (row.type === 'put' ? row.record.id : row.id) === id)).toMatchObject([
    { type: 'leave', collection: 'customers', id },
  ]);
  expect(await sara.push(patch('customers', 'company', id, { version: 3 }, set('note', 'دیگر نه')))).toMatchObject({
    outcome: 'parked',
    reason: 'scope_departed',
  });
});

test('SYNC-103: who shares a customer holds its orders too, keeps what they add, and loses all of it with the share', async () => {
  const [ali, sara] = await Promise.all([server.device('ali'), server.device('sara')]);
  const id = await server.newCustomer();
  const [before, added, reviewed] = [server.newId(), server.newId(), server.newId()];
  await server.load(
    [before, reviewed].map((order) => ({
      collection: 'salesDocuments',
      kind: 'order',
      id: order,
      body: orderBody(id),
    })),
  );
  const own = `person/${idOf('sara')}`;
  await ali.push(
    patch('customers', 'company', id, { version: 1 }, { do: 'add', path: 'accountTeam', value: idOf('sara') }),
  );
  const outcome = await sara.push(create('salesDocuments', 'order', added, orderBody(id)));
  // It is covered in a scope that she holds: it will not vanish from her screen.
  expect(Object.keys(outcome.outcome === 'applied' ? outcome.covers : {})).toEqual([own]);
  const held = async (): Promise<string[]> => {
    const rows = (await sara.pullAll()).get(own) ?? [];
    return rows.flatMap((row) => (row.type === 'put' ? [row.record.id] : []));
  };
  expect(await held()).toEqual(expect.arrayContaining([id, before, added]));
  // A review of a shared record is shared as well.
  await ali.push(patch('salesDocuments', 'order', reviewed, { version: 2 }, set('note', 'علی')));
  const clash = await sara.push(patch('salesDocuments', 'order', reviewed, { version: 2 }, set('note', 'سارا')));
  expect(await held()).toEqual(expect.arrayContaining(clash.outcome === 'applied' ? clash.reviews : ['none']));
  await ali.push(
    patch('customers', 'company', id, { version: 2 }, { do: 'remove', path: 'accountTeam', value: idOf('sara') }),
  );
  const gone = new Set([id, before, added, reviewed]);
  expect((await held()).filter((record) => gone.has(record))).toEqual([]);
  expect(await findDigestFaults(server.database)).toEqual([]);
});

test('SYNC-111: a record that leaves a scope leaves a row there without content; where it came to, it is whole', async () => {
  const [hamid, ali, sara] = await Promise.all([server.device('hamid'), server.device('ali'), server.device('sara')]);
  const id = await server.newCustomer('north', { note: 'راز شمال' });
  const before = (await ali.heads()).heads;
  const cursor = { ...before };
  await hamid.push(patch('customers', 'company', id, { version: 1 }, set('territoryId', idOf('south'), idOf('north'))));
  const rows = (await ali.pullAll({ cursor })).get(NORTH) ?? [];
  expect(rows).toEqual([{ seq: (before[NORTH] ?? 0) + 1, type: 'leave', collection: 'customers', id }]);
  const found = (await sara.pullAll()).get(SOUTH)?.find((row) => row.type === 'put' && row.record.id === id);
  expect(found).toMatchObject({ type: 'put', record: { version: 2, homeScope: SOUTH, body: { note: 'راز شمال' } } });
});

test('a deletion is told in every scope of the record', async () => {
  const hamid = await server.device('hamid');
  const id = await server.newCustomer('north', { accountTeam: [idOf('sara')] });
  await hamid.push({
    act: 'delete',
    collection: 'customers',
    kind: 'company',
    id,
    seen: { epoch: hamid.epoch, version: 1, group: null },
  });
  expect(
    (await feedOf(id))
      .filter(({ superseded }) => !superseded)
      .map(({ scope, type, version }) => `${scope} ${type} ${version}`)
      .toSorted((a, b) => a.localeCompare(b)),
  ).toEqual([`person/${idOf('sara')} put 2`, `${NORTH} put 2`]);
});

test('SYNC-31: after a restore who may hold what is read anew, though the restored records have the versions of those before', async () => {
  const own = await createTestServer(await createTestDatabase());
  try {
    const ali = await own.device('ali');
    expect((await ali.handshake()).scopes).toContain(NORTH);
    // Another life of the server: the same version of Ali, with other content. Digests are of versions, and say nothing of it.
    await own.database.rows(
      "UPDATE records SET body = body || jsonb_build_object('territoryIds', jsonb_build_array($2::text)) WHERE id = $1",
      [idOf('ali'), idOf('south')],
    );
    await beginEpoch(own.database);
    const { scopes } = await ali.handshake();
    expect(scopes).toContain(SOUTH);
    expect(scopes).not.toContain(NORTH);
  } finally {
    await own.close();
  }
});
