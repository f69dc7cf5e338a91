/**
 * The whole product for a spec: a sample company on a real PostgreSQL, the central server, and for each person a loopback host of their
 * own (a machine), with a page of a real browser in it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { startLoopbackHost, type LoopbackHost } from '../../main/hosts/loopback/main.ts';
import { startServer, type RunningServer } from '../../server/main.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';
import type { Language } from '../../shared/locale/format.ts';

export interface Product {
  /** A machine of its own with one window. `language` is what its browser prefers. */
  openMachine(options?: { language?: Language; dark?: boolean; width?: number; height?: number }): Promise<Machine>;
  stopServer(): Promise<void>;
  /** On the same address as before. */
  startServer(): Promise<void>;
  readonly serverUrl: string;
  close(): Promise<void>;
}

export interface Machine {
  readonly page: Page;
  readonly host: LoopbackHost;
  readonly dataDirectory: string;
  readonly language: Language;
  /** Errors that the page logged or threw; a spec ends by expecting none. */
  readonly errors: string[];
  /** A second window of the same machine, let in by the same session. */
  openWindow(): Promise<Page>;
  /** Ends the process of this machine and starts it again on its data, with a fresh window. */
  restart(): Promise<Machine>;
}

/** A passphrase is tried in milliseconds here; how dear it is in the product is not what these specs are about. */
const CHEAP_ARGON2 = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };

export async function startProduct(options: { customers: number }): Promise<Product> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-product-'));
  const [rendererDirectory, database] = await Promise.all([ensureRendererBuilt(), createTestDatabase()]);
  await prepareSampleCompany({ databaseUrl: database.url, customers: options.customers, seed: 1 });
  const start = (port: number): Promise<RunningServer> =>
    startServer({ databaseUrl: database.url, port, dataDirectory: join(folder, 'server'), logLevel: 'silent' });
  let server: RunningServer | null = await start(0);
  const serverUrl = server.url;
  const { executablePath, args } = await findChromium();
  const browser = await chromium.launch({ executablePath, args, headless: true });
  const hosts = new Set<LoopbackHost>();
  let machines = 0;

  async function startMachine(dataDirectory: string, language: Language, look: Look): Promise<Machine> {
    const host = await startLoopbackHost({
      port: 0,
      dataDirectory,
      rendererDirectory,
      serverUrl,
      argon2: CHEAP_ARGON2,
    });
    hosts.add(host);
    const { page, errors } = await openPage(browser, host.url, language, look);
    return {
      page,
      host,
      dataDirectory,
      language,
      errors,
      async openWindow() {
        const second = await page.context().newPage();
        await second.goto(new URL('/', host.url).href);
        return second;
      },
      async restart() {
        await page.context().close();
        hosts.delete(host);
        await host.close();
        return startMachine(dataDirectory, language, look);
      },
    };
  }

  return {
    serverUrl,
    openMachine: ({ language = 'fa', dark = false, width = 1440, height = 900 } = {}) =>
      startMachine(join(folder, `machine-${++machines}`), language, { dark, width, height }),
    async stopServer() {
      await server?.close();
      server = null;
    },
    async startServer() {
      server ??= await start(Number(new URL(serverUrl).port));
    },
    async close() {
      await browser.close();
      for (const host of hosts) await host.close();
      await server?.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Look {
  readonly dark: boolean;
  readonly width: number;
  readonly height: number;
}

async function openPage(
  browser: Browser,
  url: string,
  language: Language,
  { dark, width, height }: Look,
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    locale: language === 'fa' ? 'fa-IR' : 'en-US',
    timezoneId: 'Asia/Tehran',
    viewport: { width, height },
    colorScheme: dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(url);
  return { page, errors };
}
