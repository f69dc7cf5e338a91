/**
 * The program as it is packed for people, around a stub of Electron: what is in it, and whether it runs. One file, longer than most, because its
 * parts share one packing and one company.
 */
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import vm from 'node:vm';
import { getRawHeader } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT, runTool } from '../../build/commands.ts';
import { findLostUrls } from '../../build/package/entryUrls.ts';
import { FUSES } from '../../build/package/fuses.ts';
import { UPDATE_KEY_VARIABLE, UPDATE_URL_VARIABLE } from '../../build/package/updateSource.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { AppWindow } from '../window/pages/appWindow.ts';
import { createSampleDatabase } from '../window/sampleDatabase.ts';
import { namesImportedFrom, offencesOfPage, packagesAskedFor } from './builtCode.ts';
import { writeElectronDouble } from './electronDouble.ts';
import { openPackedWindow } from './packedWindow.ts';
import { startPackedCore, type PackedCore } from './packedCore.ts';
import { packForWindows, packProgram, type PackedProgram } from './packedProgram.ts';

const NATIVE = 'better-sqlite3-multiple-ciphers';
const NATIVE_FILE = `node_modules/${NATIVE}/prebuilds/linux-x64.node`;
const MEGABYTE = 1024 * 1024;

let packed: PackedProgram;
const textOf = (path: string): Promise<string> => readFile(join(packed.extracted, path), 'utf8');
const filesIn = (folder: string, extension: string): string[] =>
  packed.paths.filter((path) => path.startsWith(folder) && extname(path) === extension);

beforeAll(async () => {
  packed = await packProgram();
});
afterAll(() => packed?.close());

