import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { verifyAudit } from '../audit/verifyAudit.ts';
import { createTestServer, idOf, type TestDevice, type TestServer } from '../testing/testCompany.ts';
import { openAccountByHand, type OpenAccountOptions } from './commands.ts';

let server: TestServer;
let ada: TestDevice;
let sara: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  [ada, sara] = [await server.device('ada'), await server.device('sara')];
});
afterAll(() => server.close());

const setPassword = (name: string) =>
  server.app.call('setPassword', ada.token, { person: idOf(name), login: name }).then(({ password }) => password);
const open = async (login: string, rest: Partial<OpenAccountOptions> = {}): Promise<string[]> => {
  const lines: string[] = [];
  await openAccountByHand(
    {
      databaseUrl: server.databaseUrl,
      clock: server.clock,
      randomness: createSeededRandomness(3),
      say: (line) => lines.push(line),
    },
    { login, isAdministrator: false, isNewPassword: false, ...rest },
  );
  return lines;
};

it('SEC-67: where no administrator is left the server’s own command line opens an account, and that is in the audit log', async () => {
  const password = await setPassword('sara');
  await server.app.call('openAccount', ada.token, { person: idOf('sara'), open: false, devices: 'keep', reason: '' });
  await expect(sara.handshake()).rejects.toMatchObject({ code: 'permission_denied' });
  expect(await open(' SARA ', { isAdministrator: true })).toEqual([
    'sara: the account is open, the role is administrator and was rep.',
  ]);
  expect((await server.app.signIn({ login: 'sara', password }, '10.0.0.1')).person).toMatchObject({
    role: 'administrator',
  });
  // A running node hears of it, and devices do.
  await sara.handshake();
  expect((await server.app.call('listPeople', sara.token, { offset: 0, limit: 9, search: 'سارا' })).rows).toMatchObject(
    [{ role: 'administrator', active: true, accountOpen: true }],
  );
  const entries = await server.database.rows<{ action: string; person: string | null; facts: object }>(
    'SELECT action, person, facts FROM audit_entries WHERE subject = $1 ORDER BY seq DESC LIMIT 2',
    [idOf('sara')],
  );
  expect(entries).toMatchObject([
    { action: 'person.roleChanged', person: null, facts: { from: 'rep', to: 'administrator', reason: 'open-account' } },
    { action: 'person.accountOpened', person: null },
  ]);
  expect(await open('sara')).toEqual(['sara: open already, nothing was changed.']);
  expect((await verifyAudit(server.database)).broken).toBeNull();
});

it('SEC-67: it sets a password too, which is told once and stands nowhere', async () => {
  const old = await setPassword('hamid');
  const [told, shown] = await open('hamid', { isNewPassword: true });
  expect(told).toContain('a new password');
  const password = /^Password ([a-z2-9-]{19}) \(shown this once\)$/.exec(shown ?? '')?.[1] ?? '';
  await server.app.signIn({ login: 'hamid', password }, '10.2.0.1');
  await expect(server.app.signIn({ login: 'hamid', password: old }, '10.2.0.2')).rejects.toMatchObject({
    code: 'wrong_credentials',
  });
  expect(JSON.stringify(await server.database.rows('SELECT * FROM audit_entries'))).not.toContain(password);
});

it('a login that nobody has is said so', async () => {
  await expect(open('nobody')).rejects.toThrow('Nobody has the login "nobody".');
});
