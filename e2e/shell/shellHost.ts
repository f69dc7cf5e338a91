/**
 * The shell without Electron's binary: all of its own code, over a double of Electron whose windows are pages of a real browser and whose core
 * processes are real processes. What is not real is Electron itself: its scheme, its sandbox, its ports between processes.
 */
import { randomUUID } from 'node:crypto';
import type { EventEmitter } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { build } from 'vite';
import { WebSocketServer } from 'ws';
import { ROOT } from '../../build/commands.ts';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { startShell } from '../../main/hosts/electron/shell.ts';
import { createElectronDouble, type ElectronDouble } from '../../main/hosts/electron/testing/electronDouble.ts';
import { SafeStorageDouble } from '../../main/hosts/electron/testing/safeStorageDouble.ts';
import { ForkedCore } from '../../main/hosts/electron/testing/forkCoreProcess.ts';
import type { WindowDouble } from '../../main/hosts/electron/testing/windowDouble.ts';
import { WINDOW_ORIGIN, WINDOW_SCHEME } from '../../main/hosts/electron/window/windowAddress.ts';
import { realClock, realTimers } from '../../main/hosts/realPorts.ts';
import { readWindowFiles } from '../../main/hosts/windowFiles.ts';
import { securityHeaders } from '../../main/hosts/windowHeaders.ts';
import { openContext } from '../window/hosts/openContext.ts';
import type { HostMachine, MachineParts, WindowHost } from '../window/hosts/windowHost.ts';

export interface ShellMachine extends HostMachine {
  double(): ElectronDouble;
  /** What the shell's own scheme answers at this path. */
  answer(path: string): Promise<Response> | undefined;
  /** Processes of the core, in the order of their start. */
  readonly cores: readonly ForkedCore[];
}

export interface ShellHost extends WindowHost {
  readonly machines: readonly ShellMachine[];
}

export async function openShellHost(): Promise<ShellHost> {
  const rendererDirectory = await ensureRendererBuilt();
  const origin = await serveWindow(rendererDirectory, (path) => machines.at(-1)?.answer(path));
  const browser = await chromium.launch(await findChromium());
  const preload = await bundlePreload();
  const machines: ShellMachine[] = [];
  return {
    machines,
    async openMachine(parts) {
      const context = await openContext(browser, parts);
      const machine = createMachine({ parts, context, preload, rendererDirectory, origin });
      machines.push(machine);
      return machine;
    },
    async close() {
      await browser.close();
      await origin.close();
    },
  };
}

interface MachineSurroundings {
  readonly parts: MachineParts;
  readonly context: BrowserContext;
  readonly preload: string;
  readonly rendererDirectory: string;
  readonly origin: WindowOrigin;
}

