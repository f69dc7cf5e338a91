import { MessageChannel, Worker, type MessagePort } from 'node:worker_threads';
import type { FromCore, ToCore } from '../../main/hosts/electron/core/coreMessages.ts';
import { answerKeychain, createSystemKeychain } from '../../main/hosts/electron/core/systemKeychain.ts';
import { SafeStorageDouble } from '../../main/hosts/electron/testing/safeStorageDouble.ts';
import { createContractClient, type CoreClient } from '../../shared/rpc/client.ts';
import { createMessagePortWire, type MessagePortLike } from '../../shared/rpc/messagePortWire.ts';

export interface PackedCore {
  /** The end of a further window. */
  openPort(): MessagePort;
  connect(): CoreClient;
  /** What it said besides that it is ready. */
  readonly said: readonly FromCore[];
  /** Asks it to end as the main process does. Resolves with its exit code. */
  close(): Promise<number>;
}

/** Starts a built core process as the main process of the shell does. Resolves when it is ready. */
export async function startPackedCore(
  program: string,
  settings: Extract<ToCore, { type: 'start' }>['settings'],
): Promise<PackedCore> {
  const thread = new Worker(new URL('./coreStandIn.ts', import.meta.url), {
    workerData: { program },
    env: { PATH: process.env['PATH'] },
    execArgv: [],
  });
  const keychain = createSystemKeychain({ safeStorage: new SafeStorageDouble() as never }, process.platform);
  const said: FromCore[] = [];
  const ready = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<number>();
  // Whoever waits for the end hears of a failure too; nobody may be waiting yet.
  ended.promise.catch(() => undefined);
  thread.on('message', (message: FromCore | { readonly type: 'loaded' }) => {
    if (message.type === 'ready') ready.resolve();
    else if (message.type === 'log') said.push(message);
    else if (message.type === 'loaded') send({ type: 'start', settings });
    else if (message.type === 'keychain')
      void answerKeychain(keychain, message.question).then((answer) =>
        send({ type: 'keychain', id: message.id, answer }),
      );
  });
  thread.on('error', (error) => {
    ready.reject(error);
    ended.reject(error);
  });
  thread.on('exit', (code) => {
    ready.reject(new Error(`The core ended with ${code} before it was ready.`));
    ended.resolve(code);
  });
  let windows = 0;

  function send(data: ToCore, ports: MessagePort[] = []): void {
    thread.postMessage({ data, ports }, ports);
  }

  function openPort(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    windows += 1;
    send({ type: 'serve', window: `window-${windows}` }, [port2]);
    return port1;
  }

  await ready.promise;
  return {
    openPort,
    // Node's port speaks as a browser's does; its types say so in another way.
    connect: () => createContractClient(createMessagePortWire(openPort() as unknown as MessagePortLike)),
    said,
    async close() {
      send({ type: 'close' });
      return ended.promise;
    },
  };
}
