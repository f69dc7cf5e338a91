import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../build/testing/testDatabase.ts';
import { createSeededRandomness } from '../../shared/base/randomness.ts';
import { createServerApp } from '../api/app.ts';
import { openPosting } from '../jobs/openPosting.ts';
import { readPostingState } from '../jobs/posting.ts';
import { silentLog } from '../log.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import {
  create,
  createTestServer,
  customerBody,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { restoreBackup } from './restoreBackup.ts';
import { verifyBackup } from './verifyBackup.ts';
import { writeBackup } from './writeBackup.ts';

let server: TestServer;
let folder: string;
let directory: string;
let count = 0;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  folder = await mkdtemp(join(tmpdir(), 'peyvand-backup-'));
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  count += 1;
  directory = join(folder, `backup ${count}`);
});

const write = () => writeBackup(server.database, server.clock, directory);
const verify = () => verifyBackup(server.database, server.databaseUrl, server.clock, directory);
const durableOf = async (device: TestDevice) => (await device.handshake()).durableThrough;
const schemas = async (database: Database) =>
  (
    await database.rows<{ name: string }>(
      "SELECT nspname AS name FROM pg_namespace WHERE nspname !~ '^(pg_|information)' ORDER BY 1",
    )
  ).map(({ name }) => name);

async function withEmptyDatabase(
  work: (database: Database, testDatabase: TestDatabase) => Promise<void>,
): Promise<void> {
  const testDatabase = await createTestDatabase();
  const database = openDatabase({ url: testDatabase.url });
  try {
    await work(database, testDatabase);
  } finally {
    await database.close();
    await testDatabase.drop();
  }
}

/** A file of the backup changed, with the sums made to fit: only a look inside can find it. */
async function forge(file: string, change: (text: string) => string): Promise<void> {
  const path = join(directory, file);
  const isPacked = file.endsWith('.gz');
  const bytes = await readFile(path);
  const changed = change((isPacked ? gunzipSync(bytes) : bytes).toString('utf8'));
  const written = isPacked ? gzipSync(changed) : Buffer.from(changed);
  const sums = await readFile(join(directory, 'SHA256SUMS'), 'utf8');
  const hashOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');
  await writeFile(path, written);
  await writeFile(join(directory, 'SHA256SUMS'), sums.replace(hashOf(bytes), hashOf(written)));
}

