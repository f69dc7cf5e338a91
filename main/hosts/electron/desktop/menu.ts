/** The menu of the program. Its roles are what makes copy and paste work on macOS; their words are ours, in the person's language. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Translator } from '../../../../shared/locale/translator.ts';

export interface MenuFacts {
  readonly translator: Translator;
  readonly platform: NodeJS.Platform;
  readonly isDevelopment: boolean;
  readonly isOpen: boolean;
  readonly startsAtSignIn: boolean;
  readonly canUpdate: boolean;
}

export interface MenuActions {
  readonly newWindow: () => void;
  readonly syncNow: () => void;
  readonly lock: () => void;
  readonly toggleSignInStart: () => void;
  readonly checkForUpdates: () => void;
  readonly showDiary: () => void;
  readonly quit: () => void;
}

type Item = MenuItemConstructorOptions;
const LINE: Item = { type: 'separator' };

export function menuTemplate(facts: MenuFacts, actions: MenuActions): Item[] {
  const { translator: t, isOpen } = facts;
  const isMac = facts.platform === 'darwin';
  const about: Item = { role: 'about', label: t('shell.about') };
  const updates: Item[] = facts.canUpdate ? [{ label: t('shell.updates'), click: actions.checkForUpdates }] : [];
  const signInStart: Item = {
    label: t('shell.startAtSignIn'),
    type: 'checkbox',
    checked: facts.startsAtSignIn,
    click: actions.toggleSignInStart,
  };
  const quit: Item = { label: t('shell.quit'), accelerator: 'CmdOrCtrl+Q', click: actions.quit };

  const program: Item = {
    label: t('shell.name'),
    submenu: [
      about,
      ...updates,
      LINE,
      signInStart,
      LINE,
      { role: 'hide', label: t('shell.hide') },
      { role: 'hideOthers', label: t('shell.hideOthers') },
      { role: 'unhide', label: t('shell.unhide') },
      LINE,
      quit,
    ],
  };
  const file: Item = {
    label: t('shell.file'),
    submenu: [
      { label: t('shell.newWindow'), click: actions.newWindow },
      LINE,
      { label: t('shell.syncNow'), enabled: isOpen, click: actions.syncNow },
      { label: t('shell.lock'), enabled: isOpen, click: actions.lock },
      LINE,
      ...(isMac ? [] : [signInStart, LINE]),
      { role: 'close', label: t('shell.close') },
      ...(isMac ? [] : [quit]),
    ],
  };
  const edit: Item = {
    label: t('shell.edit'),
    submenu: [
      { role: 'undo', label: t('shell.undo') },
      { role: 'redo', label: t('shell.redo') },
      LINE,
      { role: 'cut', label: t('shell.cut') },
      { role: 'copy', label: t('shell.copy') },
      { role: 'paste', label: t('shell.paste') },
      LINE,
      { role: 'selectAll', label: t('shell.selectAll') },
    ],
  };
  const view: Item = {
    label: t('shell.view'),
    submenu: [
      { role: 'resetZoom', label: t('shell.resetZoom') },
      { role: 'zoomIn', label: t('shell.zoomIn') },
      { role: 'zoomOut', label: t('shell.zoomOut') },
      LINE,
      { role: 'togglefullscreen', label: t('shell.fullScreen') },
      ...(facts.isDevelopment
        ? [
            LINE,
            { role: 'reload', label: t('shell.reload') } as const,
            { role: 'toggleDevTools', label: t('shell.devTools') } as const,
          ]
        : []),
    ],
  };
  const window: Item = {
    label: t('shell.window'),
    role: 'window',
    submenu: [
      { role: 'minimize', label: t('shell.minimize') },
      ...(isMac
        ? [{ role: 'zoom', label: t('shell.zoom') } as const, LINE, { role: 'front', label: t('shell.front') } as const]
        : []),
    ],
  };
  const help: Item = {
    label: t('shell.help'),
    role: 'help',
    submenu: [{ label: t('shell.diary'), click: actions.showDiary }, ...(isMac ? [] : [...updates, LINE, about])],
  };
  return [...(isMac ? [program] : []), file, edit, view, window, help];
}
