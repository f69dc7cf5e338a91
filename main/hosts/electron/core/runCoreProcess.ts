/** The core in a process of its own: starts when it is told where its data lies, serves each port it is given, ends when asked. */
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createMessagePortWire, type MessagePortLike } from '../../../../shared/rpc/messagePortWire.ts';
import type { Wire } from '../../../../shared/rpc/wire.ts';
import { createCore, type Core } from '../../../core/core.ts';
import type { Keychain } from '../../../core/ports/keychain.ts';
import { createSyncEngine } from '../../../core/sync/index.ts';
import { realClock, realRandomness, realTimers } from '../../realPorts.ts';
import { readPaperFonts } from '../../paperFonts.ts';
import { openTransportWith } from '../../serverTransport.ts';
import { toCoreSchema, type CoreSettings, type FromCore } from './coreMessages.ts';
import { createShellKeychain } from './shellKeychain.ts';

/** What this needs of `process.parentPort`; messages carry their ports beside them. */
export interface ParentPortLike {
  on(event: 'message', listener: (event: { data: unknown; ports: readonly MessagePortLike[] }) => void): unknown;
  postMessage(message: FromCore): void;
}

export interface CoreProcessSurroundings {
  readonly parentPort: ParentPortLike;
  readonly exit: (code: number) => void;
  /** Calls back at each of these signals, which then do nothing else. */
  readonly onSignal: (signal: 'SIGINT' | 'SIGHUP' | 'SIGTERM', listener: () => void) => void;
}

/** A window that is closing still sends what was typed in it last; whoever is silent for longer is not waited for. */
const LAST_WORDS_MILLISECONDS = 1_000;

export function runCoreProcess({ parentPort, exit, onSignal }: CoreProcessSurroundings): void {
  let core: Core | null = null;
  let closing = false;
  const wiresByWindow = new Map<string, Wire>();
  // One after another: a port that comes while the core still starts waits for it.
  let queue: Promise<void> = Promise.resolve();

  const shellKeychain = createShellKeychain((message) => parentPort.postMessage(message), realTimers);

  parentPort.on('message', ({ data, ports }) => {
    const message = toCoreSchema.safeParse(data);
    // Not in the queue: whoever waits for it may be what the queue waits for.
    if (message.success && message.data.type === 'keychain') {
      dropPorts(ports);
      return shellKeychain.hear(message.data.id, message.data.answer);
    }
    queue = queue.then(() => (message.success ? obey(message.data, ports) : dropPorts(ports))).catch(fail);
  });

  // Ctrl-C reaches the whole group of processes: the main process hears it too and asks us to close, after the windows.
  onSignal('SIGINT', () => {});
  onSignal('SIGHUP', () => {});
  // The system ends; or our own main process has lost its patience, which shows in a second one.
  onSignal('SIGTERM', () => {
    if (closing) exit(1);
    else close().catch(fail);
  });

  async function obey(
    message: ReturnType<typeof toCoreSchema.parse>,
    ports: readonly MessagePortLike[],
  ): Promise<void> {
    const [port] = ports;
    if (message.type === 'serve' && port && ports.length === 1) return serve(message.window, port);
    // Nobody serves them: whoever holds the other end learns it.
    dropPorts(ports);
    if (message.type === 'start') await start(message.settings);
    if (message.type === 'close') await close();
  }

  async function start(settings: CoreSettings): Promise<void> {
    if (core) return;
    core = await openCore(settings, shellKeychain.keychain, (event, facts) =>
      parentPort.postMessage({ type: 'log', event, facts: { ...facts } }),
    );
    parentPort.postMessage({ type: 'ready' });
  }

  function serve(window: string, port: MessagePortLike): void {
    if (!core || closing) return port.close();
    wiresByWindow.get(window)?.close();
    const wire = createMessagePortWire(port);
    wiresByWindow.set(window, wire);
    wire.onClose(() => {
      if (wiresByWindow.get(window) === wire) wiresByWindow.delete(window);
    });
    core.serve(wire);
  }

  async function close(): Promise<void> {
    if (closing) return;
    closing = true;
    await Promise.race([
      Promise.all([...wiresByWindow.values()].map((wire) => new Promise<void>((ended) => wire.onClose(ended)))),
      new Promise<void>((late) => realTimers.after(LAST_WORDS_MILLISECONDS, late)),
    ]);
    await core?.close();
    exit(0);
  }

  /** A core that cannot start or end is of no use: the main process starts another and tells the person when that does not help. */
  function fail(error: unknown): void {
    parentPort.postMessage({ type: 'log', event: 'core.failed', facts: { error: nameOf(error) } });
    exit(1);
  }
}

async function openCore(
  settings: CoreSettings,
  keychain: Keychain,
  log: (event: string, facts: Readonly<Record<string, unknown>>) => void,
): Promise<Core> {
  const directory = join(settings.dataDirectory, 'client');
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return createCore({
    directory,
    clock: realClock,
    randomness: realRandomness,
    timers: realTimers,
    keychain,
    openTransport: openTransportWith(process.env),
    defaultServerUrl: settings.serverUrl,
    ...(settings.programVersion === undefined ? {} : { programVersion: settings.programVersion }),
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    deviceName: hostname(),
    log,
    createSyncEngine,
    readPaperFonts,
  });
}

function dropPorts(ports: readonly MessagePortLike[]): void {
  for (const port of ports) port.close();
}

/** Never the message: it may quote what people typed. Codes of the system (EACCES) say enough. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? `${error.name} ${code}` : error.name;
}
