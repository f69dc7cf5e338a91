/** What was done about accounts before it was written down as such stands in the audit log, and is taken over from there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { deterministicId } from '../../shared/base/id.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { migrate, readMigrations } from '../store/migrate.ts';
import { hasSetPassword, readPasswordsSet, wasTouchedByOthers } from './accountActs.ts';

const BEFORE = 16;
const [ada, ali, sara, hamid] = ['ada', 'ali', 'sara', 'hamid'].map((name) => deterministicId('test', name)) as [
  string,
  string,
  string,
  string,
];
const since = Date.UTC(2026, 10, 14);

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase({ url: testDatabase.url });
  const known = await readMigrations();
  await migrate(database, known.slice(0, BEFORE));
  const entries = [
    ['2026-11-01T08:00:00.000Z', 'person.created', ada, sara],
    ['2026-11-15T08:00:00.000Z', 'person.created', ada, ali],
    ['2026-11-15T09:00:00.000Z', 'person.passwordSet', ali, ali],
    ['2026-11-15T10:00:00.000Z', 'person.roleChanged', ada, hamid],
    ['2026-11-16T08:00:00.000Z', 'device.suspended', ada, sara],
    ['2026-11-16T09:00:00.000Z', 'organisation.changed', ada, 'no id'],
  ] as const;
  for (const [index, [at, action, person, subject]] of entries.entries())
    await database.rows(
      "INSERT INTO audit_entries (seq, at, action, person, subject, facts, previous, hash) VALUES ($1, $2, $3, $4, $5, '{}', '', $6)",
      [index + 1, at, action, person, subject, String(index)],
    );
  await migrate(database);
});
afterAll(async () => {
  await database.close();
  await testDatabase.drop();
});

it('SEC-10: an upgrade forgets nobody’s hand on an account', async () => {
  const touched = await Promise.all([ali, sara, hamid, ada].map((id) => wasTouchedByOthers(database, id, since)));
  expect(touched).toEqual([true, false, true, false]);
  expect(await wasTouchedByOthers(database, sara, Date.UTC(2026, 9, 31))).toBe(true);
  expect(await hasSetPassword(database, { person: ali, by: ada, since })).toBe(true);
  expect(await hasSetPassword(database, { person: hamid, by: ada, since })).toBe(false);
  expect([...(await readPasswordsSet(database, [ali, sara, hamid]))]).toEqual([
    [sara, { by: ada, at: '2026-11-01T08:00:00.000Z' }],
  ]);
});
