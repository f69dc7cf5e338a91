/**
 * The whole of the preload script: carries a page's ask for a wire to the main process, and what comes back to the page. The page gets no
 * function, no `ipcRenderer` and no other channel. Both sides are checked: only this window's own page is heard, only on our address.
 */
import { readPageMessage, type ShellMessage } from '../../../../shared/rpc/portHandOver.ts';
import { CHANNELS, isWindowAddress } from './windowAddress.ts';

/** A page's port, which only passes through here. */
type Port = object;

/** What this needs of Electron's `ipcRenderer`. */
export interface IpcToMain {
  send(channel: string, ...facts: unknown[]): void;
  on(channel: string, listener: (event: { readonly ports: readonly Port[] }, ...facts: unknown[]) => void): unknown;
}

/** What this needs of the page's `window`. */
export interface PageWindow {
  readonly location: { readonly href: string };
  readonly top: unknown;
  addEventListener(
    type: 'message',
    listener: (event: { readonly data: unknown; readonly source: unknown }) => void,
  ): void;
  postMessage(message: ShellMessage, targetOrigin: string, transfer?: Port[]): void;
}

export function relayPorts(page: PageWindow, ipc: IpcToMain): void {
  if (page.top !== page || !isWindowAddress(page.location.href)) return;

  page.addEventListener('message', ({ data, source }) => {
    const message = readPageMessage(data);
    if (source === page && message) ipc.send(CHANNELS.wirePlease, message.ask);
  });
  // '*': this very window, whose address was checked above and which cannot go anywhere else.
  ipc.on(CHANNELS.wire, ({ ports }, ask) => {
    const [port] = ports;
    if (port && typeof ask === 'string') page.postMessage({ peyvand: 'wire', ask }, '*', [port]);
  });
  ipc.on(CHANNELS.wireEnded, () => page.postMessage({ peyvand: 'wireEnded' }, '*'));
  ipc.on(CHANNELS.open, (_event, address) => {
    if (typeof address === 'string') page.postMessage({ peyvand: 'open', address }, '*');
  });
}