function createMachine({ parts, context, preload, rendererDirectory, origin }: MachineSurroundings): ShellMachine {
  const cores: ForkedCore[] = [];
  const safeStorage = new SafeStorageDouble();
  let double: ElectronDouble | null = null;
  let isHeld = false;
  const opened: Promise<Page>[] = [];

  function fork(_modulePath: string, options: ConstructorParameters<typeof ForkedCore>[0]): EventEmitter {
    const core = new ForkedCore(options);
    cores.push(core);
    if (isHeld) core.child.kill('SIGSTOP');
    return core;
  }

  function running(): ElectronDouble {
    if (!double) throw new Error('The program does not run.');
    return double;
  }

  async function start(): Promise<Page> {
    const starting = (double = createElectronDouble({
      directory: parts.dataDirectory,
      fork,
      safeStorage,
      onWindow: (window) => void opened.push(openPage(window)),
    }));
    await startShell(starting.electron, {
      places: {
        coreProcess: 'coreProcess.mjs',
        preload: 'preload.cjs',
        renderer: rendererDirectory,
        windowIcon: 'window.png',
        trayIcon: (mood) => `${mood}.png`,
      },
      environment: {
        PEYVAND_DATA: parts.dataDirectory,
        PEYVAND_SERVER: parts.serverUrl,
        XDG_CONFIG_HOME: parts.dataDirectory,
      },
      commandLine: [],
      workingDirectory: parts.dataDirectory,
      platform: 'linux',
      architecture: 'x64',
      executablePath: 'peyvand',
      clock: realClock,
      timers: realTimers,
      onSignal: () => {},
      updateSource: null,
      openUpdater: () => Promise.reject(new Error('updates are off')),
    });
    return lastPage();
  }

  function lastPage(): Promise<Page> {
    const page = opened.at(-1);
    if (!page) throw new Error('No window was opened.');
    return page;
  }

  /** A page behind a window of the double: what is sent to the one arrives in the other. */
  async function openPage(window: WindowDouble): Promise<Page> {
    const contents = window.webContents;
    const loaded = Promise.withResolvers<string>();
    window.loadURL = (url) => {
      window.loaded.push(url);
      contents.mainFrame.url = url;
      loaded.resolve(url);
      return Promise.resolve();
    };
    const page = await context.newPage();
    parts.onPage(page);
    window.closePage = () => page.close();
    const say = (channel: string, facts: readonly unknown[], port: string | null): void => {
      page
        .evaluate(([where, what, name]) => (globalThis as unknown as InPage).shellSays(where, what, name), [
          channel,
          facts,
          port,
        ] as const)
        // The page may be gone by now.
        .catch(() => undefined);
    };
    contents.send = (channel, ...facts) => say(channel, facts, null);
    contents.mainFrame.postMessage = (channel: string, message: unknown, given?: Port[]) => {
      const port = given?.[0];
      if (port) say(channel, [message], origin.carry(port));
    };
    page.on('close', () => window.destroy());
    await page.exposeFunction('shellHears', (channel: string, facts: readonly unknown[]) => {
      running().ipcMain.emit(channel, { sender: contents, senderFrame: contents.mainFrame }, ...facts);
    });
    await page.addInitScript({ content: preload });
    const address = new URL(await loaded.promise);
    await page.goto(`${origin.url}/${address.search}${address.hash}`);
    return page;
  }

  async function openWindow(): Promise<Page> {
    const item = running()
      .recorded.menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []))
      .find(({ label }) => label === 'پنجرهٔ تازه' || label === 'New window');
    (item?.click as (() => void) | undefined)?.();
    return lastPage();
  }

  return {
    cores,
    double: running,
    answer(path) {
      const handler = [...running().sessions.values()][0]?.protocols.get(WINDOW_SCHEME);
      return handler && Promise.resolve(handler(new Request(`${WINDOW_ORIGIN}${path}`)));
    },
    async startProgram() {
      if (!double) return start();
      isHeld = false;
      cores.at(-1)?.child.kill('SIGCONT');
      return openWindow();
    },
    openWindow,
    /** Outright. The shell starts another at once, which is held until the spec wants it. */
    stopProgram() {
      isHeld = true;
      const core = cores.at(-1);
      const gone = new Promise<void>((resolve) => core?.once('exit', () => resolve()));
      core?.child.kill('SIGKILL');
      return gone;
    },
    async switchOff() {
      isHeld = false;
      cores.at(-1)?.child.kill('SIGCONT');
      const ending = double;
      double = null;
      if (!ending || ending.app.hasQuit) return;
      const quit = new Promise<void>((resolve) => ending.app.once('quit', () => resolve()));
      ending.app.quit();
      await quit;
    },
  };
}

/** As Electron's main process has it. */
type Port = WindowDouble['webContents']['posted'][number]['ports'][number];

/** What `preloadInChromium.ts` leaves in the page. */
interface InPage {
  shellSays(channel: string, facts: readonly unknown[], port: string | null): Promise<void>;
}

interface WindowOrigin {
  readonly url: string;
  /** The name under which a page reaches this port, once. */
  carry(port: Port): string;
  close(): Promise<void>;
}

/** The window's files with the shell's headers, and the ways out of the page that stand for its ports. */
async function serveWindow(
  rendererDirectory: string,
  answerShell: (path: string) => Promise<Response> | undefined,
): Promise<WindowOrigin> {
  const files = await readWindowFiles(rendererDirectory);
  const waiting = new Map<string, Port>();
  const server = createServer((request, response) => {
    // Not one of the window's files: the shell itself answers.
    if (request.url?.startsWith('/offered/')) {
      void answerShell(request.url)?.then(async (answer) => {
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(new Uint8Array(await answer.arrayBuffer()));
      });
      return;
    }
    const file = files.find(new URL(request.url ?? '/', 'http://window').pathname);
    const headers = securityHeaders([`ws://${request.headers.host ?? ''}`]);
    response.writeHead(file ? 200 : 404, { ...headers, 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.bytes);
  });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket, request) => {
    const name = request.url?.slice(1) ?? '';
    const port = waiting.get(name);
    waiting.delete(name);
    if (!port) return socket.close();
    port.on('message', ({ data }) => socket.send(JSON.stringify(data)));
    port.on('close', () => socket.close());
    port.start();
    socket.on('message', (data: Buffer) => port.postMessage(JSON.parse(data.toString('utf8'))));
    socket.on('close', () => port.close());
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    carry(port) {
      const name = randomUUID();
      waiting.set(name, port);
      return name;
    },
    async close() {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function bundlePreload(): Promise<string> {
  const built = await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      minify: false,
      lib: { entry: join(ROOT, 'e2e', 'shell', 'preloadInChromium.ts'), formats: ['iife'], name: 'preload' },
    },
  });
  const [{ output } = { output: [] }] = Array.isArray(built) ? built : [];
  const [chunk] = output;
  if (chunk?.type !== 'chunk') throw new Error('The preload script was not built.');
  return chunk.code;
}
