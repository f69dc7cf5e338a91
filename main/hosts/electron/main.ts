/** Entry of the Electron host: the main process. The story is in `shell.ts`, which is given everything it needs of Electron and of the machine. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as electron from 'electron';
import { realClock, realTimers } from '../realPorts.ts';
import { trayFile } from './desktop/tray.ts';
import { startShell } from './shell.ts';
import { compiledInUpdateSource } from './updates/compiledIn.ts';

const pathOf = (url: URL): string => fileURLToPath(url);
const icons = pathOf(new URL('../icons', import.meta.url));

// Not awaited here: Electron is ready only after this module is through.
startShell(electron, {
  places: {
    coreProcess: pathOf(new URL('./coreProcess.ts', import.meta.url)),
    preload: pathOf(new URL('../preload/preload.cjs', import.meta.url)),
    renderer: pathOf(new URL('../renderer', import.meta.url)),
    windowIcon: join(icons, 'window.png'),
    trayIcon: (mood, isOnDark) => join(icons, 'tray', trayFile(process.platform, mood, isOnDark)),
  },
  environment: process.env,
  commandLine: process.argv,
  workingDirectory: process.cwd(),
  platform: process.platform,
  architecture: process.arch,
  executablePath: process.execPath,
  clock: realClock,
  timers: realTimers,
  onSignal(signal, listener) {
    process.on(signal, listener);
    // `npm start` holds the other end of a channel: when it is killed outright it passes no signal on.
    if (signal === 'SIGTERM') process.once('disconnect', listener);
  },
  updateSource: compiledInUpdateSource(),
  openUpdater: async () => (await import('electron-updater')).autoUpdater,
}).catch((error: unknown) => {
  electron.dialog.showErrorBox('Peyvand', error instanceof Error ? error.message : String(error));
  electron.app.exit(1);
});
