/**
 * Carries out an order to erase a copy, and tells the server. At once: every way to the keys is destroyed before anything else is done, whatever the disk says to
 * the note of it. Politely: what was not sent is handed in first, with a bound on patience. Where the copy is open, what could not be handed in is
 * sealed to the end; it lies beside the copy and stays.
 */
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import { errorToWire, isPeyvandError } from '../../../shared/base/errors.ts';
import { writeErasure } from '../../../shared/sync/lease.ts';
import type { CoreOptions } from '../coreOptions.ts';
import {
  beginErasure,
  completeErasure,
  countSealedWork,
  noteProof,
  noteReported,
  readErasure,
  type NewErasure,
} from '../lease/erasure.ts';
import type { Verdict } from '../lease/judge.ts';
import type { LeaseDesk } from '../lease/leaseDesk.ts';
import { createGroupSigner } from '../security/deviceKey.ts';
import { readSigningSeed } from './deviceValues.ts';
import type { OpenSession } from './openSession.ts';
import type { Profiles } from './profiles.ts';
import { currentServerUrl } from './serverUrl.ts';

export type Wipe = Extract<Verdict, { state: 'wipe' | 'ranOut' }>;
type OrderedWipe = Extract<Verdict, { state: 'wipe' }>;

export interface WipeParts {
  readonly core: CoreOptions;
  readonly profiles: Profiles;
  readonly leases: LeaseDesk;
  /** What was begun and no disk has taken a note of yet, by profile. */
  readonly unnoted: Map<string, NewErasure>;
}

/** What a failed attempt costs of it, and a quarter of an hour in which nobody came with the passphrase: five attempts, or a day and an hour. */
const PATIENCE = 100;
const COST_OF_ATTEMPT = 20;
export const COST_OF_WAITING = 1;
const PAUSE_MILLISECONDS = 2_000;

export const isPatienceOver = (used: number): boolean => used >= PATIENCE;

/**
 * Of a copy that is open; the windows show none of it any more. Ends the session in any case.
 * @returns false when its work could not be handed in yet, for there is no line: it is locked, and the next unlock goes on.
 */
export async function wipeOpen(parts: WipeParts, open: OpenSession, wipe: OrderedWipe): Promise<boolean> {
  try {
    if (wipe.manner === 'politely') {
      if (!(await handIn(parts, open))) return false;
      await open.noteSent();
      // What was noted here goes with the work; it is not worth a laptop that keeps its keys.
      await open.audit
        .deliver()
        .catch((error: unknown) => parts.core.log('audit.not_delivered', { error: String(error) }));
    }
    begin(parts, open.profileId, wipe);
    // No key is left by now: what the sealed copy lacks of unsent work may still come into it.
    await open.noteSent();
    prove(parts, open, wipe);
  } finally {
    await open.end();
  }
  finish(parts, open.profileId);
  return true;
}

/** Of a copy that nobody has open: its keys cannot sign any more. */
export function wipeClosed(parts: WipeParts, profileId: string, wipe: Wipe): void {
  begin(parts, profileId, wipe);
  finish(parts, profileId);
}

/** Of all copies at the start: one that was cut off goes on. */
export function completeErasures({ core, profiles }: Pick<WipeParts, 'core' | 'profiles'>): void {
  for (const { profileId } of profiles.list()) {
    try {
      completeErasure(profiles.paths(profileId));
    } catch (error) {
      core.log('erasure.not_completed', { profile: profileId, error: String(error) });
    }
  }
}

/** Tells the server of every copy that was erased, until it has heard. Fails in nothing: there is a next time. */
export async function reportErasures(
  { core, profiles }: Pick<WipeParts, 'core' | 'profiles'>,
  signal: AbortSignal,
): Promise<void> {
  for (const { profileId, erased } of profiles.list()) {
    if (!erased) continue;
    const paths = profiles.paths(profileId);
    try {
      const note = readErasure(paths);
      if (!note || note.reported || note.device === '') continue;
      const transport = core.openTransport(currentServerUrl(note.serverUrl, core.defaultServerUrl));
      await transport.erased({ device: note.device, proof: note.proof }, signal);
      noteReported(paths);
    } catch (error) {
      // It says that it has no reason to believe it: asking again changes nothing.
      if (isPeyvandError(error) && error.code === 'signature_invalid') noteReported(paths);
      else core.log('erasure.not_reported', { error: String(error) });
    }
  }
}

// ---- the steps -------------------------------------------------------------------------------------------------

/** A round of a device that is to be wiped politely sends what waits, and fetches nothing (`sync/round.ts`). */
async function handIn({ core, leases }: WipeParts, open: OpenSession): Promise<boolean> {
  for (;;) {
    if (open.store.sync.counts().pending === 0) return true;
    const { connection } = await open.sync.now();
    if (open.store.sync.counts().pending === 0) return true;
    if (connection === 'offline') return false;
    if (isPatienceOver(leases.noteWait(open.profileId, COST_OF_ATTEMPT))) {
      core.log('wipe.not_handed_in', { pending: open.store.sync.counts().pending });
      return true;
    }
    await new Promise<void>((resolve) => void core.timers.after(PAUSE_MILLISECONDS, resolve));
  }
}

function begin({ core, profiles, leases, unnoted }: WipeParts, profileId: string, wipe: Wipe): void {
  const owner = profiles.ownerOf(profileId);
  // Begun before, and cut off: then nothing but this knows whose it was.
  const erasure = unnoted.get(profileId) ?? {
    why: wipe.state === 'ranOut' ? 'leaseRanOut' : 'ordered',
    at: instantFromMilliseconds(core.clock.now()),
    name: owner?.name ?? '',
    login: owner?.login ?? '',
    serverUrl: owner?.serverUrl ?? '',
    device: leases.device(profileId) ?? '',
    proof: null,
  };
  unnoted.set(profileId, erasure);
  const isNoted = beginErasure(profiles.paths(profileId), erasure);
  if (isNoted) unnoted.delete(profileId);
  const manner = wipe.state === 'ranOut' ? 'ranOut' : wipe.manner;
  core.log('wipe.keys_destroyed', { profile: profileId, manner, noted: isNoted });
}

/** The device's own word for it, with what is sealed by now. Without it the server believes what it ordered. */
function prove(
  { core, profiles, unnoted }: WipeParts,
  { profileId, store }: OpenSession,
  { order }: OrderedWipe,
): void {
  const paths = profiles.paths(profileId);
  const signer = createGroupSigner(() => readSigningSeed((area, key) => store.getLocal(area, key)));
  try {
    const begun = unnoted.get(profileId) ?? readErasure(paths);
    if (!begun || begun.device === '') return;
    const { device, at: erasedAt } = begun;
    const erasure = { device, order: order.id, erasedAt, sealedGroups: sealedGroups(paths) };
    const proof = writeErasure(erasure, (text) => signer.sign(text));
    if (unnoted.has(profileId)) unnoted.set(profileId, { ...begun, proof });
    else noteProof(paths, proof);
  } catch (error) {
    core.log('wipe.not_proven', { code: errorToWire(error).code });
  }
}

function finish({ core, profiles, leases, unnoted }: WipeParts, profileId: string): void {
  completeErasure(profiles.paths(profileId), unnoted.get(profileId) ?? null);
  unnoted.delete(profileId);
  leases.forget(profileId);
  core.log('wipe.done', { profile: profileId });
}

function sealedGroups(paths: Parameters<typeof countSealedWork>[0]): number {
  try {
    return countSealedWork(paths);
  } catch {
    return 0;
  }
}
