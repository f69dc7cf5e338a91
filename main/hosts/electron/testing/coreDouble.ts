/** The few methods of the core that the shell calls, over the real contract and real ports, with a state that tests set. */
import { implement } from '@orpc/server';
import type { MessagePortMain } from 'electron';
import { createEmitter } from '../../../../shared/base/emitter.ts';
import { contract, type Preferences } from '../../../../shared/contract/index.ts';
import type { Notice } from '../../../../shared/contract/day.ts';
import type { SessionState } from '../../../../shared/contract/session.ts';
import type { SyncState } from '../../../../shared/contract/sync.ts';
import { createMessagePortWire } from '../../../../shared/rpc/messagePortWire.ts';
import { serveContract } from '../../../../shared/rpc/server.ts';
import type { ChildDouble } from './electronDouble.ts';

const { session: sessionMethods, preferences: preferenceMethods, sync: syncMethods, day: dayMethods } = contract;
const os = implement({
  session: { state: sessionMethods.state, lock: sessionMethods.lock },
  preferences: { observe: preferenceMethods.observe },
  sync: { state: syncMethods.state, now: syncMethods.now },
  day: { notices: dayMethods.notices, tell: dayMethods.tell },
});

const SYNC: SyncState = {
  pending: 0,
  held: 0,
  reviews: 0,
  lastContactAt: null,
  connection: 'online',
  problem: null,
  progress: null,
};
const OPEN: SessionState = {
  phase: 'open',
  profileId: 'p',
  person: { id: 'i', name: 'علی رضایی', login: 'ali', role: 'rep', company: 'پیوند' },
  sample: false,
  firstSyncDone: true,
  permissions: [],
};

export function createCoreDouble() {
  const moved = createEmitter<void>();
  const calls: string[] = [];
  const state = {
    session: { phase: 'signedOut', profiles: [], serverUrl: null } as SessionState,
    preferences: {
      language: 'fa',
      calendar: 'persian',
      moneyUnit: 'rial',
      theme: 'light',
      railCollapsed: false,
    } as Preferences,
    sync: SYNC,
    notices: [] as Notice[],
  };

  async function* follow<Value>(read: () => Value, signal: AbortSignal | undefined): AsyncGenerator<Value, void, void> {
    for (let last: Value | null = null; !signal?.aborted;) {
      const now = read();
      if (now !== last) yield (last = now);
      await new Promise<void>((resolve) => {
        const stop = moved.subscribe(() => {
          stop();
          resolve();
        });
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }

  const router = os.router({
    session: {
      state: os.session.state.handler(({ signal }) => follow(() => state.session, signal)),
      lock: os.session.lock.handler(() => {
        calls.push('lock');
        set({ session: { phase: 'locked', profiles: [], serverUrl: null, retryAfter: null } });
        return {};
      }),
    },
    preferences: { observe: os.preferences.observe.handler(({ signal }) => follow(() => state.preferences, signal)) },
    sync: {
      state: os.sync.state.handler(({ signal }) => follow(() => state.sync, signal)),
      now: os.sync.now.handler(() => {
        calls.push('sync');
        return state.sync;
      }),
    },
    day: {
      notices: os.day.notices.handler(({ signal }) => follow(() => state.notices, signal)),
      // As the core: each is given once, and no longer waits then.
      tell: os.day.tell.handler(({ input }) => {
        const taken = state.notices.filter(({ key }) => input.keys.includes(key));
        set({ notices: state.notices.filter((notice) => !taken.includes(notice)) });
        return { keys: taken.map(({ key }) => key) };
      }),
    },
  });

  function set(next: Partial<typeof state>): void {
    Object.assign(state, next);
    moved.emit();
  }

  return {
    calls,
    set,
    get sync() {
      return state.sync;
    },
    get preferences() {
      return state.preferences;
    },
    open: (sync: Partial<SyncState> = {}) => set({ session: OPEN, sync: { ...SYNC, ...sync } }),
    /** Answers every port that this process is given, and says that it is ready. */
    run(child: ChildDouble): void {
      const answer = (ports: readonly MessagePortMain[]): void => {
        for (const port of ports) serveContract(createMessagePortWire(port), router, {});
      };
      const post = child.postMessage.bind(child);
      child.postMessage = (message, ports?: MessagePortMain[]) => {
        post(message, ports);
        answer(ports ?? []);
      };
      child.emit('message', { type: 'ready' });
    },
  };
}
