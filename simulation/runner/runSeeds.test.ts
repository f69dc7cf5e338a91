import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const ENTRY = fileURLToPath(new URL('../../build/simulate.mjs', import.meta.url));

// Without the line that this is about, they ended by themselves after some fifteen seeds.
it('`npm run simulate` runs its seeds in processes that stay until they are told to end', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ENTRY,
    '--seeds',
    '30',
    '--from',
    '1',
    '--jobs',
    '2',
  ]);
  expect(stdout.trim().split('\n').at(-1)).toBe('SIMULATE seeds=30 failures=0 lost=0 doubled=0 leaked=0');
}, 240_000);
