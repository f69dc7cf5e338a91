/** A backup outlives the program that wrote it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { restoreBackup } from '../../server/backup/restoreBackup.ts';
import { writeBackup } from '../../server/backup/writeBackup.ts';
import { openDatabase, type Database } from '../../server/store/database.ts';
import { openPeople, save, setCustom, syncWell, type Person } from '../people.ts';
import { contentOfServer, makeServerOlder } from './olderServer.ts';
import { changedTables } from './olderStore.ts';

/** No earlier server wrote any. */
const FIRST_WITH_BACKUPS = 5;
const clock = { now: () => Date.now() };
let database: Database;
let ali: Person;
let sara: Person;
let close: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  const opened = await openPeople('ali', 'sara');
  ({ database, close } = opened);
  ({ ali, sara } = opened.people);
  folder = await mkdtemp(join(tmpdir(), 'peyvand-older-backup-'));
}, 60_000);
afterAll(async () => {
  await close();
  await rm(folder, { recursive: true });
});

it('SYNC-182 SYNC-35: a backup that an earlier server wrote is restored and migrated by this one, without the loss of a row', async () => {
  await syncWell(ali, sara);
  await save(ali, setCustom('one', 'یک'));
  await syncWell(ali, sara);
  const before = await contentOfServer(database);
  expect(await makeServerOlder(database, { integer: () => FIRST_WITH_BACKUPS - 1 })).toBe(FIRST_WITH_BACKUPS);
  const directory = join(folder, 'backup');
  await writeBackup(database, clock, directory);

  const { url, drop } = await createTestDatabase();
  const restored = openDatabase({ url });
  try {
    await restoreBackup(restored, clock, directory);
    // A new life begins with it.
    expect(changedTables(before, await contentOfServer(restored))).toEqual(['epochs']);
  } finally {
    await restored.close();
    await drop();
  }
});
