/**
 * How the program ends, whoever asks: the person, the system, a signal. First the windows close (a page sends what was typed last as it goes),
 * then the core finishes its commit and closes its files, then the program is gone. Each step has a limit.
 */
import type { Timers } from '../../core/ports/timers.ts';
import type { CoreSupervisor } from './core/coreSupervisor.ts';
import type { Parts } from './electronParts.ts';
import type { ShellLog } from './shellLog.ts';

export interface QuittingOptions {
  readonly electron: Parts<'app' | 'powerMonitor'>;
  readonly core: Pick<CoreSupervisor, 'close'>;
  /** Whether the program lives on without a window, in the tray. */
  readonly livesInTray: () => boolean;
  readonly onSignal: (signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP', listener: () => void) => void;
  readonly timers: Timers;
  /** For a page that does not let itself be closed. */
  readonly destroyWindows: () => void;
  /** Everything else that runs: watches, timers. */
  readonly stop: () => void;
  readonly log: ShellLog;
}

/** Milliseconds that a page has to say its last words. A page that hangs says none. */
export const WINDOW_PATIENCE = 4_000;

export function arrangeQuitting(options: QuittingOptions): void {
  const { electron, core, livesInTray, onSignal, timers, destroyWindows, stop, log } = options;
  const { app, powerMonitor } = electron;
  let isQuitting = false;
  let isCoreClosed = false;
  let closing: Promise<void> | null = null;

  app.on('before-quit', () => {
    if (!isQuitting) timers.after(WINDOW_PATIENCE, destroyWindows);
    isQuitting = true;
  });
  app.on('window-all-closed', () => {
    if (!isQuitting && !livesInTray()) app.quit();
  });
  app.on('will-quit', (event) => {
    if (isCoreClosed) return;
    event.preventDefault();
    closing ??= closeCore();
  });

  async function closeCore(): Promise<void> {
    stop();
    await core.close();
    isCoreClosed = true;
    log('shell.ended', {});
    app.quit();
  }

  // The system goes down: it waits for whoever asks it to, and for no longer than it likes.
  powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
    event?.preventDefault();
    app.quit();
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) onSignal(signal, () => app.quit());
}
