/**
 * The whole product for a spec: a sample company on a real PostgreSQL, the central server, and for each person a loopback host of their
 * own (a machine), with a page of a real browser in it.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import type { TestDatabase } from '../../build/testing/testDatabase.ts';
import { startLoopbackHost, type LoopbackHost } from '../../main/hosts/loopback/main.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { openDatabase } from '../../server/store/database.ts';
import type { CollectionName, RecordBody } from '../../shared/domain/record.ts';
import type { Language } from '../../shared/locale/format.ts';
import { createNetworkCable, type NetworkCable } from './networkCable.ts';

export interface Product {
  /** A machine of its own with one window. */
  openMachine(options?: MachineOptions): Promise<Machine>;
  /** Every machine that was opened, the closed ones too. */
  readonly machines: readonly Machine[];
  stopServer(): Promise<void>;
  /** On the same address as before. */
  startServer(): Promise<void>;
  readonly serverUrl: string;
  /** What head office holds of a collection, the deleted left out. */
  recordsAtServer(collection: CollectionName): Promise<{ id: string; body: RecordBody }[]>;
  close(): Promise<void>;
}

export interface MachineOptions {
  /** What its people read. The product itself begins in Persian: `signIn` of flows.ts switches. */
  readonly language?: Language;
  readonly dark?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A computer with Peyvand on it and one browser. Its program can be ended and started again; what it keeps stays. */
export interface Machine {
  /** The first window. */
  readonly page: Page;
  readonly dataDirectory: string;
  readonly language: Language;
  /** What its windows threw or logged as errors. A spec ends by expecting none. */
  readonly errors: string[];
  /** A further window of the same browser, let in by the same session. */
  openWindow(): Promise<Page>;
  /** The network of this machine alone. */
  readonly network: NetworkCable;
  /** Ends the program and leaves the browser with its windows open, as a crash of the program would. */
  stopProgram(): Promise<void>;
  /** Starts the program again on its old port and opens a window with the address it prints. */
  startProgram(): Promise<Page>;
  /** The computer is switched off and on: the program ends, the windows go, and a new one is opened. */
  restart(): Promise<Page>;
  /** The window that was opened last and is still there. */
  currentPage(): Page;
}

/** A passphrase is tried in milliseconds here; how dear it is in the product is not what these specs are about. */
const CHEAP_ARGON2 = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };
const ACTION_TIMEOUT_MILLISECONDS = 15_000;

export interface ProductOptions {
  /** Makes the database with the company in it, which the product drops when it is closed. */
  readonly createDatabase: () => Promise<TestDatabase>;
}

export async function startProduct({ createDatabase }: ProductOptions): Promise<Product> {
  const closers: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    for (let close = closers.pop(); close; close = closers.pop()) await close();
  };
  try {
    return await assemble();
  } catch (error) {
    await closeAll();
    throw error;
  }

  async function assemble(): Promise<Product> {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-product-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));
    const rendererDirectory = await ensureRendererBuilt();
    const database = await createDatabase();
    closers.push(() => database.drop());
    const start = (port: number): Promise<RunningServer> =>
      startServer({ databaseUrl: database.url, port, dataDirectory: join(folder, 'server'), logLevel: 'silent' });
    let server: RunningServer | null = await start(0);
    closers.push(async () => server?.close());
    const serverUrl = server.url;
    const { executablePath, args } = await findChromium();
    const browser = await chromium.launch({ executablePath, args, headless: true });
    closers.push(() => browser.close());
    const machines: Machine[] = [];

    return {
      serverUrl,
      machines,
      async openMachine(options = {}) {
        const dataDirectory = join(folder, `machine-${machines.length + 1}`);
        await mkdir(dataDirectory);
        const machine = await startMachine(
          browser,
          { dataDirectory, rendererDirectory, serverUrl, ...options },
          closers,
        );
        machines.push(machine);
        return machine;
      },
      async recordsAtServer(collection) {
        const open = openDatabase({ url: database.url, connections: 1 });
        try {
          return await open.rows('SELECT id, body FROM records WHERE collection = $1 AND NOT deleted', [collection]);
        } finally {
          await open.close();
        }
      },
      async stopServer() {
        await server?.close();
        server = null;
      },
      async startServer() {
        server ??= await start(Number(new URL(serverUrl).port));
      },
      close: closeAll,
    };
  }
}

interface MachineParts extends MachineOptions {
  readonly dataDirectory: string;
  readonly rendererDirectory: string;
  readonly serverUrl: string;
}

async function startMachine(
  browser: Browser,
  parts: MachineParts,
  closers: (() => Promise<unknown>)[],
): Promise<Machine> {
  const { dataDirectory, rendererDirectory, language = 'fa' } = parts;
  const network = await createNetworkCable(parts.serverUrl);
  closers.push(() => network.close());
  const errors: string[] = [];
  const startHost = (port: number): Promise<LoopbackHost> =>
    startLoopbackHost({ port, dataDirectory, rendererDirectory, serverUrl: network.url, argon2: CHEAP_ARGON2 });
  let host: LoopbackHost | null = await startHost(0);
  closers.push(async () => host?.close());
  const port = Number(new URL(host.url).port);
  let context = await openContext(browser, parts);
  let current = await openPage(context, host.url, errors);

  async function stopProgram(): Promise<void> {
    const ended = host;
    host = null;
    await ended?.close();
  }

  async function startProgram(): Promise<Page> {
    host ??= await startHost(port);
    current = await openPage(context, host.url, errors);
    return current;
  }

  return {
    page: current,
    dataDirectory,
    language,
    errors,
    network,
    async openWindow() {
      current = await openPage(context, `http://127.0.0.1:${port}/`, errors);
      return current;
    },
    stopProgram,
    startProgram,
    async restart() {
      await context.close();
      await stopProgram();
      context = await openContext(browser, parts);
      return startProgram();
    },
    currentPage: () => current,
  };
}

function openContext(
  browser: Browser,
  { language = 'fa', dark = false, width = 1440, height = 900 }: MachineOptions,
): Promise<BrowserContext> {
  return browser.newContext({
    locale: language === 'fa' ? 'fa-IR' : 'en-US',
    timezoneId: 'Asia/Tehran',
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
}

async function openPage(context: BrowserContext, url: string, errors: string[]): Promise<Page> {
  const page = await context.newPage();
  page.setDefaultTimeout(ACTION_TIMEOUT_MILLISECONDS);
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
  });
  await page.goto(url);
  return page;
}
