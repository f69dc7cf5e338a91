import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startWindowServer } from '../../loopback/windowServer.ts';
import { realRandomness } from '../../realPorts.ts';
import { readWindowFiles } from '../../windowFiles.ts';
import { createElectronDouble, SessionDouble } from '../testing/electronDouble.ts';
import { createOfferedFiles, type OfferedFiles } from '../desktop/offeredFiles.ts';
import { registerWindowScheme, serveWindowFiles } from './appProtocol.ts';
import { isWindowPage, windowUrl } from './windowAddress.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-window-scheme-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>window</title>');
  await writeFile(join(folder, 'renderer', 'assets', 'a.js'), 'export {}');
  await writeFile(join(folder, 'secret.txt'), 'outside');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the scheme of the window', () => {
  let answer: (url: string, method?: string) => Promise<Response>;
  let offered: OfferedFiles;
  beforeAll(async () => {
    const session = new SessionDouble();
    offered = createOfferedFiles();
    serveWindowFiles(session as never, await readWindowFiles(join(folder, 'renderer')), offered);
    const handler = session.protocols.get('peyvand-app');
    answer = async (url, method = 'GET') => {
      if (!handler) throw new Error('nothing serves the scheme');
      return handler({ url, method } as Request);
    };
  });

  it('has an origin of its own, is secure, and goes around no policy', () => {
    const { electron, recorded } = createElectronDouble({ directory: folder });
    registerWindowScheme(electron);
    expect(recorded.schemes).toEqual([
      { scheme: 'peyvand-app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
    ]);
  });

  it('serves the built files, each with its type, and the page at every place', async () => {
    const script = await answer('peyvand-app://window/assets/a.js');
    expect([script.status, script.headers.get('content-type'), await script.text()]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'export {}',
    ]);
    for (const url of [windowUrl(), windowUrl('#/customers'), 'peyvand-app://window/anything'])
      expect(await (await answer(url)).text()).toBe('<title>window</title>');
    expect((await answer(windowUrl(), 'HEAD')).status).toBe(200);
  });

  it('serves a bundle that was opened from the desktop by its id, for as long as it is there; nothing else of that folder', async () => {
    const path = join(folder, 'work.peyvand');
    await writeFile(path, 'sealed');
    const place = new URLSearchParams(offered.offer(path)?.split('?')[1]);
    const address = `peyvand-app://window/offered/${place.get('offered') ?? ''}`;
    const served = await answer(address);
    expect([served.status, served.headers.get('content-type'), await served.text()]).toEqual([
      200,
      'application/vnd.peyvand.bundle',
      'sealed',
    ]);
    expect(served.headers.get('cache-control')).toBe('no-store');
    expect(
      (await answer(`peyvand-app://window/offered/${'0'.repeat(8)}-0000-4000-8000-${'0'.repeat(12)}`)).status,
    ).toBe(404);
    expect((await answer(`peyvand-app://other/offered/${place.get('offered') ?? ''}`)).status).toBe(421);
    await rm(path);
    expect((await answer(address)).status).toBe(404);
  });

  it('serves nothing from outside of their folder, no other host, and takes nothing in', async () => {
    for (const path of [
      '../secret.txt',
      '..%2fsecret.txt',
      '%2e%2e/secret.txt',
      '..%5csecret.txt',
      '//etc/passwd.txt',
      'assets/../../secret.txt',
      'a%00.js',
    ])
      expect((await answer(`peyvand-app://window/${path}`)).status, path).toBe(404);
    for (const url of [
      'peyvand-app://other/index.html',
      'https://window/index.html',
      'file:///index.html',
      'peyvand-app://a:b@window/',
    ])
      expect((await answer(url)).status, url).toBe(421);
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await answer(windowUrl(), method)).status).toBe(405);
  });

  it('says the same to the browser as the loopback host, with one exception: here nobody is connected to', async () => {
    const server = await startWindowServer({
      port: 0,
      rendererDirectory: join(folder, 'renderer'),
      randomness: realRandomness,
      onWire: () => {},
    });
    try {
      const loopback = await fetch(server.issueUrl(), { redirect: 'manual' });
      const ours = await answer(windowUrl());
      const names = [
        'content-security-policy',
        'x-content-type-options',
        'referrer-policy',
        'cross-origin-opener-policy',
        'cross-origin-resource-policy',
        'permissions-policy',
      ];
      for (const name of names)
        expect(ours.headers.get(name), name).toBe(loopback.headers.get(name)?.replace(/ ws:\S+(?=;)/, ''));
      expect(ours.headers.get('content-security-policy')).toContain("script-src 'self';");
      expect(ours.headers.get('content-security-policy')).toContain("connect-src 'self';");
      expect((await answer('peyvand-app://window/none.js')).headers.get('content-security-policy')).not.toBeNull();
    } finally {
      await server.close();
    }
  });

  it('is recognised by scheme and host', () => {
    expect([windowUrl(), windowUrl('#/customers'), 'peyvand-app://window/?wire=port#/a'].every(isWindowPage)).toBe(
      true,
    );
    expect(
      ['peyvand-app://window/x', 'peyvand-app://windows/', 'http://window/', 'nonsense', ''].some(isWindowPage),
    ).toBe(false);
    expect(windowUrl('#/customers"><script>')).toBe(windowUrl());
    expect(windowUrl('https://example.com')).toBe(windowUrl());
  });
});
