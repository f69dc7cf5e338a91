import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { createRecordStore, openRecordStore, quarantineStore, restoreBackup, salvageStore } from './index.ts';
import { Sqlite } from './sqlite.ts';
import { createCompany, createTestStore, setLeaf, type TestStore } from './testing/testStore.ts';

const PAGE = 4_096;
const COUNT = 120;

const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'peyvand-damage-'));
  folders.push(folder);
  return folder;
};
const opened: TestStore[] = [];
afterEach(async () => {
  for (const test of opened.splice(0)) await test.remove();
});

/** Closed, with its work in the main file alone; and as it was while open, with its work in the log. */
let original: TestStore;
let closedFolder: string;
let openFolder: string;

const copyFolder = (from: string): string => {
  const to = join(newFolder(), 'profile');
  mkdirSync(to);
  for (const name of readdirSync(from)) if (name !== 'store.lock') copyFileSync(join(from, name), join(to, name));
  return to;
};

beforeAll(async () => {
  original = createTestStore();
  for (let count = 0; count < COUNT; count += 1) {
    const id = original.newId();
    await original.store.commit({
      author: original.person,
      operations: [createCompany(id, `company ${count}`, { note: 'secret '.repeat(200) })],
    });
  }
  openFolder = join(newFolder(), 'profile');
  // By another process: reading the files in this one would drop SQLite's locks on them.
  execFileSync('cp', ['-r', original.directory, openFolder]);
  rmSync(join(openFolder, 'store.db-shm'));
  await original.store.close();
  closedFolder = original.directory;
});

