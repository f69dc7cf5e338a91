/**
 * Keeps one core process running. When it ends without having been asked to, another is started, later after each failure in a row; whoever
 * wants a port meanwhile gets it when there is a core again. Nothing is lost by that: what was saved is on the disk, what was typed is in
 * the window.
 */
import type { MessagePortMain, UtilityProcess } from 'electron';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import type { Clock } from '../../../../shared/base/clock.ts';
import type { Keychain } from '../../../core/ports/keychain.ts';
import type { Timers } from '../../../core/ports/timers.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';
import { fromCoreSchema, type CoreSettings, type KeychainQuestion, type ToCore } from './coreMessages.ts';
import { answerKeychain } from './systemKeychain.ts';

export type CoreState = 'starting' | 'running' | 'restarting' | 'failing' | 'closed';

export interface CoreSupervisor {
  state(): CoreState;
  /** Called after every change of `state`. */
  onState(listener: (state: CoreState) => void): () => void;
  /** Gives a port that the core answers, at once or when there is a core. One at a time for each name: the later ask counts. */
  offerPort(name: string, deliver: (port: MessagePortMain) => void): void;
  /** Nobody of that name waits for a port any more. */
  withdraw(name: string): void;
  /** After `failing`: try again from the beginning. */
  tryAgain(): void;
  /** Asks the core to finish and end; after the limit it is ended. Resolves when it is gone. */
  close(): Promise<void>;
}

export interface CoreSupervisorOptions {
  readonly electron: Parts<'utilityProcess' | 'MessageChannelMain'>;
  /** The built `coreProcess.ts`. */
  readonly modulePath: string;
  readonly settings: CoreSettings;
  /** The system's, for the core, which cannot reach it. */
  readonly keychain: Keychain;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: ShellLog;
}

/** Milliseconds. */
export const PATIENCE = {
  /** A core that has not said that it is ready by then never will. */
  start: 30_000,
  /** A commit, the end of a sync round, and closing the files take far less. */
  close: 10_000,
  /** After it was told to end at once. */
  kill: 2_000,
  firstRestart: 250,
  longestRestart: 10_000,
  /** A core that ran for so long was well: the next failure is the first again. */
  well: 60_000,
} as const;

/** So many failures in a row are no accident: the person is asked. */
export const FAILURES_IN_A_ROW = 5;

export function createCoreSupervisor(options: CoreSupervisorOptions): CoreSupervisor {
  const { electron, clock, timers, log } = options;
  const changed = createEmitter<CoreState>();
  const waiting = new Map<string, (port: MessagePortMain) => void>();
  let state: CoreState = 'starting';
  let failures = 0;
  let child: UtilityProcess | null = null;
  let cancelTimer = (): void => {};
  let closing: PromiseWithResolvers<void> | null = null;

  function become(next: CoreState): void {
    if (state === next) return;
    state = next;
    changed.emit(next);
  }

  function start(): void {
    const fresh = electron.utilityProcess.fork(options.modulePath, [], {
      serviceName: 'Peyvand core',
      stdio: 'ignore',
      env: environmentOf(process.env),
    });
    child = fresh;
    let startedAt: number | null = null;
    cancelTimer = timers.after(PATIENCE.start, () => {
      log('core.silent', {});
      end(fresh);
    });
    fresh.on('message', (data: unknown) => {
      const message = fromCoreSchema.safeParse(data);
      if (!message.success || fresh !== child) return;
      if (message.data.type === 'log') return log(message.data.event, message.data.facts);
      if (message.data.type === 'keychain') return askKeychain(fresh, message.data.id, message.data.question);
      startedAt = clock.now();
      cancelTimer();
      if (closing) return;
      become('running');
      for (const [name, deliver] of waiting) handOver(name, deliver);
      waiting.clear();
    });
    fresh.on('exit', (code) => {
      if (fresh === child) ended(code, startedAt);
    });
    say({ type: 'start', settings: options.settings });
  }

  function askKeychain(asking: UtilityProcess, id: number, question: KeychainQuestion): void {
    answerKeychain(options.keychain, question).then(
      (answer) => {
        if (asking === child) say({ type: 'keychain', id, answer });
      },
      // The core waits no longer than it has patience for.
      () => log('keychain.failed', {}),
    );
  }

  /** Politely, then outright: a process that hangs inside one call hears no signal that it could answer. */
  function end(process_: UtilityProcess): void {
    process_.kill();
    cancelTimer = timers.after(PATIENCE.kill, () => {
      if (process_.pid !== undefined) killOutright(process_.pid);
      // It cannot say that it is gone, and nobody is kept waiting for it.
      if (closing) finish();
    });
  }

  function ended(code: number, startedAt: number | null): void {
    child = null;
    cancelTimer();
    log('core.ended', { code, asked: closing !== null });
    if (closing) return finish();
    if (startedAt !== null && clock.now() - startedAt >= PATIENCE.well) failures = 0;
    failures += 1;
    if (failures >= FAILURES_IN_A_ROW) return become('failing');
    become('restarting');
    cancelTimer = timers.after(Math.min(PATIENCE.firstRestart * 2 ** (failures - 1), PATIENCE.longestRestart), start);
  }

  function finish(): void {
    become('closed');
    closing?.resolve();
  }

  function handOver(name: string, deliver: (port: MessagePortMain) => void): void {
    const { port1, port2 } = new electron.MessageChannelMain();
    say({ type: 'serve', window: name }, [port1]);
    deliver(port2);
  }

  function say(message: ToCore, ports: MessagePortMain[] = []): void {
    child?.postMessage(message, ports);
  }

  start();
  return {
    state: () => state,
    onState: (listener) => changed.subscribe(listener),
    offerPort(name, deliver) {
      if (state === 'running') handOver(name, deliver);
      else if (!closing) waiting.set(name, deliver);
    },
    withdraw: (name) => void waiting.delete(name),
    tryAgain() {
      if (state !== 'failing' || closing) return;
      failures = 0;
      become('restarting');
      start();
    },
    close() {
      if (closing) return closing.promise;
      closing = Promise.withResolvers<void>();
      waiting.clear();
      cancelTimer();
      const running = child;
      if (!running) {
        finish();
        return closing.promise;
      }
      say({ type: 'close' });
      cancelTimer = timers.after(PATIENCE.close, () => {
        log('core.close_timed_out', {});
        end(running);
      });
      return closing.promise;
    },
  };
}

/** Of Node's own, what a company needs to reach its server: its certificates, its proxy. */
const KEPT = new Set(['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'NODE_USE_ENV_PROXY']);

/** Nothing that would make another program of the core, let somebody look into it, or have it believe any server. */
function environmentOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([name, value]) =>
      value === undefined || (/^(NODE_|ELECTRON_|LD_PRELOAD|DYLD_)/.test(name) && !KEPT.has(name))
        ? []
        : [[name, value]],
    ),
  );
}

function killOutright(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended in this instant.
  }
}
