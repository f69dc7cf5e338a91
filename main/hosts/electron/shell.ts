/**
 * The Electron host: the story of the main process. It keeps one core process running, opens windows with every door closed, hands each its
 * port, and is the product's face on the desktop (tray, menu, notices, links, files). It never reads a record.
 */
import { join } from 'node:path';
import { createTranslator } from '../../../shared/locale/translator.ts';
import { readWindowFiles } from '../windowFiles.ts';
import { createCoreSupervisor } from './core/coreSupervisor.ts';
import { createSystemKeychain } from './core/systemKeychain.ts';
import { watchCore } from './core/watchCore.ts';
import { arrangeDesktop } from './desktop/arrangeDesktop.ts';
import { offerContextMenu } from './desktop/contextMenu.ts';
import { linkToPlace, LINK_SCHEME, placeOnCommandLine } from './desktop/deepLinks.ts';
import { bundleOnCommandLine, createOfferedFiles, type OfferedFiles } from './desktop/offeredFiles.ts';
import { HIDDEN_SWITCH } from './desktop/signInStart.ts';
import type { ElectronParts } from './electronParts.ts';
import { guardContents } from './guards/contentGuards.ts';
import { createExternalLinks } from './guards/externalLinks.ts';
import { askWhereToSave } from './guards/saveDialog.ts';
import { guardSession } from './guards/sessionGuards.ts';
import { arrangeQuitting } from './quitting.ts';
import { openShellFile, type ShellFile } from './shellFile.ts';
import { createShellLog, type ShellLog } from './shellLog.ts';
import type { Surroundings } from './surroundings.ts';
import { registerWindowScheme, serveWindowFiles } from './window/appProtocol.ts';
import { mendWindow } from './window/mendWindow.ts';
import { createWindows, type Windows } from './window/windows.ts';
import { offerWires } from './window/wireOffers.ts';

/** `appId` of electron-builder.yml: Windows shows the notices of programs that a shortcut of this name leads to. */
export const APP_ID = 'app.peyvand.desktop';
/** Without a name on the disk: nothing that the window showed is ever in a browser's cache. */
const PARTITION = 'peyvand-window';

export async function startShell(electron: ElectronParts, given: Surroundings): Promise<void> {
  const { app } = electron;
  app.enableSandbox();
  registerWindowScheme(electron);
  const dataDirectory = chooseDataDirectory(electron, given);
  // Another Peyvand on this folder has been told of our command line by now, and comes forward.
  if (!app.requestSingleInstanceLock()) return app.quit();

  const log = createShellLog(join(dataDirectory, 'log', 'desktop.log'), given.clock);
  const file = openShellFile(join(dataDirectory, 'desktop.json'));
  // For the few words that Chromium itself shows. Only heard before the app is ready.
  app.commandLine.appendSwitch('lang', file.read().preferences.language);

  /** What was asked for before there were windows. `undefined` = nothing but to start. */
  const offered = createOfferedFiles();
  const placeOf = (commandLine: readonly string[], from: string): string | null => {
    const bundle = bundleOnCommandLine(commandLine, from);
    return (bundle === null ? null : offered.offer(bundle)) ?? placeOnCommandLine(commandLine);
  };
  let wanted: string | null | undefined = placeOf(given.commandLine, given.workingDirectory) ?? undefined;
  let show = (place: string | null): void => {
    wanted = place;
  };
  app.on('second-instance', (_event, commandLine, from) => show(placeOf(commandLine, from)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(linkToPlace(url));
  });
  // macOS. Also before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    show(offered.offer(path));
  });
  app.on('activate', () => show(null));

  await app.whenReady();
  const windows = await run(electron, given, { dataDirectory, log, file, offered });
  show = (place) => windows.show(place ?? undefined);
  const startsHidden = wanted === undefined && given.commandLine.includes(HIDDEN_SWITCH);
  if (!startsHidden) windows.open(wanted ?? undefined);
}

interface Opened {
  readonly dataDirectory: string;
  readonly log: ShellLog;
  readonly file: ShellFile;
  readonly offered: OfferedFiles;
}

async function run(
  electron: ElectronParts,
  given: Surroundings,
  { dataDirectory, log, file, offered }: Opened,
): Promise<Windows> {
  const { app } = electron;
  const { clock, timers, places } = given;
  const isDevelopment = !app.isPackaged;
  if (app.isPackaged) app.setAsDefaultProtocolClient(LINK_SCHEME);
  if (app.isPackaged && given.platform === 'win32') app.setAppUserModelId(APP_ID);

  const core = createCoreSupervisor({
    electron,
    modulePath: places.coreProcess,
    settings: {
      dataDirectory,
      serverUrl: given.environment['PEYVAND_SERVER'] ?? null,
      programVersion: app.getVersion(),
    },
    keychain: createSystemKeychain(electron, given.platform),
    clock,
    timers,
    log,
  });
  const watch = watchCore({ core, preferences: file.read().preferences, log });
  const translator = () => createTranslator(watch.state().preferences.language);

  const session = electron.session.fromPartition(PARTITION, { cache: false });
  serveWindowFiles(session, await readWindowFiles(places.renderer), offered);
  guardSession(session, {
    allowsDeveloperTools: isDevelopment,
    onSave: (item) => askWhereToSave(item, { translator: translator(), folder: app.getPath('downloads') }),
  });
  guardContents({
    electron,
    onExternalLink: createExternalLinks({ electron, translator, clock, log }),
    onWindowWanted: (address) => windows.open(new URL(address).hash),
    log,
  });

  const windows = createWindows({
    electron,
    session,
    preloadPath: places.preload,
    iconPath: places.windowIcon,
    isDevelopment,
    translator,
    file,
    timers,
    onOpened(window) {
      mendWindow(window, { electron, clock, translator, log, quit: () => app.quit() });
      offerContextMenu(window, { electron, translator });
      // Windows goes down: there is no time for an orderly end of everything, but for that of the data.
      window.on('session-end', () => void core.close());
    },
  });
  offerWires({ electron, core, isOurs: windows.owns, onPageReady: windows.pageReady, log });

  const desktop = arrangeDesktop({ electron, given, core, watch, windows, file, translator, log, dataDirectory });
  arrangeQuitting({
    electron,
    core,
    livesInTray: () => desktop.hasTray && given.environment['PEYVAND_QUITS_WITH_WINDOW'] === undefined,
    onSignal: given.onSignal,
    timers,
    destroyWindows: () => {
      for (const window of windows.all()) window.destroy();
    },
    stop() {
      desktop.stop();
      watch.stop();
    },
    log,
  });
  return windows;
}

/** Beside the installed program's own profile, or where we were told; the two never share a profile, and so not the lock of one instance either. */
function chooseDataDirectory({ app }: Pick<ElectronParts, 'app'>, { environment }: Surroundings): string {
  const told = environment['PEYVAND_DATA'];
  if (told === undefined || told === '') return join(app.getPath('userData'), 'data');
  app.setPath('userData', join(told, 'desktop-profile'));
  return told;
}
