/** The mark in the tray: a picture of the mood, a line under the pointer, and a menu. Where a desktop has no tray, null. */
import type { MenuItemConstructorOptions, Tray } from 'electron';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';
import type { Mood } from './summary.ts';

export interface TrayFacts {
  readonly mood: Mood;
  readonly lines: readonly string[];
  readonly isOpen: boolean;
  readonly startsAtSignIn: boolean;
  readonly translator: Translator;
}

export interface TrayActions {
  readonly show: () => void;
  readonly syncNow: () => void;
  readonly lock: () => void;
  readonly toggleSignInStart: () => void;
  readonly quit: () => void;
}

export interface TrayOptions {
  readonly electron: Parts<'Tray' | 'Menu' | 'nativeImage' | 'nativeTheme'>;
  /** @param isOnDark Whether the bar that it stands on is dark. */
  readonly iconPath: (mood: Mood, isOnDark: boolean) => string;
  readonly actions: TrayActions;
  readonly log: ShellLog;
}

export function createTray({ electron, iconPath, actions, log }: TrayOptions): ((facts: TrayFacts) => void) | null {
  let shownPath = '';
  const pathOf = (mood: Mood): string => iconPath(mood, electron.nativeTheme.shouldUseDarkColorsForSystemIntegratedUI);
  const picture = (path: string): Electron.NativeImage => electron.nativeImage.createFromPath((shownPath = path));
  let tray: Tray;
  try {
    tray = new electron.Tray(picture(pathOf('fine')));
  } catch (error) {
    log('tray.failed', { error: error instanceof Error ? error.name : typeof error });
    return null;
  }
  tray.on('click', actions.show);
  return (facts) => {
    const path = pathOf(facts.mood);
    if (path !== shownPath) tray.setImage(picture(path));
    tray.setToolTip([facts.translator('shell.name'), ...facts.lines].join('\n'));
    tray.setContextMenu(electron.Menu.buildFromTemplate(trayTemplate(facts, actions)));
  };
}

export function trayTemplate(facts: TrayFacts, actions: TrayActions): MenuItemConstructorOptions[] {
  const { translator: t, isOpen } = facts;
  return [
    ...facts.lines.map((label) => ({ label, enabled: false })),
    { type: 'separator' },
    { label: t('shell.open'), click: actions.show },
    { label: t('shell.syncNow'), enabled: isOpen, click: actions.syncNow },
    { label: t('shell.lock'), enabled: isOpen, click: actions.lock },
    { type: 'separator' },
    {
      label: t('shell.startAtSignIn'),
      type: 'checkbox',
      checked: facts.startsAtSignIn,
      click: actions.toggleSignInStart,
    },
    { label: t('shell.quit'), click: actions.quit },
  ];
}

/** Path of a picture under `resources/runtime/tray`. macOS colours a template by itself. */
export function trayFile(platform: NodeJS.Platform, mood: Mood, isOnDark: boolean): string {
  if (platform === 'darwin') return `mac/${mood}Template.png`;
  return `${platform === 'win32' ? 'windows' : 'linux'}/${mood}-on${isOnDark ? 'Dark' : 'Light'}.png`;
}
