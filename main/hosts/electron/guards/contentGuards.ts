/**
 * What no page may do, for every web contents there will ever be, whoever makes them: go elsewhere, open windows, embed others, log in. Points
 * of Electron's security checklist; docs/guide/electron-security.md has the table.
 */
import type { WebContents } from 'electron';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';
import { isWindowPage } from '../window/windowAddress.ts';

export interface ContentGuardOptions {
  readonly electron: Parts<'app'>;
  /** A link of the page that leads out of it. */
  readonly onExternalLink: (address: string) => void;
  /** The page wants another window of the product at this address of ours. */
  readonly onWindowWanted: (address: string) => void;
  readonly log: ShellLog;
}

export function guardContents({ electron: { app }, onExternalLink, onWindowWanted, log }: ContentGuardOptions): void {
  app.on('web-contents-created', (_event, contents) => guard(contents));

  function guard(contents: WebContents): void {
    // The page may begin anew (a reload after a crash of its own); changes of what follows `#` are no navigation and not asked here.
    contents.on('will-navigate', (event) => {
      if (isWindowPage(event.url)) return;
      event.preventDefault();
      onExternalLink(event.url);
    });
    contents.on('will-frame-navigate', (event) => {
      // Those of the main frame are told again as `will-navigate`.
      if (!event.isMainFrame) event.preventDefault();
    });
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isWindowPage(url)) onWindowWanted(url);
      else onExternalLink(url);
      return { action: 'deny' };
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.on('select-bluetooth-device', (event, _devices, callback) => {
      event.preventDefault();
      callback('');
    });
    contents.on('preload-error', () => log('shell.preload_failed', {}));
  }

  // Nothing of ours is behind a certificate of the window's; whatever asks is refused.
  app.on('certificate-error', (event, _contents, _url, error, _certificate, callback) => {
    event.preventDefault();
    callback(false);
    log('shell.certificate_refused', { error });
  });
  app.on('select-client-certificate', (event, _contents, _url, _list, callback) => {
    event.preventDefault();
    callback();
  });
  app.on('login', (event) => event.preventDefault());
}
