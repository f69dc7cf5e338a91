/** Electron's `BrowserWindow` and the web contents in it: close, navigation that can be prevented, and a record of the rest. */
import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { preventable } from './preventable.ts';

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