afterAll(async () => {
  await original.remove();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** "Database File Format", section 4.2: of the first 24 bytes, as big-endian numbers where the magic number is odd. */
function writeChecksum(header: Buffer): void {
  const read = (offset: number): number =>
    header.readUInt32BE(0) % 2 === 1 ? header.readUInt32BE(offset) : header.readUInt32LE(offset);
  let [first, second] = [0, 0];
  for (let offset = 0; offset < 24; offset += 8) {
    first = (first + read(offset) + second) >>> 0;
    second = (second + read(offset + 4) + first) >>> 0;
  }
  header.writeUInt32BE(first, 24);
  header.writeUInt32BE(second, 28);
}

/** Opens and reads everything: the number of customers, or the code of what went wrong. */
async function readAll(directory: string, key = original.options.key): Promise<number | string> {
  let store;
  try {
    store = openRecordStore({ ...original.options, directory, key });
    const rows = store.read.all<{ body: string; name: string }>('SELECT * FROM customers ORDER BY name_sort');
    const groups = store.read.all<{ bytes: string }>('SELECT bytes FROM outbox');
    expect(groups.length).toBeLessThanOrEqual(COUNT);
    return Math.min(rows.length, groups.length);
  } catch (error) {
    return (error as PeyvandError).code;
  } finally {
    await store?.close();
  }
}

const flip = (file: string, offset: number): void => {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
};

describe('SYNC-192: a store that cannot be opened as it was', () => {
  it('opens complete when nothing is wrong with it', async () => {
    expect(await readAll(copyFolder(closedFolder))).toBe(COUNT);
    expect(await readAll(copyFolder(openFolder))).toBe(COUNT);
  });

  it('says store_damaged for a file cut off anywhere', async () => {
    const { length } = readFileSync(join(closedFolder, 'store.db'));
    for (const size of [
      0,
      1,
      100,
      PAGE - 1,
      PAGE,
      PAGE + 1,
      5 * PAGE,
      Math.floor(length / 2),
      length - PAGE,
      length - 1,
    ]) {
      const folder = copyFolder(closedFolder);
      truncateSync(join(folder, 'store.db'), size);
      expect(await readAll(folder), `cut to ${size} of ${length}`).toBe('store_damaged');
    }
  });

  it('never shows less than everything when a byte is flipped: it is store_damaged, or the byte did not matter', async () => {
    const { length } = readFileSync(join(closedFolder, 'store.db'));
    let damaged = 0;
    for (let offset = 5; offset < length; offset += 9_001) {
      const folder = copyFolder(closedFolder);
      flip(join(folder, 'store.db'), offset);
      const result = await readAll(folder);
      expect(['store_damaged', COUNT], `flipped ${offset}`).toContain(result);
      if (result === 'store_damaged') damaged += 1;
    }
    expect(damaged).toBeGreaterThan(10);
  });

  it('never drops commits that a damaged log held, but for one that may have been under way', async () => {
    const { length } = readFileSync(join(openFolder, 'store.db-wal'));
    let damaged = 0;
    for (const offset of [
      0,
      3,
      17,
      25,
      ...Array.from({ length: 13 }, (_, index) => 40 + Math.floor((index * (length - 41)) / 12)),
    ]) {
      const folder = copyFolder(openFolder);
      flip(join(folder, 'store.db-wal'), offset);
      const result = await readAll(folder);
      expect(['store_damaged', COUNT, COUNT - 1], `flipped ${offset} of ${length}`).toContain(result);
      if (result === 'store_damaged') damaged += 1;
    }
    expect(damaged).toBeGreaterThan(10);
  });

  it('takes a log cut off by a power failure for what it is', async () => {
    const folder = copyFolder(openFolder);
    const log = join(folder, 'store.db-wal');
    truncateSync(log, readFileSync(log).length - 100);
    expect(await readAll(folder)).toBe(COUNT - 1);
  });

  it('takes a log whose power went while its header was written anew for what it is: all of it is in the main file', async () => {
    const log = readFileSync(join(openFolder, 'store.db-wal'));
    // As SQLite restarts a log: the next sequence number, the first salt and one, another second salt.
    const header = Buffer.from(log.subarray(0, 32));
    header.writeUInt32BE(header.readUInt32BE(12) + 1, 12);
    header.writeUInt32BE((header.readUInt32BE(16) + 1) >>> 0, 16);
    randomBytes(4).copy(header, 20);
    writeChecksum(header);
    for (let written = 16; written <= 32; written += 1) {
      const folder = copyFolder(closedFolder);
      const torn = Buffer.concat([header.subarray(0, written), log.subarray(written)]);
      writeFileSync(join(folder, 'store.db-wal'), torn);
      expect(await readAll(folder), `${written} bytes of the new header`).toBe(COUNT);
    }
  });

  it('takes no damaged header for one that was being written', async () => {
    const log = readFileSync(join(openFolder, 'store.db-wal'));
    for (let offset = 0; offset < 32; offset += 1)
      for (const bit of [1, 2, 128]) {
        const folder = copyFolder(openFolder);
        const harmed = Buffer.from(log);
        harmed[offset] = (harmed[offset] ?? 0) ^ bit;
        writeFileSync(join(folder, 'store.db-wal'), harmed);
        expect(['store_damaged', COUNT], `bit ${bit} of byte ${offset}`).toContain(await readAll(folder));
      }
    const folder = copyFolder(openFolder);
    const harmed = Buffer.from(log);
    harmed.writeUInt32BE((harmed.readUInt32BE(16) + 1) >>> 0, 16);
    writeFileSync(join(folder, 'store.db-wal'), harmed);
    expect(await readAll(folder)).toBe('store_damaged');
  });

  it('ignores a damaged index of the log', async () => {
    const folder = copyFolder(openFolder);
    writeFileSync(join(folder, 'store.db-shm'), randomBytes(32_768));
    expect(await readAll(folder)).toBe(COUNT);
  });

  it('opens nothing with another key', async () => {
    expect(await readAll(copyFolder(closedFolder), randomBytes(32))).toBe('wrong_passphrase');
    const withoutMarker = copyFolder(closedFolder);
    rmSync(join(withoutMarker, 'store.marker.json'));
    expect(await readAll(withoutMarker, randomBytes(32))).toBe('store_foreign');
    expect(await readAll(withoutMarker)).toBe(COUNT);
  });

  it('says store_foreign for files of other programs and of other people', async () => {
    const folder = copyFolder(closedFolder);
    const file = join(folder, 'store.db');
    writeFileSync(file, randomBytes(20 * PAGE));
    expect(await readAll(folder)).toBe('store_foreign');
    rmSync(file);
    const plain = new Sqlite(file);
    plain.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    plain.close();
    expect(await readAll(folder)).toBe('store_foreign');
    const other = createTestStore();
    opened.push(other);
    await other.store.close();
    copyFileSync(join(other.directory, 'store.db'), file);
    expect(await readAll(folder)).toBe('store_foreign');
  });

  it('says store_damaged for a file that is gone, and not_found where there never was one', async () => {
    const folder = copyFolder(closedFolder);
    rmSync(join(folder, 'store.db'));
    expect(await readAll(folder)).toBe('store_damaged');
    expect(existsSync(join(folder, 'store.db'))).toBe(false);
    expect(() => createRecordStore({ ...original.options, directory: folder })).toThrow('invalid_input');
    expect(await readAll(newFolder())).toBe('not_found');
  });

  it('says store_newer for the schema of a later version', async () => {
    const folder = copyFolder(closedFolder);
    const database = new Sqlite(join(folder, 'store.db'));
    database.pragma(`cipher = 'aegis'`);
    database.key(Buffer.concat([Buffer.from('raw:'), original.options.key]));
    database.pragma('user_version = 99');
    database.close();
    expect(await readAll(folder)).toBe('store_newer');
  });

  it('makes again what was never finished', async () => {
    const folder = copyFolder(closedFolder);
    const marker = JSON.parse(readFileSync(join(folder, 'store.marker.json'), 'utf8'));
    writeFileSync(join(folder, 'store.marker.json'), JSON.stringify({ ...marker, state: 'creating', salt: null }));
    expect(await readAll(folder)).toBe('not_found');
    const store = createRecordStore({ ...original.options, directory: folder });
    expect(store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 0 });
    await store.close();
  });
});

describe('what is on the disk', () => {
  it('holds nothing readable of what was saved', async () => {
    const test = createTestStore();
    opened.push(test);
    const name = 'Unmistakable Trading';
    await test.store.commit({
      author: test.person,
      operations: [createCompany(test.newId(), name, { note: 'شرکت بازرگانی البرز' })],
    });
    test.store.putLocal('drafts', 'form', { text: 'Unfinished Sentence' });
    const copy = join(newFolder(), 'copy');
    execFileSync('cp', ['-r', test.directory, copy]);
    await test.store.backUp(join(copy, 'backup.db'));
    await test.store.close();
    const files = [
      ...readdirSync(copy).map((file) => join(copy, file)),
      ...readdirSync(test.directory).map((file) => join(test.directory, file)),
    ];
    expect(files.map((file) => file.split('/').at(-1))).toEqual(
      expect.arrayContaining(['store.db', 'store.db-wal', 'store.db-shm', 'store.marker.json', 'backup.db']),
    );
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of [
        name,
        'unmistakable',
        'البرز',
        'Unfinished',
        'customers',
        'CREATE TABLE',
        test.person,
        'K7M2Q',
        Buffer.from(test.options.key),
      ]) {
        expect(bytes.includes(secret), `${String(secret)} in ${file}`).toBe(false);
      }
    }
    await test.reopen();
  });
});

