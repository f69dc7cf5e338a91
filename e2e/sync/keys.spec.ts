/** Keys over the real core, store and server: a keychain beside the passphrase, a new data key, and the way back in when both are gone. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createMemoryKeychain, type MemoryKeychain } from '../../main/core/ports/memoryKeychain.ts';
import { failure, first } from '../../main/hosts/memory/company.ts';
import { realRandomness } from '../../main/hosts/realPorts.ts';
import { createAccount } from '../../server/auth/accounts.ts';
import { createManualClock, type ManualClock } from '../../shared/base/clock.ts';
import type { CoreClient } from '../../shared/rpc/client.ts';
import { createMachine, PASSPHRASE, type Machine } from './machine.ts';
import { draft, idOf, openCompany, type TestCompany } from './openCompany.ts';

const START = Date.parse('2026-11-21T07:00:00.000Z');
const PASSWORD = 'password-of-ali';
const NEXT = 'another passphrase';

let clock: ManualClock;
let company: TestCompany;
/** Of the administrator and of a head office: they approve. */
let administrator: Machine;
let headOffice: Machine;
let keychain: MemoryKeychain;
let machine: Machine;
let ali: string;
/** What the company had before the test. */
let before: number;

beforeAll(async () => {
  clock = createManualClock(START);
  const { url, drop } = await createTestDatabase();
  company = await openCompany({ url, drop, clock, logins: ['ali', 'administrator'] });
  await company.load([
    draft('organisation', 'setting', 'recovery', { key: 'recoveryShares', value: 'offered' }),
    draft('organisation', 'person', 'hana', { name: 'hana', role: 'headOffice', active: true }),
  ]);
  await createAccount(company.database, { personId: idOf('hana'), login: 'hana', password: 'password-of-hana' });
  administrator = await createMachine(company.transport(), { clock });
  await administrator.join('administrator');
  headOffice = await createMachine(company.transport(), { clock });
  await headOffice.join('hana');
});
afterAll(async () => {
  await administrator.close();
  await headOffice.close();
  await company.close();
});
beforeEach(async () => {
  keychain = createMemoryKeychain(realRandomness);
  machine = await createMachine(company.transport(), { clock, keychain });
  ali = await machine.join('ali');
  before = await customers();
});
afterEach(() => machine.close());

const folder = (): string => join(machine.directory, 'profiles', ali);
const keyring = (): { recovery: { share: string } | null; keySince: string } =>
  JSON.parse(readFileSync(join(folder(), 'keyring.json'), 'utf8')) as ReturnType<typeof keyring>;
const phase = async (): Promise<string> => (await first(machine.window.session.state())).phase;
const customers = async (): Promise<number> =>
  (await first(machine.window.customers.list({ offset: 0, limit: 10 }))).total;
const newCustomer = (name: string) =>
  machine.window.customers.create({
    kind: 'company',
    body: { name, stage: 'active', territoryId: idOf('north'), ownerId: idOf('ali') },
  });
const approve = async (window: CoreClient, checkCode: string) => {
  const { requests } = await window.recovery.requests();
  const request = requests.find(({ may, person }) => may === 'decide' && person.id === idOf('ali'));
  return window.recovery.decide({ decision: 'approve', request: request?.id ?? '', checkCode });
};
const sharesAtServer = async (): Promise<string[]> =>
  (
    await company.database.rows<{ id: string }>(
      `SELECT id FROM recovery_shares WHERE line = (
         SELECT id FROM devices WHERE person_id = $1 ORDER BY enrolled_at DESC LIMIT 1)`,
      [idOf('ali')],
    )
  ).map(({ id }) => id);
/** Switches it on, and has it approved by both. */
async function approvedRequest(): Promise<void> {
  const { request } = await machine.window.recovery.begin({ profileId: ali, password: PASSWORD });
  const code = request?.checkCode ?? '';
  await approve(administrator.window, code);
  await approve(headOffice.window, code);
}