describe('a backup', () => {
  test('SYNC-35: only after it was read back and restored for trial are devices told that their work is safe', async () => {
    const ali = await server.device('ali');
    await ali.push(create('customers', 'company', server.newId(), customerBody('یک', 'north')));
    await ali.push(create('customers', 'company', server.newId(), customerBody('دو', 'north')));
    expect(await durableOf(ali)).toBe(0);
    const manifest = await write();
    await ali.push(create('customers', 'company', server.newId(), customerBody('سه', 'north')));
    expect(await durableOf(ali)).toBe(0);
    expect(await verify()).toMatchObject({ manifest, devicesMoved: 1 });
    expect(await durableOf(ali)).toBe(2);
    expect(await server.database.rows('SELECT id, epoch, row_count FROM backups')).toEqual([
      { id: manifest.id, epoch: 1, row_count: manifest.tables.reduce((sum, { rows }) => sum + rows, 0) },
    ]);
    expect(await schemas(server.database)).toEqual(['public']);
    // An older one promises no less than was promised.
    await verify();
    expect(await durableOf(ali)).toBe(2);
    // Nothing of it is for other people's eyes.
    expect((await stat(directory)).mode & 0o077).toBe(0);
    expect((await readdir(directory)).filter((file) => file.includes('server-keys'))).toEqual([]);
  });

  test('SYNC-35: it is one snapshot: what is committed while it is written is in it whole or not at all', async () => {
    const ali = await server.device('ali');
    const customerId = await server.newCustomer();
    let isDone = false;
    const writing = (async () => {
      while (!isDone)
        await ali.push(create('salesDocuments', 'order', server.newId(), orderBody(customerId, { note: 'در میانه' })));
    })();
    await write();
    isDone = true;
    await writing;
    await withEmptyDatabase(async (database) => {
      await restoreBackup(database, server.clock, directory);
      expect(await findDigestFaults(database)).toEqual([]);
      const [chain] = await database.rows<{ groups: number; last: number; records: number }>(
        `SELECT (SELECT count(*) FROM ledger WHERE device = $1) AS groups, (SELECT last_n FROM devices WHERE id = $1) AS last,
           (SELECT count(*) FROM records WHERE body ->> 'note' = 'در میانه') AS records`,
        [ali.id],
      );
      expect(chain).toEqual({ groups: chain?.last, last: chain?.last, records: chain?.last });
    });
  });

  test.each([
    ['a file cut short', async () => writeFile(join(directory, 'records.jsonl.gz'), 'x')],
    ['a file grown', async () => appendFile(join(directory, 'ledger.jsonl.gz'), 'x')],
    ['a file gone', async () => rm(join(directory, 'history.jsonl.gz'))],
    ['the sums gone', async () => rm(join(directory, 'SHA256SUMS'))],
    ['another manifest', async () => writeFile(join(directory, 'manifest.json'), '{}')],
    ['a row missing', async () => forge('ledger.jsonl.gz', (text) => text.split('\n').slice(1).join('\n'))],
    ['a row changed', async () => forge('records.jsonl.gz', (text) => text.replace('تهران', 'تبریز'))],
    [
      'a table missing',
      async () => forge('manifest.json', (text) => text.replace(/"name": "ledger"/, '"name": "other"')),
    ],
  ])('SYNC-35: %s: nothing is promised, nothing is restored, nothing is left behind', async (_name, damage) => {
    const ali = await server.device('ali');
    await ali.push(create('customers', 'company', server.newId(), customerBody('یک', 'north')));
    await write();
    await damage();
    await expect(verify()).rejects.toThrow(/backup/i);
    expect(await durableOf(ali)).toBe(0);
    expect(await schemas(server.database)).toEqual(['public']);
    await withEmptyDatabase(async (database) => {
      await expect(restoreBackup(database, server.clock, directory)).rejects.toThrow(/backup/i);
      // At the most the tables are there, as its migrations made them.
      const [records] = await database.rows<{ rows: number | null }>(
        `SELECT CASE WHEN to_regclass('records') IS NULL THEN 0 ELSE pg_relation_size(to_regclass('records')) END AS rows`,
      );
      expect(records?.rows).toBe(0);
    });
  });

  test('SYNC-35: of a device that branched nothing behind the fork is promised, found before the backup or after it', async () => {
    const ali = await server.device('ali');
    const patchNote = (id: string, note: string) =>
      ali.write(patch('customers', 'company', id, { version: 1 }, set('note', note)));
    const id = server.newId();
    await ali.send([ali.write(create('customers', 'company', id, customerBody('یک', 'north'))), patchNote(id, 'الف')]);
    const fork = ali.last;
    await ali.send([patchNote(id, 'ب'), patchNote(id, 'پ')]);
    await write();
    await verify();
    expect(await durableOf(ali)).toBe(4);
    // The clone of its disk comes: its third group is not the third that is in the backup.
    ali.last = fork;
    await ali.send([patchNote(id, 'ت')]);
    expect(await durableOf(ali)).toBe(2);
    directory = `${directory} later`;
    const { durable } = await write();
    expect(durable[ali.id]).toBe(2);
  });

  test('SYNC-35: a range declared lost counts before what is here, and never beyond it, however far it was given', async () => {
    const [ali, ada] = await Promise.all([server.device('ali'), server.device('ada')]);
    const next = () => ali.write(create('customers', 'company', server.newId(), customerBody('یک', 'north')));
    await ali.send([next()]);
    for (let lost = 2; lost <= 3; lost += 1) next();
    await ali.send([next()]);
    const declare = (first: number, last: number) =>
      server.app.call('declareLost', ada.token, { id: server.newId(), device: ali.id, first, last, note: 'گم شد' });
    expect((await write()).durable[ali.id]).toBe(1);
    expect(await declare(2, 3)).toMatchObject({ applied: 1 });
    await declare(5, 2_147_483_647);
    await expect(declare(5, 2_147_483_648)).rejects.toMatchObject({ code: 'invalid_input' });
    directory = `${directory} later`;
    expect((await write()).durable[ali.id]).toBe(4);
  });

  test('a folder with something in it is left alone, and one that was not finished is no backup', async () => {
    await writeFile(join(folder, 'mine'), 'mine');
    await expect(writeBackup(server.database, server.clock, folder)).rejects.toThrow('is not empty');
    expect(await readFile(join(folder, 'mine'), 'utf8')).toBe('mine');
  });
});

