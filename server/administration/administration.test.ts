import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { verifyAudit } from '../audit/verifyAudit.ts';
import { openDatabase } from '../store/database.ts';
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

let server: TestServer;
let ada: TestDevice;
let ali: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
  ali = await server.device('ali');
});
afterAll(() => server.close());

const list = (search = '') => server.app.call('listPeople', ada.token, { offset: 0, limit: 50, search });
const entriesOf = async (subject: string): Promise<{ action: string; person: string | null; facts: object }[]> =>
  server.database.rows('SELECT action, person, facts FROM audit_entries WHERE subject = $1 ORDER BY seq', [subject]);
const newPerson = (login: string, rest: object = {}) => ({
  id: server.newId(),
  name: 'نسرین رضایی',
  role: 'rep' as const,
  branchId: idOf('tehran'),
  territoryIds: [idOf('north')],
  login,
  ...rest,
});

describe('people', () => {
  it('SEC-67: a person is made with account, first password and audit entry, and can sign in with it', async () => {
    const person = newPerson('Nasrin');
    const { login, password } = await server.app.call('createPerson', ada.token, person);
    expect(login).toBe('nasrin');
    expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const reply = await server.app.signIn({ login: 'NASRIN', password }, '10.0.0.1');
    expect(reply.person).toMatchObject({ id: person.id, role: 'rep' });
    expect(await server.record('organisation', person.id)).toMatchObject({
      version: 1,
      home_scope: 'company',
      body: { name: 'نسرین رضایی', active: true, territoryIds: [idOf('north')] },
    });
    expect((await entriesOf(person.id))[0]).toMatchObject({
      action: 'person.created',
      person: idOf('ada'),
      facts: { role: 'rep', login: 'nasrin' },
    });
    expect(JSON.stringify(await server.database.rows('SELECT * FROM audit_entries'))).not.toContain(password);
    // Devices hear of them like of any other record.
    const rows = await ali.pullAll();
    expect([...rows.values()].flat().map((row) => ('record' in row ? row.record.id : row.id))).toContain(person.id);
    expect((await list('نسرین')).rows).toMatchObject([
      { id: person.id, login: 'nasrin', accountOpen: true, branch: { name: 'تهران' }, territories: [{ name: 'شمال' }] },
    ]);
  });

  it('SEC-67: what cannot be made leaves nothing behind', async () => {
    const before = await list();
    await server.app.call('setPassword', ada.token, { person: idOf('ali'), login: 'ali' });
    await server.app.call('createPerson', ada.token, newPerson('علی'));
    for (const [change, reason] of [
      [{ login: 'ALI' }, 'login_taken'],
      [{ branchId: idOf('north') }, 'branch'],
      [{ territoryIds: [idOf('tehran')] }, 'territory'],
      [{ id: idOf('ali') }, 'person_exists'],
    ] as const)
      await expect(
        server.app.call('createPerson', ada.token, newPerson(`login ${reason}`, change)),
      ).rejects.toMatchObject({ code: 'invalid_input', facts: { reason } });
    expect((await list()).total).toBe(before.total + 1);
  });

  it('SEC-67: role, branch and territories change by the version that was seen, and the scopes with them', async () => {
    const babak = await server.device('babak');
    const [row] = (await list('بابک')).rows;
    const change = { person: idOf('babak'), name: 'بابک', branchId: idOf('tehran'), territoryIds: [idOf('south')] };
    await server.app.call('changePerson', ada.token, { ...change, role: 'branchManager', version: row?.version ?? 0 });
    expect((await babak.handshake()).scopes).toContain(`territory/${idOf('south')}`);
    expect((await entriesOf(idOf('babak'))).map(({ action, facts }) => [action, facts])).toEqual([
      ['person.roleChanged', { from: 'rep', to: 'branchManager' }],
      ['organisation.changed', { kind: 'person', name: 'بابک', paths: ['territoryIds'] }],
    ]);
    await expect(
      server.app.call('changePerson', ada.token, { ...change, role: 'rep', version: row?.version ?? 0 }),
    ).rejects.toMatchObject({ code: 'stale_edit' });
  });

  it('SEC-67: nobody takes their own role or closes their own account', async () => {
    const [self] = (await list('Ada')).rows;
    const change = { person: idOf('ada'), name: 'Ada', branchId: null, territoryIds: [], version: self?.version ?? 0 };
    await expect(server.app.call('changePerson', ada.token, { ...change, role: 'rep' })).rejects.toMatchObject({
      code: 'illegal_transition',
    });
    await expect(
      server.app.call('openAccount', ada.token, { person: idOf('ada'), open: false, devices: 'keep', reason: '' }),
    ).rejects.toMatchObject({ code: 'illegal_transition' });
    await expect(
      server.app.call('orderDevice', ada.token, { device: ada.id, act: 'suspend', reason: '' }),
    ).rejects.toMatchObject({ code: 'illegal_transition' });
  });

  it('SEC-67: role and account stand in no device’s hands: a push changes neither, its author’s own or another’s, and removes nobody', async () => {
    const [self, other] = [await server.device('ada'), await server.device('ada')];
    const version = async (name: string) => (await server.record('organisation', idOf(name)))?.version ?? 0;
    const pushes = [
      ['ada', set('role', 'auditor', 'administrator')],
      ['ada', set('active', false, true)],
      ['ali', set('role', 'administrator', 'rep')],
      ['ali', set('active', false, true)],
    ] as const;
    for (const [name, change] of pushes) {
      const seen = { version: await version(name) };
      expect(await self.push(patch('organisation', 'person', idOf(name), seen, change))).toMatchObject({
        outcome: 'parked',
        reason: 'locked_record',
      });
    }
    // As if nobody had a role yet.
    await self.push(
      patch('organisation', 'person', idOf('ali'), { version: await version('ali') }, set('role', 'administrator')),
    );
    const seen = { epoch: other.epoch, version: await version('ada'), group: null };
    const removal = { act: 'delete', collection: 'organisation', kind: 'person', id: idOf('ada'), seen } as const;
    expect(await other.push(removal)).toMatchObject({ outcome: 'parked', reason: 'locked_record' });
    expect((await server.record('organisation', idOf('ada')))?.body).toMatchObject({
      role: 'administrator',
      active: true,
    });
    expect((await server.record('organisation', idOf('ali')))?.body).toMatchObject({ role: 'rep', active: true });
    // What else is in a person is pushed as before.
    const third = await server.device('ada');
    expect(
      await third.push(
        patch('organisation', 'person', idOf('ali'), { version: await version('ali') }, set('title', 'ارشد')),
      ),
    ).toMatchObject({ outcome: 'applied' });
  });

  it('SEC-67: of two administrators who close each other in the same moment one comes first, and the other no more', async () => {
    const rivals = await Promise.all(
      ['یکم', 'دوم'].map(async (name) => {
        const id = server.newId();
        const body = { name, role: 'administrator', active: true };
        await server.load([{ collection: 'organisation', kind: 'person', id, body }]);
        return server.device(id);
      }),
    );
    const [one, other] = rivals as [TestDevice, TestDevice];
    const close = (by: TestDevice, { person }: TestDevice) =>
      server.app.call('openAccount', by.token, { person, open: false, devices: 'keep', reason: '' });
    const calls = await inTheSameMoment([() => close(one, other), () => close(other, one)], [one.person, other.person]);
    expect(calls.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(calls.find((call) => call.status === 'rejected')?.reason).toMatchObject({ code: 'permission_denied' });
    const left = await Promise.all(rivals.map(({ person }) => server.record('organisation', person)));
    expect(left.filter((record) => record?.body['active'] === true)).toHaveLength(1);
  });

  it('SEC-67: whoever was closed while their call waited for somebody else does nothing any more', async () => {
    const { id, leaver } = await newAdministrator();
    const someMachine = await server.device('babak');
    const grant = { rowsPerExport: 10, rowsPerDay: 10, rowsOffline: 0, until: '2026-12-01' };
    const [closed, ...acts] = await inTheSameMoment(
      [
        () => server.app.call('openAccount', ada.token, { person: id, open: false, devices: 'keep', reason: '' }),
        () => server.app.call('setPassword', leaver.token, { person: idOf('babak'), login: 'babak' }),
        () => server.app.call('createPerson', leaver.token, newPerson('made at the end')),
        () => server.app.call('grantExport', leaver.token, { person: idOf('babak'), grant }),
        () => server.app.call('orderDevice', leaver.token, { device: someMachine.id, act: 'suspend', reason: '' }),
      ],
      [id],
    );
    expect(closed?.status).toBe('fulfilled');
    expect(acts.map((act) => act.status === 'rejected' && act.reason)).toMatchObject(
      acts.map(() => ({ code: 'permission_denied', facts: { reason: 'not_active' } })),
    );
    expect((await list('made at the end')).total).toBe(0);
  });

  it('SEC-67: nor do they decide about held work', async () => {
    const { id, leaver } = await newAdministrator();
    const beyond = create('customers', 'company', server.newId(), customerBody('آن سوی مرز', 'south'));
    const { hash } = await ali.push(beyond);
    const held = { id: server.newId(), hash, decision: 'discard', note: 'پیش از رفتن', edits: [] } as const;
    const idle = await server.device('babak');
    const range = { id: server.newId(), device: idle.id, first: 1, last: 90, note: 'پیش از رفتن' };
    const [closed, ...acts] = await inTheSameMoment(
      [
        () => server.app.call('openAccount', ada.token, { person: id, open: false, devices: 'keep', reason: '' }),
        () => server.app.call('decideHeldWork', leaver.token, held),
        () => server.app.call('declareLost', leaver.token, range),
      ],
      [id],
    );
    expect(closed?.status).toBe('fulfilled');
    expect(acts.map((act) => act.status === 'rejected' && act.reason)).toMatchObject(
      acts.map(() => ({ code: 'permission_denied', facts: { reason: 'not_active' } })),
    );
  });

  async function newAdministrator(): Promise<{ id: string; leaver: TestDevice }> {
    const id = server.newId();
    const body = { name: 'موقت', role: 'administrator', active: true };
    await server.load([{ collection: 'organisation', kind: 'person', id, body }]);
    return { id, leaver: await server.device(id) };
  }

  /** Every call has been let in, and waits for what somebody else is doing about these people; then it goes on, in the order in which they came. */
  async function inTheSameMoment(
    begin: readonly (() => Promise<unknown>)[],
    people: readonly string[],
  ): Promise<PromiseSettledResult<unknown>[]> {
    const blocker = openDatabase({ url: server.databaseUrl, connections: 1 });
    try {
      const calls: Promise<unknown>[] = [];
      await blocker.transaction(async (transaction) => {
        await transaction.rows(
          "SELECT 1 FROM records WHERE collection = 'organisation' AND id = ANY($1::uuid[]) FOR UPDATE",
          [people],
        );
        for (const start of begin) {
          const call = start();
          call.catch(() => undefined);
          calls.push(call);
          await expect.poll(waiting, { timeout: 10_000 }).toBe(calls.length);
        }
      });
      return await Promise.allSettled(calls);
    } finally {
      await blocker.close();
    }
  }
  const waiting = async (): Promise<number> => {
    const [row] = await server.database.rows<{ waiting: number }>(
      "SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    return row?.waiting ?? 0;
  };

  it('SEC-68: a closed account cannot sign in, its device gets nothing more, and its work is held; opened, all is as before', async () => {
    const sara = await server.device('sara');
    const { password } = await server.app.call('setPassword', ada.token, { person: idOf('sara'), login: 'sara' });
    const close = { person: idOf('sara'), open: false, devices: 'keep' as const, reason: 'رفت' };
    await server.app.call('openAccount', ada.token, close);
    await server.app.call('openAccount', ada.token, close);
    await expect(server.app.signIn({ login: 'sara', password }, '10.0.0.2')).rejects.toThrow('wrong_credentials');
    await expect(sara.handshake()).rejects.toThrow('permission_denied');
    expect(await sara.push(create('customers', 'company', server.newId(), customerBody('پس', 'south')))).toMatchObject({
      outcome: 'parked',
    });
    await server.app.call('openAccount', ada.token, { ...close, open: true });
    await server.app.signIn({ login: 'sara', password }, '10.0.0.2');
    await sara.handshake();
    expect((await entriesOf(idOf('sara'))).map(({ action }) => action)).toEqual([
      'person.passwordSet',
      'person.accountClosed',
      'person.accountOpened',
    ]);
  });

  it('SEC-68: with an account its devices can be stopped in the same breath', async () => {
    const [first, second] = [await server.device('hamid'), await server.device('hamid')];
    const reply = await server.app.call('openAccount', ada.token, {
      person: idOf('hamid'),
      open: false,
      devices: 'wipePolitely',
      reason: 'رفت',
    });
    expect(reply).toEqual({ devices: 2 });
    const { rows } = await server.app.call('listDevices', ada.token, {
      offset: 0,
      limit: 9,
      search: 'حمید',
      mine: false,
    });
    expect(rows.map(({ id, standing, order }) => [id, standing, order?.reason])).toEqual(
      [second.id, first.id].map((id) => [id, 'wipePolitely', 'رفت']),
    );
  });
});

describe('devices', () => {
  it('SEC-69: a list shows whose they are, how they stand, what they handed in and what looks like a copy', async () => {
    const device = await server.device('ali');
    await server.app.handshake(device.token, { ...device.greeting(), program: '1.4.2' });
    await device.handshake();
    const customer = create('customers', 'company', server.newId(), customerBody('یک', 'north'));
    await device.push(customer);
    await device.push(create('customers', 'company', server.newId(), customerBody('دو', 'south')));
    // A copy of its disk goes on from before the last change.
    const copy = device.last;
    device.last = copy && { n: 1, hash: (await chainOf(device.id))[0] ?? '' };
    await device.push(create('customers', 'company', server.newId(), customerBody('سه', 'north')));
    const {
      device: shown,
      forks,
      holds,
      identities,
    } = await server.app.call('inspectDevice', ada.token, { device: device.id });
    expect(shown).toMatchObject({
      person: { name: 'علی', role: 'rep', active: true },
      code: device.code,
      standing: 'active',
      handedIn: 2,
      notInBackup: 2,
      held: 1,
      forks: 1,
      identities: 1,
      version: '1.4.2',
      isThis: false,
    });
    expect(shown.lastContactAt).not.toBeNull();
    expect(forks).toMatchObject([{ device: device.id, after: 1 }]);
    expect(holds.scopes).toContainEqual({ scope: `territory/${idOf('north')}`, name: 'شمال' });
    expect(identities).toMatchObject([{ id: device.id, audit: { entries: 0, broken: null } }]);
  });

  const chainOf = async (device: string): Promise<string[]> =>
    (
      await server.database.rows<{ hash: string }>('SELECT hash FROM ledger WHERE device = $1 ORDER BY n', [device])
    ).map(({ hash }) => hash);

  it('SEC-69: orders pass on to the device and stand in the audit log; one’s own devices anybody may look at', async () => {
    const device = await server.device('darius');
    const order = (act: 'suspend' | 'lift') =>
      server.app.call('orderDevice', ada.token, { device: device.id, act, reason: 'گم شده' });
    expect(await order('suspend')).toEqual({ standing: 'suspended' });
    await expect(device.handshake()).rejects.toThrow('device_stopped');
    expect(await order('lift')).toEqual({ standing: 'active' });
    const mine = await server.app.call('listDevices', device.token, { offset: 0, limit: 9, search: '', mine: true });
    expect(mine.rows).toMatchObject([{ id: device.id, isThis: true, order: { act: 'lift', by: { name: 'Ada' } } }]);
    const { orders } = await server.app.call('inspectDevice', device.token, { device: device.id });
    expect(orders.map(({ act, reason }) => [act, reason])).toEqual([
      ['suspend', 'گم شده'],
      ['lift', 'گم شده'],
    ]);
    await expect(server.app.call('inspectDevice', device.token, { device: ali.id })).rejects.toThrow('not_found');
    const actions = (await entriesOf(device.id)).map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['device.suspended', 'device.lifted']));
    expect((await verifyAudit(server.database)).broken).toBeNull();
  });
});
