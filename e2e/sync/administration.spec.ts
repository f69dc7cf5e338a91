/** What a device writes into its own log, on its way to head office; and the administrator who reads it, through core and server as they are. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryHost, type MemoryHost } from '../../main/hosts/memory/index.ts';
import { createError, isPeyvandError } from '../../shared/base/errors.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { createTestCompany, idOf, type TestCompany } from './company.ts';

const PASSPHRASE = 'یک رمز بلند';

let company: TestCompany;
let folder: string;
let hosts: MemoryHost[] = [];
let admin: CoreClient;
let ali: CoreClient;
let isAliOnline = true;

beforeAll(async () => {
  company = await createTestCompany();
  folder = await mkdtemp(join(tmpdir(), 'peyvand-administration-'));
  admin = await signIn('administrator');
  ali = await signIn('ali');
});
afterAll(async () => {
  for (const host of hosts) await host.close();
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

async function signIn(login: string): Promise<CoreClient> {
  const transport = company.transport();
  const host = createMemoryHost({
    directory: await mkdtemp(join(folder, login)),
    openTransport: () => ({
      ...transport,
      call: (...parameters) =>
        isAliOnline || login !== 'ali'
          ? transport.call(...parameters)
          : Promise.reject(createError('server_unreachable')),
    }),
  });
  hosts = [...hosts, host];
  const client = host.connect();
  await client.session.signIn({ login, password: `password-of-${login}` });
  await client.session.enrol({ passphrase: PASSPHRASE });
  await client.sync.now();
  return client;
}

const ALL = { offset: 0, limit: 200, person: null, actions: [], from: null, until: null };
const told = async (): Promise<{ action: string; facts: object }[]> =>
  (await admin.administration.auditLog({ ...ALL, person: idOf('ali') })).rows
    .filter(({ facts }) => 'deviceSeq' in facts)
    .toReversed()
    .map(({ action, facts }) => ({ action, facts }));

async function profileOf(window: CoreClient): Promise<string> {
  for await (const state of await window.session.state()) if (state.phase === 'open') return state.profileId;
  throw new Error('the stream ended');
}

async function failureOf(call: PromiseLike<unknown>): Promise<string> {
  try {
    await call;
    return 'none';
  } catch (error) {
    return isPeyvandError(error) ? error.code : String(error);
  }
}

it('SEC-64: wrong tries and a new passphrase reach head office at the next contact, and not twice', async () => {
  const profileId = await profileOf(ali);
  await ali.session.lock();
  for (const passphrase of ['غلط', 'باز هم غلط'])
    expect(await failureOf(ali.session.unlock({ profileId, passphrase }))).toBe('wrong_passphrase');
  isAliOnline = false;
  await ali.session.unlock({ profileId, passphrase: PASSPHRASE });
  await ali.session.changePassphrase({ current: PASSPHRASE, next: 'رمز بلند دیگری' });
  expect(await told()).toEqual([]);
  isAliOnline = true;
  await ali.sync.now();
  const expected = [
    { action: 'unlock.failed', facts: { failures: 2, deviceSeq: 1 } },
    { action: 'passphrase.changed', facts: { deviceSeq: 2 } },
  ];
  await expect.poll(told).toMatchObject(expected);
  await ali.sync.now();
  expect(await told()).toMatchObject(expected);
  const verdict = await admin.administration.verifyAuditLog();
  expect(verdict).toMatchObject({ broken: null, brokenDevices: [] });
  expect(verdict.deviceChains).toBeGreaterThan(0);
});

it('SEC-71: the core refuses by role whatever the window asks, before anything is sent', async () => {
  isAliOnline = false;
  const person = { name: 'x', role: 'rep' as const, branchId: null, territoryIds: [] };
  const id = idOf('ali');
  const window = { offset: 0, limit: 10, search: '' };
  const asked = [
    ali.administration.devices({ ...window, mine: false }),
    ali.administration.orderDevice({ device: id, act: 'suspend', reason: '' }),
    ali.administration.people(window),
    ali.administration.createPerson({ id, login: 'xx', ...person }),
    ali.administration.changePerson({ person: id, version: 1, ...person }),
    ali.administration.setPassword({ person: id }),
    ali.administration.openAccount({ person: id, open: false, devices: 'keep', reason: '' }),
    ali.administration.auditLog(ALL),
    ali.administration.verifyAuditLog(),
  ];
  expect(await Promise.all(asked.map(failureOf))).toEqual(asked.map(() => 'permission_denied'));
  // What is let through meets the line.
  expect(await failureOf(ali.administration.devices({ ...window, mine: true }))).toBe('server_unreachable');
  isAliOnline = true;
  const { rows } = await ali.administration.devices({ ...window, mine: true });
  expect(rows.map(({ person: owner, isThis }) => [owner.id, isThis])).toEqual([[id, true]]);
});

it('SEC-71: an administrator adds a person, who signs in with the password that was told once', async () => {
  const id = '01990000-0000-7000-8000-000000000001';
  const { login, password } = await admin.administration.createPerson({
    id,
    name: 'نسرین',
    role: 'rep',
    branchId: null,
    territoryIds: [],
    login: 'nasrin',
  });
  const transport = company.transport();
  expect((await transport.signIn({ login, password })).person.id).toBe(id);
  const { rows } = await admin.administration.people({ offset: 0, limit: 10, search: 'نسرین' });
  expect(rows).toMatchObject([{ id, login: 'nasrin', accountOpen: true, role: 'rep' }]);
});
