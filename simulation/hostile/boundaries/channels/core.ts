/** What the core process is told, by the main process and by pages over their ports. */
import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { fromCoreSchema, toCoreSchema } from '../../../../main/hosts/electron/core/coreMessages.ts';
import { runCoreProcess } from '../../../../main/hosts/electron/core/runCoreProcess.ts';
import { createPort } from '../../../../main/hosts/electron/testing/messagePorts.ts';
import { first } from '../../../../main/hosts/memory/company.ts';
import { createContractClient } from '../../../../shared/rpc/client.ts';
import { createMessagePortWire } from '../../../../shared/rpc/messagePortWire.ts';
import type { LogGuard, Outcome } from '../../boundary.ts';

export interface CoreProcess {
  readonly exits: number[];
  /** What came back from it that is no message of ours, since the last call. */
  takeFaults(): string[];
  tell(data: unknown, ports?: MessagePort[]): void;
  /** An honest window is given a port and asks how things stand. */
  phase(): Promise<string>;
  end(): Promise<void>;
}

export async function startCoreProcess(folder: string, logs: LogGuard): Promise<CoreProcess> {
  const events = new EventEmitter();
  const exits: number[] = [];
  let faults: string[] = [];
  const { promise: ready, resolve: beReady } = Promise.withResolvers<void>();
  const { promise: ended, resolve: beEnded } = Promise.withResolvers<void>();
  runCoreProcess({
    parentPort: {
      on: (event, listener) => events.on(event, listener),
      postMessage(message) {
        const read = fromCoreSchema.safeParse(message);
        if (!read.success) faults.push('the core says what the main process does not know');
        if (message.type === 'ready') beReady();
        if (message.type === 'log') logs.note(message);
      },
    },
    exit(code) {
      exits.push(code);
      beEnded();
    },
    onSignal: () => undefined,
  });
  const tell = (data: unknown, ports: MessagePort[] = []): void =>
    void events.emit('message', { data, ports: ports.map((port) => createPort(port)) });
  tell({ type: 'start', settings: { dataDirectory: folder, serverUrl: 'http://127.0.0.1:9/' } });
  await ready;
  return {
    exits,
    tell,
    takeFaults() {
      const taken = faults;
      faults = [];
      return taken;
    },
    async phase() {
      const { port1, port2 } = new MessageChannel();
      tell({ type: 'serve', window: 'honest' }, [port1]);
      const wire = createMessagePortWire(createPort(port2));
      try {
        return (await first(createContractClient(wire).session.state())).phase;
      } finally {
        wire.close();
      }
    },
    async end() {
      if (exits.length === 0) tell({ type: 'close' });
      await ended;
    },
  };
}

interface CoreHolder {
  core: CoreProcess;
  readonly openCore: () => Promise<CoreProcess>;
}

/** @param count of ports that come with it. */
export async function tellCore(world: CoreHolder, value: unknown, count: number): Promise<Outcome> {
  const { core } = world;
  const read = toCoreSchema.safeParse(value);
  const type = read.success ? read.data.type : 'unknown';
  const channelPairs = Array.from({ length: count }, () => new MessageChannel());
  const closed = channelPairs.map(({ port2 }) => new Promise<void>((resolve) => port2.once('close', resolve)));
  core.tell(
    value,
    channelPairs.map(({ port1 }) => port1),
  );
  const broken: string[] = [];
  if (type === 'close') {
    await core.end();
    if (core.exits[0] !== 0) broken.push(`asked to close it ends with ${core.exits[0]}`);
    world.core = await world.openCore();
  } else if ((await core.phase()) !== 'signedOut') broken.push('an honest window is not answered');
  else if (type !== 'serve' || count !== 1) {
    // Nobody serves them: whoever holds the other end must learn it.
    if (!(await isAllWithin(closed))) broken.push(`a port that came with ${type} stays open`);
  }
  if (type !== 'close' && core.exits.length > 0) broken.push('the core process ended');
  for (const { port2 } of channelPairs) port2.close();
  return { answer: type, broken: [...broken, ...core.takeFaults()] };
}

/** For ports to be found closed: far longer than that takes. */
const PATIENCE_MILLISECONDS = 2_000;

function isAllWithin(all: readonly Promise<void>[]): Promise<boolean> {
  if (all.length === 0) return Promise.resolve(true);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const patience = setTimeout(() => resolve(false), PATIENCE_MILLISECONDS);
  void Promise.all(all).then(() => resolve(true));
  return promise.finally(() => clearTimeout(patience));
}

/** A page that was taken over says anything to the core by its own port. */
export async function sayToPort(core: CoreProcess, value: unknown): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  const replies: unknown[] = [];
  port2.on('message', (reply) => void replies.push(reply));
  core.tell({ type: 'serve', window: 'hostile' }, [port1]);
  port2.postMessage(value);
  const broken = (await core.phase()) === 'signedOut' ? [] : ['an honest window is not answered'];
  port2.close();
  const [reply] = replies;
  if (replies.some((one) => one !== null && typeof one !== 'string')) broken.push('an answer that is no text');
  return {
    answer: reply === undefined ? 'silence' : reply === null ? 'ended' : 'answered',
    broken: [...broken, ...core.takeFaults()],
  };
}
