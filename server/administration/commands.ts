/** `open-account` as an operator sees it: for the day on which no administrator is left who could open anybody. */
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { Randomness } from '../../shared/base/randomness.ts';
import { writeAudit, type NewAuditEntry } from '../audit/writeAudit.ts';
import { findPersonOfLogin, foldLogin, hashPassword, openClosedAccount, writeAccount } from '../auth/accounts.ts';
import { unlockAccount } from '../auth/lockout.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { retried } from '../store/retried.ts';
import { announceScopes } from '../sync/pokes.ts';
import { textIn } from '../sync/storedRecord.ts';
import { noteAccountActs } from './accountActs.ts';
import { lockPeople } from './asking.ts';
import { drawPassword } from './drawPassword.ts';
import { writePerson } from './people.ts';

interface AccountCommandContext {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly say: (line: string) => void;
}

export interface OpenAccountOptions {
  readonly login: string;
  /** Their role becomes that of an administrator, where it is another. */
  readonly isAdministrator: boolean;
  readonly isNewPassword: boolean;
}

/** @throws Error with what is wrong. */
export async function openAccountByHand(context: AccountCommandContext, options: OpenAccountOptions): Promise<void> {
  const database = openDatabase({ url: context.databaseUrl, connections: 2 });
  try {
    await migrate(database);
    const password = options.isNewPassword ? drawPassword(context.randomness) : null;
    const done = await openAccount(database, context.clock, options, password);
    const login = foldLogin(options.login);
    context.say(done.length === 0 ? `${login}: open already, nothing was changed.` : `${login}: ${done.join(', ')}.`);
    if (password !== null) context.say(`Password ${password} (shown this once)`);
  } finally {
    await database.close();
  }
}

async function openAccount(
  database: Database,
  clock: Clock,
  { login, isAdministrator }: OpenAccountOptions,
  password: string | null,
): Promise<string[]> {
  const passwordHash = password === null ? null : await hashPassword(password);
  const done = await retried(database, async (transaction) => {
    const person = await findPersonOfLogin(transaction, login);
    if (person === null) throw new Error(`Nobody has the login "${login}".`);
    const before = (await lockPeople(transaction, [], [person])).get(person);
    if (!before) throw new Error(`The person of "${login}" was removed.`);
    const name = textIn(before.body, 'name');
    const from = textIn(before.body, 'role');
    const to = isAdministrator ? 'administrator' : from;
    const paths = [...(before.body['active'] === true ? [] : ['active']), ...(from === to ? [] : ['role'])];
    const isOpened = (await openClosedAccount(transaction, person)) || paths.includes('active');
    const isUnlocked = await unlockAccount(transaction, person);
    if (passwordHash !== null) await writeAccount(transaction, { personId: person, login, passwordHash });
    const entry = (action: NewAuditEntry['action'], facts: NewAuditEntry['facts']): NewAuditEntry => ({
      action,
      subject: person,
      facts: { name, ...facts, reason: 'open-account' },
    });
    const entries = [
      ...(isOpened ? [entry('person.accountOpened', {})] : []),
      ...(from === to ? [] : [entry('person.roleChanged', { from, to })]),
      ...(passwordHash === null ? [] : [entry('person.passwordSet', { login: foldLogin(login) })]),
      ...(isUnlocked ? [entry('account.unlocked', {})] : []),
    ];
    await noteAccountActs(
      transaction,
      clock,
      ...(isOpened ? [{ person, act: 'opened', by: null } as const] : []),
      ...(from === to ? [] : [{ person, act: 'role', by: null } as const]),
      ...(passwordHash === null ? [] : [{ person, act: 'password', by: null } as const]),
    );
    const after = {
      ...before,
      version: before.version + 1,
      // The server has no name of its own in a record.
      updatedBy: person,
      updatedAt: instantFromMilliseconds(clock.now()),
      body: { ...before.body, active: true, role: to },
    };
    if (paths.length === 0) await writeAudit(transaction, ...entries);
    else await writePerson(transaction, before, after, paths, entries);
    return [
      ...(isOpened ? ['the account is open'] : []),
      ...(from === to ? [] : [`the role is ${to} and was ${from}`]),
      ...(isUnlocked ? ['unlocked after too many wrong passwords'] : []),
      ...(passwordHash === null ? [] : ['a new password']),
    ];
  });
  await announceScopes(database, ['company']);
  return done;
}
