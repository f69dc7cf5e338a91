import { readShellMessage } from '../../shared/rpc/portHandOver.ts';

/** Goes where the desktop shell asks (a link from outside, a notice, the tray): a place in this window. The address waits behind the lock as any other. */
export function openFromShell(page: Window): void {
  page.addEventListener('message', ({ source, data }: MessageEvent) => {
    const message = source === page ? readShellMessage(data) : null;
    if (message?.peyvand === 'open') page.location.hash = message.address;
  });
}