describe('a restore', () => {
  test('SYNC-36, SYNC-24: begins a new epoch with posting closed, devices bring back what came after, and nothing is lost or doubled', async () => {
    const ali = await server.device('ali');
    const [before, after] = [server.newId(), server.newId()];
    await openPosting(server.database, server.clock);
    const first = ali.write(create('customers', 'company', before, customerBody('پیش', 'north')));
    await ali.send([first]);
    await write();
    await verify();
    const second = ali.write(create('customers', 'company', after, customerBody('پس', 'north')));
    await ali.send([second]);
    await withEmptyDatabase(async (database) => {
      const { epoch, setAside } = await restoreBackup(database, server.clock, directory);
      expect(setAside).toBeNull();
      const node = await createServerApp({
        database,
        keys: server.keys,
        clock: server.clock,
        randomness: createSeededRandomness(3),
        log: silentLog,
      });
      try {
        expect(await readPostingState(database)).toBe('closed');
        const old = ali.greeting();
        const greeting = await node.handshake(ali.token, old);
        expect(greeting).toMatchObject({ epoch, last: { n: 1, hash: first.hash } });
        expect(epoch).not.toBe(ali.epoch);
        const reply = await ali.send([first, second], node);
        expect(reply.outcomes).toMatchObject([{ outcome: 'applied' }, { outcome: 'applied' }]);
        // A second disk of the same device, which has not heard yet what became of its work in this life.
        expect(await node.handshake(ali.token, old)).toMatchObject({ last: { n: 1, hash: first.hash } });
        expect(await node.handshake(ali.token, { ...old, epoch })).toMatchObject({ last: { n: 2, hash: second.hash } });
        expect(
          await database.rows("SELECT id, version FROM records WHERE id = ANY($1::uuid[]) ORDER BY body ->> 'name'", [
            [before, after],
          ]),
        ).toEqual([
          { id: after, version: 1 },
          { id: before, version: 1 },
        ]);
        expect(await findDigestFaults(database)).toEqual([]);
        expect(await openPosting(database, server.clock)).toMatchObject({
          before: 'closed',
          refusal: { reason: 'unaccounted' },
        });
        expect(await readPostingState(database)).toBe('closed');
        const lastOnPaper = [{ year: 1405, serial: 0 }];
        expect(await openPosting(database, server.clock, { lastOnPaper })).toMatchObject({
          before: 'closed',
          refusal: null,
        });
        expect(await readPostingState(database)).toBe('open');
      } finally {
        await node.close();
      }
    });
  });

  test('SYNC-36: a backup of the life before promises nothing any more', async () => {
    const ali = await server.device('ali');
    await ali.push(create('customers', 'company', server.newId(), customerBody('یک', 'north')));
    await write();
    await withEmptyDatabase(async (database, { url }) => {
      await restoreBackup(database, server.clock, directory);
      await expect(verifyBackup(database, url, server.clock, directory)).rejects.toThrow('was restored since');
      expect(await database.rows('SELECT 1 FROM devices WHERE durable_through > 0 AND id = $1', [ali.id])).toEqual([]);
    });
  });

  test('SYNC-36: a database in use is refused; one that is not empty is kept beside when that is asked for', async () => {
    await write();
    await expect(restoreBackup(server.database, server.clock, directory, { replace: true })).rejects.toThrow(
      'Stop them first',
    );
    await withEmptyDatabase(async (database) => {
      await restoreBackup(database, server.clock, directory);
      const epochs = await database.rows('SELECT * FROM epochs');
      await expect(restoreBackup(database, server.clock, directory)).rejects.toThrow('is not empty');
      expect(await database.rows('SELECT * FROM epochs')).toEqual(epochs);
      const { setAside } = await restoreBackup(database, server.clock, directory, { replace: true });
      expect(await database.rows(`SELECT * FROM ${setAside}.epochs`)).toEqual(epochs);
      expect(await database.rows('SELECT number FROM epochs ORDER BY number')).toEqual([{ number: 1 }, { number: 2 }]);
    });
  });

  test('SYNC-35: whatever people type comes back as they typed it', async () => {
    const note = 'یک\u2028دو\u2029سه\r\nچهار\n\t"\\" \u0001 😀 é e\u0301 ‌';
    const id = await server.newCustomer('north', { note, custom: { number: 0.1, large: 12_345_678_901_234 } });
    await write();
    await verify();
    await withEmptyDatabase(async (database) => {
      await restoreBackup(database, server.clock, directory);
      const [row] = await database.rows<{ body: object }>('SELECT body FROM records WHERE id = $1', [id]);
      expect(row?.body).toMatchObject({ note, custom: { number: 0.1, large: 12_345_678_901_234 } });
    });
  });

  test('numbers that the database draws itself go on behind those that were restored', async () => {
    const insert = `INSERT INTO sample_users (login, password, name_fa, name_en, role) VALUES ($1, '-', '-', '-', 'rep') RETURNING place`;
    const [last] = await server.database.rows<{ place: number }>(insert, ['one']);
    await write();
    await withEmptyDatabase(async (database) => {
      await restoreBackup(database, server.clock, directory);
      expect(await database.rows(insert, ['two'])).toEqual([{ place: (last?.place ?? 0) + 1 }]);
    });
  });
});
