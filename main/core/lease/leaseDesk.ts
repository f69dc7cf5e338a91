/**
 * The leases of this machine's people, one for each profile: what is known, what follows from it now, and how new leases and orders are taken. The locked ones
 * are read from their files; of the one at work the store is asked, and both are written.
 */
import { instantToMilliseconds, type Clock } from '../../../shared/base/clock.ts';
import { bytesToBase64url } from '../../../shared/base/bytes.ts';
import type { VerifyText } from '../../../shared/base/jws.ts';
import type { Randomness } from '../../../shared/base/randomness.ts';
import { isLaterOrder, readLease, readOrder, type Lease } from '../../../shared/sync/lease.ts';
import type { CoreLog } from '../coreOptions.ts';
import type { RecordStore } from '../store/types.ts';
import { judge, raiseLatestSeen, type LeaseFacts, type Verdict } from './judge.ts';
import { factsOf, keptLeaseSchema, newKeptLease, readLeaseFile, writeLeaseFile, type KeptLease } from './keptLease.ts';
import { createVerifier } from './serverSignature.ts';

export interface LeaseDesk {
  verdict(profileId: string): Verdict;
  /** As it was signed; null when none is known. */
  lease(profileId: string): Lease | null;
  /** What the server knows this copy as; null when nothing is known of it. */
  device(profileId: string): string | null;
  /** From now on the store is asked and written too. */
  attach(profileId: string, store: LeaseStore, serverKey: string): void;
  /** The store is about to close. */
  detach(profileId: string): void;
  /** What the next greeting asks for a lease with. */
  ask(): LeaseQuestion;
  /**
   * The answer to the very question that was asked just now is the server's word of this moment, whatever was believed before: the lease begins anew, and its
   * time is the time. Every other one (out of a bundle, out of a file, an answer that somebody kept and plays back) may be of any day: it counts when it is
   * a later one, and neither the clock nor what has run is forgotten by it.
   * @param question null when nothing was asked, or the answer came another way.
   * @returns whether it was taken: genuine, of this device, and an answer or newer.
   */
  takeLease(profileId: string, token: string | null, question: LeaseQuestion | null): boolean;
  /** Also an earlier order than the one that is known is no news. */
  takeOrder(profileId: string, token: string | null): boolean;
  /**
   * The program ran so many milliseconds on; for everybody whose lease is known.
   * @param endsNone Of whom it may cost the lease time, and never the copy.
   */
  ran(profileIds: readonly string[], milliseconds: number, endsNone?: (profileId: string) => boolean): void;
  /** A polite wipe waited once more. @param weight How much of the patience it took. @returns all that was taken so far. */
  noteWait(profileId: string, weight: number): number;
  forget(profileId: string): void;
}

export type LeaseStore = Pick<RecordStore, 'getLocal' | 'putLocal' | 'identity'>;

export interface LeaseQuestion {
  /** Drawn for it alone. */
  readonly nonce: string;
  /** By this machine's clock, in milliseconds. */
  readonly askedAt: number;
}

export interface LeaseDeskOptions {
  readonly fileOf: (profileId: string) => string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Of the program; null: not known. */
  readonly version: string | null;
  readonly log: CoreLog;
}

/**
 * What moved by less is not written by itself. So much is charged ahead of whoever has their copy open: a run that ends without a word, by a kill or a loss
 * of power, has cost it, and one that ends in order gets it back.
 */
const STEP_MILLISECONDS = 10 * 60_000;
const NONCE_BYTES = 16;
/** Of the values of a store: what is known of its lease. */
export const LEASE_AREA = 'lease';
const KEPT = 'kept';

interface Entry {
  kept: KeptLease;
  facts: LeaseFacts;
  readonly verify: VerifyText;
  store: LeaseStore | null;
  /** As it is on the disk. */
  written: KeptLease | null;
}

