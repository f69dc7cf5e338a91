/** The product's face on the desktop follows what the core tells: language and theme, menu, tray, badge, notices; and the desktop's own events reach the core. */
import { join } from 'node:path';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { CoreSupervisor } from '../core/coreSupervisor.ts';
import type { CoreWatch } from '../core/watchCore.ts';
import type { ElectronParts } from '../electronParts.ts';
import type { ShellFile } from '../shellFile.ts';
import type { ShellLog } from '../shellLog.ts';
import type { Surroundings } from '../surroundings.ts';
import { manifestName } from '../updates/release.ts';
import { startUpdates } from '../updates/updates.ts';
import type { Windows } from '../window/windows.ts';
import { menuTemplate } from './menu.ts';
import { createNotices } from './notices.ts';
import { createSignInStart } from './signInStart.ts';
import { moodOf, needsPerson, summaryLines } from './summary.ts';
import { createTray } from './tray.ts';

export interface DesktopOptions {
  readonly electron: ElectronParts;
  readonly given: Surroundings;
  readonly core: CoreSupervisor;
  readonly watch: CoreWatch;
  readonly windows: Windows;
  readonly file: ShellFile;
  readonly translator: () => Translator;
  readonly log: ShellLog;
  readonly dataDirectory: string;
}

export interface Desktop {
  readonly hasTray: boolean;
  stop(): void;
}

export function arrangeDesktop(options: DesktopOptions): Desktop {
  const { electron, given, core, watch, windows, file, translator, log, dataDirectory } = options;
  const { app, nativeTheme, powerMonitor, Menu } = electron;
  const { platform } = given;
  const signInStart = createSignInStart({
    electron,
    platform,
    executablePath: given.environment['APPIMAGE'] ?? given.executablePath,
    configDirectory: given.environment['XDG_CONFIG_HOME'] ?? join(app.getPath('home'), '.config'),
  });
  const updates = given.updateSource
    ? startUpdates({
        electron,
        source: given.updateSource,
        manifest: manifestName(platform, given.architecture),
        installedVersion: app.getVersion(),
        openUpdater: given.openUpdater,
        translator,
        timers: given.timers,
        log,
      })
    : null;
  const actions = {
    show: () => windows.show(),
    newWindow: () => windows.open(),
    syncNow: () => watch.syncNow(),
    lock: () => void watch.lock(),
    toggleSignInStart() {
      signInStart.set(!signInStart.isOn());
      draw();
    },
    checkForUpdates: () => void updates?.checkNow(),
    showDiary: () => void electron.shell.openPath(join(dataDirectory, 'log')),
    quit: () => app.quit(),
  };
  const drawTray = createTray({ electron, iconPath: given.places.trayIcon, actions, log });
  const notice = createNotices({
    electron,
    translator,
    isWatched: windows.isAnyFocused,
    take: watch.takeNotices,
    show: windows.show,
  });

  function draw(): void {
    const state = watch.state();
    const t = translator();
    const facts = { translator: t, isOpen: state.phase === 'open', startsAtSignIn: signInStart.isOn() };
    const menu = { ...facts, platform, isDevelopment: !app.isPackaged, canUpdate: updates !== null };
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu, actions)));
    drawTray?.({ ...facts, mood: moodOf(state, core.state()), lines: summaryLines(state, core.state(), t) });
    showCount(needsPerson(state), facts.translator);
    // Setting it is told as an update, also when it is the same.
    if (nativeTheme.themeSource !== state.preferences.theme) nativeTheme.themeSource = state.preferences.theme;
  }

  /** On the dock or the launcher; Windows has a small picture upon the one in the task bar. */
  function showCount(count: number, t: Translator): void {
    app.setBadgeCount(count);
    if (platform !== 'win32') return;
    const picture = count > 0 ? electron.nativeImage.createFromPath(given.places.trayIcon('attention', false)) : null;
    for (const window of windows.all()) window.setOverlayIcon(picture, t('shell.state.needsYou', { count }));
  }

  const stopWatching = watch.onChange((state) => {
    file.change({ preferences: state.preferences });
    draw();
    notice(state);
  });
  const stopHearingCore = core.onState((state) => {
    draw();
    if (state === 'failing') void askAboutCore();
  });
  // Whoever leaves the computer, or closes the lid, leaves nothing open behind.
  nativeTheme.on('updated', draw);
  powerMonitor.on('lock-screen', actions.lock);
  powerMonitor.on('suspend', actions.lock);
  draw();

  async function askAboutCore(): Promise<void> {
    const t = translator();
    const { response } = await electron.dialog.showMessageBox({
      type: 'error',
      message: t('shell.coreFailing.title'),
      detail: t('shell.coreFailing.text'),
      buttons: [t('shell.coreFailing.again'), t('shell.diary'), t('shell.quit')],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    });
    if (response === 0) return core.tryAgain();
    if (response === 2) return actions.quit();
    actions.showDiary();
    await askAboutCore();
  }

  return {
    hasTray: drawTray !== null,
    stop() {
      stopWatching();
      stopHearingCore();
      updates?.stop();
    },
  };
}
