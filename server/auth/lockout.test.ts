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
beforeEach(() =>
  server.database.rows('DELETE FROM sign_in_failures; DELETE FROM sender_failures; DELETE FROM attempts'),
);
afterAll(() => server.close());

const signIn = (login: string, password: string, address = '10.0.0.1') =>
  server.app.signIn({ login, password }, address);
/** As many as were typed wrong before, from three places unless told otherwise, without the time that hashing takes. */
const fail = async (
  login: string,
  count: number,
  { isSomebodys = true, senders = ['10.9.0.1', '10.9.0.2', '10.9.0.3'] } = {},
): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1)
    await noteFailure(server.database, server.clock, {
      login,
      sender: senders[turn % senders.length] ?? '',
      person: isSomebodys ? idOf(login) : null,
    });
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

  test('SEC-134: one place alone locks nobody out elsewhere, whatever addresses of its network it takes; it is shut out itself, until an administrator opens', async () => {
    const network = ['2001:db8:1:2::/64'];
    await fail('ali', FAILURES_MAXIMUM - 1, { senders: network });
    await expect(signIn('ali', 'wrong', '2001:db8:1:2::1')).rejects.toMatchObject({ code: 'wrong_credentials' });
    for (const address of ['2001:db8:1:2::1', '2001:db8:1:2:ffff:ffff:ffff:ffff'])
      await expect(signIn('ali', 'right', address)).rejects.toMatchObject({ code: 'account_locked' });
    expect(await listLockouts(server.database)).toEqual([]);
    expect(await signIn('ali', 'right', '2001:db8:1:3::1')).toHaveProperty('ticket');
    await expect(signIn('ali', 'right', '2001:db8:1:2::1')).rejects.toMatchObject({ code: 'account_locked' });
    const [entry] = await server.database.rows<{ facts: object }>(
      "SELECT facts FROM audit_entries WHERE action = 'account.locked' ORDER BY seq DESC LIMIT 1",
    );
    expect(entry?.facts).toEqual({ failures: FAILURES_MAXIMUM, onePlace: true });
    expect(await unlock('ali')).toBe(true);
    expect(await signIn('ali', 'right', '2001:db8:1:2::1')).toHaveProperty('ticket');
  });

  test('SEC-134: of one place ten wrong ones count for everybody: with those of two others they lock', async () => {
    for (const sender of ['10.7.0.1', '10.7.0.2']) await fail('sara', FAILURES_MAXIMUM - 1, { senders: [sender] });
    expect(await listLockouts(server.database)).toEqual([]);
    await fail('sara', 9, { senders: ['10.7.0.3'] });
    expect(await listLockouts(server.database)).toEqual([]);
    await fail('sara', 1, { senders: ['10.7.0.3'] });
    expect(await listLockouts(server.database)).toMatchObject([{ person: idOf('sara') }]);
    await expect(signIn('sara', 'right', '10.7.0.4')).rejects.toMatchObject({ code: 'account_locked' });
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
    await fail('my-password-in-the-wrong-field', FAILURES_MAXIMUM, { isSomebodys: false });
    await expect(signIn('my-password-in-the-wrong-field', 'x')).rejects.toMatchObject({ code: 'account_locked' });
    expect(await listLockouts(server.database)).toEqual([]);
    const [row] = await server.database.rows<{ text: string }>(
      "SELECT string_agg(f::text, ' ') || (SELECT string_agg(a::text, ' ') FROM audit_entries a) || (SELECT string_agg(s::text, ' ') FROM sender_failures s) AS text FROM sign_in_failures f",
    );
    expect(row?.text).toContain(idOf('ali'));
    expect(row?.text).not.toMatch(/wrong-field|10\.9\.0/);
  });

  test('SEC-126: what was tried long ago is forgotten, but not the lock of an account', async () => {
    await fail('ali', FAILURES_MAXIMUM);
    await fail('sara', 2);
    await fail('nobody', FAILURES_MAXIMUM, { isSomebodys: false });
    await fail('ali', FAILURES_MAXIMUM, { senders: ['10.8.0.1'] });
    expect(await forgetOldFailures(server.database, server.clock)).toBe(0);
    const later = { now: () => server.clock.now() + 91 * 86_400_000 };
    // Of Sara and of nobody: the logins, and what came from where.
    expect(await forgetOldFailures(server.database, later)).toBe(2 + 2 + 3 + 3);
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
