import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { createRecordStore, openRecordStore } from './index.ts';
import { Sqlite } from './sqlite.ts';
import { COUNT, flip, PAGE, useDamagedStore } from './testing/damagedStore.ts';

const stores = useDamagedStore({ beforeAll, afterEach, afterAll });

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

const placeOfFrame = (frame: number): number => 32 + frame * (24 + PAGE);

/** The frames that end a commit, whatever became of it. */
function commitFramesOf(log: Buffer): number[] {
  const count = Math.floor((log.length - 32) / (24 + PAGE));
  return Array.from({ length: count }, (_, frame) => frame).filter(
    (frame) => log.readUInt32BE(placeOfFrame(frame) + 4) > 0,
  );
}

/** Opens and reads everything: the number of customers, or the code of what went wrong. */
async function readAll(directory: string, key = stores.original.options.key): Promise<number | string> {
  let store;
  try {
    store = openRecordStore({ ...stores.original.options, directory, key });
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

describe('SYNC-192: a store that cannot be opened as it was', () => {
  it('opens complete when nothing is wrong with it', async () => {
    expect(await readAll(stores.copy('closed'))).toBe(COUNT);
    expect(await readAll(stores.copy('killed'))).toBe(COUNT);
  });

  it('says store_damaged for a file cut off anywhere', async () => {
    const { length } = readFileSync(join(stores.original.directory, 'store.db'));
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
      const folder = stores.copy('closed');
      truncateSync(join(folder, 'store.db'), size);
      expect(await readAll(folder), `cut to ${size} of ${length}`).toBe('store_damaged');
    }
  });

  it('never shows less than everything when a byte is flipped: it is store_damaged, or the byte did not matter', async () => {
    const { length } = readFileSync(join(stores.original.directory, 'store.db'));
    let damaged = 0;
    for (let offset = 5; offset < length; offset += 9_001) {
      const folder = stores.copy('closed');
      flip(join(folder, 'store.db'), offset);
      const result = await readAll(folder);
      expect(['store_damaged', COUNT], `flipped ${offset}`).toContain(result);
      if (result === 'store_damaged') damaged += 1;
    }
    expect(damaged).toBeGreaterThan(10);
  });

  it('never drops commits that a damaged log held, but for one that may have been under way', async () => {
    const { length } = readFileSync(join(stores.copy('killed'), 'store.db-wal'));
    let damaged = 0;
    for (const offset of [
      0,
      3,
      17,
      25,
      ...Array.from({ length: 13 }, (_, index) => 40 + Math.floor((index * (length - 41)) / 12)),
    ]) {
      const folder = stores.copy('killed');
      flip(join(folder, 'store.db-wal'), offset);
      const result = await readAll(folder);
      expect(['store_damaged', COUNT, COUNT - 1], `flipped ${offset} of ${length}`).toContain(result);
      if (result === 'store_damaged') damaged += 1;
    }
    expect(damaged).toBeGreaterThan(10);
  });

  it('takes a log cut off by a power failure for what it is', async () => {
    const folder = stores.copy('killed');
    const log = join(folder, 'store.db-wal');
    truncateSync(log, readFileSync(log).length - 100);
    expect(await readAll(folder)).toBe(COUNT - 1);
  });

  it('takes two power failures in a row for what they are', async () => {
    const folder = stores.copy('killed');
    const log = join(folder, 'store.db-wal');
    const commits = commitFramesOf(readFileSync(log));
    // Of the last commit the end is on the disk, its beginning is not.
    const beginning = (commits.at(-2) ?? 0) + 1;
    expect((commits.at(-1) ?? 0) - beginning, 'frames behind the first').toBeGreaterThan(2);
    flip(log, placeOfFrame(beginning) + 100);
    const store = openRecordStore({ ...stores.original.options, directory: folder });
    store.putLocal('drafts', 'one', 'short');
    const again = stores.copyOf(folder);
    await store.close();
    // And so it is with the next: what the first failure left behind it was promised to nobody either.
    const written = commitFramesOf(readFileSync(join(again, 'store.db-wal')));
    const next = written.findIndex((frame) => frame >= beginning);
    flip(join(again, 'store.db-wal'), placeOfFrame(written[Math.max(0, next)] ?? 0) + 100);
    expect(await readAll(again)).toBe(COUNT - 1);
  });

  it('takes a log whose power went while its header was written anew for what it is: all of it is in the main file', async () => {
    const log = readFileSync(join(stores.copy('killed'), 'store.db-wal'));
    // As SQLite restarts a log: the next sequence number, the first salt and one, another second salt.
    const header = Buffer.from(log.subarray(0, 32));
    header.writeUInt32BE(header.readUInt32BE(12) + 1, 12);
    header.writeUInt32BE((header.readUInt32BE(16) + 1) >>> 0, 16);
    randomBytes(4).copy(header, 20);
    writeChecksum(header);
    for (let written = 16; written <= 32; written += 1) {
      const folder = stores.copy('closed');
      const torn = Buffer.concat([header.subarray(0, written), log.subarray(written)]);
      writeFileSync(join(folder, 'store.db-wal'), torn);
      expect(await readAll(folder), `${written} bytes of the new header`).toBe(COUNT);
    }
  });

  it('takes no damaged header for one that was being written', async () => {
    const log = readFileSync(join(stores.copy('killed'), 'store.db-wal'));
    for (let offset = 0; offset < 32; offset += 1)
      for (const bit of [1, 2, 128]) {
        const folder = stores.copy('killed');
        const harmed = Buffer.from(log);
        harmed[offset] = (harmed[offset] ?? 0) ^ bit;
        writeFileSync(join(folder, 'store.db-wal'), harmed);
        expect(['store_damaged', COUNT], `bit ${bit} of byte ${offset}`).toContain(await readAll(folder));
      }
    const folder = stores.copy('killed');
    const harmed = Buffer.from(log);
    harmed.writeUInt32BE((harmed.readUInt32BE(16) + 1) >>> 0, 16);
    writeFileSync(join(folder, 'store.db-wal'), harmed);
    expect(await readAll(folder)).toBe('store_damaged');
  });

  it('ignores a damaged index of the log', async () => {
    const folder = stores.copy('killed');
    writeFileSync(join(folder, 'store.db-shm'), randomBytes(32_768));
    expect(await readAll(folder)).toBe(COUNT);
  });

  it('opens nothing with another key', async () => {
    expect(await readAll(stores.copy('closed'), randomBytes(32))).toBe('wrong_passphrase');
    const withoutMarker = stores.copy('closed');
    rmSync(join(withoutMarker, 'store.marker.json'));
    expect(await readAll(withoutMarker, randomBytes(32))).toBe('store_foreign');
    expect(await readAll(withoutMarker)).toBe(COUNT);
  });

  it('says store_foreign for files of other programs and of other people', async () => {
    const folder = stores.copy('closed');
    const file = join(folder, 'store.db');
    writeFileSync(file, randomBytes(20 * PAGE));
    expect(await readAll(folder)).toBe('store_foreign');
    rmSync(file);
    const plain = new Sqlite(file);
    plain.exec('CREATE TABLE t (a); INSERT INTO t VALUES (1)');
    plain.close();
    expect(await readAll(folder)).toBe('store_foreign');
    const other = stores.another();
    await other.store.close();
    copyFileSync(join(other.directory, 'store.db'), file);
    expect(await readAll(folder)).toBe('store_foreign');
  });

  it('says store_damaged for a file that is gone, and not_found where there never was one', async () => {
    const folder = stores.copy('closed');
    rmSync(join(folder, 'store.db'));
    expect(await readAll(folder)).toBe('store_damaged');
    expect(existsSync(join(folder, 'store.db'))).toBe(false);
    expect(() => createRecordStore({ ...stores.original.options, directory: folder })).toThrow('invalid_input');
    expect(await readAll(stores.newFolder())).toBe('not_found');
  });

  it('says store_newer for the schema of a later version', async () => {
    const folder = stores.copy('closed');
    const database = new Sqlite(join(folder, 'store.db'));
    database.pragma(`cipher = 'aegis'`);
    database.key(Buffer.concat([Buffer.from('raw:'), stores.original.options.key]));
    database.pragma('user_version = 99');
    database.close();
    expect(await readAll(folder)).toBe('store_newer');
  });

  it('makes again what was never finished', async () => {
    const folder = stores.copy('closed');
    const marker = JSON.parse(readFileSync(join(folder, 'store.marker.json'), 'utf8'));
    writeFileSync(join(folder, 'store.marker.json'), JSON.stringify({ ...marker, state: 'creating', salt: null }));
    expect(await readAll(folder)).toBe('not_found');
    const store = createRecordStore({ ...stores.original.options, directory: folder });
    expect(store.read.get('SELECT count(*) AS count FROM customers')).toEqual({ count: 0 });
    await store.close();
  });
});
