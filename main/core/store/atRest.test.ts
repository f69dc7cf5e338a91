import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createCompany, testStoreOpener } from './testing/testStore.ts';

const open = testStoreOpener(afterEach);

describe('what is on the disk', () => {
  it('holds nothing readable of what was saved', async () => {
    const test = open();
    const folder = mkdtempSync(join(tmpdir(), 'peyvand-at-rest-'));
    const name = 'Unmistakable Trading';
    await test.store.commit({
      author: test.person,
      operations: [createCompany(test.newId(), name, { note: 'شرکت بازرگانی البرز' })],
    });
    test.store.putLocal('drafts', 'form', { text: 'Unfinished Sentence' });
    const copy = join(folder, 'copy');
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
    rmSync(folder, { recursive: true });
    await test.reopen();
  });
});
