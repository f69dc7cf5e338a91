/**
 * A double of the part of Electron that the shell uses, for machines without its binary. It keeps Electron's order of events where the shell
 * depends on it (quitting, closing, navigation that can be prevented) and records everything else. Each part names the members of the real
 * type that it stands for, so that a member that Electron renames no longer compiles.
 * Above 300 lines: it is one double with one order of events, read beside Electron's own page of each part.
 */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { ElectronParts } from '../electronParts.ts';
import { MessageChannelDouble } from './messagePorts.ts';

export interface Preventable {
  preventDefault(): void;
  readonly defaultPrevented: boolean;
}

export function preventable<Facts extends object>(facts: Facts = {} as Facts): Facts & Preventable {
  let defaultPrevented = false;
  return Object.defineProperty({ ...facts, preventDefault: () => (defaultPrevented = true) }, 'defaultPrevented', {
    get: () => defaultPrevented,
  }) as unknown as Facts & Preventable;
}

type AppMembers =
  | 'enableSandbox'
  | 'exit'
  | 'getLoginItemSettings'
  | 'getPath'
  | 'getVersion'
  | 'quit'
  | 'requestSingleInstanceLock'
  | 'setAsDefaultProtocolClient'
  | 'setBadgeCount'
  | 'setLoginItemSettings'
  | 'setPath'
  | 'whenReady';

class AppDouble extends EventEmitter implements Pick<Electron.App, AppMembers | 'isPackaged'> {
  readonly isPackaged: boolean;
  readonly switches: [string, string | undefined][] = [];
  readonly commandLine = { appendSwitch: (name: string, value?: string) => void this.switches.push([name, value]) };
  isSandboxed = false;
  hasLock = true;
  badge = 0;
  openAtLogin = false;
  hasQuit = false;
  protocolClients: string[] = [];
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

type ContentsMembers =
  | 'forcefullyCrashRenderer'
  | 'getURL'
  | 'isDestroyed'
  | 'reload'
  | 'send'
  | 'setWindowOpenHandler';

export class ContentsDouble extends EventEmitter implements Pick<Electron.WebContents, ContentsMembers | 'id'> {
  static count = 0;
  readonly id = (ContentsDouble.count += 1);
  readonly sent: [string, ...unknown[]][] = [];
  /** Ports that were posted to the main frame, with their ask. */
  readonly posted: { channel: string; message: unknown; ports: Electron.MessagePortMain[] }[] = [];
  readonly mainFrame = {
    url: '',
    parent: null as object | null,
    isDestroyed: () => this.destroyed,
    postMessage: (channel: string, message: unknown, ports: Electron.MessagePortMain[] = []) =>
      void this.posted.push({ channel, message, ports }),
  };
  reloads = 0;
  destroyed = false;
  openHandler: (details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse = () => ({ action: 'allow' });

  send(channel: string, ...facts: unknown[]): void {
    this.sent.push([channel, ...facts]);
  }
  getURL(): string {
    return this.mainFrame.url;
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  reload(): void {
    this.reloads += 1;
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
  }
  forcefullyCrashRenderer(): void {
    this.emit('render-process-gone', {}, { reason: 'killed', exitCode: 9 });
  }
  setWindowOpenHandler(handler: typeof this.openHandler): void {
    this.openHandler = handler;
  }

  /** The page tries to go there. Whether it may. */
  navigates(url: string, isMainFrame = true): boolean {
    const frame = preventable({ url, isMainFrame, isSameDocument: false });
    this.emit('will-frame-navigate', frame);
    if (!isMainFrame || frame.defaultPrevented) return !frame.defaultPrevented;
    const main = preventable({ url, isMainFrame, isSameDocument: false });
    this.emit('will-navigate', main);
    return !main.defaultPrevented;
  }
}

type WindowMembers =
  | 'close'
  | 'destroy'
  | 'focus'
  | 'getNormalBounds'
  | 'isDestroyed'
  | 'isFocused'
  | 'isFullScreen'
  | 'isMaximized'
  | 'isMinimized'
  | 'loadURL'
  | 'maximize'
  | 'restore'
  | 'setOverlayIcon'
  | 'show';

export class WindowDouble extends EventEmitter implements Pick<Electron.BrowserWindow, WindowMembers> {
  readonly options: Electron.BrowserWindowConstructorOptions;
  readonly webContents = new ContentsDouble();
  bounds: Electron.Rectangle;
  isShown = false;
  maximised = false;
  minimised = false;
  focused = false;
  loaded: string[] = [];
  /** A page that hangs: it neither closes nor says why. */
  isStuck = false;
  overlay: object | null = null;
  /** A real page behind the window: it goes first, and then the window. */
  closePage: (() => Promise<void>) | null = null;
  readonly onClosed: (window: WindowDouble) => void;

  constructor(options: Electron.BrowserWindowConstructorOptions, onClosed: (window: WindowDouble) => void) {
    super();
    this.options = options;
    this.onClosed = onClosed;
    const { x = 10, y = 10, width = 800, height = 600 } = options;
    this.bounds = { x, y, width, height };
  }

  loadURL(url: string): Promise<void> {
    this.loaded.push(url);
    this.webContents.mainFrame.url = url;
    this.emit('ready-to-show');
    return Promise.resolve();
  }
  show(): void {
    this.isShown = true;
  }
  focus(): void {
    this.focused = true;
    this.emit('focus');
  }
  maximize(): void {
    this.maximised = true;
  }
  restore(): void {
    this.minimised = false;
  }
  setOverlayIcon(overlay: object | null): void {
    this.overlay = overlay;
  }
  isMaximized(): boolean {
    return this.maximised;
  }
  isMinimized(): boolean {
    return this.minimised;
  }
  isFullScreen(): boolean {
    return false;
  }
  isFocused(): boolean {
    return this.focused;
  }
  isDestroyed(): boolean {
    return this.webContents.destroyed;
  }
  getNormalBounds(): Electron.Rectangle {
    return this.bounds;
  }
  close(): void {
    if (this.isDestroyed() || this.isStuck) return;
    const event = preventable();
    this.emit('close', event);
    if (event.defaultPrevented) return;
    if (this.closePage) void this.closePage().then(() => this.destroy());
    else this.destroy();
  }
  destroy(): void {
    if (this.isDestroyed()) return;
    this.webContents.destroyed = true;
    this.webContents.emit('destroyed');
    this.emit('closed');
    this.onClosed(this);
  }
}

type Handler<Name extends keyof Electron.Session> = Electron.Session[Name] extends (handler: infer Given) => void
  ? Exclude<Given, null>
  : never;

/** Keeps what it was given; tests ask it as Chromium would. */
export class SessionDouble extends EventEmitter {
  request: Handler<'setPermissionRequestHandler'> | null = null;
  check: Handler<'setPermissionCheckHandler'> | null = null;
  device: Handler<'setDevicePermissionHandler'> | null = null;
  display: Handler<'setDisplayMediaRequestHandler'> | null = null;
  certificates: Handler<'setCertificateVerifyProc'> | null = null;
  spellChecks = true;
  protocols = new Map<string, (request: Request) => Response | Promise<Response>>();
  beforeRequest: ((details: { url: string }, callback: (answer: { cancel?: boolean }) => void) => void) | null = null;
  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) =>
      void this.protocols.set(scheme, handler),
  };
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<typeof this.beforeRequest>) => void (this.beforeRequest = listener),
  };
  setPermissionRequestHandler(handler: Handler<'setPermissionRequestHandler'>): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: Handler<'setPermissionCheckHandler'>): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: Handler<'setDevicePermissionHandler'>): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Handler<'setDisplayMediaRequestHandler'>): void {
    this.display = handler;
  }
  setBluetoothPairingHandler(): void {}
  setCertificateVerifyProc(proc: Handler<'setCertificateVerifyProc'>): void {
    this.certificates = proc;
  }
  setSpellCheckerEnabled(enable: boolean): void {
    this.spellChecks = enable;
  }
}

