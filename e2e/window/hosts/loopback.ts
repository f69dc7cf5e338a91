/** A loopback host per machine, and windows of it in one real browser. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { ensureRendererBuilt } from '../../../build/run/rendererBuild.ts';
import { findChromium } from '../../../build/testing/chromium.ts';
import { startLoopbackHost, type LoopbackHost } from '../../../main/hosts/loopback/main.ts';
import { openContext } from './openContext.ts';
import type { HostMachine, MachineParts, WindowHost } from './windowHost.ts';

/** A passphrase is tried in milliseconds here; how dear it is in the product is not what these specs are about. */
const CHEAP_ARGON2 = { memoryKibibytes: 64, iterations: 1, parallelism: 1 };

export interface LoopbackHostOptions {
  readonly headed: boolean;
  /** As `npm start` has it: this version, and passphrases at their full price. For pictures. */
  readonly programVersion?: string;
}

export async function openLoopbackHost({ headed, programVersion }: LoopbackHostOptions): Promise<WindowHost> {
  const rendererDirectory = await ensureRendererBuilt();
  const browser = await chromium.launch({ ...(await findChromium()), headless: !headed });
  return {
    openMachine: (parts) => openMachine(browser, rendererDirectory, parts, programVersion),
    close: () => browser.close(),
  };
}

async function openMachine(
  browser: Browser,
  rendererDirectory: string,
  parts: MachineParts,
  programVersion: string | undefined,
): Promise<HostMachine> {
  let host: LoopbackHost | null = null;
  let context: BrowserContext | null = null;
  /** The first start takes any free port; later ones take it again. */
  let port = 0;

  async function openPage(url: string): Promise<Page> {
    context ??= await openContext(browser, parts);
    const page = await context.newPage();
    parts.onPage(page);
    await page.goto(url);
    return page;
  }

  async function stopProgram(): Promise<void> {
    const ended = host;
    host = null;
    await ended?.close();
  }

  return {
    async startProgram() {
      host ??= await startLoopbackHost({
        port,
        dataDirectory: parts.dataDirectory,
        rendererDirectory,
        serverUrl: parts.serverUrl,
        ...(parts.clock === undefined ? {} : { time: { clock: parts.clock, timers: parts.clock.timers } }),
        ...(parts.deviceName === undefined ? {} : { deviceName: parts.deviceName }),
        ...(programVersion === undefined ? { argon2: CHEAP_ARGON2 } : { programVersion }),
      });
      port = Number(new URL(host.url).port);
      return openPage(host.url);
    },
    openWindow: () => openPage(`http://127.0.0.1:${port}/`),
    async passTime(milliseconds) {
      await context?.clock.fastForward(milliseconds);
    },
    stopProgram,
    async switchOff() {
      await context?.close();
      context = null;
      await stopProgram();
    },
  };
}
