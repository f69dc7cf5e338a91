import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../../../../shared/base/clock.ts';
import { createTranslator } from '../../../../shared/locale/translator.ts';
import { createManualTimers } from '../../../core/ports/manualTimers.ts';
import { startWindowServer } from '../../loopback/windowServer.ts';
import { realRandomness } from '../../realPorts.ts';
import { readWindowFiles } from '../../windowFiles.ts';
import { openShellFile, type ShellFile } from '../shellFile.ts';
import { createElectronDouble, preventable, SessionDouble, type ElectronDouble } from '../testing/electronDouble.ts';
import { registerWindowScheme, serveWindowFiles } from './appProtocol.ts';
import { mendWindow } from './mendWindow.ts';
import { placeWindow } from './placement.ts';
import { relayPorts, type IpcToMain, type PageWindow } from './relayPorts.ts';
import { isWindowPage, windowUrl } from './windowAddress.ts';
import { createWindows, type Windows } from './windows.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-electron-window-'));
  await mkdir(join(folder, 'renderer', 'assets'), { recursive: true });
  await writeFile(join(folder, 'renderer', 'index.html'), '<title>window</title>');
  await writeFile(join(folder, 'renderer', 'assets', 'a.js'), 'export {}');
  await writeFile(join(folder, 'secret.txt'), 'outside');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the scheme of the window', () => {
  let answer: (url: string, method?: string) => Promise<Response>;
  beforeAll(async () => {
    const session = new SessionDouble();
    serveWindowFiles(session as never, await readWindowFiles(join(folder, 'renderer')));
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

describe('where a window opens', () => {
  const screen = { x: 0, y: 0, width: 1_920, height: 1_040 };
  const second = { x: 1_920, y: -200, width: 1_280, height: 984 };
  const stood = (x: number, y: number, width = 1_000, height = 700) => ({ x, y, width, height, maximised: false });

  it('is in the middle at the first time, and no larger than the display', () => {
    expect(placeWindow(null, [screen])).toEqual({ width: 1_280, height: 840 });
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1_024, height: 600 }])).toEqual({ width: 1_024, height: 600 });
  });

  it('is where it stood, on a second display too', () => {
    expect(placeWindow(stood(100, 50), [screen, second])).toEqual({ x: 100, y: 50, width: 1_000, height: 700 });
    expect(placeWindow(stood(2_000, -150), [screen, second])).toEqual({ x: 2_000, y: -150, width: 1_000, height: 700 });
  });

  it('is nowhere that is not there any more', () => {
    for (const gone of [stood(2_000, -100), stood(-990, 10), stood(1_900, 10), stood(10, 1_039), stood(10, -300)])
      expect(placeWindow(gone, [screen])).toEqual({ width: 1_280, height: 840 });
  });

  it('fits a display that has shrunk', () => {
    expect(placeWindow(stood(900, 500, 1_900, 1_000), [{ x: 0, y: 0, width: 1_280, height: 720 }])).toEqual({
      x: 0,
      y: 0,
      width: 1_280,
      height: 720,
    });
  });
});