describe('the lock', () => {
  it('SEC-6: leaves no key of the session in memory: every one that was drawn for it is zeros', async () => {
    const drawn: Uint8Array[] = [];
    const randomness = {
      bytes(length: number) {
        const bytes = realRandomness.bytes(length);
        if (length === 32) drawn.push(bytes);
        return bytes;
      },
    };
    const watched = await createMachine(company.transport(), { clock, keychain, randomness });
    const profileId = await watched.join('ali');
    await watched.window.security.setRecovery({ isWanted: true });
    await watched.window.security.rotateKey({ passphrase: PASSPHRASE });
    await watched.exportBundle();
    await watched.lock();
    // Asked for in vain: the server knows nothing of that secret any more.
    await company.database.rows('DELETE FROM recovery_shares');
    const asked = watched.window.recovery.begin({ profileId, password: PASSWORD });
    expect((await failure(asked)).code).toBe('not_found');
    await watched.close();
    // Data key, signing seed, keychain's half at enrolment; the recovery secret; data key and half of the rotation; of bundles; of the request.
    expect(drawn.length).toBeGreaterThanOrEqual(8);
    expect(drawn.filter((key) => key.some((byte) => byte !== 0))).toEqual([]);
    expect(keychain.handedOut.filter((half) => half.some((byte) => byte !== 0))).toEqual([]);
  });
});

describe('the keychain', () => {
  it('SEC-2: is asked for beside the passphrase; without it nothing opens, and nothing is lost', async () => {
    await newCustomer('با جاکلیدی');
    expect((await machine.window.security.state()).keychain).toEqual({
      standing: 'there',
      isBound: true,
      isWanted: true,
    });
    await machine.restart();
    keychain.become('unavailable');
    const unavailable = await failure(machine.window.session.unlock({ profileId: ali, passphrase: PASSPHRASE }));
    expect(unavailable.code).toBe('keychain_unavailable');
    keychain.become('there');
    await machine.unlock(ali);
    expect(await customers()).toBe(before + 1);
  });

  it('SEC-2: may be left out by choice, with the passphrase', async () => {
    const refused = await failure(machine.window.security.bindKeychain({ passphrase: 'wrong', isWanted: false }));
    expect(refused.code).toBe('wrong_passphrase');
    const state = await machine.window.security.bindKeychain({ passphrase: PASSPHRASE, isWanted: false });
    expect(state.keychain).toMatchObject({ isBound: false, isWanted: false });
    keychain.reset();
    await machine.restart();
    await machine.unlock(ali);
    expect(await customers()).toBe(before);
  });
});

describe('a new data key', () => {
  it('SEC-7: comes with everything that was there, and work goes on in the same windows', async () => {
    await newCustomer('پیش از کلید تازه');
    await machine.window.drafts.put({ key: 'form', value: 'typed' });
    const { keySince } = await machine.window.security.state();
    clock.advance(60_000);
    const wrong = await failure(machine.window.security.rotateKey({ passphrase: 'wrong' }));
    expect([wrong.code, await phase()]).toEqual(['wrong_passphrase', 'open']);
    await machine.window.security.rotateKey({ passphrase: PASSPHRASE });
    expect(await phase()).toBe('open');
    expect(await customers()).toBe(before + 1);
    expect(await machine.window.drafts.get({ key: 'form' })).toEqual({ value: 'typed' });
    expect((await machine.window.security.state()).keySince).not.toBe(keySince);
    await newCustomer('پس از کلید تازه');
    await machine.sync();
    await machine.restart();
    await machine.unlock(ali);
    expect(await customers()).toBe(before + 2);
    expect(readdirSync(folder()).filter((name) => name.startsWith('keyring'))).toEqual(['keyring.json']);
  });

  it('SEC-7: the recovery secret is another one then, and opens the new key', async () => {
    await machine.window.security.setRecovery({ isWanted: true });
    const share = keyring().recovery?.share;
    await machine.window.security.rotateKey({ passphrase: PASSPHRASE });
    await machine.sync();
    await expect.poll(() => keyring().recovery?.share ?? null).not.toBeNull();
    expect(keyring().recovery?.share).not.toBe(share);
    await machine.lock();
    await approvedRequest();
    await machine.window.recovery.finish({ profileId: ali, password: PASSWORD, passphrase: NEXT });
    expect(await customers()).toBe(before);
  });
});