describe('salvage', () => {
  it('SYNC-181: brings the readable groups, drafts and numbers of a damaged store into a new one, chain and all', async () => {
    const folder = copyFolder(closedFolder);
    const before = openRecordStore({ ...original.options, directory: folder });
    before.putLocal('drafts', 'a', { text: 'half done' });
    before.sync.addNumberBlocks([{ series: 'SO', code: 'K7M2Q', first: 1, last: 100 }]);
    const lastGroup = before.sync.lastGroup();
    await before.close();
    const { length } = readFileSync(join(folder, 'store.db'));
    // The customers' table and the outbox are in the upper part of the file, written as the records came.
    for (const page of [0.5, 0.6, 0.7, 0.8].map((part) => Math.floor((length * part) / PAGE)))
      flip(join(folder, 'store.db'), page * PAGE + 2_000);
    expect(await readAll(folder)).toBe('store_damaged');

    const quarantine = quarantineStore(folder, original.clock);
    expect(existsSync(join(folder, 'store.db'))).toBe(false);
    const salvaged = salvageStore(quarantine, original.options.key);
    expect(salvaged.identity).toEqual(original.options.identity);
    expect(salvaged.groups.length).toBeGreaterThan(COUNT / 2);
    expect(salvaged.groups.length + salvaged.lost.length).toBe(COUNT);
    expect(salvaged.chain).toEqual(lastGroup);

    const store = createRecordStore({ ...original.options, directory: folder, salvaged });
    expect(store.getLocal('drafts', 'a')).toEqual({ text: 'half done' });
    expect(store.sync.lastGroup()).toEqual(lastGroup);
    expect(store.sync.counts().pending).toBe(salvaged.groups.length);
    expect(store.read.get('SELECT count(*) AS count FROM customers WHERE pending = 1')).toEqual({
      count: salvaged.groups.length,
    });
    const receipt = await store.commit({
      author: original.person,
      operations: [createCompany(original.newId(), 'next')],
    });
    expect(receipt.n).toBe(COUNT + 1);
    expect(store.sync.numbersUsed()).toEqual([{ series: 'SO', code: 'K7M2Q', last: 0 }]);
    await store.close();
  });

  it('SYNC-43 SYNC-45: what the server holds is asked about again, so that its reason and its decision are learnt', async () => {
    const test = createTestStore();
    opened.push(test);
    const ids = [test.newId(), test.newId()];
    for (const id of ids)
      await test.store.commit({ author: test.person, operations: [createCompany(id, `company ${id}`)] });
    const [held, refused] = test.store.sync.outbox(10).map(({ hash }) => hash);
    const outcomes = [
      { hash: held ?? '', outcome: 'parked', reason: 'permission_denied', facts: {}, covers: {} },
      { hash: refused ?? '', outcome: 'refused', code: 'signature_invalid' },
    ] as const;
    test.store.sync.recordOutcomes(outcomes);
    await test.store.close();
    const salvaged = salvageStore(quarantineStore(test.directory, test.clock), test.options.key);
    const store = createRecordStore({ ...test.options, salvaged });
    expect(store.sync.outbox(10).map(({ hash }) => hash)).toEqual([held, refused]);
    store.sync.recordOutcomes(outcomes);
    expect(store.sync.heldGroups(10)).toEqual([{ hash: held, reason: 'permission_denied' }]);
    expect(store.sync.counts()).toMatchObject({ pending: 0, parked: 2 });
    await store.close();
    await test.reopen();
  });

  it('gives what it can of a file whose first page is gone: nothing, without an error', () => {
    const folder = copyFolder(closedFolder);
    flip(join(folder, 'store.db'), 1_000);
    expect(salvageStore(folder, original.options.key)).toMatchObject({ identity: null, groups: [] });
  });
});

