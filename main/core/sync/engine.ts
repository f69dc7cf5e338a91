/**
 * When to sync: at start, after a commit, on a poke, on a back-off timer, on demand; one round at a time.
 * What a round does is in `round.ts`. Nothing waits for this: offline is the normal state. One page, for every function here turns the same
 * few variables.
 */
import { instantFromMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { createEmitter } from '../../../shared/base/emitter.ts';
import { errorToWire, isPeyvandError, type ErrorFact, type ErrorFacts } from '../../../shared/base/errors.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import type { SyncRhythm, SyncState } from '../../../shared/contract/sync.ts';
import type { LeaseQuestion } from '../lease/leaseDesk.ts';
import type { Timers } from '../ports/timers.ts';
import type { ServerTransport } from '../ports/transport.ts';
import type { RecordStore } from '../store/types.ts';
import { backOffDelay } from './backOff.ts';
import { createBatchSizes } from './batchSizes.ts';
import type { DeviceIdentities } from './identities.ts';
import { createRhythm } from './rhythm.ts';
import { bearerOf, runRound, type RoundReport } from './round.ts';
import { createTimeLeft } from './timeLeft.ts';

export interface SyncEngine {
  state(): SyncState;
  onState(listener: (state: SyncState) => void): () => void;
  /** A round now, whatever the back-off says; resolves with the state after it, also when it failed. */
  now(): Promise<SyncState>;
  /** Work that must not meet a round, such as a checkpoint out of a file: rounds wait for it, and one follows. Fails as the work does. */
  between<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Stops the round in progress where it is and begins none by itself for a while. Resolves when it has ended. */
  cancel(): Promise<SyncState>;
  /** As {@link now}, after a cancel. */
  resume(): Promise<SyncState>;
  rhythm(): SyncRhythm;
  changeRhythm(next: SyncRhythm): void;
  start(): void;
  /** Ends the round in progress at its next step; resolves when nothing of it runs any more. */
  stop(): Promise<void>;
}

type ReadFromStore = Pick<SyncState, 'pending' | 'held' | 'refused' | 'reviews' | 'lastContactAt' | 'nextScheduledAt'>;

export interface SyncEngineOptions {
  readonly store: RecordStore;
  readonly transport: ServerTransport;
  /** Of the device as it was enrolled. */
  readonly token: string;
  /** For a device whose disk may be restored or cloned; one that lives for a moment has none. */
  readonly identities?: DeviceIdentities;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly randomness: Randomness;
  /** Of the fixed times; the machine's when left out. */
  readonly timeZone?: () => string;
  readonly schemaVersions: Readonly<Record<string, number>>;
  /** Of the program, told to the server; nothing is told without it. */
  readonly programVersion?: string | undefined;
  /** Every greeting asks for a lease, and what it brings is taken before anything else of the round. Without it none is asked for. */
  readonly lease?: {
    ask(): LeaseQuestion;
    take(token: string | null, question: LeaseQuestion): void;
  };
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Several saves at once become one push; those that come while it is under way become the next. */
const AFTER_COMMIT_MILLISECONDS = 20;
/** At the most: spreads the devices that one poke wakes. */
const AFTER_POKE_MILLISECONDS = 50;
/** Without pokes (a proxy that cuts streams) work still arrives. */
const IDLE_MILLISECONDS = 60_000;
/** How long a person who stopped syncing has peace. */
const PAUSE_MILLISECONDS = 15 * 60_000;

export function createSyncEngine(options: SyncEngineOptions): SyncEngine {
  const { store, clock, timers, randomness, log } = options;
  const states = createEmitter<SyncState>((error) => log('sync.listener_failed', { error: String(error) }));
  const stopped = new AbortController();
  let connection: SyncState['connection'] = 'offline';
  let problem: SyncState['problem'] = null;
  let progress: Pick<SyncState, 'progress' | 'phase' | 'secondsLeft'> = { progress: null };
  const rhythm = createRhythm(store, clock, options.timeZone ?? machineTimeZone);
  const sizes = { push: createBatchSizes(), pull: createBatchSizes() };
  let inRound: AbortController | null = null;
  let pausedUntil: number | null = null;
  let cancels = 0;
  let failures = 0;
  let running: Promise<void> | null = null;
  let wantedAgain = false;
  let cancelTimer: () => void = () => {};
  let listening = false;
  let stopListening: () => void = () => {};

  let known: ReadFromStore | null = null;
  /** What the store says. One that cannot be read any more is a problem to show beside what was last known; where nothing was, it throws. */
  function readStore(): ReadFromStore & Pick<SyncState, 'connection' | 'problem'> {
    try {
      const { pending, parked, refused, reviews } = store.sync.counts();
      const next = rhythm.next();
      known = {
        pending,
        held: parked,
        refused,
        reviews,
        lastContactAt: store.sync.lastContactAt(),
        ...(next === null ? {} : { nextScheduledAt: instantFromMilliseconds(next) }),
      };
      return { ...known, connection, problem };
    } catch (error) {
      if (known === null) throw error;
      return { ...known, connection: 'refused', problem: problemFrom(error) };
    }
  }

  const state = (): SyncState => ({
    ...readStore(),
    ...progress,
    ...(isPaused() && pausedUntil !== null ? { pausedUntil: instantFromMilliseconds(pausedUntil) } : {}),
    ...(rhythm.read().metered ? { metered: true } : {}),
  });
  const speak = (): void => {
    if (stopped.signal.aborted) return;
    try {
      states.emit(state());
    } catch (error) {
      log('sync.state_unreadable', { code: errorToWire(error).code });
    }
  };

  /** A clock that is put back does not lengthen it. */
  const isPaused = (): boolean =>
    pausedUntil !== null && clock.now() < pausedUntil && clock.now() >= pausedUntil - PAUSE_MILLISECONDS;

  /** How much the device does by itself now. What keeps the store from saying so is met, and told, by the round. */
  function wanted(): 'whole' | 'push' | null {
    if (isPaused()) return null;
    try {
      if (!rhythm.read().metered || rhythm.isDue() || !store.sync.firstSyncDone()) return 'whole';
      return store.sync.counts().pending > 0 ? 'push' : null;
    } catch {
      return 'whole';
    }
  }

  function background(): void {
    const reach = wanted();
    if (reach === null) schedule(IDLE_MILLISECONDS);
    else void round(reach);
  }

  /** Joins the round in progress, or begins one. */
  function round(reach: 'whole' | 'push'): Promise<void> {
    cancelTimer();
    running ??= runOnce(reach).finally(() => {
      running = null;
      if (stopped.signal.aborted) return;
      const isWantedAgain = wantedAgain;
      wantedAgain = false;
      // What became new during a failing round is no reason to trouble the server sooner.
      if (failures > 0) schedule(backOffDelay(failures, randomness));
      else schedule(isWantedAgain ? 0 : IDLE_MILLISECONDS);
    });
    return running;
  }

  async function runOnce(reach: 'whole' | 'push'): Promise<void> {
    connection = 'syncing';
    speak();
    const own = new AbortController();
    inRound = own;
    const timeLeft = createTimeLeft(clock);
    try {
      const report = await runRound(options, {
        signal: AbortSignal.any([stopped.signal, own.signal]),
        reach,
        sizes,
        onProgress: (phase, done, expected) => {
          const secondsLeft = timeLeft.note(phase, done, expected);
          progress = { progress: { done, expected }, phase, ...(secondsLeft === null ? {} : { secondsLeft }) };
          speak();
        },
      });
      if (reach === 'whole') rhythm.noteWholeRound();
      failures = 0;
      connection = 'online';
      problem = problemOf(report);
      store.sync.setLastContactAt(instantFromMilliseconds(clock.now()));
      listenForPokes();
    } catch (error) {
      // Who stops it is no failing line.
      if (!own.signal.aborted) failures += 1;
      noteFailure(error);
    } finally {
      inRound = null;
      progress = { progress: null };
      speak();
    }
  }

  function noteFailure(error: unknown): void {
    const wire = errorToWire(error);
    if (wire.code === 'cancelled' || wire.code === 'server_unreachable') {
      // Offline is the normal state, not a problem to show.
      connection = 'offline';
      problem = null;
      return;
    }
    connection = 'refused';
    problem = problemFrom(error);
    log('sync.round_failed', {
      ...factsToLog(wire.facts),
      code: wire.code,
      ...(isPeyvandError(error) ? {} : { error: String(error) }),
    });
  }

  function schedule(milliseconds: number): void {
    cancelTimer();
    cancelTimer = timers.after(milliseconds, background);
  }

  /** Something is new: soon, or right after the round in progress, which may have read too early to see it. */
  function wake(milliseconds: number): void {
    if (stopped.signal.aborted) return;
    if (running) wantedAgain = true;
    else schedule(milliseconds);
  }

  function listenForPokes(): void {
    if (listening || stopped.signal.aborted || rhythm.read().metered) return;
    listening = true;
    void readPokes().finally(() => {
      listening = false;
      // The stream ended: the next round tells whether the server is there, and opens it again.
      if (!stopped.signal.aborted && connection === 'online') wake(backOffDelay(1, randomness));
    });
  }

  async function readPokes(): Promise<void> {
    try {
      for await (const _poke of options.transport.pokes(bearerOf(options), stopped.signal))
        wake(spread(AFTER_POKE_MILLISECONDS, randomness));
    } catch (error) {
      log('sync.pokes_ended', { code: errorToWire(error).code });
    }
  }

  /** Not in the background: the server would be asked the same in every round, and refuse it. What keeps the store from it is told by the round. */
  function sendRefusedAgain(): void {
    try {
      const requeued = store.sync.requeueRefused();
      if (requeued > 0) log('sync.refused_again', { groups: requeued });
    } catch (error) {
      log('sync.state_unreadable', { code: errorToWire(error).code });
    }
  }

  async function between<Result>(work: () => Promise<Result>): Promise<Result> {
    while (running) await running;
    cancelTimer();
    const result = work();
    running = result
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        running = null;
        if (stopped.signal.aborted) return;
        speak();
        wantedAgain = false;
        schedule(0);
      });
    return result;
  }

  async function now(): Promise<SyncState> {
    pausedUntil = null;
    const cancelsBefore = cancels;
    // A round in progress may have started before what the caller means: let it end, then run another.
    while (running) await running;
    // Who stops it means what was asked for before, too.
    if (cancels === cancelsBefore) {
      sendRefusedAgain();
      await round('whole');
    }
    return state();
  }

  return {
    state,
    between,
    onState: (listener) => states.subscribe(listener),
    now,
    async cancel() {
      pausedUntil = clock.now() + PAUSE_MILLISECONDS;
      cancels += 1;
      wantedAgain = false;
      inRound?.abort();
      await running;
      speak();
      return state();
    },
    resume: now,
    rhythm: () => rhythm.read(),
    changeRhythm(next) {
      rhythm.change(next);
      speak();
      wake(0);
    },
    start() {
      stopListening = store.onChange((change) => {
        // Between failed rounds the next one is set already: whoever saves all day must neither hasten nor postpone it.
        if (change.origin === 'local' && (running || failures === 0)) wake(AFTER_COMMIT_MILLISECONDS);
        if (change.syncMoved) speak();
      });
      schedule(0);
    },
    async stop() {
      stopped.abort();
      cancelTimer();
      stopListening();
      await running;
    },
  };
}

const machineTimeZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Anything from nothing to the most. */
const spread = (most: number, randomness: Randomness): number => ((randomness.bytes(1)[0] ?? 0) / 255) * most;

const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60_000;

/** Sync went well, yet the person should know: this machine's clock is wrong. Order is the server's, so nothing is lost by it. */
function problemOf(report: RoundReport): SyncState['problem'] {
  if (Math.abs(report.clockOffset) > CLOCK_TOLERANCE_MILLISECONDS)
    return { code: 'clock_skewed', facts: { offsetMinutes: Math.round(report.clockOffset / 60_000) } };
  return null;
}

/** What a server says goes to the person, not to the log: of its facts numbers and words like our own reasons alone are no content of anybody's. */
const LOGGED_FACTS = ['reason', 'status', 'limit', 'client', 'minimum', 'retryAfterSeconds'] as const;

function factsToLog(facts: ErrorFacts): Record<string, ErrorFact> {
  return Object.fromEntries(
    LOGGED_FACTS.flatMap((name) => {
      const fact = facts[name];
      const isPlain = typeof fact === 'number' || (typeof fact === 'string' && /^[a-z][a-zA-Z_]{0,63}$/.test(fact));
      return isPlain ? [[name, fact]] : [];
    }),
  );
}

function problemFrom(error: unknown): NonNullable<SyncState['problem']> {
  const { code, facts } = errorToWire(error);
  return { code, facts: { ...facts } as NonNullable<SyncState['problem']>['facts'] };
}
