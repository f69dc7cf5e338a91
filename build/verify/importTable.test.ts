import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkImportTable, findBreaches } from './importTable.ts';

const anyFile = (): boolean => true;
const messagesFor = (path: string, source: string): string[] =>
  findBreaches(path, source, anyFile).map(({ message }) => message);

describe('the import table', () => {
  test.each([
    ['shared/sync/merge.ts', '../../main/core/store/store.ts'],
    ['shared/sync/merge.ts', '../../server/store/pool.ts'],
    ['main/core/store/store.ts', '../../hosts/loopback/main.ts'],
    ['main/core/store/store.ts', '../../../server/sync/push.ts'],
    ['main/core/store/store.ts', '../../../renderer/app/app.tsx'],
    ['main/hosts/loopback/main.ts', '../../../server/main.ts'],
    ['main/hosts/loopback/main.ts', '../../../renderer/app/app.tsx'],
    ['renderer/app/app.tsx', '../../main/core/store/store.ts'],
    ['renderer/app/app.tsx', '../../server/main.ts'],
    ['renderer/ui/button.tsx', '../features/customers/page.tsx'],
    ['renderer/ui/button.tsx', '../../shared/domain/record.ts'],
    ['renderer/ui/button.tsx', '../../shared/contract/index.ts'],
    ['server/main.ts', '../main/core/store/store.ts'],
    ['server/main.ts', '../renderer/app/app.tsx'],
    ['server/main.ts', '../build/testing/testDatabase.ts'],
    ['shared/sync/merge.test.ts', '../../main/core/store/store.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(messagesFor(path, `import { thing } from '${specifier}';`)).toHaveLength(1);
    expect(messagesFor(path, `import type { Thing } from '${specifier}';`)).toHaveLength(1);
  });

  test.each([
    ['shared/sync/merge.ts', '../base/id.ts'],
    ['main/core/store/store.ts', '../../../shared/base/id.ts'],
    ['main/hosts/loopback/main.ts', '../../core/store/store.ts'],
    ['main/hosts/loopback/main.ts', '../../../shared/rpc/wire.ts'],
    ['renderer/app/app.tsx', '../../shared/contract/index.ts'],
    ['renderer/features/customers/page.tsx', '../../ui/button.tsx'],
    ['renderer/ui/button.tsx', '../../shared/base/id.ts'],
    ['renderer/ui/button.tsx', '../../shared/locale/messages.ts'],
    ['server/main.ts', '../shared/sync/protocol.ts'],
    ['server/store/pool.test.ts', '../../build/testing/testDatabase.ts'],
    ['e2e/twoReps.spec.ts', '../server/main.ts'],
    ['simulation/world.ts', '../main/core/store/store.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(messagesFor(path, `import { thing } from '${specifier}';`)).toEqual([]);
  });

  test.each([
    ['main/core/store/store.ts', 'electron'],
    ['main/hosts/loopback/main.ts', 'electron'],
    ['renderer/app/app.tsx', 'electron/renderer'],
    ['shared/base/id.ts', 'node:crypto'],
    ['shared/base/id.ts', 'crypto'],
    ['renderer/app/app.tsx', 'node:fs'],
    ['shared/base/id.ts', 'react'],
    ['main/core/store/store.ts', '@mantine/core'],
    ['server/main.ts', 'react-dom/server'],
    ['main/core/store/store.ts', 'pg'],
    ['renderer/app/app.tsx', 'better-sqlite3-multiple-ciphers'],
    ['shared/base/id.ts', 'vitest'],
    ['shared/base/id.ts', '/opt/thing.ts'],
  ])('%s may not have the package %s', (path, specifier) => {
    expect(messagesFor(path, `import '${specifier}';`)).toHaveLength(1);
  });

  test.each([
    ['main/hosts/electron/main.ts', 'electron'],
    ['shared/base/id.test.ts', 'node:crypto'],
    ['shared/base/id.test.ts', 'fast-check'],
    ['shared/rpc/wire.contract.ts', 'vitest'],
    ['renderer/app/app.tsx', 'react'],
    ['renderer/vite.config.ts', 'node:path'],
    ['renderer/vite.config.ts', 'vite'],
    ['main/core/store/store.ts', 'better-sqlite3-multiple-ciphers'],
    ['server/store/pool.ts', 'pg'],
    ['shared/domain/record.ts', 'zod'],
  ])('%s may have the package %s', (path, specifier) => {
    expect(messagesFor(path, `import '${specifier}';`)).toEqual([]);
  });

  test.each([
    `export { thing } from '../main/a.ts';`,
    `export * from '../main/a.ts';`,
    `const thing = await import('../main/a.ts');`,
    'const thing = await import(`../main/a.ts`);',
    `type Thing = import('../main/a.ts').Thing;`,
    `const thing = require('../main/a.ts');`,
    `const place = import.meta.resolve('../main/a.ts');`,
    `const worker = new Worker(new URL('../main/a.ts', import.meta.url));`,
    `vi.mock('../main/a.ts');`,
  ])('sees through %s', (source) => {
    expect(messagesFor('server/a.ts', source)).toHaveLength(1);
  });

  test('text that only looks like an import is none', () => {
    const source = `// import '../main/a.ts'\nconst text = "import '../main/a.ts'";\nconst home = new URL('..', import.meta.url);`;
    expect(messagesFor('server/a.ts', source)).toEqual([]);
  });

  test('an import must name a file exactly', () => {
    expect(findBreaches('shared/a.ts', `import './b';`, (path) => path === 'shared/b.ts')).toMatchObject([{ line: 1 }]);
    expect(findBreaches('shared/a.ts', `import './b.ts';`, (path) => path === 'shared/b.ts')).toEqual([]);
  });

  test('a file outside every layer is refused', () => {
    expect(messagesFor('helpers/a.ts', '')).toHaveLength(1);
  });

  test('a breach in a project on disk fails and names file and line', async () => {
    const root = await mkdtemp(join(tmpdir(), 'peyvand-import-table-'));
    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    };
    try {
      await write('main/core/a.ts', 'export const a = 1;\n');
      await write('shared/b.ts', 'export const b = 1;\n');
      expect(await checkImportTable(root)).toEqual({ succeeded: true, output: '' });
      await write('shared/b.ts', `export const b = 1;\nexport { a } from '../main/core/a.ts';\n`);
      const { succeeded, output } = await checkImportTable(root);
      expect(succeeded).toBe(false);
      expect(output).toContain('shared/b.ts:2 imports "../main/core/a.ts"');
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
