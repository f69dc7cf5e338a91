/** The cable between one machine and the server, which a spec may pull out. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface NetworkCable {
  /** Where the machine finds the server. */
  readonly url: string;
  /** Cuts what is under way, at whatever byte, and refuses what comes. */
  pullOut(): void;
  plugIn(): void;
  close(): Promise<void>;
}

/** Carries bytes to the server and back, and knows nothing of them. */
export async function createNetworkCable(serverUrl: string): Promise<NetworkCable> {
  const { hostname, port } = new URL(serverUrl);
  const sockets = new Set<Socket>();
  let isIn = true;
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
      one.pipe(other);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
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
    async close() {
      cut();
      await new Promise<void>((resolve) => cable.close(() => resolve()));
    },
  };
}
