/** Every call of a device, asked by everybody: each role, somebody who left, a device that was revoked, nobody. */
import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { isPeyvandError } from '../../shared/base/errors.ts';
import { DEVICE_CALLS, type DeviceCallInputs, type DeviceCallName } from '../../shared/contract/server.ts';
import { ROLES, type Role } from '../../shared/domain/organisation/organisation.ts';
import { PROTOCOL_VERSION } from '../../shared/sync/protocol.ts';
import { revokeDevice } from '../auth/devices.ts';
import {
  create,
  createTestServer,
  customerBody,
  idOf,
  orderBody,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

let server: TestServer;
const devices = new Map<Role, TestDevice>();
let southern: string;
let southernOrder: string;
let held: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  for (const role of ROLES) {
    const body = { name: role, role, active: true, branchId: idOf('tehran'), territoryIds: [idOf('north')] };
    await server.load([{ collection: 'organisation', kind: 'person', id: idOf(`one ${role}`), body }]);
    devices.set(role, await server.device(idOf(`one ${role}`)));
  }
  southern = await server.newCustomer('south', { nationalId: '0012345678' });
  southernOrder = server.newId();
  await server.load([{ collection: 'salesDocuments', kind: 'order', id: southernOrder, body: orderBody(southern) }]);
  const parked = await deviceOf('rep').push(
    create('customers', 'company', server.newId(), customerBody('آلفا', 'south')),
  );
  held = parked.hash;
});
afterAll(() => server.close());

const NORTHERN = idOf('a customer of the north');

function deviceOf(role: Role): TestDevice {
  const device = devices.get(role);
  if (!device) throw new Error(role);
  return device;
}

const EVERYBODY: readonly Role[] = ROLES;
const ALL_BUT_AUDITOR: readonly Role[] = ROLES.filter((role) => role !== 'auditor');
const HEAD_OFFICE: readonly Role[] = ['headOffice', 'administrator'];
const ADMINISTRATORS: readonly Role[] = ['administrator'];
const signingKey = (): string => generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }).x ?? '';

