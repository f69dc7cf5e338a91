/** docs/guide/electron-security.md: Electron's checklist point by point, and the tests that it names. */
import { glob, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { beforeAll, expect, it } from 'vitest';
import { ROOT } from '../commands.ts';
import { FUSES } from '../package/fuses.ts';

/** Points of the checklist at https://www.electronjs.org/docs/latest/tutorial/security, as of Electron 45. */
const POINTS = 20;

interface Row {
  readonly points: readonly number[];
  readonly here: string;
  readonly shownBy: string;
}

let rows: Row[] = [];
let page = '';
const sources = new Map<string, string>();
beforeAll(async () => {
  page = await readFile(join(ROOT, 'docs/guide/electron-security.md'), 'utf8');
  rows = page.split('\n').flatMap((line) => {
    const [, numbers = '', , here = '', shownBy = ''] = line.split('|').map((cell) => cell.trim());
    return /^\d+(, \d+)*$/.test(numbers) ? [{ points: numbers.split(', ').map(Number), here, shownBy }] : [];
  });
  for await (const path of glob('{main/hosts/electron,e2e,build}/**/*.{test,spec}.ts', { cwd: ROOT }))
    sources.set(path.replaceAll('\\', '/'), await readFile(join(ROOT, path), 'utf8'));
});

it('SEC-132: answers every point of Electron’s checklist, each with a test or a reason', () => {
  const answered = rows.flatMap(({ points }) => points);
  expect(answered.toSorted((a, b) => a - b)).toEqual(Array.from({ length: POINTS }, (_, index) => index + 1));
  for (const { points, here, shownBy } of rows)
    expect([points, here === '' || shownBy === '']).toEqual([points, false]);
});

it('SEC-132: names tests that are there', () => {
  const named = [...page.matchAll(/`(?<file>[\w/]+\.(?:test|spec)\.ts)`(?<titles>(?:,? "[^"]+")*)/g)];
  expect(named.length).toBeGreaterThan(15);
  const missing = named.flatMap(({ groups = {} }) => {
    const file = groups['file'] ?? '';
    const found = [...sources].filter(
      ([path]) => path === file || path.endsWith(`/${file}`) || basename(path) === file,
    );
    if (found.length === 0) return [`no file ${file}`];
    const text = found.map(([, source]) => source).join('\n');
    return [...(groups['titles'] ?? '').matchAll(/"(?<title>[^"]+)"/g)].flatMap(({ groups: { title = '' } = {} }) =>
      text.includes(title) ? [] : [`${file}: ${title}`],
    );
  });
  expect(missing).toEqual([]);
});

it('SEC-132: every fuse that Electron has was thought about, and those that open a door are off', () => {
  const known = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
  const set = FUSES as unknown as Readonly<Record<number, boolean | undefined>>;
  for (const fuse of known) expect([FuseV1Options[fuse], typeof set[fuse]]).toEqual([FuseV1Options[fuse], 'boolean']);
  expect(FUSES.strictlyRequireAllFuses).toBe(true);
  const isOn = (fuse: FuseV1Options): boolean => set[fuse] === true;
  expect([
    isOn(FuseV1Options.RunAsNode),
    isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    isOn(FuseV1Options.EnableNodeCliInspectArguments),
    isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
    isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    isOn(FuseV1Options.OnlyLoadAppFromAsar),
    isOn(FuseV1Options.EnableCookieEncryption),
  ]).toEqual([false, false, false, false, true, true, true]);
});