describe('windows', () => {
  let double: ElectronDouble;
  let file: ShellFile;
  let windows: Windows;
  let timers: ReturnType<typeof createManualTimers>;
  let run = 0;
  beforeEach(() => {
    double = createElectronDouble({ directory: folder });
    file = openShellFile(join(folder, `desktop-${(run += 1)}.json`));
    timers = createManualTimers(createManualClock(0));
    open();
  });
  function open(): void {
    windows = createWindows({
      electron: double.electron,
      session: new SessionDouble() as never,
      preloadPath: '/built/preload.cjs',
      iconPath: '/built/icon.png',
      isDevelopment: false,
      preferences: () => ({ language: 'en', calendar: 'persian', theme: 'dark' }),
      file,
      timers,
      onOpened: () => {},
    });
  }
  const last = () => {
    const window = double.windows.at(-1);
    if (!window) throw new Error('no window');
    return window;
  };

  it('are opened with every door closed', () => {
    windows.open();
    const { session, ...doors } = last().options.webPreferences ?? {};
    expect(session).toBeInstanceOf(SessionDouble);
    expect(doors).toEqual({
      preload: '/built/preload.cjs',
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools: false,
    });
    expect(last().loaded).toEqual(['peyvand-app://window/?wire=port']);
  });

  it('come back where they stood, in the next run too', () => {
    windows.open();
    last().bounds = { x: 40, y: 30, width: 900, height: 600 };
    last().maximised = true;
    last().close();
    file = openShellFile(join(folder, `desktop-${run}.json`));
    open();
    windows.open();
    expect(last().options).toMatchObject({ x: 40, y: 30, width: 900, height: 600 });
    expect(last().maximised).toBe(true);
    windows.open();
    expect(last().options).toMatchObject({ x: 64, y: 54 });
    expect(last().maximised).toBe(false);
  });

  it('open as at the first time when what was remembered cannot be read', async () => {
    for (const content of ['', '{', 'null', '[]', '{"placement":{"x":"1"}}', '{"placement":null,"preferences":5}']) {
      await writeFile(join(folder, 'damaged.json'), content);
      expect(openShellFile(join(folder, 'damaged.json')).read()).toEqual({
        placement: null,
        preferences: { language: 'fa', calendar: 'persian', theme: 'system' },
      });
    }
  });

  it('tell a page where to go once it listens, and again only when asked again', () => {
    windows.show('#/customers/1');
    expect(last().loaded).toEqual([windowUrl('#/customers/1')]);
    windows.show('#/orders/2');
    windows.show('#/orders/3');
    const { webContents } = last();
    expect(webContents.sent).toEqual([]);
    windows.pageReady(webContents as never);
    windows.pageReady(webContents as never);
    expect(webContents.sent).toEqual([['peyvand:open', '#/orders/3']]);
    webContents.reload();
    windows.show('#/orders/4');
    expect(webContents.sent).toHaveLength(1);
    windows.pageReady(webContents as never);
    expect(webContents.sent).toHaveLength(2);
    expect(double.windows).toHaveLength(1);
  });

  it('are a handful at most, whatever a page asks for', () => {
    for (let count = 0; count < 50; count += 1) windows.open('#/orders');
    expect(double.windows).toHaveLength(8);
  });

  it('let themselves be closed, whatever a page says', () => {
    windows.open();
    const event = preventable();
    last().webContents.emit('will-prevent-unload', event);
    expect(event.defaultPrevented).toBe(true);
  });

  it('show the one used last', () => {
    windows.open();
    windows.open();
    const [first, second] = double.windows;
    first?.emit('focus');
    windows.show('#/orders');
    windows.pageReady(first?.webContents as never);
    windows.pageReady(second?.webContents as never);
    expect(first?.webContents.sent).toHaveLength(1);
    expect(second?.webContents.sent).toHaveLength(0);
  });
});

describe('a page that dies', () => {
  it('is loaded again, and after the third time in a minute only when the person says so', async () => {
    const double = createElectronDouble({ directory: folder });
    const clock = createManualClock(0);
    const window = new double.electron.BrowserWindow({});
    let quits = 0;
    const translator = () => createTranslator('en');
    mendWindow(window, { electron: double.electron, clock, translator, log: () => {}, quit: () => (quits += 1) });
    const contents = double.windows[0]?.webContents;
    const die = (): void => void contents?.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
    die();
    clock.advance(61_000);
    die();
    die();
    expect(contents?.reloads).toBe(3);
    double.recorded.answers.push(1);
    die();
    await new Promise((resolve) => setImmediate(resolve));
    expect(contents?.reloads).toBe(3);
    expect(quits).toBe(1);
    contents?.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(double.recorded.questions).toHaveLength(1);
  });

  it('or hangs: the person waits or loads it again, and is asked once at a time', async () => {
    const double = createElectronDouble({ directory: folder });
    const window = new double.electron.BrowserWindow({});
    const translator = () => createTranslator('fa');
    mendWindow(window, {
      electron: double.electron,
      clock: createManualClock(0),
      translator,
      log: () => {},
      quit: () => {},
    });
    const [shown] = double.windows;
    double.recorded.answers.push(0, 1);
    shown?.emit('unresponsive');
    shown?.emit('unresponsive');
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown?.webContents.reloads).toBe(0);
    shown?.emit('unresponsive');
    await new Promise((resolve) => setImmediate(resolve));
    expect(double.recorded.questions).toHaveLength(2);
    expect(shown?.webContents.reloads).toBe(1);
  });
});

