/** A road to several nodes that is cut in the middle of bodies: after some bytes, in either direction, with a reset. */
import { connect, createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Choice } from '../choice.ts';

export interface CuttingProxy {
  readonly url: string;
  /** Of a connection: the probability that it is cut at all. */
  cutChance: number;
  /** How many connections were cut with bytes under way. */
  readonly cuts: number;
  close(): Promise<void>;
}

/** At the most that passes of a connection that is to be cut. */
const MOST_BYTES = 12_000;

export async function createCuttingProxy(ports: () => readonly number[], choice: Choice): Promise<CuttingProxy> {
  const open = new Set<Socket>();
  let cuts = 0;
  const proxy = createServer((client) => {
    const server = connect(choice.pick(ports()), '127.0.0.1');
    let left = choice.chance(state.cutChance) ? 1 + choice.integer(MOST_BYTES) : Infinity;
    const end = (): void => {
      client.resetAndDestroy();
      server.resetAndDestroy();
    };
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(from);
      from.on('close', () => open.delete(from));
      from.on('error', end);
      from.on('end', () => to.end());
      from.on('data', (chunk: Buffer) => {
        // Half a body arrives, and then nothing more.
        to.write(chunk.subarray(0, Math.min(left, chunk.length)));
        left -= chunk.length;
        if (left > 0) return;
        cuts += 1;
        setImmediate(end);
      });
    }
  });
  const state: CuttingProxy = {
    url: '',
    cutChance: 0,
    get cuts() {
      return cuts;
    },
    async close() {
      const closed = new Promise<void>((resolve) => proxy.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
  await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  return Object.defineProperty(state, 'url', { value: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
}
