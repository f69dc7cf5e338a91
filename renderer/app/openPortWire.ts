import { readShellMessage, type PageMessage } from '../../shared/rpc/portHandOver.ts';
import { createMessagePortWire } from '../../shared/rpc/messagePortWire.ts';
import type { Wire, WireMessage } from '../../shared/rpc/wire.ts';
import { createWireEnd } from '../../shared/rpc/wireEnd.ts';
import type { OpeningWire } from '../data/connection.ts';

/**
 * Asks the desktop shell for a port and makes a wire of it when it comes: at once, or when there is a core again. It is ready when the port
 * is there, and ends when the port does or the shell says that the core behind it is gone.
 */
export function openPortWire(page: Window): OpeningWire {
  const ask = crypto.randomUUID();
  const { promise: ready, resolve, reject } = Promise.withResolvers<void>();
  const listening = new AbortController();
  const early: WireMessage[] = [];
  let through: Wire | null = null;
  const end = createWireEnd({
    transmit(message) {
      if (through) through.send(message);
      else early.push(message);
    },
    shut() {
      listening.abort();
      through?.close();
      reject(new Error('closed'));
    },
  });
  page.addEventListener(
    'message',
    ({ source, data, ports: [port] }: MessageEvent) => {
      const message = source === page ? readShellMessage(data) : null;
      if (message?.peyvand === 'wireEnded' && through) end.wire.close();
      if (message?.peyvand === 'wire' && message.ask === ask && port && !through) take(port);
    },
    { signal: listening.signal },
  );

  function take(port: MessagePort): void {
    const wire = (through = createMessagePortWire(port));
    wire.onMessage((message) => end.deliver(message));
    wire.onClose(() => {
      listening.abort();
      end.ended();
    });
    for (const message of early.splice(0)) wire.send(message);
    resolve();
  }

  page.postMessage(
    { peyvand: 'wirePlease', ask } satisfies PageMessage,
    page.location.origin === 'null' ? '*' : page.location.origin,
  );
  return { wire: end.wire, ready };
}