/** Who is let in, and what they may ask: some of it is not there, which is another error than not being let in. */
const CALLS: {
  readonly [Name in DeviceCallName]: {
    readonly mayAsk: readonly Role[];
    readonly evenIfLeft?: boolean;
    readonly input: () => DeviceCallInputs[Name];
  };
} = {
  heldWork: { mayAsk: ADMINISTRATORS, input: () => ({ offset: 0, limit: 10, mine: false }) },
  heldWorkDetail: { mayAsk: ADMINISTRATORS, input: () => ({ hash: held }) },
  decideHeldWork: {
    mayAsk: ADMINISTRATORS,
    input: () => ({ id: server.newId(), hash: 'ab'.repeat(32), decision: 'discard', note: 'نه', edits: [] }),
  },
  releaseHeldWork: { mayAsk: ADMINISTRATORS, input: () => ({ id: server.newId(), hash: 'ab'.repeat(32), note: '' }) },
  declareLost: {
    mayAsk: ADMINISTRATORS,
    input: () => ({ id: server.newId(), device: idOf('no device'), first: 1, last: 2, note: 'گم' }),
  },
  deliverSealed: { mayAsk: EVERYBODY, input: () => ({ items: ['AAAA'] }) },
  bundleWork: { mayAsk: HEAD_OFFICE, input: () => ({ part: 'AAAA' }) },
  bundleChanges: { mayAsk: HEAD_OFFICE, input: () => ({ request: 'AAAA' }) },
  newIdentity: {
    mayAsk: EVERYBODY,
    input: () => ({ device: server.newId(), signingKey: signingKey(), continues: null, proof: 'AAAA' }),
  },
  recordHistory: {
    mayAsk: EVERYBODY,
    input: () => ({ collection: 'customers', id: idOf('nothing'), before: null, limit: 10 }),
  },
  bringFacts: { mayAsk: EVERYBODY, evenIfLeft: true, input: () => ({ epoch: 'none', facts: [], complete: true }) },
  restoredReport: { mayAsk: ADMINISTRATORS, input: () => ({}) },
  deliverAudit: { mayAsk: EVERYBODY, evenIfLeft: true, input: () => ({ entries: [] }) },
  auditLog: {
    mayAsk: ['administrator', 'auditor'],
    input: () => ({ offset: 0, limit: 10, person: null, actions: [], from: null, until: null }),
  },
  verifyAuditLog: { mayAsk: ['administrator', 'auditor'], input: () => ({}) },
  listDevices: { mayAsk: ADMINISTRATORS, input: () => ({ offset: 0, limit: 10, search: '', mine: false }) },
  // Of their own devices: another's is not there for them.
  inspectDevice: { mayAsk: EVERYBODY, input: () => ({ device: idOf('no device') }) },
  orderDevice: { mayAsk: ADMINISTRATORS, input: () => ({ device: idOf('no device'), act: 'suspend', reason: '' }) },
  listPeople: { mayAsk: ADMINISTRATORS, input: () => ({ offset: 0, limit: 10, search: '' }) },
  createPerson: {
    mayAsk: ADMINISTRATORS,
    input: () => ({
      id: server.newId(),
      name: 'نو',
      role: 'rep',
      branchId: null,
      territoryIds: [],
      login: server.newId(),
    }),
  },
  changePerson: {
    mayAsk: ADMINISTRATORS,
    input: () => ({ person: idOf('no one'), version: 1, name: 'نو', role: 'rep', branchId: null, territoryIds: [] }),
  },
  setPassword: { mayAsk: ADMINISTRATORS, input: () => ({ person: idOf('no one') }) },
  openAccount: {
    mayAsk: ADMINISTRATORS,
    input: () => ({ person: idOf('no one'), open: false, devices: 'keep', reason: '' }),
  },
  // This company wants no recovery.
  depositRecoveryShare: { mayAsk: [], input: () => ({ share: server.newId(), sealed: 'AAAA' }) },
  keepRecoveryShare: { mayAsk: EVERYBODY, evenIfLeft: true, input: () => ({ share: null }) },
  recoveryRequests: { mayAsk: HEAD_OFFICE, input: () => ({}) },
  decideRecovery: { mayAsk: HEAD_OFFICE, input: () => ({ decision: 'refuse', request: idOf('no request') }) },
  // Nobody's by role: SEC-100.
  allowExport: {
    mayAsk: [],
    input: () => ({ export: server.newId(), list: 'customers', format: 'csv', rows: 1, reason: 'گزارش' }),
  },
  leaseExports: { mayAsk: EVERYBODY, evenIfLeft: true, input: () => ({ used: [], wanted: true }) },
  reportReading: { mayAsk: EVERYBODY, evenIfLeft: true, input: () => ({ hours: [], events: [] }) },
  watchFindings: { mayAsk: ADMINISTRATORS, input: () => ({ offset: 0, limit: 10, open: true }) },
  settleFinding: { mayAsk: ADMINISTRATORS, input: () => ({ id: idOf('no finding'), note: '' }) },
  watchExports: { mayAsk: ADMINISTRATORS, input: () => ({ offset: 0, limit: 10 }) },
  watchPeople: { mayAsk: ADMINISTRATORS, input: () => ({}) },
  grantExport: { mayAsk: ADMINISTRATORS, input: () => ({ person: idOf('no one'), grant: null }) },
  grantReading: { mayAsk: ADMINISTRATORS, input: () => ({ person: idOf('no one'), grant: null }) },
  listDecoys: { mayAsk: ADMINISTRATORS, input: () => ({}) },
  makeDecoys: {
    mayAsk: ADMINISTRATORS,
    input: () => ({ person: idOf('no one'), lines: [{ phone: '021-11112222', email: '' }] }),
  },
  retireDecoy: { mayAsk: ADMINISTRATORS, input: () => ({ customer: idOf('no decoy') }) },
  lookUpDecoy: { mayAsk: ADMINISTRATORS, input: () => ({ text: '021-11112222', met: '' }) },
  branchContacts: {
    mayAsk: ['branchManager', 'headOffice', 'administrator'],
    input: () => ({ branchId: idOf('tehran'), day: '2026-11-21' }),
  },
  // Whoever adds attachments at all sends their bytes; whoever sees them fetches them.
  attachmentStanding: { mayAsk: ALL_BUT_AUDITOR, input: () => ({ id: idOf('no attachment') }) },
  putAttachment: { mayAsk: ALL_BUT_AUDITOR, input: () => ({ id: idOf('no attachment'), offset: 0, bytes: 'AAAA' }) },
  getAttachment: { mayAsk: EVERYBODY, input: () => ({ id: idOf('no attachment'), offset: 0 }) },
  closeDay: { mayAsk: ['branchManager'], input: () => ({ day: '2026-11-21', of: 'branch', last: null, sign: false }) },
};