describe('the preload script', () => {
  interface Side {
    page: PageWindow & { told: [unknown, string, unknown[]][]; say(data: unknown, source?: unknown): void };
    ipc: IpcToMain & {
      sent: unknown[][];
      deliver(channel: string, ports: object[], ...facts: unknown[]): void;
      channels: string[];
    };
  }
  function open(href = windowUrl(), isTop = true): Side {
    const told: [unknown, string, unknown[]][] = [];
    let hear: (event: { data: unknown; source: unknown }) => void = () => {};
    const page: Side['page'] = {
      location: { href },
      get top() {
        return isTop ? page : null;
      },
      addEventListener: (_type, listener) => (hear = listener),
      postMessage: (message, targetOrigin, ports = []) => void told.push([message, targetOrigin, ports]),
      told,
      say: (data, source = page) => hear({ data, source }),
    };
    const listeners = new Map<string, Parameters<IpcToMain['on']>[1]>();
    const sent: unknown[][] = [];
    const ipc: Side['ipc'] = {
      sent,
      send: (...facts) => void sent.push(facts),
      on: (channel, listener) => listeners.set(channel, listener),
      deliver: (channel, ports, ...facts) => listeners.get(channel)?.({ ports }, ...facts),
      get channels() {
        return [...listeners.keys()];
      },
    };
    relayPorts(page, ipc);
    return { page, ipc };
  }

  it('carries an ask to the main process and the port to the page', () => {
    const { page, ipc } = open();
    page.say({ peyvand: 'wirePlease', ask: 'abc-1' });
    expect(ipc.sent).toEqual([['peyvand:wire-please', 'abc-1']]);
    const port = {};
    ipc.deliver('peyvand:wire', [port], 'abc-1');
    ipc.deliver('peyvand:wire-ended', []);
    ipc.deliver('peyvand:open', [], '#/orders/1');
    expect(page.told.map(([message, , ports]) => [message, ports])).toEqual([
      [{ peyvand: 'wire', ask: 'abc-1' }, [port]],
      [{ peyvand: 'wireEnded' }, []],
      [{ peyvand: 'open', address: '#/orders/1' }, []],
    ]);
  });

  it('hears nobody but its own page, and nothing but an ask', () => {
    const { page, ipc } = open();
    page.say({ peyvand: 'wirePlease', ask: 'a' }, {});
    page.say({ peyvand: 'wirePlease', ask: 'a' }, null);
    for (const forged of [
      null,
      'wirePlease',
      [],
      { peyvand: 'open', address: '#/' },
      { peyvand: 'wirePlease' },
      { peyvand: 'wirePlease', ask: 'a b' },
      { peyvand: 'wirePlease', ask: 'x'.repeat(65) },
      { peyvand: 'wirePlease', ask: { toString: () => 'a' } },
    ])
      page.say(forged);
    expect(ipc.sent).toEqual([]);
  });

  it('does nothing at all in a frame, or at another address', () => {
    for (const { ipc } of [
      open(windowUrl(), false),
      open('https://example.com/'),
      open('about:blank'),
      open('peyvand-app://other/'),
    ])
      expect(ipc.channels).toEqual([]);
  });
});
