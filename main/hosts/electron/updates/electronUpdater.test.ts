/** The whole of an update with the real electron-updater, as an AppImage does it: only Electron's app and network are stood in for. */
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, request as openRequest, type RequestOptions, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppImageUpdater } from 'electron-updater';
import { ElectronHttpExecutor } from 'electron-updater/out/electronHttpExecutor.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createManualTimers } from '../../../core/ports/manualTimers.ts';
import { createElectronDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { startUpdates, type Updates } from './updates.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const OLD_PROGRAM = '#!/bin/sh\nexit 1\n';
const NEW_PROGRAM = '#!/bin/sh\nexit 0\n';

/** Node's network in the place of Electron's. */
class NodeHttpExecutor extends ElectronHttpExecutor {
  override createRequest(options: RequestOptions, callback: (response: unknown) => void) {
    return openRequest(options, callback) as unknown as ReturnType<ElectronHttpExecutor['createRequest']>;
  }
}

describe.skipIf(process.platform === 'win32')('an update through electron-updater', () => {
  let folder: string;
  let server: Server;
  let files: Map<string, string>;
  let double: ElectronDouble;
  let updates: Updates;
  let quitting: ((exitCode: number) => void)[];
  const program = (): Promise<string> => readFile(join(folder, 'peyvand.AppImage'), 'utf8');
  const quit = (): void => {
    for (const handler of quitting) handler(0);
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-update-'));
    files = new Map();
    quitting = [];
    server = createServer((request, response) => {
      const content = files.get(new URL(request.url ?? '/', 'http://updates').pathname);
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    await writeFile(join(folder, 'peyvand.AppImage'), OLD_PROGRAM);
    await chmod(join(folder, 'peyvand.AppImage'), 0o755);
    await writeFile(join(folder, 'app-update.yml'), `provider: generic\nurl: ${url}\nupdaterCacheDirName: cache\n`);
    vi.stubEnv('APPIMAGE', join(folder, 'peyvand.AppImage'));
    double = createElectronDouble({ directory: folder });
    updates = startUpdates({
      electron: double.electron,
      source: { url, publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64') },
      manifest: 'latest-linux.yml',
      installedVersion: '0.1.0',
      openUpdater: () => Promise.resolve(openUpdater()),
      translator: () => createTranslator('en'),
      timers: createManualTimers(createManualClock(0)),
      log: () => {},
    });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    updates.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(folder, { recursive: true });
  });

  function openUpdater(): AppImageUpdater {
    const updater = new AppImageUpdater(undefined, {
      version: '0.1.0',
      name: 'peyvand',
      isPackaged: true,
      appUpdateConfigPath: join(folder, 'app-update.yml'),
      userDataPath: folder,
      baseCachePath: folder,
      whenReady: () => Promise.resolve(),
      relaunch: () => {},
      quit: () => {},
      onQuit: (handler: (exitCode: number) => void) => void quitting.push(handler),
    });
    updater.logger = null;
    updater.disableDifferentialDownload = true;
    Object.assign(updater, { httpExecutor: new NodeHttpExecutor() });
    return updater;
  }

  /** @param served What the server hands over under the name of the new program. */
  function publish(version: string, served = NEW_PROGRAM): void {
    const name = `Peyvand-${version}-x64.AppImage`;
    const hash = createHash('sha512').update(NEW_PROGRAM).digest('base64');
    const manifest = `version: ${version}\nfiles:\n  - url: ${name}\n    sha512: ${hash}\n    size: ${NEW_PROGRAM.length}\npath: ${name}\nsha512: ${hash}\nreleaseDate: '2026-11-21T10:00:00.000Z'\n`;
    // It asks for the manifest of the processor that it runs on.
    for (const manifestName of ['latest-linux.yml', 'latest-linux-arm64.yml', 'latest-mac.yml'])
      files.set(`/${manifestName}`, manifest);
    files.set('/latest-linux.yml.sig', sign(null, Buffer.from(manifest), privateKey).toString('base64'));
    files.set(`/${name}`, served);
  }

  it('takes the place of the program when the program ends, and not before', async () => {
    publish('0.2.0');
    double.recorded.answers.push(0);
    expect(await updates.checkNow()).toBe('ready');
    expect(await program()).toBe(OLD_PROGRAM);
    quit();
    expect(await program()).toBe(NEW_PROGRAM);
  });

  it('is nothing when the person did not want it, or the file is not the one that was signed', async () => {
    publish('0.2.0', `${NEW_PROGRAM}# and more\n`);
    double.recorded.answers.push(1, 0);
    expect(await updates.checkNow()).toBe('declined');
    expect(await updates.checkNow()).toBe('unreachable');
    quit();
    expect(await program()).toBe(OLD_PROGRAM);
  });
});