describe('a backup', () => {
  it('is a whole store under the same key, and comes back in place of a damaged one', async () => {
    const test = createTestStore();
    opened.push(test);
    const id = test.newId();
    await test.store.commit({ author: test.person, operations: [createCompany(id, 'before')] });
    const backup = join(newFolder(), 'backup.db');
    await test.store.backUp(backup);
    await expect(test.store.backUp(backup)).rejects.toMatchObject({ code: 'invalid_input' });
    await test.store.commit({ author: test.person, operations: [setLeaf(id, 'name', 'after', 'before')] });
    await test.store.close();
    appendFileSync(join(test.directory, 'store.db'), 'x');
    flip(join(test.directory, 'store.db'), 500);
    restoreBackup({ directory: test.directory, key: test.options.key, backup, clock: test.clock });
    const store = openRecordStore(test.options);
    expect(store.read.record({ collection: 'customers', id })?.body['name']).toBe('before');
    await store.close();
    expect(readdirSync(test.directory).some((name) => name.startsWith('quarantine-'))).toBe(true);
    await test.reopen();
  });

  it('is refused when it is damaged or of somebody else, and nothing is touched', async () => {
    const test = createTestStore();
    opened.push(test);
    const backup = join(newFolder(), 'backup.db');
    await test.store.backUp(backup);
    await test.store.close();
    expect(() => restoreBackup({ directory: test.directory, key: randomBytes(32), backup, clock: test.clock })).toThrow(
      'store_foreign',
    );
    flip(backup, 5 * PAGE + 100);
    expect(() =>
      restoreBackup({ directory: test.directory, key: test.options.key, backup, clock: test.clock }),
    ).toThrow('store_damaged');
    await test.reopen();
  });
});
