import { spawn } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { hasDisplay } from './display.ts';
import { findInstalledBrowser } from './installedBrowser.ts';

export interface BrowserWindow {
  /** Settles when the person closed the window. Never settles when the browser only handed the address to a running one. */
  closed: Promise<void>;
  close(): Promise<void>;
}

/** A browser that ends sooner than this handed its address over to one that was running on the same profile. */
const SHORTEST_VISIT_MS = 3_000;

/** Why no window can be opened on this machine, or null when one can. */
export function reasonForNoWindow(environment: NodeJS.ProcessEnv = process.env): string | null {
  if (!hasDisplay(environment)) return 'This machine has no display';
  if (findInstalledBrowser() === null) return 'No Chromium, Chrome or Edge is installed';
  return null;
}

/**
 * Opens an address as an application window: no tabs, no address bar, and a profile of its own, so that the person's
 * browser, its extensions and its history stay out of it. The window is a private one: addresses carry what
 * was searched for, and a history of them in the profile would lie beside the encrypted data in the clear.
 *
 * @throws Error when no browser is installed: ask `reasonForNoWindow` first.
 */
export async function openBrowserWindow(url: string, profileDirectory: string): Promise<BrowserWindow> {
  const executablePath = findInstalledBrowser();
  if (executablePath === null) throw new Error('no browser is installed');
  await mkdir(profileDirectory, { recursive: true });
  const opened = performance.now();
  const browser = spawn(executablePath, [`--app=${url}`, `--user-data-dir=${profileDirectory}`, ...QUIET_FLAGS], {
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve, reject) => {
    browser.once('exit', () => resolve());
    browser.once('error', reject);
  });
  const closed = ended.then(() =>
    performance.now() - opened < SHORTEST_VISIT_MS ? new Promise<void>(() => undefined) : undefined,
  );
  closed.catch(() => undefined);
  const close = async (): Promise<void> => {
    if (browser.exitCode === null && browser.signalCode === null) browser.kill('SIGTERM');
    await ended.catch(() => undefined);
  };
  return { closed, close };
}

const QUIET_FLAGS = [
  // As Chromium and Chrome, and as Edge calls it; each passes over the other's.
  '--incognito',
  '--inprivate',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];
