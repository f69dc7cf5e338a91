import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'vite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entryUrls, findLostUrls } from './entryUrls.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-entry-urls-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Names of the built files and the text of the first. */
async function bundle(files: Record<string, string>): Promise<Record<string, string>> {
  for (const [path, code] of Object.entries(files)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), code);
  }
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: 'silent',
    plugins: [entryUrls()],
    build: {
      ssr: true,
      write: false,
      minify: true,
      rolldownOptions: {
        input: join(folder, 'main.ts'),
        output: { format: 'es', entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
  });
  if (!('output' in built)) throw new Error('one build was asked for');
  return Object.fromEntries(built.output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']));
}

describe('programs that are named by their address', () => {
  it('become entries of their own, which the built address names, wherever they lay', async () => {
    const built = await bundle({
      'main.ts': `export const far = new URL("./deep/far.ts", import.meta.url); export * from './deep/near.ts';`,
      'deep/near.ts': `export const thread = new URL(\n  './thread.ts',\n  import.meta.url,\n);\nexport const data = new URL('../data.json', import.meta.url);`,
      'deep/thread.ts': `import { shared } from './shared.ts'; console.log('thread', shared);`,
      'deep/far.ts': `import { shared } from './shared.ts'; console.log('far', shared);`,
      'deep/shared.ts': `export const shared = Math.random();`,
    });
    expect(Object.keys(built)).toEqual(expect.arrayContaining(['main.mjs', 'thread.mjs', 'far.mjs']));
    const main = built['main.mjs'] ?? '';
    for (const address of ['./thread.mjs', './far.mjs', '../data.json']) expect(main).toContain(address);
    expect(built['thread.mjs']).toContain('thread');
    expect(findLostUrls(main, (path) => path.slice(2) in built)).toEqual(['../data.json']);
  });

  it('are refused when there is none, or when two would be one file', async () => {
    await expect(bundle({ 'main.ts': `new URL('./gone.ts', import.meta.url)` })).rejects.toThrow(
      'gone.ts, which is not there',
    );
    await expect(
      bundle({
        'main.ts': `console.log(new URL('./a/thread.ts', import.meta.url), new URL('./b/thread.ts', import.meta.url))`,
        'a/thread.ts': '1',
        'b/thread.ts': '2',
      }),
    ).rejects.toThrow('would both be built into thread.mjs');
  });
});
