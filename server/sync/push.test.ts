import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  NORTH,
  orderBody,
  patch,
  set,
  type TestServer,
} from '../testing/testCompany.ts';
import { beginEpoch } from './epochs.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
});
afterAll(() => server.close());

test('a customer is created, placed by the server and covered by the scope it lies in', async () => {
  const ali = await server.device('ali');
  const id = server.newId();
  const outcome = await ali.push(create('customers', 'company', id, customerBody('آلفا', 'north')));
  expect(outcome).toMatchObject({ outcome: 'applied', reviews: [] });
  expect(Object.keys(outcome.outcome === 'applied' ? outcome.covers : {})).toEqual([NORTH]);
  expect(await server.record('customers', id)).toMatchObject({ version: 1, home_scope: NORTH, deleted: false });
});

test('SYNC-90: history keeps every version with its author, device, group, paths and image', async () => {
  const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
  const id = server.newId();
  const groups = [
    ali.write(create('customers', 'company', id, customerBody('یک', 'north'))),
    ali.write(patch('customers', 'company', id, {}, set('name', 'دو', 'یک'))),
  ];
  await ali.send(groups);
  const foreign = await babak.push(patch('customers', 'company', id, { version: 2 }, set('note', 'سه')));
  const rows = await server.database.rows(
    "SELECT version, author, device, group_hash, changed_paths, body ->> 'name' AS name FROM history WHERE id = $1 ORDER BY version",
    [id],
  );
  expect(rows).toEqual([
    { version: 1, author: idOf('ali'), device: ali.id, group_hash: groups[0]?.hash, changed_paths: [''], name: 'یک' },
    {
      version: 2,
      author: idOf('ali'),
      device: ali.id,
      group_hash: groups[1]?.hash,
      changed_paths: ['name'],
      name: 'دو',
    },
    {
      version: 3,
      author: idOf('babak'),
      device: babak.id,
      group_hash: foreign.hash,
      changed_paths: ['note'],
      name: 'دو',
    },
  ]);
});

describe('the reply', () => {
  test('SYNC-55: one outcome per group in the order sent, refused ones between applied ones', async () => {
    const ali = await server.device('ali');
    const ids = [server.newId(), server.newId()];
    const [first, second] = ids.map((id) =>
      ali.write(create('customers', 'company', id, customerBody('ترتیب', 'north'))),
    );
    const forged = { bytes: '{}', hash: 'a'.repeat(64), signature: 'AAAA' };
    const { outcomes } = await ali.send([second!, forged, first!]);
    expect(outcomes.map(({ hash, outcome }) => [hash, outcome])).toEqual([
      [second!.hash, 'applied'],
      [forged.hash, 'refused'],
      [first!.hash, 'applied'],
    ]);
  });

  test('SYNC-55: a group that changed nothing is covered by the head that it met', async () => {
    const [ali, babak] = await Promise.all([server.device('ali'), server.device('babak')]);
    const id = await server.newCustomer();
    const changed = await ali.push(patch('customers', 'company', id, { version: 1 }, set('note', 'همان')));
    const same = await babak.push(patch('customers', 'company', id, { version: 1 }, set('note', 'همان')));
    expect(same).toMatchObject({
      outcome: 'applied',
      reviews: [],
      covers: changed.outcome === 'applied' ? changed.covers : {},
    });
    expect((await server.record('customers', id))?.version).toBe(2);
  });

  test('SYNC-55: covers count only scopes that the person still holds, now and at a replay', async () => {
    const ali = await server.device('ali');
    const id = server.newId();
    const body = { name: 'بی‌منطقه', stage: 'active', ownerId: idOf('ali') };
    await ali.push(create('customers', 'company', id, body));
    const group = ali.write(
      patch('customers', 'company', id, { version: 1 }, set('ownerId', idOf('babak'), idOf('ali'))),
    );
    const [outcome] = (await ali.send([group])).outcomes;
    const [own, other] = [`person/${idOf('ali')}`, `person/${idOf('babak')}`];
    expect(Object.keys(outcome?.outcome === 'applied' ? outcome.covers : {})).toEqual([own]);
    const ada = await server.device('ada');
    const brought = (await ada.send([group])).outcomes[0];
    expect(Object.keys(brought?.outcome === 'applied' ? brought.covers : {}).toSorted()).toEqual(
      [own, other].toSorted(),
    );
  });

  test('SYNC-31: the epoch is in every reply, and another one after a restore', async () => {
    const own = await createTestServer(await createTestDatabase());
    try {
      const ali = await own.device('ali');
      const id = own.newId();
      const group = ali.write(create('customers', 'company', id, customerBody('دوره', 'north')));
      expect((await ali.handshake()).epoch).toBe(ali.epoch);
      expect((await ali.send([group])).epoch).toBe(ali.epoch);
      expect((await ali.heads()).epoch).toBe(ali.epoch);
      const epoch = await beginEpoch(own.database);
      expect(epoch).not.toBe(ali.epoch);
      const { view } = await ali.handshake();
      expect((await ali.handshake()).epoch).toBe(epoch);
      expect((await ali.send([group])).epoch).toBe(epoch);
      const pulled = await own.app.pull(ali.token, {
        protocol: PROTOCOL_VERSION,
        device: ali.id,
        view,
        epoch: ali.epoch,
        cursor: {},
      });
      expect(pulled).toEqual({ type: 'again', reason: 'epoch_changed' });
      // Made on a state that only the earlier life had: it waits for the group that made it.
      const ahead = ali.write(
        patch('customers', 'company', id, { epoch: ali.epoch, version: 7, group: group.hash }, set('note', 'پیش')),
      );
      const behind = ali.write(create('customers', 'company', own.newId(), customerBody('دنباله', 'north')));
      expect((await ali.send([ahead, behind])).outcomes).toEqual([
        { hash: ahead.hash, outcome: 'waiting', for: null },
        { hash: behind.hash, outcome: 'waiting', for: ahead.hash },
      ]);
      // Nobody brings that state: when the lease has passed, the values seen decide.
      await own.database.rows("UPDATE waiting_groups SET received_at = received_at - interval '10 years'");
      expect((await ali.send([behind])).outcomes).toMatchObject([{ outcome: 'applied' }]);
      expect((await ali.send([ahead])).outcomes).toMatchObject([{ outcome: 'applied' }]);
      expect((await own.record('customers', id))?.body).toMatchObject({ note: 'پیش' });
    } finally {
      await own.close();
    }
  });
});

