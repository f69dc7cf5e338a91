/**
 * A double of the part of Electron that the shell uses, for machines without its binary. It keeps Electron's order of events where the shell
 * depends on it (quitting, closing, navigation that can be prevented) and records everything else. Each part names the members of the real
 * type that it stands for, so that a member that Electron renames no longer compiles.
 */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import type { ElectronParts } from '../electronParts.ts';
import { AppDouble } from './appDouble.ts';
import { MessageChannelDouble } from './messagePorts.ts';
import { SafeStorageDouble } from './safeStorageDouble.ts';
import { WindowDouble } from './windowDouble.ts';

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
  hasCache = true;
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
  /** The keychain of the account: it outlives the program. */
  readonly safeStorage?: SafeStorageDouble;
}

export type ElectronDouble = ReturnType<typeof createElectronDouble>;

export function createElectronDouble(options: ElectronDoubleOptions) {
  const windows: WindowDouble[] = [];
  const app: AppDouble = new AppDouble(options.isPackaged ?? true, options.directory, () => [...windows]);
  const children: ChildDouble[] = [];
  const notifications: NotificationDouble[] = [];
  const trays: TrayDouble[] = [];
  const sessions = new Map<string, SessionDouble>();
  const safeStorage = options.safeStorage ?? new SafeStorageDouble();
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
    popups: [] as Electron.MenuItemConstructorOptions[][],
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
      buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => ({
        template,
        popup: () => void recorded.popups.push(template),
      }),
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
    safeStorage,
    screen: {
      getPrimaryDisplay: () => ({ workArea: areas[0] }),
      getAllDisplays: () => areas.map((workArea) => ({ workArea })),
    },
    session: {
      fromPartition(partition: string, given?: Electron.FromPartitionOptions) {
        const session = sessions.get(partition) ?? new SessionDouble();
        session.hasCache = given?.cache ?? true;
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
    safeStorage,
    sessions,
    trays,
    windows,
  };
}
