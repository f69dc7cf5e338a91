/** The manifest and its signature come from a real server; electron-updater is played by what it would find there; itself: electronUpdater.test.ts. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createManualTimers, type ManualTimers } from '../../../core/ports/manualTimers.ts';
import { createElectronDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { compiledInUpdateSource } from './compiledIn.ts';
import { isAbove, manifestName, readRelease } from './release.ts';
import { startUpdates, type Updater, type UpdateFacts, type Updates } from './updates.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const KEY = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
const HASH = `${'A'.repeat(86)}==`;
const OTHER_HASH = `${'B'.repeat(86)}==`;

/** As electron-builder 26 writes it. */
const manifestOf = (version: string, hash = HASH): string =>
  [
    `version: ${version}`,
    'files:',
    `  - url: Peyvand-${version}-x64.AppImage`,
    `    sha512: ${hash}`,
    '    size: 1000',
    `path: Peyvand-${version}-x64.AppImage`,
    `sha512: ${hash}`,
    "releaseDate: '2026-11-21T10:00:00.000Z'",
    '',
  ].join('\n');
const signatureOf = (text: string, key = privateKey): string => sign(null, Buffer.from(text), key).toString('base64');

describe('updates', () => {
  let server: Server;
  let files: Map<string, string>;
  let asked: string[];
  let double: ElectronDouble;
  let timers: ManualTimers;
  let updates: Updates;
  let updater: Updater & { downloads: number; listeners: number; found: UpdateFacts; feed: unknown };
  let logged: string[];

  beforeEach(async () => {
    files = new Map();
    asked = [];
    logged = [];
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const content = files.get(request.url ?? '');
      if (content === 'elsewhere') response.writeHead(302, { location: '/stolen/latest-linux.yml' }).end();
      else response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    double = createElectronDouble({ directory: '/nowhere' });
    timers = createManualTimers(createManualClock(0));
    updater = {
      autoDownload: true,
      autoInstallOnAppQuit: true,
      allowDowngrade: true,
      downloads: 0,
      listeners: 0,
      feed: null,
      found: { version: '0.2.0', files: [{ url: 'Peyvand-0.2.0-x64.AppImage', sha512: HASH }] },
      setFeedURL(feed) {
        updater.feed = feed;
      },
      checkForUpdates: () => Promise.resolve({ isUpdateAvailable: true, updateInfo: updater.found }),
      downloadUpdate: () => Promise.resolve((updater.downloads += 1)),
      on: () => (updater.listeners += 1),
    };
    updates = startUpdates({
      electron: double.electron,
      source: { url: base(), publicKey: KEY },
      manifest: 'latest-linux.yml',
      installedVersion: '0.1.0',
      openUpdater: () => Promise.resolve(updater),
      translator: () => createTranslator('fa'),
      timers,
      log: (event) => void logged.push(event),
    });
  });
  afterEach(async () => {
    updates.stop();
    await new Promise((resolve) => server.close(resolve));
  });

  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}/desktop/`;
  function publish(manifest: string, signature = signatureOf(manifest)): void {
    files.set('/desktop/latest-linux.yml', manifest);
    files.set('/desktop/latest-linux.yml.sig', `${signature}\n`);
  }
  const questions = (): string[] => double.recorded.questions.map(({ message }) => message);

  it('are downloaded when the person agrees, and installed when the program ends', async () => {
    publish(manifestOf('0.2.0'));
    double.recorded.answers.push(0);
    expect(await updates.checkNow()).toBe('ready');
    expect(questions()).toEqual(['پیوند 0.2.0 آماده است', 'پیوند 0.2.0 با خروج شما نصب می‌شود.']);
    expect(updater).toMatchObject({
      downloads: 1,
      autoDownload: false,
      autoInstallOnAppQuit: true,
      allowDowngrade: false,
      feed: { provider: 'generic', url: base() },
    });
    // Whoever asks again is told again; the look of every six hours says nothing more.
    expect(await updates.checkNow()).toBe('ready');
    expect(questions()).toHaveLength(3);
    const before = asked.length;
    timers.advance(6 * 3_600_000);
    await vi.waitFor(() => expect(asked).toHaveLength(before + 2));
    expect(await updates.checkNow()).toBe('ready');
    expect(updater.downloads).toBe(1);
    expect(questions().slice(2)).toEqual(Array(2).fill('پیوند 0.2.0 با خروج شما نصب می‌شود.'));
  });

  it('listen to the one updater once, however often they look', async () => {
    publish(manifestOf('0.2.0'));
    for (const _look of [1, 2, 3]) expect(await updates.checkNow()).toBe('declined');
    expect(updater.listeners).toBe(1);
  });

  it('are not downloaded when the person does not want them, and asked again only in the next run or on demand', async () => {
    publish(manifestOf('0.2.0'));
    double.recorded.answers.push(1, 1);
    expect(await updates.checkNow()).toBe('declined');
    timers.advance(24 * 3_600_000);
    await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
    expect(await updates.checkNow()).toBe('declined');
    expect(questions()).toHaveLength(2);
    expect(updater).toMatchObject({ downloads: 0, autoInstallOnAppQuit: false });
  });

  it.each([
    ['no signature', (text: string) => files.set('/desktop/latest-linux.yml', text)],
    [
      'the signature of another key',
      (text: string) => publish(text, signatureOf(text, generateKeyPairSync('ed25519').privateKey)),
    ],
    ['a signature of other bytes', (text: string) => publish(text, signatureOf(`${text}#`))],
    ['an empty signature', (text: string) => publish(text, '')],
    ['a signed text that is no manifest', () => publish('hello')],
    ['a signed manifest of two versions', () => publish(`version: 0.2.0\n${manifestOf('0.3.0')}`)],
  ])('with %s are refused before anything else is asked for', async (_name, prepare) => {
    prepare(manifestOf('0.2.0'));
    expect(await updates.checkNow()).toBe('refused');
    expect(questions()).toEqual(['آنچه در محل نسخه‌های تازه است امضای ما را ندارد. چیزی دریافت نشد.']);
    expect(updater.feed).toBeNull();
    expect(updater.downloads).toBe(0);
  });

  it.each([
    ['another version', { version: '0.3.0', files: [{ url: 'a', sha512: HASH }] }],
    ['another file', { version: '0.2.0', files: [{ url: 'a', sha512: OTHER_HASH }] }],
    [
      'one more file',
      {
        version: '0.2.0',
        files: [
          { url: 'a', sha512: HASH },
          { url: 'b', sha512: OTHER_HASH },
        ],
      },
    ],
    ['no file', { version: '0.2.0', files: [] }],
  ])('that show %s to electron-updater than what was signed are refused', async (_name, found) => {
    publish(manifestOf('0.2.0'));
    updater.found = found;
    expect(await updates.checkNow()).toBe('refused');
    expect(updater.downloads).toBe(0);
    expect(logged).toContain('update.unsigned');
  });

  it('never go back, however well signed', async () => {
    for (const version of ['0.1.0', '0.0.9', '0.0.10']) {
      publish(manifestOf(version));
      expect(await updates.checkNow(), version).toBe('current');
    }
    expect(updater.feed).toBeNull();
  });

  it('are silent without a network, unless the person asked; redirects lead nowhere', async () => {
    timers.advance(3_600_000);
    await vi.waitFor(() => expect(asked).toHaveLength(1));
    files.set('/desktop/latest-linux.yml', 'elsewhere');
    expect(await updates.checkNow()).toBe('unreachable');
    expect(asked).not.toContain('/stolen/latest-linux.yml');
    files.set('/desktop/latest-linux.yml', 'x'.repeat(1_000_000));
    expect(await updates.checkNow()).toBe('unreachable');
    expect(questions()).toEqual(Array(2).fill('محل نسخه‌های تازه فعلاً پاسخ نمی‌دهد.'));
  });

  it('that fail on the way do no harm', async () => {
    publish(manifestOf('0.2.0'));
    updater.downloadUpdate = () => Promise.reject(new Error('sha512 checksum mismatch'));
    double.recorded.answers.push(0);
    expect(await updates.checkNow()).toBe('unreachable');
    expect(questions().at(-1)).toBe('محل نسخه‌های تازه فعلاً پاسخ نمی‌دهد.');
  });

  it('are off in a build without an address', () => {
    expect(compiledInUpdateSource()).toBeNull();
  });
});