export class NotificationDouble extends EventEmitter {
  readonly options: { title?: string; body?: string };
  constructor(options: { title?: string; body?: string }) {
    super();
    this.options = options;
  }
  show(): void {}
}

export class TrayDouble extends EventEmitter {
  toolTip = '';
  image = '';
  menu: Electron.MenuItemConstructorOptions[] = [];
  setToolTip(text: string): void {
    this.toolTip = text;
  }
  setImage(image: { path: string }): void {
    this.image = image.path;
  }
  setContextMenu(menu: { template: Electron.MenuItemConstructorOptions[] }): void {
    this.menu = menu.template;
  }
}

/** A utility process that is only a record of what was said to it; tests let it speak, crash and end. */
export class ChildDouble extends EventEmitter implements Pick<Electron.UtilityProcess, 'kill' | 'postMessage'> {
  readonly said: { message: unknown; ports: Electron.MessagePortMain[] }[] = [];
  readonly modulePath: string;
  readonly options: Electron.ForkOptions;
  pid: number | undefined = undefined;
  kills = 0;
  constructor(modulePath: string, options: Electron.ForkOptions) {
    super();
    this.modulePath = modulePath;
    this.options = options;
  }
  postMessage(message: unknown, ports: Electron.MessagePortMain[] = []): void {
    this.said.push({ message, ports });
  }
  kill(): boolean {
    this.kills += 1;
    return true;
  }
  /** Types of what was said, in order. */
  heard(): string[] {
    return this.said.map(({ message }) => (message as { type: string }).type);
  }
}