const failure = async (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: unknown) => (isPeyvandError(error) ? error.code : String(error)),
  );

describe.each(DEVICE_CALLS)('%s', (name) => {
  const { mayAsk, evenIfLeft = false, input } = CALLS[name];
  const ask = (token: string | null) => failure(server.app.call(name, token, input()));

  test.each(ROLES)('as %s', async (role) => {
    const answer = await ask(deviceOf(role).token);
    expect({ role, isLetIn: answer !== 'permission_denied' }).toEqual({ role, isLetIn: mayAsk.includes(role) });
    expect(answer).not.toBe('internal');
  });

  test('without a token, with one that nobody was given, and with one that was revoked', async () => {
    const role = mayAsk[0] ?? 'administrator';
    const device = await server.device(idOf(`one ${role}`));
    await revokeDevice(server.database, device.id);
    expect([await ask(null), await ask('unknown'), await ask(device.token)]).toEqual([
      'not_signed_in',
      'not_enrolled',
      'not_enrolled',
    ]);
  });

  test('by somebody who left', async () => {
    const person = server.newId();
    const role = mayAsk[0] ?? 'administrator';
    const body = { name: 'رفته', role, active: true, branchId: idOf('tehran') };
    await server.load([{ collection: 'organisation', kind: 'person', id: person, body }]);
    const device = await server.device(person);
    await server.app.call('openAccount', deviceOf('administrator').token, {
      person,
      open: false,
      devices: 'keep',
      reason: '',
    });
    expect(await ask(device.token)).toBe(evenIfLeft ? null : 'permission_denied');
  });
});

test('SYNC-185: somebody who left pulls nothing and is not greeted; their work is held', async () => {
  const person = server.newId();
  const body = { name: 'رفته', role: 'rep', active: true, territoryIds: [idOf('north')] };
  await server.load([{ collection: 'organisation', kind: 'person', id: person, body }]);
  const device = await server.device(person);
  const { token, heads } = await device.heads();
  await server.app.call('openAccount', deviceOf('administrator').token, {
    person,
    open: false,
    devices: 'keep',
    reason: '',
  });
  expect(await failure(device.heads())).toBe('permission_denied');
  expect(await failure(device.page(token, Object.keys(heads)[0] ?? '', 0, 10))).toBe('permission_denied');
  expect(await failure(device.handshake())).toBe('permission_denied');
  expect(await device.push(create('customers', 'company', server.newId(), customerBody('پس', 'north')))).toMatchObject({
    outcome: 'parked',
    reason: 'permission_denied',
  });
});

