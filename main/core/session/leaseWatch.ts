/**
 * Looks at the leases of this machine once a minute, and counts the running time. Whoever is at work is looked at besides after each round; how those stand
 * that are locked, the server is asked from time to time, so that a laptop that was stolen goes dark although nobody unlocks it.
 */
import type { CoreOptions } from '../coreOptions.ts';
import type { LeaseDesk } from '../lease/leaseDesk.ts';
import { askStanding, type Heard } from './admission.ts';
import type { Profiles } from './profiles.ts';
import { currentServerUrl } from './serverUrl.ts';

export interface LeaseWatch {
  /** Asks the server about somebody who is locked. Fails as a transport does. */
  ask(profileId: string): Promise<void>;
  /** How the last question about somebody went; null before the first. */
  heard(profileId: string): Heard | null;
  /** The server is asked soon, and not only when the next quarter of an hour is over. */
  askSoon(): void;
  stop(): void;
}

export interface LeaseWatchOptions {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly leases: LeaseDesk;
  /** Whose copy is open, null when nobody's is. */
  readonly atWork: () => string | null;
  /** Once a minute, and whenever there may be news; `askedAll` every quarter of an hour. */
  readonly onLook: (occasion: 'minute' | 'news' | 'askedAll') => void;
  /** Other news for the server, when it is there. */
  readonly tell: (signal: AbortSignal) => Promise<void>;
}

const MINUTE = 60_000;
const MINUTES_BETWEEN_QUESTIONS = 15;
/** Behind the start, and behind a lock: the window comes first. */
const FIRST_QUESTION_MILLISECONDS = 5_000;

export function watchLeases({ core, profiles, leases, atWork, onLook, tell }: LeaseWatchOptions): LeaseWatch {
  const heard = new Map<string, Heard>();
  const stopped = new AbortController();
  let minutes = 0;
  let asking = false;
  let cancelMinute = core.timers.after(MINUTE, minute);
  let cancelSoon = core.timers.after(FIRST_QUESTION_MILLISECONDS, askAll);

  function minute(): void {
    cancelMinute = core.timers.after(MINUTE, minute);
    // Each minute counts as one, whatever the clock did: a machine that sleeps does not run.
    leases.ran(here(), MINUTE, isSpared);
    minutes += 1;
    onLook('minute');
    if (minutes % MINUTES_BETWEEN_QUESTIONS === 0) askAll();
  }

  /**
   * A locked copy cannot renew its lease while others work: minutes in which the server could be asked about it, and has nothing against it, bring its erasure
   * no nearer. The end of its lease they do.
   */
  const isSpared = (profileId: string): boolean => profileId !== atWork() && heard.get(profileId) === 'answer';

  const here = (): string[] => profiles.list().flatMap(({ profileId, erased }) => (erased ? [] : [profileId]));

  function transportOf(profileId: string) {
    const url = profiles.ownerOf(profileId)?.serverUrl;
    return url === undefined ? null : core.openTransport(currentServerUrl(url, core.defaultServerUrl));
  }

  function askAll(): void {
    if (asking || stopped.signal.aborted) return;
    asking = true;
    const work = async (): Promise<void> => {
      for (const profileId of here()) {
        const transport = transportOf(profileId);
        if (transport) heard.set(profileId, await askStanding({ core, leases, profileId, transport }, stopped.signal));
      }
      await tell(stopped.signal);
    };
    work()
      .catch((error: unknown) => core.log('lease.watch_failed', { error: String(error) }))
      .finally(() => {
        asking = false;
        if (!stopped.signal.aborted) onLook('askedAll');
      });
  }

  return {
    async ask(profileId) {
      const transport = transportOf(profileId);
      const device = leases.device(profileId);
      if (!transport || device === null) return;
      leases.takeOrder(profileId, (await transport.standing({ device }, stopped.signal)).order);
      heard.set(profileId, 'answer');
      onLook('news');
    },
    heard: (profileId) => heard.get(profileId) ?? null,
    askSoon() {
      if (stopped.signal.aborted) return;
      cancelSoon();
      cancelSoon = core.timers.after(FIRST_QUESTION_MILLISECONDS, askAll);
    },
    stop() {
      stopped.abort();
      cancelMinute();
      cancelSoon();
    },
  };
}