describe('recovery', () => {
  it('SEC-13: a forgotten passphrase: request, two approvals, a new passphrase, everything is there, and the secret is another one', async () => {
    await machine.window.security.setRecovery({ isWanted: true });
    expect((await machine.window.security.state()).recovery).toEqual({ policy: 'offered', state: 'on' });
    const share = keyring().recovery?.share;
    expect(await sharesAtServer()).toEqual([share]);
    machine.online = false;
    await newCustomer('نفرستاده');
    machine.online = true;
    await machine.restart();
    for (let count = 0; count < 5; count += 1)
      await failure(machine.window.session.unlock({ profileId: ali, passphrase: `forgotten ${count}` }));

    expect(await machine.window.recovery.look({ profileId: ali })).toEqual({ isPossible: true, request: null });
    const wrong = await failure(machine.window.recovery.begin({ profileId: ali, password: 'wrong' }));
    expect(wrong.code).toBe('wrong_credentials');
    const { request } = await machine.window.recovery.begin({ profileId: ali, password: PASSWORD });
    expect(request).toMatchObject({ state: 'waiting', approvals: 0, isHeard: true });
    expect(request?.checkCode).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/);
    const early = await failure(
      machine.window.recovery.finish({ profileId: ali, password: PASSWORD, passphrase: NEXT }),
    );
    expect(early.code).toBe('illegal_transition');

    await approve(administrator.window, request?.checkCode ?? '');
    // The machine may be switched off meanwhile, and be without a line.
    await machine.restart();
    machine.online = false;
    expect((await machine.window.recovery.look({ profileId: ali })).request).toMatchObject({
      checkCode: request?.checkCode,
      state: 'waiting',
      isHeard: false,
    });
    machine.online = true;
    await approve(headOffice.window, request?.checkCode ?? '');
    expect((await machine.window.recovery.look({ profileId: ali })).request).toMatchObject({
      state: 'approved',
      approvals: 2,
    });
    await machine.window.recovery.finish({ profileId: ali, password: PASSWORD, passphrase: NEXT });
    expect(await phase()).toBe('open');
    expect(await customers()).toBe(before + 1);
    expect(await machine.window.recovery.look({ profileId: ali })).toMatchObject({ request: null });

    await machine.sync();
    await expect.poll(() => keyring().recovery?.share).not.toBe(share);
    await expect.poll(sharesAtServer).toEqual([keyring().recovery?.share]);
    await machine.restart();
    const old = await failure(machine.window.session.unlock({ profileId: ali, passphrase: PASSPHRASE }));
    expect(old.code).toBe('wrong_passphrase');
    await machine.window.session.unlock({ profileId: ali, passphrase: NEXT });
    expect(await customers()).toBe(before + 1);
  });

  it('SEC-13: a keychain that was reset comes back by the same road, bound to the new one', async () => {
    await machine.window.security.setRecovery({ isWanted: true });
    await machine.lock();
    keychain.reset();
    const lost = await failure(machine.window.session.unlock({ profileId: ali, passphrase: PASSPHRASE }));
    expect({ code: lost.code, ...lost.facts }).toEqual({ code: 'keychain_lost', hasRecovery: true });
    await approvedRequest();
    await machine.window.recovery.finish({ profileId: ali, password: PASSWORD, passphrase: PASSPHRASE });
    expect((await machine.window.security.state()).keychain).toMatchObject({ standing: 'there', isBound: true });
    await machine.lock();
    await machine.unlock(ali);
    expect(await phase()).toBe('open');
  });

  it('SEC-13: without a recovery secret there is nothing to ask for; whoever switches it off leaves nothing behind', async () => {
    expect(await machine.window.recovery.look({ profileId: ali })).toEqual({ isPossible: false, request: null });
    await machine.lock();
    const none = await failure(machine.window.recovery.begin({ profileId: ali, password: PASSWORD }));
    expect(none.code).toBe('not_found');
    await machine.unlock(ali);
    await machine.window.security.setRecovery({ isWanted: true });
    expect(await sharesAtServer()).toHaveLength(1);
    machine.online = false;
    expect((await machine.window.security.setRecovery({ isWanted: false })).recovery.state).toBe('leaving');
    // The keyring takes it no more at once; the server's copy goes with the next contact.
    expect(keyring().recovery).toBeNull();
    machine.online = true;
    await machine.sync();
    await expect.poll(sharesAtServer).toEqual([]);
    expect((await machine.window.security.state()).recovery.state).toBe('off');
  });

  it('SEC-13: who may not approve is refused by the core as by the server', async () => {
    expect((await failure(machine.window.recovery.requests())).code).toBe('permission_denied');
  });
});
