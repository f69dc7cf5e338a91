/**
 * Hands each window its port. A window asks (again after each reload and each restart of the core); only our own page in the main frame of a
 * window that we opened is heard, and each window holds one port at a time.
 */
import type { IpcMainEvent, WebContents } from 'electron';
import { isAsk } from '../../../../shared/rpc/portHandOver.ts';
import type { CoreSupervisor } from '../core/coreSupervisor.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';
import { CHANNELS, isWindowPage } from './windowAddress.ts';

export interface WireOffersOptions {
  readonly electron: Parts<'ipcMain'>;
  readonly core: Pick<CoreSupervisor, 'offerPort' | 'withdraw' | 'onState'>;
  /** Whether these contents are those of a window that the shell opened. */
  readonly isOurs: (contents: WebContents) => boolean;
  /** A page listens now: what it is to show may be told to it. */
  readonly onPageReady: (contents: WebContents) => void;
  readonly log: ShellLog;
}

export function offerWires({ electron, core, isOurs, onPageReady, log }: WireOffersOptions): void {
  const asked = new Set<WebContents>();

  electron.ipcMain.on(CHANNELS.wirePlease, (event, ask: unknown) => {
    const frame = event.senderFrame;
    if (!isFromOurPage(event, isOurs) || !frame || !isAsk(ask)) return log('shell.foreign_message', {});
    const contents = event.sender;
    remember(contents);
    core.offerPort(nameOf(contents), (port) => {
      // The page may have gone while there was no core.
      if (contents.isDestroyed() || frame.isDestroyed()) return port.close();
      frame.postMessage(CHANNELS.wire, ask, [port]);
    });
    onPageReady(contents);
  });

  core.onState((state) => {
    if (state !== 'restarting' && state !== 'failing') return;
    for (const contents of asked) if (!contents.isDestroyed()) contents.send(CHANNELS.wireEnded);
  });

  function remember(contents: WebContents): void {
    if (asked.has(contents)) return;
    asked.add(contents);
    contents.once('destroyed', () => {
      asked.delete(contents);
      core.withdraw(nameOf(contents));
    });
  }
}

const nameOf = (contents: WebContents): string => `window-${contents.id}`;

function isFromOurPage(event: IpcMainEvent, isOurs: (contents: WebContents) => boolean): boolean {
  const { sender, senderFrame } = event;
  // A frame that navigated or went away meanwhile is null, and a frame inside the page has a parent.
  return senderFrame !== null && senderFrame.parent === null && isOurs(sender) && isWindowPage(senderFrame.url);
}