describe('a release', () => {
  it('is read only when it was signed', () => {
    const text = manifestOf('1.2.3');
    const bytes = new TextEncoder().encode(text);
    expect(readRelease(bytes, `${signatureOf(text)}\n`, KEY)).toEqual({ version: '1.2.3', hashes: new Set([HASH]) });
    expect(readRelease(bytes, signatureOf(text), 'nonsense')).toBeNull();
    const { publicKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(
      readRelease(bytes, signatureOf(text), rsa.export({ type: 'spki', format: 'der' }).toString('base64')),
    ).toBeNull();
  });

  it('is above another by its numbers, not its letters', () => {
    expect(isAbove('0.10.0', '0.9.9')).toBe(true);
    expect(isAbove('1.0.0', '0.99.99')).toBe(true);
    expect([
      isAbove('1.0.0', '1.0.0'),
      isAbove('0.9.0', '0.10.0'),
      isAbove('2', '1.0.0'),
      isAbove('2.0.0-beta', '1.0.0'),
    ]).toEqual([false, false, false, false]);
  });

  it('is looked for in the file that electron-updater reads on this system', () => {
    expect(manifestName('win32', 'x64')).toBe('latest.yml');
    expect(manifestName('darwin', 'arm64')).toBe('latest-mac.yml');
    expect(manifestName('linux', 'x64')).toBe('latest-linux.yml');
    expect(manifestName('linux', 'arm64')).toBe('latest-linux-arm64.yml');
  });
});