describe('what is packed', () => {
  it('is the built programs and one package, and nothing else', () => {
    const files = packed.paths.filter((path) => extname(path) !== '' && !path.endsWith('-ciphers'));
    const strangers = files.filter(
      (path) =>
        path !== 'package.json' && !path.startsWith('out/electron/') && !path.startsWith(`node_modules/${NATIVE}/`),
    );
    expect(strangers).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining([
        'out/electron/main/main.mjs',
        'out/electron/main/coreProcess.mjs',
        'out/electron/main/upkeepThread.mjs',
        'out/electron/main/rekeyThread.mjs',
        'out/electron/preload/preload.cjs',
        'out/electron/renderer/index.html',
        'out/electron/icons/tray/mac/fineTemplate@2x.png',
      ]),
    );
    const extensions = new Set(files.map((path) => extname(path)));
    for (const unwanted of ['.ts', '.tsx', '.map', '.md', '.env', '.pem', '.key', '.p12', '.cpp', '.gyp', '.db'])
      expect(extensions).not.toContain(unwanted);
    expect(files.filter((path) => /\.(test|spec|contract)\.|(^|\/)(bench|simulation|testing)\//.test(path))).toEqual(
      [],
    );
  });

  it('holds the native module once, for this system alone, and beside the archive', async () => {
    expect(filesIn('', '.node')).toEqual([NATIVE_FILE]);
    const beside = join(`${packed.archive}.unpacked`);
    const unpacked = (await readdir(beside, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(unpacked.map((entry) => join(entry.parentPath, entry.name))).toEqual([join(beside, NATIVE_FILE)]);
    expect(await readFile(join(beside, NATIVE_FILE))).toEqual(await readFile(join(ROOT, NATIVE_FILE)));
  });

  it('tells Electron where to begin, and says nothing of how it was made', async () => {
    const manifest = JSON.parse(await textOf('package.json')) as Record<string, unknown>;
    expect(manifest).toMatchObject({ name: 'peyvand', productName: 'Peyvand', main: 'out/electron/main/main.mjs' });
    for (const key of ['devDependencies', 'scripts', 'optionalDependencies', 'build'])
      expect(manifest[key] ?? null, key).toBeNull();
    expect(existsSync(join(packed.extracted, String(manifest['main'])))).toBe(true);
  });

  it('names no folder of the machine that built it', async () => {
    for (const path of [...filesIn('out/', '.mjs'), ...filesIn('out/', '.cjs'), ...filesIn('out/', '.js')]) {
      const text = await textOf(path);
      expect(text.includes(ROOT), path).toBe(false);
      expect(text, path).not.toContain('sourceMappingURL');
    }
  });

  it('is small', async () => {
    const { size } = await stat(packed.archive);
    const { headerString } = getRawHeader(packed.archive);
    const files = [...headerString.matchAll(/"integrity":/g)].length;
    // A limit that only a mistake (a package that came along whole) goes over.
    expect(size / MEGABYTE).toBeLessThan(12);
    expect(files).toBeGreaterThan(50);
    process.stdout.write(`app.asar: ${(size / MEGABYTE).toFixed(2)} MB, ${files} files\n`);
  });

  it('has a checksum for every file, which signed programs check what they load against', () => {
    const { headerString } = getRawHeader(packed.archive);
    const sizes = [...headerString.matchAll(/"size":/g)].length;
    expect([...headerString.matchAll(/"integrity":\{"algorithm":"SHA256"/g)]).toHaveLength(sizes);
  });

  it('has its fuses set, every one', async () => {
    await expectFusesSet(packed.executable);
    expect([FUSES[FuseV1Options.RunAsNode], FUSES[FuseV1Options.OnlyLoadAppFromAsar]]).toEqual([false, true]);
  });

  it('is for Windows the same with the binary for Windows, whatever machine packs it', async () => {
    const windows = await packForWindows();
    try {
      expect(windows.binaries).toEqual(['win32-arm64.node']);
      await expectFusesSet(windows.executable);
    } finally {
      await windows.close();
    }
  });

  it('asks for no updates when nobody said where', () => {
    expect(existsSync(join(packed.directory, 'resources', 'app-update.yml'))).toBe(false);
  });
});

describe('the built code', () => {
  it('asks for no package that is not packed', async () => {
    const asked = new Set<string>();
    for (const path of filesIn('out/electron/main/', '.mjs'))
      for (const name of packagesAskedFor(await textOf(path))) asked.add(name);
    // Both are found, so the search finds something.
    expect([...asked].toSorted()).toEqual([NATIVE, 'electron']);
  });

  it('asks of the crypto of Node only what BoringSSL has, which Electron has in its place', async () => {
    const names = new Set<string>();
    for (const path of filesIn('out/electron/main/', '.mjs'))
      for (const name of namesImportedFrom('node:crypto', await textOf(path))) names.add(name);
    // Before a name joins these: look it up in Electron's patches of Node. `argon2` is not there, many ciphers and curves are not.
    const known = new Set(
      'createCipheriv createDecipheriv createHash createHmac createPrivateKey createPublicKey randomBytes sign timingSafeEqual verify'.split(
        ' ',
      ),
    );
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
    expect(names).toContain('createCipheriv');
  });

  it('finds every file that it names beside itself', async () => {
    for (const path of filesIn('out/electron/main/', '.mjs')) {
      const lost = findLostUrls(await textOf(path), (relative) =>
        existsSync(join(packed.extracted, dirname(path), relative)),
      );
      expect(lost, path).toEqual([]);
    }
  });

  it('has a preload script that a sandbox takes: one CommonJS file that asks for Electron alone', async () => {
    expect(packed.paths.filter((path) => path.startsWith('out/electron/preload/'))).toEqual([
      'out/electron/preload/preload.cjs',
    ]);
    const code = await textOf('out/electron/preload/preload.cjs');
    expect(code).not.toMatch(/\b(import|export)\s*[{*"'`]|\bimport\(|\b__dirname\b|\bprocess\b|\bBuffer\b/);
    const asked: string[] = [];
    const sent: unknown[][] = [];
    const listeners: ((event: object) => void)[] = [];
    const ipcRenderer = { send: (...facts: unknown[]) => sent.push(facts), on: () => undefined };
    const page = vm.createContext({
      URL,
      location: { href: 'peyvand-app://window/?wire=port' },
      addEventListener: (_type: 'message', listener: (event: object) => void) => listeners.push(listener),
      require(name: string) {
        asked.push(name);
        return { ipcRenderer };
      },
    });
    const itself = vm.runInContext('globalThis.window = globalThis.top = globalThis', page) as object;
    vm.runInContext(code, page);
    expect(asked).toEqual(['electron']);
    for (const listener of listeners) listener({ data: { peyvand: 'wirePlease', ask: 'ask-1' }, source: itself });
    expect(sent).toEqual([['peyvand:wire-please', 'ask-1']]);
  });

  it('has a page without inline scripts and with relative addresses only', async () => {
    expect(offencesOfPage(await textOf('out/electron/renderer/index.html'))).toEqual([]);
    expect(offencesOfPage('<script>1</script><a href="/x" onclick="y">')).toHaveLength(3);
    for (const path of filesIn('out/electron/renderer/', '.css')) {
      const addresses = [...(await textOf(path)).matchAll(/url\(\s*["']?([^"')]+)/g)].map(
        ([, address = '']) => address,
      );
      expect(
        addresses.filter((address) => /^(\/|https?:|file:)/.test(address)),
        path,
      ).toEqual([]);
    }
  });
});

describe('the packed main process', () => {
  it('loads, finds its places, and waits for Electron', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-packed-main-'));
    try {
      // Above the program, where Node looks for packages and Electron does not.
      await writeElectronDouble(join(dirname(packed.extracted), 'node_modules'));
      const program = join(packed.extracted, 'out', 'electron', 'main', 'main.mjs');
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], {
        cwd: folder,
        env: { ELECTRON_DOUBLE_FOLDER: folder },
      });
      expect(stderr).toBe('');
      const called = JSON.parse(stdout) as string[];
      // Both only count before Electron is ready.
      expect(called).toEqual(expect.arrayContaining(['app.enableSandbox', 'protocol.registerSchemesAsPrivileged']));
      expect(called.at(-1)).toBe('app.whenReady');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('holds the address of updates and the key it believes when it was built with them, and neither otherwise', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-built-with-updates-'));
    try {
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const url = 'https://updates.example/peyvand/';
      const believed = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      const { succeeded, output } = await runTool('electron-vite', ['build', '--outDir', folder], 'captured', {
        [UPDATE_URL_VARIABLE]: url,
        [UPDATE_KEY_VARIABLE]: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      });
      expect(succeeded, output).toBe(true);
      const main = await readFile(join(folder, 'main', 'main.mjs'), 'utf8');
      for (const part of [url, believed]) expect(main).toContain(part);
      expect(main).not.toContain(privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64').slice(0, 40));
      const without = await textOf('out/electron/main/main.mjs');
      expect(without).not.toContain('__PEYVAND_UPDATE');
      expect(without).not.toContain('updates.example');
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('loads what carries updates, when it comes to that', async () => {
    const chunks = filesIn('out/electron/main/', '.mjs');
    const codes = await Promise.all(chunks.map(textOf));
    const carrier =
      chunks[codes.findIndex((code) => code.includes('autoInstallOnAppQuit') && code.includes('NsisUpdater'))];
    expect(carrier).toBeDefined();
    const url = pathToFileURL(join(packed.extracted, carrier ?? '')).href;
    const script = `const { NsisUpdater } = await import('${url}').then((m) => m.default ?? m); console.log(typeof NsisUpdater)`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: tmpdir(),
      env: { ELECTRON_DOUBLE_FOLDER: tmpdir() },
    });
    expect(stdout.trim()).toBe('function');
  });
});

describe('the packed core', () => {
  const program = (): string => join(packed.extracted, 'out', 'electron', 'main', 'coreProcess.mjs');
  let folder = '';
  let database: Awaited<ReturnType<typeof createSampleDatabase>>;
  let server: RunningServer;
  let core: PackedCore;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-packed-data-'));
    database = await createSampleDatabase();
    server = await startServer({
      databaseUrl: database.url,
      port: 0,
      dataDirectory: join(folder, 'server'),
      logLevel: 'silent',
    });
  });
  afterAll(async () => {
    await core?.close().catch(() => undefined);
    await server?.close();
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  });

  it('refuses to run by itself, and can say so: everything it is made of was found', async () => {
    const run = promisify(execFile)(process.execPath, [program()], { cwd: folder, env: {} });
    await expect(run).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('run by the main process') });
  });

  it('starts, answers over a port, and makes an encrypted store through the packed binary', async () => {
    const dataDirectory = join(folder, 'machine');
    await mkdir(dataDirectory);
    core = await startPackedCore(program(), { dataDirectory, serverUrl: server.url });
    const window = core.connect();
    const [before] = await take(await window.session.state(), 1);
    expect(before).toMatchObject({ phase: 'signedOut', serverUrl: server.url });

    const [ali] = await window.session.sampleUsers();
    expect(ali).toBeDefined();
    await window.session.signIn({ login: ali?.login ?? '', password: ali?.password ?? '' });
    await window.session.enrol({ passphrase: 'کوه دریا باران سیب' });
    await until(await window.session.state(), (state) => state.phase === 'open' && state.firstSyncDone);
    const files = await readdir(dataDirectory, { recursive: true, withFileTypes: true });
    const stores = files.filter((entry) => entry.isFile() && extname(entry.name) === '.db');
    for (const store of stores)
      expect((await readFile(join(store.parentPath, store.name))).subarray(0, 15).toString()).not.toBe(
        'SQLite format 3',
      );
    expect(stores.length).toBeGreaterThan(0);
  });

  it('reads in its thread, which is a program of its own in the bundle', async () => {
    const [facets] = await take(await core.connect().customers.facets(), 1);
    expect(facets?.stages.length).toBeGreaterThan(1);
  });

  it('writes a PDF in a thread of its own, in the typeface that lies beside it', async () => {
    const window = core.connect();
    const [list] = await take(await window.customers.list({ offset: 0, limit: 1 }), 1);
    const customerId = list?.rows[0]?.id ?? '';
    const statement = { of: 'statement', customerId, currency: 'IRR', from: null, until: '2026-12-31' } as const;
    const { fileName, pieces } = await window.papers.write({ papers: [statement], language: 'fa' });
    expect(fileName).toMatch(/\.pdf$/);
    expect(Buffer.from(pieces.join(''), 'base64').subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('shows the packed window, under the policy of the shell, without a breach of it', async () => {
    const window = await openPackedWindow({
      rendererDirectory: join(packed.extracted, 'out', 'electron', 'renderer'),
      openPort: () => core.openPort(),
    });
    try {
      // It opens where the day of a rep begins.
      await new AppWindow(window.page, 'fa').goTo('nav.customers');
      await window.page.getByRole('grid').getByRole('row').nth(1).waitFor();
      expect(window.violations).toEqual([]);
      expect(window.errors).toEqual([]);
    } finally {
      await window.close();
    }
  });

  it('ends in order, having met no defect', async () => {
    expect(await core.close()).toBe(0);
    expect(
      core.said
        .filter(({ type }) => type === 'log')
        .filter((line) => 'event' in line && /defect|failed/.test(line.event)),
    ).toEqual([]);
  });
});

async function expectFusesSet(executable: string): Promise<void> {
  const { version, ...wire } = await getCurrentFuseWire(executable);
  expect(version).toBe(FUSES.version);
  const fuses = Object.values(FuseV1Options).filter((value) => typeof value === 'number');
  for (const fuse of fuses)
    expect(wire[fuse], FuseV1Options[fuse]).toBe(FUSES[fuse] ? FuseState.ENABLE : FuseState.DISABLE);
  expect(Object.keys(wire)).toHaveLength(fuses.length);
}

async function take<Value>(stream: AsyncIterable<Value>, count: number): Promise<Value[]> {
  const values: Value[] = [];
  for await (const value of stream) {
    values.push(value);
    if (values.length === count) break;
  }
  return values;
}

async function until<Value>(stream: AsyncIterable<Value>, isIt: (value: Value) => boolean): Promise<Value> {
  for await (const value of stream) if (isIt(value)) return value;
  throw new Error('The stream ended before.');
}
