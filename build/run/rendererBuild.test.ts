import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf } from './rendererBuild.ts';

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'peyvand-renderer-build-'));
  await write('renderer/app/main.tsx', 'one');
  await write('shared/base/id.ts', 'one');
  await write('package-lock.json', '{}');
});

afterEach(() => rm(root, { recursive: true }));

test.each(['renderer/app/main.tsx', 'renderer/app/new.css', 'shared/base/id.ts', 'package-lock.json'])(
  'a change of %s asks for a new build',
  async (path) => {
    const before = await fingerprintOf(root);
    await write(path, 'two');
    expect(await fingerprintOf(root)).not.toBe(before);
  },
);

test.each(['renderer/app/main.test.tsx', 'server/main.ts', 'shared/README.md'])(
  'a change of %s does not',
  async (path) => {
    const before = await fingerprintOf(root);
    await write(path, 'two');
    expect(await fingerprintOf(root)).toBe(before);
  },
);

test('a file that moves is a change', async () => {
  const before = await fingerprintOf(root);
  await rm(join(root, 'shared/base/id.ts'));
  await write('shared/base/identity.ts', 'one');
  expect(await fingerprintOf(root)).not.toBe(before);
});

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}
