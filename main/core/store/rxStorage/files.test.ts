/**
 * The file under the instances: who may open it, what is in it, what becomes of it. Longer than most: each of these needs its own folder and
 * the same few helpers.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConnection } from '../connection.ts';
import { getRxStorageEncryptedSqlite, openRecordStore } from '../index.ts';
import { createCompany, createTestStore } from '../testing/testStore.ts';
import { RXDB_VERSION } from './rxdb.ts';
import {
  createTestStorage,
  dataOf,
  openTestInstance,
  preparedQuery,
  queryIds,
  schemaWith,
  type AnyInstance,
  type AnySchema,
  type TestStorage,
} from './testing/testStorage.ts';

let test: TestStorage;
beforeEach(() => {
  test = createTestStorage();
});
afterEach(() => test.remove());

const schema = schemaWith(['number']);
const write = (instance: AnyInstance, ...ids: string[]) =>
  instance.bulkWrite(
    ids.map((id) => ({ document: dataOf({ id, text: `secret of ${id}` }) })),
    'test',
  );
const idsOf = (instance: AnyInstance) => queryIds(instance, { selector: {}, sort: [{ id: 'asc' }] });
const database = () => join(test.directory, 'store.db');

describe('the storage', () => {
  it('names itself and the installed release of RxDB', async () => {
    const installed = await import('rxdb/plugins/core');
    expect(test.storage).toMatchObject({ name: 'encrypted-sqlite', rxdbVersion: installed.RXDB_VERSION });
    expect(RXDB_VERSION).toBe(installed.RXDB_VERSION);
  });

  it('does not load RxDB before somebody asks for an instance', async () => {
    const script = `
      const { registerHooks } = await import('node:module');
      const loaded = [];
      registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
      const { getRxStorageEncryptedSqlite } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
      getRxStorageEncryptedSqlite({ directory: '/nowhere', key: new Uint8Array(32) });
      console.log(loaded.filter((url) => /node_modules.(rxdb|rxjs|mingo)/.test(url)).length, loaded.length > 10);`;
    expect(await outputOf(['--input-type=module', '--eval', script])).toBe('0 true\n');
  });

  it.each([
    ['UT5', { keyCompression: true }],
    ['UT6', { encrypted: ['text'] }],
    ['UT6', { attachments: { encrypted: true } }],
    ['UT7', { attachments: { compression: 'gzip' } }],
  ])('refuses with %s what only a wrapper of RxDB can do', async (code, more) => {
    const special = { ...schema, ...more } as AnySchema;
    await expect(openTestInstance(test.storage, special)).rejects.toThrow(code);
    expect(existsSync(database())).toBe(false);
  });
});

describe('the file', () => {
  it('is made once, however many ask for it at first, and holds what was written when it is opened again', async () => {
    const names = ['a', 'b', 'c', 'd'].flatMap((databaseName) =>
      ['x', 'y', 'y', 'z'].map((collectionName) => ({ databaseName, collectionName })),
    );
    const instances = await Promise.all(names.map((name) => openTestInstance(test.storage, schema, name)));
    await Promise.all(instances.map((instance, place) => write(instance, `d${place}`)));
    expect(await idsOf(instances[1] as AnyInstance)).toEqual(['d1', 'd2']);
    expect(await idsOf(instances[5] as AnyInstance)).toEqual(['d5', 'd6']);
    // Closed and opened again at once, the second before the first is done.
    const closing = Promise.all(instances.map((instance) => instance.close()));
    const again = await openTestInstance(test.storage, schema, { databaseName: 'a', collectionName: 'y' });
    await closing;
    expect(await idsOf(again)).toEqual(['d1', 'd2']);
    await again.close();
  });

  it('is one by whatever path it is named', async () => {
    mkdirSync(test.directory);
    const other = `${test.directory}-link`;
    symlinkSync(test.directory, other);
    const first = await openTestInstance(test.storage, schema);
    const second = await openTestInstance(getRxStorageEncryptedSqlite({ directory: other, key: test.key }), schema);
    await write(first, 'a');
    expect(await idsOf(second)).toEqual(['a']);
    await first.close();
    expect(await idsOf(second)).toEqual(['a']);
    await second.close();
  });

  it('opens to its key alone, open or closed, and is not harmed by another', async () => {
    const wrong = getRxStorageEncryptedSqlite({ directory: test.directory, key: randomBytes(32) });
    const instance = await openTestInstance(test.storage, schema);
    await write(instance, 'a');
    await expect(openTestInstance(wrong, schema)).rejects.toMatchObject({ code: 'wrong_passphrase' });
    expect(await idsOf(instance)).toEqual(['a']);
    await instance.close();
    await expect(openTestInstance(wrong, schema)).rejects.toMatchObject({ code: 'wrong_passphrase' });
    rmSync(join(test.directory, 'store.marker.json'));
    await expect(openTestInstance(wrong, schema)).rejects.toMatchObject({ code: 'store_foreign' });
    const short = getRxStorageEncryptedSqlite({ directory: test.directory, key: randomBytes(16) });
    await expect(openTestInstance(short, schema)).rejects.toMatchObject({ code: 'invalid_input' });
    const again = await openTestInstance(test.storage, schema);
    expect(await idsOf(again)).toEqual(['a']);
    await again.close();
  });

  it('wants 32 bytes for a key, and makes nothing for anything else', async () => {
    const others: readonly unknown[] = [
      new Uint8Array(31),
      'a text of thirty-two characters..',
      '7'.repeat(32),
      undefined,
    ];
    for (const key of others) {
      const storage = getRxStorageEncryptedSqlite({ directory: test.directory, key: key as Uint8Array });
      const opening = openTestInstance(storage, schema);
      await expect(opening).rejects.toMatchObject({ code: 'invalid_input', facts: { reason: 'key_length' } });
    }
    expect(existsSync(test.directory)).toBe(false);
  });

  it('is not looked for where a file stands in the place of the folder', async () => {
    writeFileSync(test.directory, 'notes');
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'file_unreadable' });
    const below = getRxStorageEncryptedSqlite({ directory: join(test.directory, 'profile'), key: test.key });
    await expect(openTestInstance(below, schema)).rejects.toMatchObject({ code: 'file_unreadable' });
    expect(readFileSync(test.directory, 'utf8')).toBe('notes');
  });

  it('does not need its caller to keep the key', async () => {
    const key = Uint8Array.from(test.key);
    const storage = getRxStorageEncryptedSqlite({ directory: test.directory, key });
    key.fill(0);
    const instance = await openTestInstance(storage, schema);
    await write(instance, 'a');
    await instance.close();
    const again = await openTestInstance(test.storage, schema);
    expect(await idsOf(again)).toEqual(['a']);
    await again.close();
  });

  it('is never replaced by an empty one where it is torn, lost or foreign', async () => {
    const instance = await openTestInstance(test.storage, schema);
    await write(instance, 'a');
    await instance.close();
    const bytes = readFileSync(database());
    const marker = readFileSync(join(test.directory, 'store.marker.json'));

    writeFileSync(database(), bytes.subarray(0, bytes.length - 4_096));
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_damaged' });
    truncateSync(database(), 0);
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_damaged' });
    rmSync(database());
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_damaged' });
    expect(existsSync(database())).toBe(false);
    writeFileSync(database(), Buffer.from(`SQLite format 3\0${'x'.repeat(9_000)}`));
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_foreign' });
    const flipped = Buffer.from(bytes);
    flipped[100] = (flipped[100] ?? 0) ^ 1;
    writeFileSync(database(), flipped);
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_damaged' });

    writeFileSync(database(), bytes);
    expect(readFileSync(join(test.directory, 'store.marker.json'))).toEqual(marker);
    const again = await openTestInstance(test.storage, schema);
    expect(await idsOf(again)).toEqual(['a']);
    await again.close();
  });

  it('of a later version is refused', async () => {
    await (await openTestInstance(test.storage, schema)).close();
    const connection = openConnection(database(), { key: test.key, rights: 'write', cacheMegabytes: 1 });
    connection.pragma('user_version = 99');
    connection.close();
    await expect(openTestInstance(test.storage, schema)).rejects.toMatchObject({ code: 'store_newer' });
  });

  it('shows nothing of what is in it, open or closed: no name, no id, no value', async () => {
    const planted = [
      'plantedDatabase',
      'plantedCollection',
      'plantedId',
      'plantedValue',
      'plantedAttachment',
      'plantedField',
    ];
    const special = schemaWith(['plantedField'], { attachments: {} });
    const instance = await openTestInstance(test.storage, special, {
      databaseName: 'plantedDatabase',
      collectionName: 'plantedCollection',
      multiInstance: true,
    });
    const data = new Blob(['plantedAttachment '.repeat(1_000)], { type: 'text/plain' });
    const attachments = { one: { data, digest: 'plantedDigest', length: data.size, type: 'text/plain' } };
    await instance.bulkWrite(
      Array.from({ length: 500 }, (_unused, place) => ({
        document: dataOf(
          { id: `plantedId${place}`, plantedField: 'plantedValue' },
          {
            _attachments: place < 3 ? attachments : {},
          },
        ),
      })),
      'test',
    );
    const bytes = await outputOf(['--eval', DUMP, test.directory], 'latin1');
    expect(bytes.length).toBeGreaterThan(200_000);
    for (const word of [...planted, 'plantedDigest', 'CREATE TABLE']) expect(bytes).not.toContain(word);
    await instance.close();
    const closed = readdirSync(test.directory).map((name) => readFileSync(join(test.directory, name), 'latin1'));
    for (const word of [...planted, 'plantedDigest', 'CREATE TABLE']) expect(closed.join()).not.toContain(word);
  });

  it('gives the pages of what was removed back', async () => {
    const instance = await openTestInstance(test.storage, schema);
    const other = await openTestInstance(test.storage, schema, { collectionName: 'other' });
    const text = 'x'.repeat(1_000);
    await instance.bulkWrite(
      Array.from({ length: 3_000 }, (_unused, place) => ({ document: dataOf({ id: `d${place}`, text }) })),
      'test',
    );
    await instance.remove();
    await other.close();
    const connection = openConnection(database(), { key: test.key, rights: 'read', cacheMegabytes: 1 });
    expect([connection.pragma('freelist_count'), Number(connection.pragma('page_count')) < 200]).toEqual([0, true]);
    connection.close();
  });

  it('says that the disk is full, keeps what was there, and goes on when there is room', async () => {
    const instance = await openTestInstance(test.storage, schema);
    await write(instance, 'a');
    await instance.close();
    const { useFile } = await import('./sharedFile.ts');
    const use = await useFile(test.directory, test.key);
    const { connection } = use.file.writer;
    const held = await openTestInstance(test.storage, schema);
    connection.pragma(`max_page_count = ${Number(connection.pragma('page_count')) + 4}`);
    const large = Array.from({ length: 500 }, (_unused, place) => ({
      document: dataOf({ id: `d${place}`, text: 'x'.repeat(500) }),
    }));
    await expect(held.bulkWrite(large, 'test')).rejects.toMatchObject({ code: 'disk_full' });
    expect(await idsOf(held)).toEqual(['a']);
    connection.pragma('max_page_count = 4294967294');
    expect(await held.bulkWrite(large, 'test')).toEqual({ error: [] });
    expect(await idsOf(held)).toHaveLength(501);
    await held.close();
    await use.release();
  });
});

describe('other processes', () => {
  it('are refused while the file is open here', async () => {
    const instance = await openTestInstance(test.storage, schema);
    const script = `
      const { getRxStorageEncryptedSqlite } = await import(${JSON.stringify(new URL('../index.ts', import.meta.url).href)});
      const { openTestInstance, schemaWith } = await import(${JSON.stringify(new URL('testing/testStorage.ts', import.meta.url).href)});
      const storage = getRxStorageEncryptedSqlite({ directory: process.argv[1], key: Buffer.from(process.argv[2], 'hex') });
      console.log(await openTestInstance(storage, schemaWith()).then(() => 'opened', (error) => error.code));`;
    const key = Buffer.from(test.key).toString('hex');
    expect(await outputOf(['--input-type=module', '--eval', script, test.directory, key])).toBe('store_in_use\n');
    await instance.close();
  });

  it('that are killed while they write leave whole bulks, all that they had called safe', async () => {
    const loop = fileURLToPath(new URL('testing/writeLoop.ts', import.meta.url));
    for (const lines of [1, 6]) {
      const child = spawn(process.execPath, [loop, test.directory, Buffer.from(test.key).toString('hex')]);
      let said = '';
      await new Promise<void>((resolve) => {
        child.stdout.on('data', (text: Buffer) => {
          said += text.toString();
          if (said.split('\n').length > lines) child.kill('SIGKILL');
        });
        child.once('exit', () => resolve());
      });
      const safe = said.split('\n').length - 2;
      const instance = await openTestInstance(test.storage, schema);
      const { documents } = await instance.query(preparedQuery(schema, { selector: {} }));
      const counts = new Map<unknown, number>();
      for (const { number } of documents) counts.set(number, (counts.get(number) ?? 0) + 1);
      expect(new Set(counts.values())).toEqual(new Set([200]));
      expect(counts.size).toBeGreaterThan(safe);
      await instance.remove();
    }
  });
});

describe('beside a record store', () => {
  it('stands on the same file, with its writer, under the same key', async () => {
    const records = createTestStore();
    try {
      const { directory, key } = records.options;
      const storage = getRxStorageEncryptedSqlite({ directory, key });
      const wrong = getRxStorageEncryptedSqlite({ directory, key: randomBytes(32) });
      await expect(openTestInstance(wrong, schema)).rejects.toMatchObject({ code: 'wrong_passphrase' });
      const instance = await openTestInstance(storage, schema);
      const id = records.newId();
      await Promise.all([
        records.store.commit({ author: records.person, operations: [createCompany(id, 'Peyvand')] }),
        write(instance, 'a'),
      ]);
      expect(await idsOf(instance)).toEqual(['a']);
      await instance.close();
      expect(records.store.read.record({ collection: 'customers', id })?.body.name).toBe('Peyvand');

      // The documents are still there when the person comes back, and without the person.
      await records.reopen();
      const later = await openTestInstance(storage, schema);
      expect(await idsOf(later)).toEqual(['a']);
      await later.close();
      await records.store.close();
      const alone = await openTestInstance(storage, schema);
      expect(await idsOf(alone)).toEqual(['a']);
      expect(() => openRecordStore(records.options)).toThrow('store_in_use');
      await alone.close();
    } finally {
      await records.remove();
    }
  });

  it('ends with it', async () => {
    const records = createTestStore();
    const { directory, key } = records.options;
    const instance = await openTestInstance(getRxStorageEncryptedSqlite({ directory, key }), schema);
    await records.store.close();
    await expect(write(instance, 'a')).rejects.toMatchObject({ code: 'locked', facts: { reason: 'store_closed' } });
    await expect(idsOf(instance)).rejects.toMatchObject({ code: 'locked' });
    await instance.close();
    await records.remove();
  });

  it("a file of documents is nobody's record store", async () => {
    await (await openTestInstance(test.storage, schema)).close();
    const { options } = createOptions(test);
    expect(() => openRecordStore(options)).toThrow('store_foreign');
  });
});

/** The bytes of every file of the folder; read by another process, for closing a file drops this one's locks on it. */
const DUMP = `
  const { readdirSync, readFileSync } = require('node:fs');
  for (const name of readdirSync(process.argv[1])) process.stdout.write(readFileSync(process.argv[1] + '/' + name));`;

async function outputOf(argv: string[], encoding: BufferEncoding = 'utf8'): Promise<string> {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString(encoding);
}

function createOptions({ directory, key }: TestStorage) {
  const id = '00000000-0000-7000-8000-000000000001';
  return {
    options: {
      directory,
      key,
      clock: { now: () => 0 },
      signer: { sign: () => '' },
      identity: { device: id, person: id, deviceCode: 'K7M2Q', epoch: null },
    },
  };
}
