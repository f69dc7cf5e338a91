/** The windows of the product: opened with every door closed, remembered, and shown on demand. */
import type { BrowserWindow, Session, WebContents } from 'electron';
import type { Translator } from '../../../../shared/locale/translator.ts';
import { isPageAddress } from '../../../../shared/rpc/portHandOver.ts';
import type { Timers } from '../../../core/ports/timers.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellFile } from '../shellFile.ts';
import { placeWindow, SMALLEST } from './placement.ts';
import { CHANNELS, windowUrl } from './windowAddress.ts';

export interface Windows {
  /** Another window, at this place of the product (`#/customers/…`). Beyond a handful the last one is shown instead. */
  open(place?: string): void;
  /** Brings the last used window forward, or opens one; then goes to that place, if one is named. */
  show(place?: string): void;
  owns(contents: WebContents): boolean;
  /** The page of this window listens from now on. */
  pageReady(contents: WebContents): void;
  all(): readonly BrowserWindow[];
  isAnyFocused(): boolean;
}

export interface WindowsOptions {
  readonly electron: Parts<'BrowserWindow' | 'screen' | 'nativeTheme'>;
  readonly session: Session;
  readonly preloadPath: string;
  readonly iconPath: string;
  readonly isDevelopment: boolean;
  readonly translator: () => Translator;
  readonly file: ShellFile;
  readonly timers: Timers;
  /** A window has been made; nothing is loaded in it yet. */
  readonly onOpened: (window: BrowserWindow) => void;
}

const MOST_WINDOWS = 8;
/** The grounds of the window's own themes (renderer/ui/theme/colors.css), so that nothing flashes before the page is drawn. */
const GROUND = { light: '#ffffff', dark: '#1b1c1b' } as const;
/** A window is dragged through hundreds of places; where it comes to rest is kept. */
const REST_MILLISECONDS = 500;

export function createWindows(options: WindowsOptions): Windows {
  const { electron, file, timers } = options;
  /** The last used comes last. */
  const windows: BrowserWindow[] = [];
  const listening = new Set<WebContents>();
  const placeByContents = new Map<WebContents, string>();

  function open(place = ''): void {
    if (windows.length >= MOST_WINDOWS) return show(place);
    const { placement } = file.read();
    const isFirst = windows.length === 0;
    const workAreas = [electron.screen.getPrimaryDisplay(), ...electron.screen.getAllDisplays()].map(
      (display) => display.workArea,
    );
    const window = new electron.BrowserWindow({
      ...offset(placeWindow(placement, workAreas), windows.length),
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      show: false,
      title: options.translator()('shell.name'),
      icon: options.iconPath,
      backgroundColor: GROUND[electron.nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
      webPreferences: {
        session: options.session,
        preload: options.preloadPath,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
        devTools: options.isDevelopment,
      },
    });
    windows.push(window);
    keepPlacement(window);
    const contents = window.webContents;
    window.once('ready-to-show', () => {
      if (isFirst && placement?.maximised) window.maximize();
      window.show();
    });
    window.on('focus', () => {
      windows.splice(windows.indexOf(window), 1);
      windows.push(window);
    });
    window.on('closed', () => {
      windows.splice(windows.indexOf(window), 1);
      listening.delete(contents);
      placeByContents.delete(contents);
    });
    // A page that begins anew does not listen before it has asked for its port.
    contents.on('did-start-navigation', (event) => {
      if (event.isMainFrame && !event.isSameDocument) listening.delete(contents);
    });
    // Drafts keep what is typed; no page may keep the program from ending.
    contents.on('will-prevent-unload', (event) => event.preventDefault());
    options.onOpened(window);
    void window.loadURL(windowUrl(place));
  }

  function show(place?: string): void {
    const window = windows.at(-1);
    if (!window) return open(place);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    if (!isPageAddress(place)) return;
    placeByContents.set(window.webContents, place);
    tellPlace(window.webContents);
  }

  function tellPlace(contents: WebContents): void {
    const place = placeByContents.get(contents);
    if (place === undefined || !listening.has(contents)) return;
    placeByContents.delete(contents);
    contents.send(CHANNELS.open, place);
  }

  function keepPlacement(window: BrowserWindow): void {
    let cancel = (): void => {};
    const keep = (): void => {
      if (window.isDestroyed() || window.isMinimized() || window.isFullScreen()) return;
      file.change({ placement: { ...window.getNormalBounds(), maximised: window.isMaximized() } });
    };
    const keepSoon = (): void => {
      cancel();
      cancel = timers.after(REST_MILLISECONDS, keep);
    };
    window.on('resize', keepSoon);
    window.on('move', keepSoon);
    window.on('close', () => {
      cancel();
      keep();
    });
  }

  return {
    open,
    show,
    owns: (contents) => windows.some((window) => window.webContents === contents),
    pageReady(contents) {
      listening.add(contents);
      tellPlace(contents);
    },
    all: () => [...windows],
    isAnyFocused: () => windows.some((window) => window.isFocused()),
  };
}

/** A second window does not lie exactly upon the first. */
function offset<Place extends { x?: number; y?: number }>(place: Place, count: number): Place {
  return place.x === undefined || place.y === undefined
    ? place
    : { ...place, x: place.x + 24 * count, y: place.y + 24 * count };
}
