/** Does what the leases of this machine's people say, now and whenever that changes: whoever is at work is locked, and a copy that is to be erased is. */
import { createError, errorToWire } from '../../../shared/base/errors.ts';
import type { Verdict } from '../lease/judge.ts';
import { tellsOfStanding } from './admission.ts';
import { watchLeases } from './leaseWatch.ts';
import type { OpenSession } from './openSession.ts';
import type { Turnstile } from './turnstile.ts';
import {
  completeErasures,
  COST_OF_WAITING,
  isPatienceOver,
  reportErasures,
  wipeClosed,
  wipeOpen,
  type Wipe,
  type WipeParts,
} from './wipe.ts';

export interface LeaseGuard {
  /**
   * Of a store that was opened just now, before any window sees it.
   * @throws PeyvandError `lease_locked` when it was opened to hand in what was not sent, and is closed again, or erased.
   */
  admit(open: OpenSession): Promise<void>;
  /** Asks the server how somebody's locked copy stands. Fails as a transport does. */
  ask(profileId: string): Promise<void>;
  /** Nobody is at work any more: the server is asked about everybody soon. */
  askSoon(): void;
  stop(): void;
}

export interface LeaseGuardParts extends Omit<WipeParts, 'unnoted'> {
  /** Of the session's steps. */
  readonly turnstile: Turnstile;
  readonly session: {
    isClosed(): boolean;
    atWork(): OpenSession | null;
    /** Whose damaged store is being repaired. */
    inRepair(): string | null;
    /** Ends whatever is open, with its key. */
    lock(): Promise<void>;
    /** The windows show the lock screen, whatever still runs behind it. */
    hide(profileId: string): void;
    /** Tells the windows to look again. */
    moved(): void;
  };
}

type Occasion = 'minute' | 'news' | 'askedAll';

export function createLeaseGuard(parts: LeaseGuardParts): LeaseGuard {
  const { core, profiles, leases, turnstile, session } = parts;
  const wipeParts: WipeParts = { core, profiles, leases, unnoted: new Map() };
  completeErasures(parts);
  let shown = '';
  const watch = watchLeases({
    core,
    profiles,
    leases,
    atWork: () => session.atWork()?.profileId ?? null,
    onLook: look,
    tell: (signal) => reportErasures(parts, signal),
  });

  function look(occasion: Occasion): void {
    turnstile
      .run(() => (session.isClosed() ? undefined : enforce(occasion)))
      .catch((error: unknown) => core.log('lease.not_enforced', { error: String(error) }));
  }

  async function enforce(occasion: Occasion): Promise<void> {
    const open = session.atWork();
    const verdict = open ? leases.verdict(open.profileId) : null;
    if (open && verdict?.state === 'wipe') await wipe(open, verdict);
    else if (verdict && verdict.state !== 'valid') await session.lock();
    const inRepair = session.inRepair();
    if (inRepair !== null && leases.verdict(inRepair).state !== 'valid') await session.lock();
    wipeWhoIsAway(occasion);
    tellNews();
  }

  async function wipe(open: OpenSession, verdict: Extract<Verdict, { state: 'wipe' }>): Promise<void> {
    // The windows are told first: what follows may take a while.
    session.hide(open.profileId);
    await wipeOpen(wipeParts, open, verdict);
    session.hide(open.profileId);
    watch.askSoon();
  }

  /** Copies that nobody has open. What one of them fails of keeps no other. */
  function wipeWhoIsAway(occasion: Occasion): void {
    for (const { profileId, erased } of profiles.list()) {
      if (erased || session.atWork()?.profileId === profileId) continue;
      try {
        if (wipeIfDue(profileId, occasion)) watch.askSoon();
      } catch (error) {
        core.log('lease.not_enforced', { profile: profileId, error: String(error) });
      }
    }
  }

  /** A polite order waits for the person, who has the passphrase, and not for ever. */
  function wipeIfDue(profileId: string, occasion: Occasion): boolean {
    const verdict = leases.verdict(profileId);
    if (verdict.state === 'ranOut') return isBeyondAsking(profileId, occasion) && wipeNow(profileId, verdict);
    if (verdict.state !== 'wipe') return false;
    const cost = occasion === 'askedAll' ? COST_OF_WAITING : 0;
    if (verdict.manner === 'politely' && !isPatienceOver(leases.noteWait(profileId, cost))) return false;
    return wipeNow(profileId, verdict);
  }

  /** Nobody ordered it, and the count lies in a file: it is acted upon where the server was asked just now and there is no line to it. */
  const isBeyondAsking = (profileId: string, occasion: Occasion): boolean =>
    occasion === 'askedAll' && watch.heard(profileId) === 'noLine';

  function wipeNow(profileId: string, verdict: Wipe): true {
    try {
      wipeClosed(wipeParts, profileId, verdict);
    } finally {
      session.moved();
    }
    return true;
  }

  /** The lock screen says why, and till when. */
  function tellNews(): void {
    const news = JSON.stringify(profiles.list().map(({ profileId }) => leases.verdict(profileId)));
    if (news !== shown && !session.atWork()) session.moved();
    shown = news;
  }

  /** Behind each round: the lease may be another now, or the server has said that there is none to be had. */
  function lookAfterRounds(open: OpenSession): void {
    const stop = open.sync.onState(({ connection, problem }) => {
      if (connection === 'syncing') return;
      if (problem && tellsOfStanding(problem.code)) askBehindRound(open.profileId);
      else if (leases.verdict(open.profileId).state !== 'valid') look('news');
    });
    open.ended.addEventListener('abort', stop, { once: true });
  }

  function askBehindRound(profileId: string): void {
    watch.ask(profileId).catch((error: unknown) => core.log('lease.not_asked', { code: errorToWire(error).code }));
  }

  return {
    async admit(open) {
      const verdict = leases.verdict(open.profileId);
      if (verdict.state !== 'wipe') return lookAfterRounds(open);
      await wipe(open, verdict);
      throw createError('lease_locked', { reason: 'wipe', contact: null });
    },
    ask: (profileId) => watch.ask(profileId),
    askSoon: () => watch.askSoon(),
    stop: () => watch.stop(),
  };
}