export function createLeaseDesk({ fileOf, clock, randomness, version, log }: LeaseDeskOptions): LeaseDesk {
  /** null: no file that says anything. */
  const entries = new Map<string, Entry | null>();

  function entryOf(profileId: string): Entry | null {
    const known = entries.get(profileId);
    if (known !== undefined) return known;
    const kept = readLeaseFile(fileOf(profileId));
    const entry = kept ? entryFrom(kept, null) : null;
    if (entry) entry.written = entry.kept;
    entries.set(profileId, entry);
    return entry;
  }

  function change(profileId: string, entry: Entry, next: Partial<KeptLease>): void {
    entry.kept = { ...entry.kept, ...next };
    entry.facts = factsOf(entry.kept, entry.verify);
    if (isWorthWriting(entry)) write(profileId, entry);
  }

  /** A full disk must not keep anybody from working; what could not be written now is tried again with the next step. */
  function write(profileId: string, entry: Entry, ahead = entry.store ? STEP_MILLISECONDS : 0): void {
    const kept = { ...entry.kept, charged: entry.kept.charged + ahead };
    try {
      entry.store?.putLocal(LEASE_AREA, KEPT, kept);
      writeLeaseFile(fileOf(profileId), kept);
      entry.written = entry.kept;
    } catch (error) {
      log('lease.not_written', { error: error instanceof Error ? error.name : typeof error });
    }
  }

  function takeLease(profileId: string, token: string | null, question: LeaseQuestion | null): boolean {
    const entry = entryOf(profileId);
    const lease = entry && token !== null ? readLease(token, entry.verify) : null;
    if (!entry || !lease) return false;
    // A store that was brought back is another device already, and was of the one that it knows a lease of.
    const isBefore = question === null && lease.device === entry.kept.device;
    if (!isBefore && lease.device !== (entry.store?.identity.device ?? entry.kept.device)) return false;
    const isAnswer = question !== null && lease.nonce === question.nonce;
    if (question && !isAnswer) log('lease.not_the_answer', { profile: profileId });
    const { lease: known } = entry.facts;
    if (!isAnswer && known && lease.issuedAt <= known.issuedAt) return false;
    const counted = isAnswer ? begunAnew(lease, question) : carriedOn(entry, lease);
    change(profileId, entry, { lease: token, device: lease.device, politeTries: 0, ...counted });
    return true;
  }

  function takeOrder(profileId: string, token: string | null): boolean {
    const entry = entryOf(profileId);
    const order = entry && token !== null ? readOrder(token, entry.verify) : null;
    if (!entry || !order || order.device !== entry.kept.device) return false;
    if (entry.facts.order && !isLaterOrder(order, entry.facts.order)) return false;
    change(profileId, entry, { order: token, politeTries: 0 });
    return true;
  }

  /**
   * The file may have heard of an order while the store was closed, and has counted on; beside a store that was restored it may have the newer lease. Only what
   * is signed, and what makes things stricter, is taken from it.
   */
  function takeFromFile(profileId: string, entry: Entry, file: KeptLease): void {
    const { politeTries } = entry.kept;
    takeLease(profileId, file.lease, null);
    const { lease, running, charged } = entry.kept;
    change(profileId, entry, {
      running: file.lease === lease ? Math.max(running, file.running) : running,
      charged: file.lease === lease ? Math.max(charged, file.charged) : charged,
      politeTries: Math.max(politeTries, file.politeTries),
    });
    takeOrder(profileId, file.order);
  }

  return {
    verdict(profileId) {
      const entry = entryOf(profileId);
      return entry ? judge(entry.facts, clock.now(), version) : { state: 'valid', locksAt: null };
    },
    lease: (profileId) => entryOf(profileId)?.facts.lease ?? null,
    device: (profileId) => entryOf(profileId)?.kept.device ?? null,

    attach(profileId, store, serverKey) {
      const inStore = keptLeaseSchema.safeParse(store.getLocal(LEASE_AREA, KEPT)).data;
      // A new identity that the server has not heard of yet is still stopped by what was ordered about the one before: that one is asked about.
      const entry = entryFrom({ ...(inStore ?? newKeptLease(store.identity.device, serverKey)), serverKey }, store);
      const file = entryOf(profileId)?.kept;
      entry.written = inStore ?? null;
      entries.set(profileId, entry);
      if (file) takeFromFile(profileId, entry, file);
      entry.kept = { ...entry.kept, latestSeen: raiseLatestSeen(entry.facts, clock.now()) };
      entry.facts = factsOf(entry.kept, entry.verify);
      // In any case: from now on it is charged ahead.
      write(profileId, entry);
    },
    detach(profileId) {
      const entry = entries.get(profileId);
      if (!entry) return;
      write(profileId, entry, 0);
      entry.store = null;
    },

    ask: () => ({ nonce: bytesToBase64url(randomness.bytes(NONCE_BYTES)), askedAt: clock.now() }),
    takeLease,
    takeOrder,

    ran(profileIds, milliseconds, endsNone = () => false) {
      for (const profileId of profileIds) {
        const entry = entryOf(profileId);
        if (!entry?.facts.lease) continue;
        const latestSeen = raiseLatestSeen(entry.facts, clock.now());
        const { running, charged } = entry.kept;
        const counted = endsNone(profileId) ? { charged: charged + milliseconds } : { running: running + milliseconds };
        change(profileId, entry, { ...counted, latestSeen });
      }
    },

    noteWait(profileId, weight) {
      const entry = entryOf(profileId);
      if (entry) change(profileId, entry, { politeTries: entry.kept.politeTries + weight });
      return entry?.kept.politeTries ?? 0;
    },
    forget: (profileId) => void entries.delete(profileId),
  };
}

