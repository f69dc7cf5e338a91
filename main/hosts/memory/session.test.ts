import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SessionState } from '../../../shared/contract/session.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createManualTimers } from '../../core/ports/manualTimers.ts';
import { openKeyring } from '../../core/security/keyring.ts';
import { readKeyring } from '../../core/security/keyringFile.ts';
import { openConnection, type Connection } from '../../core/store/connection.ts';
import {
  createTestCompany,
  failure,
  first,
  firstWhere,
  PASSPHRASE,
  signIn,
  START,
  type TestCompany,
} from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const stateOf = (window: CoreClient): Promise<SessionState> => first(window.session.state());
const phaseOf = async (window: CoreClient): Promise<string> => (await stateOf(window)).phase;
const profileFolder = (): string => {
  const [profileId] = readdirSync(join(company.directory, 'profiles'));
  return join(company.directory, 'profiles', profileId ?? '');
};
const profileIdOf = async (window: CoreClient): Promise<string> => {
  const state = await stateOf(window);
  return state.phase === 'open' ? state.profileId : 'profiles' in state ? (state.profiles[0]?.profileId ?? '') : '';
};

/** While nobody is at work: the file by itself. */
async function inStore<Result>(work: (store: Connection) => Result, passphrase = PASSPHRASE): Promise<Result> {
  const key = await openKeyring(readKeyring(join(profileFolder(), 'keyring.json')), passphrase, null);
  const file = join(profileFolder(), 'store', 'store.db');
  const store = openConnection(file, { key, rights: 'write', cacheMegabytes: 1 });
  try {
    return work(store);
  } finally {
    store.close();
  }
}

describe('session', () => {
  it('goes from sign-in over the passphrase to work, in every window', async () => {
    const window = company.host.connect();
    const other = company.host.connect();
    expect(await stateOf(window)).toEqual({ phase: 'signedOut', profiles: [], serverUrl: 'http://127.0.0.1:1' });
    const { person } = await window.session.signIn({ login: 'ali', password: 'ali-password' });
    expect(person).toEqual({ id: idOf('ali'), name: 'علی رضایی', login: 'ali', role: 'rep', company: 'پیوند' });
    expect(await phaseOf(other)).toBe('choosingPassphrase');
    const { profileId } = await other.session.enrol({ passphrase: PASSPHRASE });
    const open = await firstWhere(window.session.state(), (state) => state.phase === 'open' && state.firstSyncDone);
    expect(open).toMatchObject({ phase: 'open', profileId, person, sample: true });
    expect((open as Extract<SessionState, { phase: 'open' }>).permissions).toContain('orders.confirm');
  });

  it('offers sample users before anybody is known', async () => {
    const users = await company.host.connect().session.sampleUsers();
    expect(users.map(({ login }) => login)).toContain('ali');
  });

  it('refuses a wrong password, an unreachable server and an address that is none, and stays where it was', async () => {
    const window = company.host.connect();
    expect((await failure(window.session.signIn({ login: 'ali', password: 'wrong' }))).code).toBe('wrong_credentials');
    company.server.reachable = false;
    expect((await failure(window.session.signIn({ login: 'ali', password: 'ali-password' }))).code).toBe(
      'server_unreachable',
    );
    for (const serverUrl of ['', 'crm', 'ftp://x', 'javascript:alert(1)', 'http://user:secret@host'])
      expect((await failure(window.session.signIn({ serverUrl, login: 'a', password: 'b' }))).facts).toEqual({
        reason: 'server_url',
      });
    expect(await phaseOf(window)).toBe('signedOut');
  });

  it('takes back a sign-in', async () => {
    const window = company.host.connect();
    await window.session.signIn({ login: 'ali', password: 'ali-password' });
    await window.session.cancelSignIn();
    expect(await phaseOf(window)).toBe('signedOut');
    expect((await failure(window.session.enrol({ passphrase: PASSPHRASE }))).code).toBe('illegal_transition');
  });

  it('leaves nothing behind when the server refuses the enrolment', async () => {
    const window = company.host.connect();
    await window.session.signIn({ login: 'ali', password: 'ali-password' });
    company.server.reachable = false;
    expect((await failure(window.session.enrol({ passphrase: PASSPHRASE }))).code).toBe('server_unreachable');
    expect(readdirSync(join(company.directory, 'profiles'))).toEqual([]);
    company.server.reachable = true;
    await window.session.enrol({ passphrase: PASSPHRASE });
    expect(await phaseOf(window)).toBe('open');
  });

  it('clears away an enrolment that a crash cut short, and never a finished profile', async () => {
    await signIn(company);
    const finished = profileFolder();
    await company.host.close();
    const unfinished = join(company.directory, 'profiles', '01890000-0000-7000-8000-00000000dead');
    mkdirSync(join(unfinished, 'store'), { recursive: true });
    writeFileSync(join(unfinished, 'enrolling'), '');
    rmSync(join(finished, 'keyring.json'));
    await company.restart();
    expect(existsSync(unfinished)).toBe(false);
    expect(existsSync(join(finished, 'store', 'store.db'))).toBe(true);
    expect(await stateOf(company.host.connect())).toMatchObject({ phase: 'locked', profiles: [{ damaged: true }] });
  });

  it('asks for a passphrase of some length', async () => {
    const window = company.host.connect();
    await window.session.signIn({ login: 'ali', password: 'ali-password' });
    expect((await failure(window.session.enrol({ passphrase: 'short' }))).facts).toMatchObject({
      paths: ['passphrase'],
    });
  });
});

