import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeOpenerLock } from './openerLock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-lock-'));
  path = join(folder, 'store.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a store', () => {
  it('is held by one, and free again afterwards', () => {
    const lock = takeOpenerLock(path);
    expect(() => takeOpenerLock(path)).toThrow('store_in_use');
    lock.release();
    takeOpenerLock(path).release();
  });

  it.skipIf(process.platform === 'win32')(
    'needs no room on the disk: what is there can be read when it is full',
    () => {
      const program = `
      const { takeOpenerLock } = await import(${JSON.stringify(new URL('./openerLock.ts', import.meta.url).href)});
      takeOpenerLock(process.argv[1]).release();
      process.stdout.write('taken');`;
      // No file of this process may have a single byte.
      const output = execFileSync(
        'bash',
        ['-c', 'ulimit -f 0; exec "$0" "$@"', process.execPath, '--input-type=module', '-e', program, path],
        { encoding: 'utf8' },
      );
      expect(output).toBe('taken');
      expect(statSync(path).size).toBe(0);
    },
  );

  it('says in the words of the store what stands in its way', () => {
    writeFileSync(path, 'no lock of ours'.repeat(100));
    expect(() => takeOpenerLock(path)).toThrow('store_damaged');
    rmSync(path);
    mkdirSync(path);
    expect(() => takeOpenerLock(path)).toThrow('store_unwritable');
  });
});