/** What the answer took on its way has passed: whoever holds it back gains nothing. */
function begunAnew(lease: Lease, { askedAt }: LeaseQuestion): Partial<KeptLease> {
  const issuedAt = instantToMilliseconds(lease.issuedAt);
  return { clockOffset: issuedAt - askedAt, latestSeen: issuedAt, running: 0, charged: 0 };
}

/** A later lease without a word on what time it is. So long as has run since the one before, so long at the least it is since that was given. */
function carriedOn({ kept, facts }: Entry, lease: Lease): Partial<KeptLease> {
  const issuedAt = instantToMilliseconds(lease.issuedAt);
  const later = facts.lease ? issuedAt - instantToMilliseconds(facts.lease.issuedAt) : Infinity;
  const running = Math.max(0, kept.running - later);
  const charged = Math.max(0, kept.running + kept.charged - later) - running;
  return { latestSeen: Math.max(kept.latestSeen, issuedAt), running, charged };
}

function entryFrom(kept: KeptLease, store: LeaseStore | null): Entry {
  const verify = createVerifier(kept.serverKey);
  return { kept, facts: factsOf(kept, verify), verify, store, written: null };
}

/** Each write is a sync of the disk: a lease that only begins later is written when it is ten minutes newer, what else moved at once. */
function isWorthWriting({ kept, written, facts, verify }: Entry): boolean {
  if (!written) return true;
  if (kept.order !== written.order || kept.device !== written.device || kept.politeTries !== written.politeTries)
    return true;
  if (kept.charged < written.charged || kept.charged - written.charged >= STEP_MILLISECONDS) return true;
  if (Math.abs(kept.running - written.running) >= STEP_MILLISECONDS) return true;
  if (Math.abs(kept.latestSeen - written.latestSeen) >= STEP_MILLISECONDS) return true;
  if (kept.lease === written.lease) return false;
  const before = factsOf(written, verify).lease;
  return !facts.lease || !before || !hasSameTerms(facts.lease, before);
}

const hasSameTerms = (one: Lease, other: Lease): boolean =>
  JSON.stringify({ ...one, ...EACH_HAS_ITS_OWN }) === JSON.stringify({ ...other, ...EACH_HAS_ITS_OWN });

const EACH_HAS_ITS_OWN = { issuedAt: '', until: '', nonce: '' };
