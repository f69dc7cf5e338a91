/** A line that counts: a TCP proxy in front of a server that hands everything on, so that headers and framing are counted too. No TLS. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface Bytes {
  /** From the device to the server. */
  readonly up: number;
  readonly down: number;
}

export interface CountingLine {
  /** The server's address, by way of this line. */
  readonly url: string;
  /** What went over it since the last call. */
  take(): Bytes;
  close(): Promise<void>;
}

export async function openCountingLine(serverUrl: string): Promise<CountingLine> {
  const target = new URL(serverUrl);
  const counted = { up: 0, down: 0 };
  const sockets = new Set<Socket>();
  const server = createServer((device) => {
    const beyond = connect(Number(target.port), target.hostname);
    for (const [from, to, way] of [
      [device, beyond, 'up'],
      [beyond, device, 'down'],
    ] as const) {
      sockets.add(from);
      from.on('data', (chunk) => void (counted[way] += chunk.length));
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.once('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(serverUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href.replace(/\/$/, ''),
    take() {
      const taken = { ...counted };
      counted.up = 0;
      counted.down = 0;
      return taken;
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