describe('lock', () => {
  it('is where a restart begins; the passphrase opens it and a wrong one opens nothing', async () => {
    await signIn(company);
    await company.restart();
    const window = company.host.connect();
    const locked = await stateOf(window);
    expect(locked).toMatchObject({
      phase: 'locked',
      retryAfter: null,
      profiles: [{ name: 'علی رضایی', login: 'ali' }],
    });
    const profileId = await profileIdOf(window);
    expect((await failure(window.customers.create({ kind: 'company', body: { name: 'x', stage: 'lead' } }))).code).toBe(
      'locked',
    );
    expect((await failure(window.session.unlock({ profileId, passphrase: 'wrong passphrase' }))).code).toBe(
      'wrong_passphrase',
    );
    expect(await phaseOf(window)).toBe('locked');
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    expect(await phaseOf(window)).toBe('open');
    expect((await first(window.customers.list({ offset: 0, limit: 10 }))).total).toBe(5);
  });

  it('ends every stream of the session with `locked`, and refuses what comes after', async () => {
    const window = await signIn(company);
    const list = await window.customers.list({ offset: 0, limit: 10 });
    const record = await window.records.observe({ collection: 'customers', id: idOf('bahar') });
    const sync = await window.sync.state();
    await Promise.all([list.next(), record.next(), sync.next()]);
    const pending = [list, record, sync].map(async (stream) => {
      for (;;) if ((await stream.next()).done) throw new Error('ended without a word');
    });
    const codes = pending.map(async (stream) => (await failure(stream)).code);
    await window.session.lock();
    expect(await Promise.all(codes)).toEqual(['locked', 'locked', 'locked']);
    expect((await failure(window.sync.now())).code).toBe('locked');
    expect((await failure(first(window.customers.list({ offset: 0, limit: 10 })))).code).toBe('locked');
  });

  it('can be opened again at once, also when asked while it still closes', async () => {
    const window = await signIn(company);
    const profileId = await profileIdOf(window);
    const locking = window.session.lock();
    const unlocking = window.session.unlock({ profileId, passphrase: PASSPHRASE });
    await Promise.all([locking, unlocking]);
    expect(await phaseOf(window)).toBe('open');
    await window.session.lock();
    await window.session.lock();
    expect(await phaseOf(window)).toBe('locked');
  });

  it('makes wrong passphrases wait, across a restart, and says until when', async () => {
    await signIn(company);
    await company.restart();
    let window = company.host.connect();
    const profileId = await profileIdOf(window);
    for (let count = 0; count < 5; count += 1)
      expect((await failure(window.session.unlock({ profileId, passphrase: `wrong ${count}` }))).code).toBe(
        'wrong_passphrase',
      );
    const retryAfter = new Date(START + 5_000).toISOString();
    const throttled = await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }));
    expect({ code: throttled.code, facts: throttled.facts }).toEqual({ code: 'throttled', facts: { retryAfter } });
    expect(await stateOf(window)).toMatchObject({ phase: 'locked', retryAfter });
    await company.restart();
    window = company.host.connect();
    expect(await stateOf(window)).toMatchObject({ phase: 'locked', retryAfter });
    company.clock.advance(5_000);
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    expect(await phaseOf(window)).toBe('open');
  });

  it('cannot be tried faster by asking all at once', async () => {
    const window = await signIn(company);
    const profileId = await profileIdOf(window);
    await window.session.lock();
    const tries = await Promise.all(
      Array.from({ length: 20 }, (_, count) =>
        failure(window.session.unlock({ profileId, passphrase: `wrong ${count}` })),
      ),
    );
    expect(tries.map(({ code }) => code).filter((code) => code === 'wrong_passphrase').length).toBe(5);
    expect(tries.filter(({ code }) => code === 'throttled').length).toBe(15);
  });

  it('changes the passphrase: the old one opens nothing any more', async () => {
    const window = await signIn(company);
    const profileId = await profileIdOf(window);
    expect(
      (await failure(window.session.changePassphrase({ current: 'wrong', next: 'another passphrase' }))).code,
    ).toBe('wrong_passphrase');
    await window.session.changePassphrase({ current: PASSPHRASE, next: 'another passphrase' });
    await company.restart();
    const later = company.host.connect();
    expect((await failure(later.session.unlock({ profileId, passphrase: PASSPHRASE }))).code).toBe('wrong_passphrase');
    await later.session.unlock({ profileId, passphrase: 'another passphrase' });
    expect((await first(later.customers.list({ offset: 0, limit: 10 }))).total).toBe(5);
  });

  it('SEC-63: what is done is no failure where its entry cannot be written; wrong tries are noted the next time', async () => {
    const window = await signIn(company);
    const profileId = await profileIdOf(window);
    await window.session.lock();
    await inStore((store) =>
      store.run(`CREATE TRIGGER full BEFORE INSERT ON local_values WHEN new.area = 'audit'
        BEGIN SELECT raise(FAIL, 'no room for this one'); END`),
    );
    await failure(window.session.unlock({ profileId, passphrase: 'wrong' }));
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    expect(await phaseOf(window)).toBe('open');
    await window.session.changePassphrase({ current: PASSPHRASE, next: 'another passphrase' });
    await window.session.lock();
    const entries = (store: Connection) =>
      store
        .all<{ value: string }>("SELECT value FROM local_values WHERE area = 'audit' ORDER BY key")
        .map(({ value }) => JSON.parse(value) as object);
    expect(await inStore(entries, 'another passphrase')).toEqual([]);
    await inStore((store) => store.run('DROP TRIGGER full'), 'another passphrase');
    await window.session.unlock({ profileId, passphrase: 'another passphrase' });
    await window.session.lock();
    expect(await inStore(entries, 'another passphrase')).toMatchObject([
      { action: 'unlock.failed', facts: { failures: 1 } },
    ]);
  });

  it('says what helps when the keyring or the store is torn, and makes no empty one', async () => {
    await signIn(company);
    await company.host.close();
    const folder = profileFolder();
    const keyring = readFileSync(join(folder, 'keyring.json'));
    writeFileSync(join(folder, 'keyring.json'), keyring.subarray(0, keyring.length / 2));
    await company.restart();
    let window = company.host.connect();
    const profileId = await profileIdOf(window);
    const torn = await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }));
    expect(torn).toMatchObject({ code: 'store_damaged', facts: { what: 'keyring', advice: 'restore_or_enrol' } });
    writeFileSync(join(folder, 'keyring.json'), keyring);
    const database = readFileSync(join(folder, 'store', 'store.db'));
    writeFileSync(join(folder, 'store', 'store.db'), Buffer.concat([Buffer.alloc(5_000, 7), database.subarray(5_000)]));
    await company.restart();
    window = company.host.connect();
    expect(['store_damaged', 'store_foreign']).toContain(
      (await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }))).code,
    );
    expect(await phaseOf(window)).toBe('damaged');
    await window.session.lock();
    expect(await phaseOf(window)).toBe('locked');
    writeFileSync(join(folder, 'store', 'store.db'), database);
    await window.session.unlock({ profileId, passphrase: PASSPHRASE });
    expect(await phaseOf(window)).toBe('open');
  });

  it('keeps nothing of any record, key or passphrase in plain text', async () => {
    const window = await signIn(company);
    await window.customers.create({ kind: 'company', body: { name: 'SecretCustomerName', stage: 'lead' } });
    await window.drafts.put({ key: 'form', value: { typed: 'SecretDraftText' } });
    await company.host.close();
    const files = readdirSync(company.directory, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(2);
    for (const file of files) {
      const content = readFileSync(join(file.parentPath, file.name)).toString('latin1');
      expect(content).not.toMatch(/SecretCustomerName|SecretDraftText|SQLite format 3/);
      expect(content).not.toContain(Buffer.from(PASSPHRASE).toString('latin1'));
    }
  });

  it('holds several people, one at work at a time, each with their own store', async () => {
    const window = await signIn(company, 'ali');
    await window.drafts.put({ key: 'form', value: 'of Ali' });
    expect((await failure(window.session.addPerson())).code).toBe('illegal_transition');
    await window.session.lock();
    await window.session.addPerson();
    expect(await stateOf(window)).toMatchObject({ phase: 'signedOut', profiles: [{ login: 'ali' }] });
    await window.session.cancelSignIn();
    expect(await phaseOf(window)).toBe('locked');
    await window.session.addPerson();
    await window.session.signIn({ login: 'hamid', password: 'hamid-password' });
    await window.session.enrol({ passphrase: 'passphrase of Hamid' });
    expect(await stateOf(window)).toMatchObject({ phase: 'open', person: { login: 'hamid', role: 'branchManager' } });
    expect(await window.drafts.get({ key: 'form' })).toEqual({ value: null });
    await window.session.lock();
    const locked = await stateOf(window);
    const profiles = locked.phase === 'locked' ? locked.profiles : [];
    expect(new Set(profiles.map(({ login }) => login))).toEqual(new Set(['ali', 'hamid']));
    const ali = profiles.find(({ login }) => login === 'ali')?.profileId ?? '';
    expect((await failure(window.session.unlock({ profileId: ali, passphrase: 'passphrase of Hamid' }))).code).toBe(
      'wrong_passphrase',
    );
    await window.session.unlock({ profileId: ali, passphrase: PASSPHRASE });
    expect(await window.drafts.get({ key: 'form' })).toEqual({ value: 'of Ali' });
  });

  it('knows only profiles of its own', async () => {
    await signIn(company);
    await company.restart();
    const window = company.host.connect();
    for (const profileId of ['', '..', '../../etc', '01890000-0000-7000-8000-000000000000'])
      expect((await failure(window.session.unlock({ profileId, passphrase: PASSPHRASE }))).code).toBe('not_found');
  });

  it('falls by itself after the minutes that the company has set, and not while somebody works', async () => {
    const timers = createManualTimers(company.clock);
    await signIn(company);
    await company.restart({ timers });
    const window = company.host.connect();
    await window.session.unlock({ profileId: await profileIdOf(window), passphrase: PASSPHRASE });
    timers.advance(14 * 60_000);
    await window.drafts.put({ key: 'form', value: 'typed' });
    timers.advance(14 * 60_000);
    expect(await phaseOf(window)).toBe('open');
    timers.advance(60_000);
    await firstWhere(window.session.state(), ({ phase }) => phase === 'locked');
  });
});

