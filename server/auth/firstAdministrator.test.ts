import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { createServerApp, type ServerApp } from '../api/app.ts';
import { silentLog } from '../log.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { createFirstAdministrator } from './firstAdministrator.ts';
import { createServerKeys } from './serverKeys.ts';

let test: TestDatabase;
let database: Database;
let app: ServerApp;
const ports = { clock: { now: () => Date.now() }, randomness: createSeededRandomness(5) };

beforeAll(async () => {
  test = await createTestDatabase();
  database = openDatabase({ url: test.url });
});
afterAll(async () => {
  await app.close();
  await database.close();
  await test.drop();
});

it('makes one administrator for an empty server, who can sign in, and never a second one', async () => {
  const made = await createFirstAdministrator(database, ports);
  expect(made?.login).toBe('admin');
  expect(made?.password).toMatch(/^[\w-]{16}$/);
  app = await createServerApp({ database, keys: createServerKeys(), ...ports, log: silentLog });
  const { person } = await app.signIn(made, '127.0.0.1');
  expect(person.role).toBe('administrator');
  expect(await createFirstAdministrator(database, ports)).toBeNull();
});