describe('rights', () => {
  test('SYNC-57: each path is checked; what is beyond the role is parked whole', async () => {
    const [ali, hamid, darius] = await Promise.all([
      server.device('ali'),
      server.device('hamid'),
      server.device('darius'),
    ]);
    const id = await server.newCustomer();
    const limit = set('creditLimit', { amount: 1_000, currency: 'IRR' });
    expect(await ali.push(patch('customers', 'company', id, { version: 1 }, set('note', 'با'), limit))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
      facts: { path: 'creditLimit', collection: 'customers', id },
    });
    expect((await server.record('customers', id))?.version).toBe(1);
    expect(await hamid.push(patch('customers', 'company', id, { version: 1 }, limit))).toMatchObject({
      outcome: 'applied',
    });

    const withLimit = create(
      'customers',
      'company',
      server.newId(),
      customerBody('سقف', 'north', { creditLimit: { amount: 1, currency: 'IRR' } }),
    );
    expect(await ali.push(withLimit)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    const territory = create('organisation', 'territory', server.newId(), { name: 'شرق' });
    expect(await darius.push(territory)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    const another = await server.device('ali');
    expect(
      await another.push({
        act: 'delete',
        collection: 'customers',
        kind: 'company',
        id,
        seen: { epoch: ali.epoch, version: 2, group: null },
      }),
    ).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
    const made = create('reviews', 'review', server.newId(), {});
    expect(await hamid.push(made)).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
  });

  test('SYNC-133: a record that its author may not hold is not touched: parked for who holds it', async () => {
    const ali = await server.device('ali');
    const south = await server.newCustomer('south');
    expect(await ali.push(patch('customers', 'company', south, { version: 1 }, set('note', 'x')))).toMatchObject({
      outcome: 'parked',
      reason: 'scope_departed',
    });
    expect(await ali.push(create('salesDocuments', 'order', server.newId(), orderBody(south)))).toMatchObject({
      outcome: 'parked',
      reason: 'scope_departed',
    });
    expect(
      await ali.push(create('customers', 'company', server.newId(), customerBody('جنوبی', 'south'))),
    ).toMatchObject({ outcome: 'parked', reason: 'permission_denied' });
    expect((await server.record('customers', south))?.version).toBe(1);
  });

  test('SYNC-57: somebody who left has their work parked, none of it applied, none of it lost', async () => {
    const ada = await server.device('ada');
    const person = server.newId();
    await server.load([
      {
        collection: 'organisation',
        kind: 'person',
        id: person,
        body: { name: 'کاوه', role: 'rep', active: true, territoryIds: [idOf('north')] },
      },
    ]);
    const id = await server.newCustomer();
    const leaver = await server.device(person);
    const group = leaver.write(patch('customers', 'company', id, { version: 1 }, set('note', 'آخرین')));
    await server.app.call('openAccount', ada.token, { person, open: false, devices: 'keep', reason: '' });
    expect((await leaver.send([group])).outcomes).toMatchObject([{ outcome: 'parked', reason: 'permission_denied' }]);
    expect(await server.database.rows('SELECT 1 FROM ledger WHERE hash = $1', [group.hash])).toHaveLength(1);
    await expect(leaver.handshake()).rejects.toMatchObject({ code: 'permission_denied' });
  });

  test('a territory and a customer in it may be made by one push, even by one group', async () => {
    const ada = await server.device('ada');
    const territoryId = server.newId();
    const repId = server.newId();
    const outcome = await ada.push(
      create('organisation', 'territory', territoryId, { name: 'شرق' }),
      create('organisation', 'person', repId, { name: 'نو', role: 'rep', active: true, territoryIds: [territoryId] }),
      create('customers', 'company', server.newId(), { ...customerBody('شرقی', 'north'), territoryId }),
    );
    expect(outcome).toMatchObject({ outcome: 'applied' });
    const rep = await server.device(repId);
    expect((await rep.handshake()).scopes).toContain(`territory/${territoryId}`);
  });
});
