import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from './atomicFile.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peyvand-atomic-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a small file', () => {
  it('is there whole, also over an earlier one, and leaves nothing beside it', () => {
    const path = join(folder, 'inner', 'keyring.json');
    writeFileAtomically(path, 'یک');
    writeFileAtomically(path, Buffer.from('دو'));
    expect(readFileSync(path, 'utf8')).toBe('دو');
    expect(readdirSync(join(folder, 'inner'))).toEqual(['keyring.json']);
  });

  it.skipIf(process.platform === 'win32')('stays as it was when the disk takes but a part of the new one', () => {
    const path = join(folder, 'keyring.json');
    writeFileAtomically(path, 'whole');
    // The system takes some of the bytes, says how many, and fails only when it is asked to take the rest.
    const program = `
      import { writeFileAtomically } from ${JSON.stringify(new URL('atomicFile.ts', import.meta.url).href)};
      try { writeFileAtomically(${JSON.stringify(path)}, 'x'.repeat(100_000)); } catch { process.exitCode = 3; }`;
    const command = `trap '' XFSZ; ulimit -f 8; exec "$0" --input-type=module -e "$1"`;
    const { status, stderr } = spawnSync('sh', ['-c', command, process.execPath, program], { encoding: 'utf8' });
    expect({ status, stderr }).toMatchObject({ status: 3 });
    expect(readFileSync(path, 'utf8')).toBe('whole');
    expect(readdirSync(folder)).toEqual(['keyring.json']);
  });
});
