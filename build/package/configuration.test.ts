import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { LINK_SCHEME } from '../../main/hosts/electron/desktop/deepLinks.ts';
import { APP_ID } from '../../main/hosts/electron/shell.ts';
import { ROOT } from '../commands.ts';

interface Builder {
  readonly appId: string;
  readonly protocols: readonly { readonly schemes: readonly string[] }[];
  readonly fileAssociations: readonly { readonly ext: string }[];
  readonly nsis: { readonly perMachine: boolean; readonly deleteAppDataOnUninstall: boolean };
  readonly publish: { readonly provider: string };
  readonly win: System;
  readonly linux: System;
  readonly mac: System & {
    readonly x64ArchFiles: string;
    readonly entitlements: string;
    readonly entitlementsInherit: string;
  };
  readonly afterPack: string;
  readonly asarUnpack: readonly string[];
}
interface System {
  readonly target: unknown;
  readonly icon: string;
  readonly files: readonly string[];
}

const builder = parse(await readFile(join(ROOT, 'electron-builder.yml'), 'utf8')) as Builder;
const PREBUILDS = 'node_modules/better-sqlite3-multiple-ciphers/prebuilds';
const prebuilds = await readdir(join(ROOT, PREBUILDS));

/** Which binaries are packed on a system, by the patterns that leave files out. */
function packedOn(system: System, architecture: string): string[] {
  const excluded = system.files
    .filter((pattern) => pattern.startsWith('!'))
    .map((pattern) => pattern.slice(1).replaceAll('${arch}', architecture));
  return prebuilds.filter((name) => !excluded.some((pattern) => matchesGlob(`${PREBUILDS}/${name}`, pattern)));
}

describe('electron-builder.yml', () => {
  it('packs the binary of the system and processor, and no other', () => {
    expect(prebuilds.length).toBeGreaterThan(5);
    for (const architecture of ['x64', 'arm64']) {
      expect(packedOn(builder.win, architecture)).toEqual([`win32-${architecture}.node`]);
      expect(packedOn(builder.linux, architecture)).toEqual([`linux-${architecture}.node`]);
    }
  });

  it('packs the same two binaries into both halves of a universal program, and says that they are meant', () => {
    const both = ['darwin-arm64.node', 'darwin-x64.node'];
    for (const architecture of ['x64', 'arm64']) expect(packedOn(builder.mac, architecture).toSorted()).toEqual(both);
    for (const name of both)
      expect(matchesGlob(`Contents/Resources/app.asar.unpacked/${PREBUILDS}/${name}`, builder.mac.x64ArchFiles)).toBe(
        true,
      );
  });

  it('makes the installers of the three systems; that of Windows is for one person and leaves behind what they entered', () => {
    const { win, linux, mac, nsis, publish } = builder;
    expect([win.target, linux.target]).toEqual(['nsis', ['AppImage', 'deb']]);
    expect(mac.target).toEqual([
      { target: 'dmg', arch: 'universal' },
      { target: 'zip', arch: 'universal' },
    ]);
    expect(nsis).toMatchObject({ perMachine: false, deleteAppDataOnUninstall: false });
    expect(publish.provider).toBe('generic');
  });

  it('says of links, files and the program itself what the program says', () => {
    expect(builder.protocols.flatMap(({ schemes }) => schemes)).toEqual([LINK_SCHEME]);
    expect(builder.fileAssociations.map(({ ext }) => ext)).toEqual(['peyvand']);
    expect(builder.appId).toBe(APP_ID);
  });

  it('names files that are there', () => {
    const { win, linux, mac } = builder;
    for (const path of [win.icon, linux.icon, mac.icon, mac.entitlements, mac.entitlementsInherit, builder.afterPack])
      expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});

const WORKFLOWS = join(ROOT, '.github', 'workflows');
const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
interface Job {
  readonly 'runs-on': string;
  readonly strategy?: { readonly matrix: { readonly os: readonly string[] } };
  readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
}
const jobsByFile: Record<string, Job[]> = {};
for (const name of await readdir(WORKFLOWS)) {
  const { jobs } = parse(await readFile(join(WORKFLOWS, name), 'utf8'), { strict: true, uniqueKeys: true }) as {
    jobs: Record<string, Job>;
  };
  jobsByFile[name] = Object.values(jobs);
}
const commands = (job: Job): string[] =>
  job.steps.flatMap(({ run = '' }) => run.split('\n').map((line) => line.trim())).filter((line) => line !== '');

describe('the workflows of continuous integration', () => {
  it('test on Linux, and pack and run in Electron on the three systems', () => {
    expect(Object.keys(jobsByFile).toSorted()).toEqual(['ci.yml', 'electron.yml']);
    expect(jobsByFile['ci.yml']?.flatMap(commands)).toContain('npm test');
    const [job] = jobsByFile['electron.yml'] ?? [];
    expect(job?.strategy?.matrix.os.map((os) => os.split('-')[0])).toEqual(['windows', 'macos', 'ubuntu']);
    expect(job && commands(job)).toEqual(
      expect.arrayContaining([
        'npm run package',
        'npm run e2e -- --host electron',
        'node node_modules/electron/install.js',
      ]),
    );
  });

  it('call scripts that exist', () => {
    const called = Object.values(jobsByFile).flatMap((jobs) =>
      jobs
        .flatMap(commands)
        .flatMap((line) => [...line.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, name = '']) => name)),
    );
    expect(called.length).toBeGreaterThan(2);
    for (const name of called) expect(scripts).toHaveProperty([name]);
    const programs = Object.values(scripts).flatMap((script) => /^node (\S+)/.exec(script)?.[1] ?? []);
    expect(programs.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('write no secret down and take only actions of a fixed version', async () => {
    for (const name of Object.keys(jobsByFile)) {
      const text = await readFile(join(WORKFLOWS, name), 'utf8');
      for (const [, value = ''] of text.matchAll(/(?:KEY|KEY_TEXT|PASSWORD|LINK|TOKEN): (.*)/g))
        expect(value).toMatch(/^\$\{\{ secrets\.\w+ \}\}$/);
      for (const [, version = ''] of text.matchAll(/uses: \S+@(\S+)/g)) expect(version).toMatch(/^v\d+$/);
    }
  });
});
