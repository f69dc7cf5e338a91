/**
 * What the shell knows of the core: who is at work, how sync stands, and the preferences. It has a client and a port of its own, as a window
 * has, and follows the core through restarts. Numbers and states only; what records hold never comes here.
 */
import { z } from 'zod';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { noticeSchema, type Notice } from '../../../../shared/contract/day.ts';
import { preferencesSchema, type Preferences } from '../../../../shared/contract/index.ts';
import { sessionStateSchema, type SessionState } from '../../../../shared/contract/session.ts';
import { syncStateSchema, type SyncState } from '../../../../shared/contract/sync.ts';
import { createContractClient, type CoreClient } from '../../../../shared/rpc/client.ts';
import { createMessagePortWire } from '../../../../shared/rpc/messagePortWire.ts';
import type { Wire } from '../../../../shared/rpc/wire.ts';
import type { ShellLog } from '../shellLog.ts';
import type { CoreSupervisor } from './coreSupervisor.ts';

export interface ShellState {
  /** null while there is no core to ask. */
  readonly phase: SessionState['phase'] | null;
  /** null unless somebody is at work. */
  readonly sync: Pick<SyncState, 'pending' | 'held' | 'refused' | 'reviews' | 'lastContactAt' | 'connection'> | null;
  /** What waits to be told, without a word of what it is about; empty unless somebody is at work. */
  readonly notices: readonly ShellNotice[];
  /** The last that the core told; at the start those of the last run. */
  readonly preferences: ShellPreferences;
}

export type ShellNotice = Omit<Notice, 'words'>;

export type ShellPreferences = Pick<Preferences, 'language' | 'calendar' | 'theme'>;

export interface CoreWatch {
  state(): ShellState;
  onChange(listener: (state: ShellState) => void): () => void;
  /** Does nothing when nobody is at work. */
  syncNow(): void;
  /** Takes notices for telling: those that no window has told. None without a core. */
  takeNotices(keys: readonly string[]): Promise<readonly string[]>;
  /**
   * Whatever has a key in hand: work, a repair, or, when it is through, a key that is being replaced. Resolves when the session is locked, or there is none.
   */
  lock(): Promise<void>;
  stop(): void;
}

export interface CoreWatchOptions {
  readonly core: Pick<CoreSupervisor, 'offerPort' | 'withdraw' | 'onState'>;
  readonly preferences: ShellPreferences;
  readonly log: ShellLog;
}

const NAME = 'shell';
/** Whatever the core says: words stay there. */
const noticesSchema = z.array(noticeSchema.omit({ words: true }));

export function watchCore({ core, preferences, log }: CoreWatchOptions): CoreWatch {
  const changed = createEmitter<ShellState>((error) => log('shell.listener_failed', { error: String(error) }));
  let state: ShellState = { phase: null, sync: null, notices: [], preferences };
  let wire: Wire | null = null;
  let client: CoreClient | null = null;
  let endWork: AbortController | null = null;

  function change(next: Partial<ShellState>): void {
    const before = state;
    state = { ...state, ...next };
    if (JSON.stringify(before) !== JSON.stringify(state)) changed.emit(state);
  }

  function connect(): void {
    core.offerPort(NAME, (port) => {
      wire?.close();
      const fresh = createMessagePortWire(port);
      wire = fresh;
      const its = (client = createContractClient(fresh));
      fresh.onClose(() => {
        if (wire === fresh) forget();
      });
      follow(
        () => its.session.state(),
        sessionStateSchema,
        ({ phase }) => becomePhase(its, phase),
      );
      follow(
        () => its.preferences.observe(),
        preferencesSchema,
        ({ language, calendar, theme }) => change({ preferences: { language, calendar, theme } }),
      );
    });
  }

  function becomePhase(its: CoreClient, phase: SessionState['phase']): void {
    if (phase !== 'open') endWork?.abort();
    if (phase === 'open' && state.phase !== 'open') followWork(its);
    change(phase === 'open' ? { phase } : { phase, sync: null, notices: [] });
  }

  function followWork(its: CoreClient): void {
    const ending = (endWork = new AbortController());
    follow(
      () => its.sync.state(undefined, { signal: ending.signal }),
      syncStateSchema,
      ({ pending, held, refused = 0, reviews, lastContactAt, connection }) => {
        if (!ending.signal.aborted) change({ sync: { pending, held, refused, reviews, lastContactAt, connection } });
      },
    );
    follow(
      () => its.day.notices({ inWords: false }, { signal: ending.signal }),
      noticesSchema,
      (notices) => {
        if (!ending.signal.aborted) change({ notices });
      },
    );
  }

  function forget(): void {
    endWork?.abort();
    wire = null;
    client = null;
    change({ phase: null, sync: null, notices: [] });
  }

  const stopFollowing = core.onState((coreState) => {
    if (coreState === 'restarting' || coreState === 'failing') {
      wire?.close();
      forget();
      connect();
    }
  });
  connect();
  return {
    state: () => state,
    onChange: (listener) => changed.subscribe(listener),
    syncNow() {
      if (state.phase === 'open') void client?.sync.now().catch(() => undefined);
    },
    async takeNotices(keys) {
      const taken = await client?.day.tell({ keys: [...keys] }).catch(() => undefined);
      return taken?.keys ?? [];
    },
    async lock() {
      // Whatever it looked like from here: the core takes its steps one after another, and refuses this one where there is nothing to lock.
      await client?.session.lock().catch(() => undefined);
    },
    stop() {
      stopFollowing();
      core.withdraw(NAME);
      wire?.close();
    },
  };
}

/** Hears a stream to its end; it ends when the wire does, and when the session is locked. What is not of the expected shape is not heard. */
function follow<Value>(
  open: () => PromiseLike<AsyncIterable<unknown>>,
  schema: { safeParse(value: unknown): { success: true; data: Value } | { success: false } },
  hear: (value: Value) => void,
): void {
  const listen = async (): Promise<void> => {
    for await (const value of await open()) {
      const read = schema.safeParse(value);
      if (read.success) hear(read.data);
    }
  };
  listen().catch(() => undefined);
}
