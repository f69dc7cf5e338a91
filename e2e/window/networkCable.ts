/** The cable between one machine and the server, which a spec may pull out. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NetworkCable {
  /** Where the machine finds the server. */
  readonly url: string;
  /** Cuts what is under way, at whatever byte, and refuses what comes. */
  pullOut(): void;
  plugIn(): void;
  /**
   * So many bytes a second come from the server, each second's in ten parts; null: as fast as they can. From now on, or once so many more
   * bytes have come.
   */
  slowDown(bytesPerSecond: number | null, afterBytes?: number): void;
  /** Bytes that have come from the server over all this time. */
  brought(): number;
  close(): Promise<void>;
}

/** Carries bytes to the server and back, and knows nothing of them. */
export async function createNetworkCable(serverUrl: string): Promise<NetworkCable> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isIn = true;
  let pace: number | null = null;
  let next: { readonly pace: number | null; readonly at: number } | null = null;
  let brought = 0;
  const noteBrought = (bytes: number): void => {
    brought += bytes;
    if (next === null || brought < next.at) return;
    ({ pace } = next);
    next = null;
  };
  const cable = createServer((fromMachine) => {
    if (!isIn) {
      fromMachine.destroy();
      return;
    }
    const toServer = connect(Number(port), hostname);
    for (const [one, other] of [
      [fromMachine, toServer],
      [toServer, fromMachine],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    fromMachine.pipe(toServer);
    pipeSlowly(toServer, fromMachine, () => pace, noteBrought);
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>((resolve, reject) => {
    cable.once('error', reject);
    cable.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(cable.address() as AddressInfo).port}`,
    pullOut() {
      isIn = false;
      cut();
    },
    plugIn() {
      isIn = true;
    },
    slowDown(bytesPerSecond, afterBytes = 0) {
      next = { pace: bytesPerSecond, at: brought + afterBytes };
      noteBrought(0);
    },
    brought: () => brought,
    async close() {
      cut();
      await new Promise<void>((resolve) => cable.close(() => resolve()));
    },
  };
}

const PARTS_PER_SECOND = 10;

/** Lets a part through and the next after as long as a line of that pace needs for it. */
function pipeSlowly(from: Socket, to: Socket, pace: () => number | null, noteBrought: (bytes: number) => void): void {
  async function* paced(): AsyncGenerator<Buffer> {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      let rest = chunk;
      while (rest.length > 0) {
        const bytesPerSecond = pace();
        const part = rest.subarray(
          0,
          bytesPerSecond === null ? rest.length : Math.ceil(bytesPerSecond / PARTS_PER_SECOND),
        );
        yield part;
        noteBrought(part.length);
        rest = rest.subarray(part.length);
        if (bytesPerSecond !== null) await sleep((1_000 * part.length) / bytesPerSecond);
      }
    }
  }
  // A line that is cut ends here too; whoever cut it knows.
  pipeline(paced, to).catch(() => undefined);
}
