/** A page that died is loaded again; it asks for its port as at the first time, and drafts are where the core keeps them. */
import type { BrowserWindow } from 'electron';
import type { Clock } from '../../../../shared/base/clock.ts';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';

export interface MendOptions {
  readonly electron: Parts<'dialog'>;
  readonly clock: Clock;
  readonly translator: () => Translator;
  readonly log: ShellLog;
  readonly quit: () => void;
}

/** So many deaths within so many milliseconds, and the person is asked: a page that dies at once would otherwise do so for ever. */
const DEATHS = 3;
const WITHIN = 60_000;

export function mendWindow(window: BrowserWindow, { electron, clock, translator, log, quit }: MendOptions): void {
  const contents = window.webContents;
  let deaths: number[] = [];
  let isAsking = false;

  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    log('window.gone', { reason, exitCode });
    deaths = [...deaths.filter((at) => clock.now() - at < WITHIN), clock.now()];
    if (deaths.length < DEATHS) return contents.reload();
    deaths = [];
    ask('shell.windowGone', 'shell.windowGone.reload', 'shell.quit', (again) => (again ? contents.reload() : quit()));
  });

  window.on('unresponsive', () => {
    log('window.unresponsive', {});
    ask('shell.windowStuck', 'shell.windowStuck.wait', 'shell.windowStuck.reload', (waits) => {
      if (!waits) contents.forcefullyCrashRenderer();
    });
  });

  function ask(
    topic: 'shell.windowGone' | 'shell.windowStuck',
    first: 'shell.windowGone.reload' | 'shell.windowStuck.wait',
    second: 'shell.quit' | 'shell.windowStuck.reload',
    decide: (isFirst: boolean) => void,
  ): void {
    if (isAsking || window.isDestroyed()) return;
    isAsking = true;
    const t = translator();
    electron.dialog
      .showMessageBox(window, {
        type: 'warning',
        message: t(`${topic}.title`),
        detail: t(`${topic}.text`),
        buttons: [t(first), t(second)],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      })
      .then(({ response }) => {
        if (!window.isDestroyed()) decide(response === 0);
      })
      .catch(() => undefined)
      .finally(() => {
        isAsking = false;
      });
  }
}