describe('SYNC-92: history', () => {
  const ask = (role: Role, collection: 'customers' | 'salesDocuments', id: string) =>
    server.app.call('recordHistory', deviceOf(role).token, { collection, id, before: null, limit: 10 });

  test('of a record that one does not hold is that of none', async () => {
    for (const role of ['rep', 'technician'] as const) {
      expect(await failure(ask(role, 'customers', southern))).toBe('not_found');
      expect(await failure(ask(role, 'customers', idOf('nothing')))).toBe('not_found');
    }
    expect(await failure(ask('rep', 'salesDocuments', southernOrder))).toBe('not_found');
  });

  test('of a collection that the role does not read is not told, not even of a record in its scopes', async () => {
    await deviceOf('rep').push(
      create('customers', 'company', NORTHERN, customerBody('شمالی', 'north')),
      create('salesDocuments', 'order', idOf('northern order'), orderBody(NORTHERN)),
    );
    expect(await failure(ask('technician', 'customers', NORTHERN))).toBeNull();
    expect(await failure(ask('technician', 'salesDocuments', idOf('northern order')))).toBe('permission_denied');
    expect(await failure(ask('rep', 'salesDocuments', idOf('northern order')))).toBeNull();
  });

  test('is without what the role hides', async () => {
    expect(JSON.stringify(await ask('marketing', 'customers', southern))).not.toContain('0012345678');
    expect(JSON.stringify(await ask('headOffice', 'customers', southern))).toContain('0012345678');
  });
});

describe('SYNC-124: a token of another view or epoch', () => {
  const pull = (device: TestDevice, rest: object) =>
    server.app.pull(device.token, { protocol: PROTOCOL_VERSION, device: device.id, cursor: {}, ...rest });

  test('begins no pull, and carries none on', async () => {
    const device = await server.device('ali');
    const { view } = await device.handshake();
    const heads = await device.heads();
    const page = { scope: 'company', after: 0, limit: 10 };
    const known = { view, epoch: device.epoch, token: heads.token, page };
    expect(await pull(device, known)).toMatchObject({ type: 'page' });
    const other = await device.handshake({ customers: 1 });
    expect(other.view).not.toBe(view);
    expect(await pull(device, { view, epoch: device.epoch })).toEqual({ type: 'again', reason: 'view_changed' });
    expect(await pull(device, known)).toEqual({ type: 'again', reason: 'view_changed' });
    expect(await pull(device, { ...known, view: other.view })).toEqual({ type: 'again', reason: 'view_changed' });
  });

  test('of the life before a restore is worth nothing in the next one', async () => {
    const device = await server.device('ali');
    const { view } = await device.handshake();
    const { token } = await device.heads();
    await server.database.rows("INSERT INTO epochs (number, epoch) SELECT max(number) + 1, 'another life' FROM epochs");
    const page = { scope: 'company', after: 0, limit: 10 };
    for (const epoch of [device.epoch, 'another life'])
      expect(await pull(device, { view, epoch, token, page })).toEqual({ type: 'again', reason: 'epoch_changed' });
    await server.database.rows("DELETE FROM epochs WHERE epoch = 'another life'");
  });
});

describe('SYNC-23: a device that is revoked', () => {
  test('while it takes a new identity leaves none behind', async () => {
    const device = await server.device('ali');
    const identity = { device: server.newId(), signingKey: signingKey(), continues: null };
    let asked: Promise<string | null> = Promise.resolve(null);
    await server.database.transaction(async (transaction) => {
      await transaction.rows('SELECT 1 FROM devices WHERE id = $1 FOR UPDATE', [device.id]);
      asked = failure(server.app.call('newIdentity', device.token, device.vouch(identity)));
      const waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
      await expect.poll(() => server.database.rows(waiting)).toHaveLength(1);
      await transaction.rows('UPDATE devices SET revoked_at = now() WHERE id = $1', [device.id]);
    });
    expect(await asked).toBe('not_enrolled');
    expect(await server.database.rows('SELECT 1 FROM devices WHERE id = $1', [identity.device])).toEqual([]);
  });

  test('hears no more of what moves', async () => {
    const device = await server.device('hamid');
    const stream = server.app.pokes(device.token, new AbortController().signal)[Symbol.asyncIterator]();
    expect(await stream.next()).toEqual({ done: false, value: { scopes: [] } });
    const next = stream.next();
    await revokeDevice(server.database, device.id);
    expect(await next).toMatchObject({ done: true });
  });
});
