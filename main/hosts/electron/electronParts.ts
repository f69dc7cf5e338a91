/** What the shell needs of Electron. Only the entries import the package itself; everything else is given these parts. */
import type * as electron from 'electron';

export type ElectronParts = Pick<
  typeof electron,
  | 'app'
  | 'BrowserWindow'
  | 'dialog'
  | 'ipcMain'
  | 'Menu'
  | 'MessageChannelMain'
  | 'nativeImage'
  | 'nativeTheme'
  | 'Notification'
  | 'powerMonitor'
  | 'protocol'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'Tray'
  | 'utilityProcess'
>;

/** `Parts<'app' | 'dialog'>`: only these. */
export type Parts<Name extends keyof ElectronParts> = Pick<ElectronParts, Name>;