describe('preferences', () => {
  it('are there before anybody unlocks, live in every window, and after a restart', async () => {
    const window = company.host.connect();
    const other = company.host.connect();
    expect(await first(window.preferences.observe())).toMatchObject({ language: 'fa', calendar: 'persian' });
    const seen = firstWhere(other.preferences.observe(), ({ language }) => language === 'en');
    expect(await window.preferences.change({ language: 'en' })).toMatchObject({ language: 'en', calendar: 'persian' });
    await seen;
    await company.restart();
    expect(await first(company.host.connect().preferences.observe())).toMatchObject({ language: 'en' });
  });

  it('fall back one by one when the file is torn or holds what is none of ours', async () => {
    await company.host.connect().preferences.change({ theme: 'dark', moneyUnit: 'rial' });
    const path = join(company.directory, 'preferences.json');
    writeFileSync(path, JSON.stringify({ theme: 'dark', moneyUnit: 'gold', language: 7 }));
    await company.restart();
    expect(await first(company.host.connect().preferences.observe())).toEqual({
      language: 'fa',
      calendar: 'persian',
      moneyUnit: 'toman',
      theme: 'dark',
      railCollapsed: false,
    });
    writeFileSync(path, '{"theme":');
    await company.restart();
    expect(await first(company.host.connect().preferences.observe())).toMatchObject({ theme: 'system' });
  });

  it('refuse values that are none of ours', async () => {
    const error = await failure(company.host.connect().preferences.change({ theme: 'pink' as 'dark' }));
    expect(error.facts).toMatchObject({ paths: ['theme'] });
  });
});
