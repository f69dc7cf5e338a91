/**
 * The product in Electron: the built programs, a process tree and a profile per machine. They run unpacked, for a packed program has the fuses
 * that would let anybody drive it like this blown.
 */
import { join } from 'node:path';
import { _electron, type ElectronApplication, type JSHandle, type Page } from 'playwright-core';
import { ensureElectronBuilt } from '../../../build/package/build.ts';
import { findElectron } from '../../../build/run/installedElectron.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';
import type { HostMachine, MachineParts, WindowHost } from './windowHost.ts';

/** What this needs of Electron's `BrowserWindow`. */
interface SizedWindow {
  setContentSize(width: number, height: number): void;
}

const STARTED_MILLISECONDS = 60_000;

/** Fails, with what to install, where there is no Electron. */
export async function openElectronHost(): Promise<WindowHost> {
  const executablePath = findElectron();
  const program = join(await ensureElectronBuilt(), 'main', 'main.mjs');
  return {
    openMachine: (parts) => Promise.resolve(createMachine(executablePath, program, parts)),
    // Each machine is its own.
    close: () => Promise.resolve(),
  };
}

function createMachine(executablePath: string, program: string, parts: MachineParts): HostMachine {
  let app: ElectronApplication | null = null;
  /** A core that a spec keeps from running. */
  let heldCore: number | null = null;

  async function launch(): Promise<Page> {
    const started = await _electron.launch({
      executablePath,
      // Chromium's sandbox refuses root, which containers run as.
      args: [program, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
      env: {
        ...environment(),
        PEYVAND_DATA: parts.dataDirectory,
        PEYVAND_SERVER: parts.serverUrl,
        PEYVAND_QUITS_WITH_WINDOW: '1',
      },
      locale: parts.language === 'fa' ? 'fa-IR' : 'en-US',
      timezoneId: 'Asia/Tehran',
      colorScheme: parts.dark ? 'dark' : 'light',
      timeout: STARTED_MILLISECONDS,
    });
    app = started;
    started.on('window', parts.onPage);
    const page = await started.firstWindow({ timeout: STARTED_MILLISECONDS });
    return arrange(started, page);
  }

  async function arrange(running: ElectronApplication, page: Page): Promise<Page> {
    const window = (await running.browserWindow(page)) as JSHandle<SizedWindow>;
    await window.evaluate((shown, { width, height }) => shown.setContentSize(width, height), {
      width: parts.width,
      height: parts.height,
    });
    await page.emulateMedia({ colorScheme: parts.dark ? 'dark' : 'light', reducedMotion: 'reduce' });
    return page;
  }

  /** As the person does it: by the menu, in whichever language it is by now. */
  async function openWindow(): Promise<Page> {
    if (!app) throw new Error('The program does not run.');
    const opened = app.waitForEvent('window');
    const labels = (['fa', 'en'] as const).map((language) => createTranslator(language)('shell.newWindow'));
    await app.evaluate(({ Menu }, names) => {
      const items = Menu.getApplicationMenu()?.items.flatMap((item) => item.submenu?.items ?? []) ?? [];
      const item = items.find(({ label }) => names.includes(label));
      if (!item) throw new Error('The menu offers no further window.');
      (item.click as () => void)();
    }, labels);
    return arrange(app, await opened);
  }

  async function coreProcess(): Promise<number | undefined> {
    return app?.evaluate(
      (electron) =>
        electron.app.getAppMetrics().find(({ type, name }) => type === 'Utility' && name === 'Peyvand core')?.pid,
    );
  }

  return {
    async startProgram() {
      if (!app) return launch();
      if (heldCore !== null) process.kill(heldCore, 'SIGCONT');
      heldCore = null;
      return openWindow();
    },
    openWindow,
    /** The shell starts another core at once. Where a process can be held, that one waits for `startProgram`. */
    async stopProgram() {
      const ended = await coreProcess();
      if (ended === undefined) throw new Error('The core does not run.');
      process.kill(ended, 'SIGKILL');
      if (process.platform === 'win32') return;
      for (let next = await coreProcess(); ; next = await coreProcess()) {
        if (next === undefined || next === ended) continue;
        process.kill(next, 'SIGSTOP');
        heldCore = next;
        return;
      }
    },
    async switchOff() {
      if (heldCore !== null) process.kill(heldCore, 'SIGCONT');
      heldCore = null;
      const running = app;
      app = null;
      await running?.close();
    },
  };
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      // Whatever this test run itself was started with is nothing for the product.
      value === undefined || /^(NODE_|VITEST|ELECTRON_RUN_AS_NODE)/.test(name) ? [] : [[name, value]],
    ),
  );
}
