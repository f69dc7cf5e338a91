import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { ROOT, runTool } from '../commands.ts';
import { COUNTS_VARIABLE } from './countReporter.ts';

const pass = `import { test } from 'vitest';\n`;

test.each([
  ['all pass', { 'a.test.ts': `${pass}test('a', () => {}); test('b', () => {}); test.skip('c', () => {});` }, 2, 0],
  ['one fails', { 'a.test.ts': `${pass}test('a', () => {}); test('b', () => { throw new Error('no'); });` }, 1, 1],
  [
    'a file cannot be loaded',
    { 'a.test.ts': `${pass}test('a', () => {});`, 'b.test.ts': `import './absent.ts';` },
    1,
    1,
  ],
  [
    'an error outside of tests',
    { 'a.test.ts': `${pass}test('a', () => { void Promise.reject(new Error('x')); });` },
    1,
    1,
  ],
])('counts when %s', async (_name, files, passed, failed) => {
  const root = await mkdtemp(join(tmpdir(), 'peyvand-count-'));
  try {
    await symlink(join(ROOT, 'node_modules'), join(root, 'node_modules'));
    for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);
    const countsPath = join(root, 'counts.json');
    const reporter = fileURLToPath(new URL('./countReporter.ts', import.meta.url));
    const { succeeded } = await runTool('vitest', ['run', '--root', root, `--reporter=${reporter}`], 'captured', {
      [COUNTS_VARIABLE]: countsPath,
    });
    expect(JSON.parse(await readFile(countsPath, 'utf8'))).toEqual({ passed, failed });
    expect(succeeded).toBe(failed === 0);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
