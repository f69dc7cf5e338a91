/**
 * Carries unsent work of others (SYNC-14): whoever is signed in here and reaches the server hands in what lies sealed in other people's folders,
 * unread and unreadable. They learn whose work was waiting, by name, and that it was delivered. Delivering twice changes nothing.
 */
import { appendFile, stat } from 'node:fs/promises';
import { createEmitter } from '../../../shared/base/emitter.ts';
import { errorToWire, isPeyvandError } from '../../../shared/base/errors.ts';
import { DELIVERY_ITEMS_MAXIMUM } from '../../../shared/sync/sealedGroup.ts';
import { sealingKeyName } from '../../../shared/sync/sealing.ts';
import type { CoreLog } from '../coreOptions.ts';
import { writeFileAtomically } from '../files/atomicFile.ts';
import type { ServerTransport } from '../ports/transport.ts';
import type { Profiles } from '../session/profiles.ts';
import { createTurnstile } from '../session/turnstile.ts';
import type { OwnSealedCopy } from './sealedCopy.ts';
import { headerOfFile, markFrame, readSealedFile, type SealedFile } from './sealedFile.ts';

/** Somebody with sealed work on this machine. */
export interface WaitingWork {
  readonly profileId: string;
  /** '' when their keyring cannot be read. */
  readonly name: string;
  /** `refused`: the server is not able or willing to take some of it; `foreign`: it is sealed to another company's server. */
  readonly state: 'waiting' | 'refused' | 'foreign';
}

export interface Courier {
  /** Other people's, by name. */
  waiting(): readonly WaitingWork[];
  /** Names of those whose work was delivered from here in this session, the last one last. */
  delivered(): readonly string[];
  onMoved(listener: () => void): () => void;
  /** Looks again at what lies here. */
  look(): Promise<void>;
  /** Delivers everything that waits; what cannot be sent now is left for the next time. Fails as the transport does. */
  deliver(signal?: AbortSignal): Promise<void>;
  /** Sealed items of others, and of one's own that the store does not have, for a bundle. */
  items(): Promise<{ readonly tag: string; readonly item: Uint8Array; readonly name: string }[]>;
}

export interface CourierOptions {
  readonly profiles: Pick<Profiles, 'list' | 'paths'>;
  readonly profileId: string;
  readonly copy: OwnSealedCopy;
  readonly serverSealingKey: string;
  readonly transport: Pick<ServerTransport, 'call'>;
  /** Of the device as the server knows it at this moment. */
  readonly token: () => string;
  readonly log: CoreLog;
}

/** Of one message, in bytes of items. */
const BATCH_BYTES = 4 * 1024 * 1024;

interface Lot {
  readonly profileId: string;
  readonly name: string;
  readonly items: ReadonlyMap<string, Uint8Array>;
  readonly isForeign: boolean;
}

