/** Electron's `app`: records what it is told, and ends in Electron's order. */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { preventable } from './preventable.ts';
import type { WindowDouble } from './windowDouble.ts';

type AppMembers =
  | 'enableSandbox'
  | 'exit'
  | 'getLoginItemSettings'
  | 'getPath'
  | 'getVersion'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAppUserModelId'
  | 'setAsDefaultProtocolClient'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady';

export class AppDouble extends EventEmitter implements Pick<Electron.App, AppMembers | 'isPackaged'> {
  readonly isPackaged: boolean;
  readonly switches: [string, string | undefined][] = [];
  readonly commandLine = { appendSwitch: (name: string, value?: string) => void this.switches.push([name, value]) };
  isSandboxed = false;
  hasLock = true;
  badge = 0;
  openAtLogin = false;
  hasQuit = false;
  protocolClients: string[] = [];
  userModelId: string | null = null;
  readonly paths: Record<string, string>;
  readonly windows: () => WindowDouble[];

  constructor(isPackaged: boolean, directory: string, windows: () => WindowDouble[]) {
    super();
    this.isPackaged = isPackaged;
    this.paths = { userData: directory, home: directory, downloads: `${directory}/Downloads` };
    this.windows = windows;
  }

  enableSandbox(): void {
    this.isSandboxed = true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  requestSingleInstanceLock(): boolean {
    return this.hasLock;
  }
  getVersion(): string {
    return '0.1.0';
  }
  getPath(name: string): string {
    return this.paths[name] ?? '';
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path;
  }
  setAppUserModelId(id: string): void {
    this.userModelId = id;
  }
  setBadgeCount(count = 0): boolean {
    this.badge = count;
    return true;
  }
  getLoginItemSettings(): Electron.LoginItemSettings {
    return { openAtLogin: this.openAtLogin } as Electron.LoginItemSettings;
  }
  setLoginItemSettings({ openAtLogin = false }: Electron.Settings): void {
    this.openAtLogin = openAtLogin;
  }
  setAsDefaultProtocolClient(scheme: string): boolean {
    this.protocolClients.push(scheme);
    return true;
  }
  exit(): void {
    this.hasQuit = true;
  }

  /** https://www.electronjs.org/docs/latest/api/app#event-before-quit: before-quit, the windows close, will-quit, quit. */
  quit(): void {
    const before = preventable();
    this.emit('before-quit', before);
    if (before.defaultPrevented || this.hasQuit) return;
    const windows = this.windows();
    if (windows.length === 0) this.endIfAllowed();
    else for (const window of windows) window.close();
  }

  /** Asked to quit, and the last window is gone. */
  endIfAllowed(): void {
    const will = preventable();
    this.emit('will-quit', will);
    if (will.defaultPrevented || this.hasQuit) return;
    this.hasQuit = true;
    this.emit('quit', {}, 0);
  }
}
