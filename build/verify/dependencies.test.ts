import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../commands.ts';
import { allowedAdvisorySchema, judgeAdvisories, readAdvisories, type AllowedAdvisory } from './advisories.ts';
import { INSTALL_SCRIPTS } from './installScripts.ts';
import { checkLockfile, reachedFrom, type LockedPackage, type Lockfile } from './lockfile.ts';

const INTEGRITY = `sha512-${'a'.repeat(86)}==`;
const whole: LockedPackage = { version: '1.0.0', integrity: INTEGRITY };
const lockfileOf = (packages: Record<string, LockedPackage>): Lockfile => ({
  lockfileVersion: 3,
  packages: { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': whole, ...packages },
});
const manifest = { dependencies: { a: '1.0.0' } };
const check = (packages: Record<string, LockedPackage>, asked: typeof manifest = manifest): string[] =>
  checkLockfile(lockfileOf(packages), asked, new Set(['scripted']));

describe('the lockfile', () => {
  it('SEC-128: of this project holds', async () => {
    const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(ROOT, name), 'utf8'));
    const [lockfile, asked] = [await read('package-lock.json'), await read('package.json')];
    const scripts = new Set(Object.keys(INSTALL_SCRIPTS));
    expect(checkLockfile(lockfile as Lockfile, asked as typeof manifest, scripts)).toEqual([]);
  });

  it('SEC-128: runs no script at installation that is not named', async () => {
    const { allowScripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
      allowScripts: Record<string, boolean>;
    };
    const running = Object.keys(allowScripts).filter((name) => allowScripts[name]);
    expect(running).toEqual(['node']);
    expect(Object.keys(INSTALL_SCRIPTS)).toEqual(expect.arrayContaining(running));
  });

  it.each<[string, LockedPackage, string]>([
    ['no hash', { version: '1.0.0' }, 'has no SHA-512'],
    ['a weak hash', { version: '1.0.0', integrity: 'sha1-abc=' }, 'has no SHA-512'],
    ['git', { ...whole, resolved: 'git+ssh://git@github.com/x/y.git#1' }, 'from elsewhere than a registry'],
    ['HTTP', { ...whole, resolved: 'http://registry.example/b.tgz' }, 'from elsewhere than a registry'],
    ['a folder', { ...whole, resolved: 'file:../b.tgz' }, 'from elsewhere than a registry'],
    ['an address with a password', { ...whole, resolved: 'https://u:p@registry.example/b.tgz' }, 'from elsewhere'],
    ['a link', { resolved: '../b', link: true }, 'is a link'],
    ['a script', { ...whole, hasInstallScript: true }, 'runs a script at installation'],
  ])('SEC-128: a package with %s is refused', (_what, locked, message) => {
    expect(check({ 'node_modules/b': locked })[0]).toContain(message);
  });

  it('SEC-128: a package.json that asks for ranges, for other sources, or for what the lock does not have, is refused', () => {
    const asks = (version: string) => check({}, { dependencies: { a: version } });
    for (const version of ['^1.0.0', '*', 'latest', 'github:x/y', 'file:../a', 'https://x/a.tgz'])
      expect(asks(version)[0]).toContain('name one version');
    expect(asks('1.0.1')).toEqual(['package-lock.json does not know a@1.0.1']);
    expect(check({ '': { dependencies: { a: '1.0.0', b: '1.0.0' } } })[0]).toContain('does not ask for');
    expect(check({ 'node_modules/scripted': { ...whole, hasInstallScript: true } })).toEqual([]);
  });

  it('finds what a package reaches as Node does: beside first, then further out', () => {
    const lockfile = lockfileOf({
      'node_modules/a': { ...whole, dependencies: { b: '1' }, optionalDependencies: { absent: '1' } },
      'node_modules/a/node_modules/b': { ...whole, dependencies: { c: '1' } },
      'node_modules/b': { ...whole, dependencies: { d: '1' } },
      'node_modules/c': { ...whole, peerDependencies: { '@x/e': '1' } },
      'node_modules/d': whole,
      'node_modules/@x/e': { ...whole, dependencies: { a: '1' } },
    });
    expect([...reachedFrom(lockfile, ['a'])].toSorted()).toEqual([
      'node_modules/@x/e',
      'node_modules/a',
      'node_modules/a/node_modules/b',
      'node_modules/c',
    ]);
  });
});

describe('advisories', () => {
  const report = (severity: string, node: string): string =>
    JSON.stringify({
      auditReportVersion: 2,
      vulnerabilities: {
        b: {
          name: 'b',
          via: [
            {
              source: 1,
              name: 'b',
              title: 'Reads too far',
              url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
              severity,
              range: '<2',
            },
          ],
          nodes: [node],
        },
        a: { name: 'a', via: ['b'], nodes: ['node_modules/a'] },
      },
      metadata: {},
    });
  const delivered = new Set(['node_modules/a', 'node_modules/b']);
  const allowed: AllowedAdvisory[] = [
    { advisory: 'GHSA-aaaa-bbbb-cccc', reason: 'only parses what we wrote ourselves', until: '2026-12-01' },
  ];
  const judge = (output: string, list: readonly AllowedAdvisory[] = [], today = '2026-11-22') =>
    judgeAdvisories(readAdvisories(output, delivered) ?? [], list, today);

  it('SEC-128: of high severity in what is delivered fail, of less or of tools do not', () => {
    expect(judge(report('high', 'node_modules/b'))).toEqual(['high: b <2: Reads too far (GHSA-aaaa-bbbb-cccc)']);
    expect(judge(report('critical', 'node_modules/b'))).toHaveLength(1);
    expect(judge(report('moderate', 'node_modules/b'))).toEqual([]);
    expect(judge(report('critical', 'node_modules/tool/node_modules/b'))).toEqual([]);
  });

  it('SEC-128: one that somebody looked at passes until its day', () => {
    expect(judge(report('high', 'node_modules/b'), allowed, '2026-12-01')).toEqual([]);
    expect(judge(report('high', 'node_modules/b'), allowed, '2026-12-02')).toEqual([
      expect.stringContaining('allowed until 2026-12-01: look again'),
    ]);
    for (const wrong of [{ reason: 'fine' }, { until: 'never' }, { advisory: 'CVE-2026-1' }])
      expect(allowedAdvisorySchema.safeParse({ ...allowed[0], ...wrong }).success).toBe(false);
  });

  it('SEC-128: a registry that could not be asked has said nothing, which is not the same as nothing to say', () => {
    for (const output of ['', 'npm error code ENOTFOUND', '{"message":"request failed","error":{}}'])
      expect(readAdvisories(output, delivered)).toBeNull();
    expect(readAdvisories(JSON.stringify({ auditReportVersion: 2, vulnerabilities: {} }), delivered)).toEqual([]);
  });
});