export function createCourier(options: CourierOptions): Courier {
  const { profiles, profileId, copy, log } = options;
  const ownKeyName = sealingKeyName(options.serverSealingKey);
  const moved = createEmitter<void>((error) => log('courier.listener_failed', { error: String(error) }));
  const turnstile = createTurnstile();
  const refused = new Set<string>();
  const deliveredNames: string[] = [];
  const lotsByProfile = new Map<string, { readonly stamp: string; readonly lot: Lot }>();
  let waiting: readonly WaitingWork[] = [];

  /** What others have here; a file that has not changed since is not read again. */
  async function lots(): Promise<Lot[]> {
    const found: Lot[] = [];
    for (const profile of profiles.list()) {
      if (profile.profileId === profileId) continue;
      const { sealed, delivered } = profiles.paths(profile.profileId);
      const stamp = `${await stampOf(sealed)} ${await stampOf(delivered)} ${profile.name}`;
      const known = lotsByProfile.get(profile.profileId);
      const lot = known?.stamp === stamp ? known.lot : readLot(profile.profileId, profile.name);
      lotsByProfile.set(profile.profileId, { stamp, lot });
      if (lot.items.size > 0) found.push(lot);
    }
    return found;
  }

  function readLot(owner: string, name: string): Lot {
    const paths = profiles.paths(owner);
    try {
      const file = readSealedFile(paths.sealed);
      const marks = readMarks(paths.delivered)?.delivered;
      const items = [...(file?.items ?? [])].filter(
        ([tag]) => file?.delivered.get(tag) !== true && marks?.get(tag) !== true,
      );
      return {
        profileId: owner,
        name,
        items: new Map(items),
        isForeign: file !== null && file.serverKey !== null && file.serverKey !== ownKeyName,
      };
    } catch (error) {
      // Another's file that is no file of ours must keep nobody from their own work.
      log('courier.file_unreadable', { profile: owner, code: errorToWire(error).code });
      return { profileId: owner, name, items: new Map(), isForeign: false };
    }
  }

  async function note(): Promise<Lot[]> {
    const found = await lots();
    const before = JSON.stringify(waiting);
    waiting = found.map(({ profileId: owner, name, items, isForeign }) => ({
      profileId: owner,
      name,
      state: isForeign ? 'foreign' : [...items.keys()].every((tag) => refused.has(tag)) ? 'refused' : 'waiting',
    }));
    if (JSON.stringify(waiting) !== before) moved.emit();
    return found;
  }

  async function deliverAll(signal: AbortSignal | undefined): Promise<void> {
    for (const lot of await note()) {
      if (lot.isForeign) continue;
      const done = await send(lot.items, signal, (tags) => markDelivered(lot.profileId, tags));
      if (done > 0) {
        log('courier.delivered', { profile: lot.profileId, groups: done });
        deliveredNames.push(lot.name);
        moved.emit();
      }
    }
    await send(await copy.strays(), signal, (tags) => copy.markDelivered(tags));
    await note();
  }

  /** @returns How many the server has now. */
  async function send(
    items: ReadonlyMap<string, Uint8Array>,
    signal: AbortSignal | undefined,
    onDelivered: (tags: readonly string[]) => Promise<void>,
  ): Promise<number> {
    let done = 0;
    const toSend = [...items].filter(([tag]) => !refused.has(tag));
    for (const batch of batchesOf(toSend)) {
      const reply = await options.transport.call(
        options.token(),
        'deliverSealed',
        { items: batch.map(([, item]) => Buffer.from(item).toString('base64url')) },
        signal,
      );
      const tags: string[] = [];
      for (const [index, [tag]] of batch.entries()) {
        const answer = reply.items[index];
        if (answer?.state === 'delivered') tags.push(tag);
        if (answer?.state !== 'refused') continue;
        // Tried again after the next start: the server may have been taught better.
        refused.add(tag);
        log('courier.refused', { code: answer.code });
      }
      if (tags.length > 0) await onDelivered(tags);
      done += tags.length;
    }
    return done;
  }

  /** Beside the owner's file, which is the owner's to write: what was sent is not sent again, and if it is, no harm is done. */
  async function markDelivered(owner: string, tags: readonly string[]): Promise<void> {
    const { delivered } = profiles.paths(owner);
    const marks = readMarks(delivered);
    if (marks && !marks.isHarmed) return appendFile(delivered, markFrame(tags, true));
    // Behind what a power cut left of it nothing would be found again.
    const noted = [...(marks?.delivered ?? [])].flatMap(([tag, isDelivered]) => (isDelivered ? [tag] : []));
    writeFileAtomically(
      delivered,
      Buffer.concat([headerOfFile(ownKeyName), markFrame([...new Set([...noted, ...tags])], true)]),
    );
  }

  return {
    waiting: () => waiting,
    delivered: () => [...new Set(deliveredNames)],
    onMoved: (listener) => moved.subscribe(listener),
    look: () => turnstile.run(async () => void (await note())),
    deliver: (signal) => turnstile.run(() => deliverAll(signal)),
    items: () =>
      turnstile.run(async () => {
        const others = (await note()).filter(({ isForeign }) => !isForeign);
        const strays = await copy.strays();
        return [
          ...others.flatMap(({ items, name }) => [...items].map(([tag, item]) => ({ tag, item, name }))),
          ...[...strays].map(([tag, item]) => ({ tag, item, name: '' })),
        ];
      }),
  };
}

/** What others noted; null when that cannot be told: then work goes twice, which changes nothing, rather than never. */
function readMarks(path: string): SealedFile | null {
  try {
    return readSealedFile(path);
  } catch {
    return null;
  }
}

/** Whether a failed delivery is worth a line in the log: without a line to the server everything waits, which is normal. */
export const isOffline = (error: unknown): boolean =>
  isPeyvandError(error) && (error.code === 'server_unreachable' || error.code === 'cancelled');

function batchesOf(items: readonly [string, Uint8Array][]): [string, Uint8Array][][] {
  const batches: [string, Uint8Array][][] = [];
  let bytes = Infinity;
  for (const item of items) {
    bytes += item[1].length;
    const last = batches.at(-1);
    if (last && bytes <= BATCH_BYTES && last.length < DELIVERY_ITEMS_MAXIMUM) last.push(item);
    else {
      batches.push([item]);
      bytes = item[1].length;
    }
  }
  return batches;
}

/** Changes when the file does; '' when there is none. */
async function stampOf(path: string): Promise<string> {
  try {
    const { size, mtimeMs, ino } = await stat(path);
    return `${size} ${mtimeMs} ${ino}`;
  } catch {
    return '';
  }
}