export interface ElectronDoubleOptions {
  /** For `userData` and home. */
  readonly directory: string;
  readonly isPackaged?: boolean;
  readonly workAreas?: readonly Electron.Rectangle[];
  /** Hears of each window before anything is loaded in it. */
  readonly onWindow?: (window: WindowDouble) => void;
  readonly fork?: (modulePath: string, options: Electron.ForkOptions) => EventEmitter;
}

export type ElectronDouble = ReturnType<typeof createElectronDouble>;

export function createElectronDouble(options: ElectronDoubleOptions) {
  const windows: WindowDouble[] = [];
  const app: AppDouble = new AppDouble(options.isPackaged ?? true, options.directory, () => [...windows]);
  const children: ChildDouble[] = [];
  const notifications: NotificationDouble[] = [];
  const trays: TrayDouble[] = [];
  const sessions = new Map<string, SessionDouble>();
  const ipcMain = new EventEmitter();
  const powerMonitor = new EventEmitter();
  const nativeTheme = Object.assign(new EventEmitter(), {
    themeSource: 'system',
    shouldUseDarkColors: false,
    shouldUseDarkColorsForSystemIntegratedUI: false,
  });
  const recorded = {
    schemes: [] as Electron.CustomScheme[],
    external: [] as string[],
    paths: [] as string[],
    questions: [] as Electron.MessageBoxOptions[],
    menu: [] as Electron.MenuItemConstructorOptions[],
    /** What the person presses in the next dialogs; then the button that cancels. */
    answers: [] as number[],
  };
  const areas = options.workAreas ?? [{ x: 0, y: 0, width: 1_920, height: 1_040 }];
  let quitsWithLastWindow = false;
  app.on('before-quit', () => {
    quitsWithLastWindow = true;
  });

  function makeWindow(given: Electron.BrowserWindowConstructorOptions): WindowDouble {
    const window = new WindowDouble(given, (closed) => {
      windows.splice(windows.indexOf(closed), 1);
      if (windows.length > 0) return;
      if (quitsWithLastWindow) app.endIfAllowed();
      else app.emit('window-all-closed');
    });
    windows.push(window);
    app.emit('web-contents-created', {}, window.webContents);
    options.onWindow?.(window);
    return window;
  }

  function ask(...facts: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const question = facts.at(-1) as Electron.MessageBoxOptions;
    recorded.questions.push(question);
    return Promise.resolve({ response: recorded.answers.shift() ?? question.cancelId ?? 0, checkboxChecked: false });
  }

  const electron = {
    app,
    // Called with `new`: an ordinary function may give back another object.
    BrowserWindow: function BrowserWindow(given: Electron.BrowserWindowConstructorOptions) {
      return makeWindow(given);
    },
    dialog: { showMessageBox: ask, showErrorBox: () => {} },
    ipcMain,
    Menu: {
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({ template, popup: () => {} }),
      setApplicationMenu: (menu: { template: Electron.MenuItemConstructorOptions[] }) =>
        (recorded.menu = menu.template),
    },
    MessageChannelMain: MessageChannelDouble,
    nativeImage: { createFromPath: (path: string) => ({ path }) },
    nativeTheme,
    Notification: Object.assign(
      function Notification(given: { title?: string; body?: string }) {
        const notification = new NotificationDouble(given);
        notifications.push(notification);
        return notification;
      },
      { isSupported: () => true },
    ),
    powerMonitor,
    protocol: { registerSchemesAsPrivileged: (schemes: Electron.CustomScheme[]) => recorded.schemes.push(...schemes) },
    screen: {
      getPrimaryDisplay: () => ({ workArea: areas[0] }),
      getAllDisplays: () => areas.map((workArea) => ({ workArea })),
    },
    session: {
      fromPartition(partition: string) {
        const session = sessions.get(partition) ?? new SessionDouble();
        sessions.set(partition, session);
        return session;
      },
    },
    shell: {
      openExternal: (url: string) => Promise.resolve(void recorded.external.push(url)),
      openPath: (path: string) => Promise.resolve(void recorded.paths.push(path)),
    },
    Tray: function Tray(image: { path: string }) {
      const tray = new TrayDouble();
      tray.image = image.path;
      trays.push(tray);
      return tray;
    },
    utilityProcess: {
      fork(modulePath: string, _args: string[], given: Electron.ForkOptions) {
        if (options.fork) return options.fork(modulePath, given);
        const child = new ChildDouble(modulePath, given);
        children.push(child);
        return child;
      },
    },
  };
  return {
    electron: electron as unknown as ElectronParts,
    app,
    children,
    ipcMain,
    nativeTheme,
    notifications,
    powerMonitor,
    recorded,
    sessions,
    trays,
    windows,
  };
}
