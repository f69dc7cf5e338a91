/** Streams of pokes to the devices of this node: each hears of the scopes that its person holds, and of nothing else. */
import { COMPANY_SCOPE, type ScopeId } from '../../shared/domain/record.ts';
import type { Poke } from '../../shared/sync/protocol.ts';
import { isCutOff, type Device } from '../auth/devices.ts';
import type { Database } from '../store/database.ts';
import type { Member, OrganisationReader } from './organisation.ts';
import type { Pokes } from './pokes.ts';

export interface PokeStreams {
  open(device: Device, signal: AbortSignal): AsyncIterable<Poke>;
  stop(): void;
  isStopped(): boolean;
}

export function createPokeStreams(database: Database, organisation: OrganisationReader, pokes: Pokes): PokeStreams {
  const stopped = new AbortController();
  const memberOf = async (device: Device): Promise<Member | null> =>
    (await isCutOff(database, device.id)) ? null : (await organisation.read(database)).member(device.person);
  return {
    isStopped: () => stopped.signal.aborted,
    stop: () => stopped.abort(),
    async *open(device, signal) {
      const mailbox = createMailbox(pokes, AbortSignal.any([signal, stopped.signal]));
      try {
        let member = await memberOf(device);
        // Something may have moved between the device's last round and this stream.
        if (member?.active) yield { scopes: [] };
        for (;;) {
          const moved = await mailbox.next();
          if (moved === null || !member?.active) return;
          // Who holds what may have changed with it; a person who lost their rights, or a device that was revoked or suspended, hears no more.
          if (moved.everything || moved.scopes.has(COMPANY_SCOPE)) member = await memberOf(device);
          if (!member?.active) return;
          const held = [...moved.scopes].filter(member.holds);
          if (moved.everything || held.length > 0) yield { scopes: held };
        }
      } finally {
        mailbox.close();
      }
    },
  };
}

interface Moved {
  /** More moved than could be named. */
  everything: boolean;
  readonly scopes: Set<ScopeId>;
}

/** Gathers what moves while a slow reader is busy; null when the signal says that it is over. */
function createMailbox(pokes: Pokes, signal: AbortSignal): { next(): Promise<Moved | null>; close(): void } {
  let moved: Moved | null = null;
  let wake: () => void = () => {};
  const unsubscribe = pokes.subscribe((scopes) => {
    moved ??= { everything: false, scopes: new Set() };
    if (scopes === null) moved.everything = true;
    else for (const scope of scopes) moved.scopes.add(scope);
    wake();
  });
  const onAbort = (): void => wake();
  const isQuiet = (): boolean => moved === null && !signal.aborted;
  signal.addEventListener('abort', onAbort);
  return {
    async next() {
      while (isQuiet()) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const taken = signal.aborted ? null : moved;
      moved = null;
      return taken;
    },
    close() {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
    },
  };
}
