/**
 * What the window's browser session may do: show our own files. It has no network, no permissions beyond writing to the clipboard, no devices,
 * no disk, and saves only what the page itself made.
 */
import type { Session } from 'electron';
import { isWindowAddress, isWindowBlob, isWindowPage, WINDOW_ORIGIN } from '../window/windowAddress.ts';

export interface SessionGuardOptions {
  /** The developer tools load their own pages; never in an installed program. */
  readonly allowsDeveloperTools: boolean;
  /** The page saves something that it made: where to, the person says. */
  readonly onSave: (item: Electron.DownloadItem) => void;
}

/** What the window needs of the long list: to copy text that it shows. */
const GRANTED = new Set<string>(['clipboard-sanitized-write']);

export function guardSession(session: Session, { allowsDeveloperTools, onSave }: SessionGuardOptions): void {
  session.setPermissionRequestHandler((contents, permission, callback, { isMainFrame, requestingUrl }) => {
    callback(GRANTED.has(permission) && isMainFrame && isWindowPage(requestingUrl) && isWindowPage(contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => GRANTED.has(permission) && isOurOrigin(origin));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler((_request, callback) => callback({}));
  session.setBluetoothPairingHandler((_details, callback) => callback({ confirmed: false }));
  session.setCertificateVerifyProc((_request, callback) => callback(REFUSED));
  // A dictionary would be fetched from elsewhere.
  session.setSpellCheckerEnabled(false);

  session.webRequest.onBeforeRequest((request, callback) => {
    callback({ cancel: !isAllowedRequest(request.url, allowsDeveloperTools) });
  });

  session.on('will-download', (event, item) => {
    if (isWindowBlob(item.getURL()) && item.hasUserGesture()) onSave(item);
    else event.preventDefault();
  });
}

/** `net::ERR_FAILED`, in Electron's words. */
const REFUSED = -2;

/** With or without a slash behind it: Electron gives an origin as an address. */
const isOurOrigin = (origin: string): boolean => origin === WINDOW_ORIGIN || origin === `${WINDOW_ORIGIN}/`;

function isAllowedRequest(address: string, allowsDeveloperTools: boolean): boolean {
  if (isWindowAddress(address) || isWindowBlob(address) || address.startsWith('data:image/')) return true;
  return allowsDeveloperTools && address.startsWith('devtools://');
}
