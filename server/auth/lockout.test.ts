import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createTestServer, idOf, type TestServer } from '../testing/testCompany.ts';
import { createAccount } from './accounts.ts';
import { FAILURES_MAXIMUM, forgetOldFailures, listLockouts, noteFailure, unlockAccount } from './lockout.ts';

let server: TestServer;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await createAccount(server.database, { personId: idOf('ali'), login: 'ali', password: 'right' });
  await createAccount(server.database, { personId: idOf('sara'), login: 'sara', password: 'right' });
});
beforeEach(() => server.database.rows('DELETE FROM sign_in_failures'));
afterAll(() => server.close());

const signIn = (login: string, password: string, address = '10.0.0.1') =>
  server.app.signIn({ login, password }, address);
/** As many as were typed wrong before, without the time that hashing takes. */
const fail = async (login: string, count: number, name: string | null = login): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1)
    await noteFailure(server.database, server.clock, login, name === null ? null : idOf(name));
};
const unlock = (name: string) => server.database.transaction((transaction) => unlockAccount(transaction, idOf(name)));
const auditOf = async (action: string) =>
  (
    await server.database.rows<{ subject: string }>('SELECT subject FROM audit_entries WHERE action = $1', [action])
  ).map(({ subject }) => subject);

describe('lockout', () => {
  test('SEC-126: after so many wrong passwords in a row the right one opens nothing more, on any node, until an administrator unlocks; others sign in', async () => {
    await fail('ali', FAILURES_MAXIMUM - 1);
    await expect(signIn(' ALI ', 'wrong')).rejects.toMatchObject({ code: 'wrong_credentials' });
    await expect(signIn('ali', 'right')).rejects.toMatchObject({ code: 'account_locked', facts: {} });
    const node = await server.openNode();
    await expect(node.signIn({ login: 'ali', password: 'right' }, '10.0.0.77')).rejects.toMatchObject({
      code: 'account_locked',
    });
    expect(await signIn('sara', 'right')).toHaveProperty('ticket');
    expect(await listLockouts(server.database)).toEqual([
      { person: idOf('ali'), lockedAt: new Date(server.clock.now()).toISOString() },
    ]);
    expect(await auditOf('account.locked')).toEqual([idOf('ali')]);
    expect(await unlock('ali')).toBe(true);
    expect(await unlock('ali')).toBe(false);
    expect(await signIn('ali', 'right')).toHaveProperty('ticket');
    expect(await listLockouts(server.database)).toEqual([]);
  });

  test('SEC-126: an administrator opens it with a new password, or by opening the account; others may not', async () => {
    await fail('ali', FAILURES_MAXIMUM);
    const [ada, hamid] = await Promise.all([server.device('ada'), server.device('hamid')]);
    await expect(server.app.call('setPassword', hamid.token, { person: idOf('ali') })).rejects.toMatchObject({
      code: 'permission_denied',
    });
    const { password } = await server.app.call('setPassword', ada.token, { person: idOf('ali') });
    expect(await signIn('ali', password, '10.0.0.20')).toHaveProperty('ticket');
    await fail('sara', FAILURES_MAXIMUM);
    const opening = { person: idOf('sara'), open: true, devices: 'keep', reason: 'she asked' } as const;
    await server.app.call('openAccount', ada.token, opening);
    expect(await signIn('sara', 'right', '10.0.0.20')).toHaveProperty('ticket');
    expect(await auditOf('account.unlocked')).toEqual([idOf('ali'), idOf('sara')]);
    await server.app.call('openAccount', ada.token, opening);
    expect(await auditOf('account.unlocked')).toHaveLength(2);
    await createAccount(server.database, { personId: idOf('ali'), login: 'ali', password: 'right' });
  });

  test('SEC-126: a right password forgets the wrong ones before it', async () => {
    await fail('sara', FAILURES_MAXIMUM - 1);
    await signIn('sara', 'right', '10.0.0.3');
    await fail('sara', FAILURES_MAXIMUM - 1);
    expect(await signIn('sara', 'right', '10.0.0.3')).toHaveProperty('ticket');
  });

  test('SEC-126: a device that is enrolled goes on while its person’s account is locked', async () => {
    const ali = await server.device('ali');
    await fail('ali', FAILURES_MAXIMUM);
    await expect(signIn('ali', 'right')).rejects.toMatchObject({ code: 'account_locked' });
    expect(await ali.handshake()).toHaveProperty('lease');
  });

  test('SEC-126: a login of nobody locks alike, is not listed, and nothing of what was typed is kept', async () => {
    await fail('my-password-in-the-wrong-field', FAILURES_MAXIMUM, null);
    await expect(signIn('my-password-in-the-wrong-field', 'x')).rejects.toMatchObject({ code: 'account_locked' });
    expect(await listLockouts(server.database)).toEqual([]);
    const [row] = await server.database.rows<{ text: string }>(
      "SELECT string_agg(f::text, ' ') || (SELECT string_agg(a::text, ' ') FROM audit_entries a) AS text FROM sign_in_failures f",
    );
    expect(row?.text).toContain(idOf('ali'));
    expect(row?.text).not.toContain('wrong-field');
  });

  test('SEC-126: what was tried long ago is forgotten, but not the lock of an account', async () => {
    await fail('ali', FAILURES_MAXIMUM);
    await fail('sara', 2);
    await fail('nobody', FAILURES_MAXIMUM, null);
    expect(await forgetOldFailures(server.database, server.clock)).toBe(0);
    const later = { now: () => server.clock.now() + 91 * 86_400_000 };
    expect(await forgetOldFailures(server.database, later)).toBe(2);
    await expect(signIn('ali', 'right', '10.0.0.5')).rejects.toMatchObject({ code: 'account_locked' });
    await expect(signIn('nobody', 'x', '10.0.0.5')).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  test('SEC-126: who signs in, and who fails, is in the audit log', async () => {
    await signIn('sara', 'right', '10.0.0.9');
    await expect(signIn('sara', 'wrong', '10.0.0.9')).rejects.toMatchObject({ code: 'wrong_credentials' });
    const [row] = await server.database.rows<{ person: string }>(
      "SELECT person FROM audit_entries WHERE action = 'session.signedIn' ORDER BY seq DESC LIMIT 1",
    );
    expect(row?.person).toBe(idOf('sara'));
    expect(await auditOf('session.signInFailed')).toContain(idOf('sara'));
  });
});
