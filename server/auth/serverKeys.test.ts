import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { bindKeysToDatabase, loadServerKeys } from './serverKeys.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'peyvand-keys-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test('keys are made once, readable by their owner alone; nodes that start at once get the same', async () => {
  const nodes = await Promise.all(Array.from({ length: 6 }, () => loadServerKeys(directory, {})));
  expect(new Set(nodes.map(({ publicKeys }) => JSON.stringify(publicKeys))).size).toBe(1);
  expect((await stat(join(directory, 'server-keys.json'))).mode & 0o777).toBe(0o600);
  const text = await readFile(join(directory, 'server-keys.json'), 'utf8');
  const fromEnvironment = await loadServerKeys('/nowhere', { PEYVAND_SERVER_KEYS: text });
  expect(fromEnvironment.publicKeys).toEqual(nodes[0]?.publicKeys);
});

test('SEC-125: a key file that others of the machine can read is refused', async () => {
  await loadServerKeys(directory, {});
  const path = join(directory, 'server-keys.json');
  for (const mode of [0o640, 0o604]) {
    await chmod(path, mode);
    await expect(loadServerKeys(directory, {})).rejects.toThrow(/can be read by others.*chmod 600/);
  }
  await chmod(path, 0o600);
  await loadServerKeys(directory, {});
});

test('a torn key file is an error that says so, never new keys', async () => {
  await loadServerKeys(directory, {});
  const path = join(directory, 'server-keys.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.slice(0, 80));
  await expect(loadServerKeys(directory, {})).rejects.toThrow(/Restore it/);
  expect(await readFile(path, 'utf8')).toBe(text.slice(0, 80));
});

test('a database belongs to its keys', async () => {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: testDatabase.url });
  try {
    await migrate(database);
    const own = await loadServerKeys(directory, {});
    await bindKeysToDatabase(database, own);
    await bindKeysToDatabase(database, own);
    const others = await loadServerKeys(join(directory, 'other'), {});
    await expect(bindKeysToDatabase(database, others)).rejects.toThrow(/other server keys/);
    await bindKeysToDatabase(database, others, true);
    await expect(bindKeysToDatabase(database, own)).rejects.toThrow(/other server keys/);
  } finally {
    await database.close();
    await testDatabase.drop();
  }
});

test('codes of one purpose are no good for another', async () => {
  const keys = await loadServerKeys(directory, {});
  const code = keys.authenticate('a', 'text');
  expect(keys.isAuthentic('a', 'text', code)).toBe(true);
  expect(keys.isAuthentic('b', 'text', code)).toBe(false);
  expect(keys.isAuthentic('a', 'text2', code)).toBe(false);
  expect(keys.isAuthentic('a', 'text', '')).toBe(false);
});
