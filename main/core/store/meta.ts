/** The store's own facts, one JSON value per key. */
import { createError } from '../../../shared/base/errors.ts';
import type { Connection } from './connection.ts';
import type { KnownKinds } from './knownKinds.ts';
import type { DeviceIdentity } from './types.ts';

export interface MetaValues {
  identity: DeviceIdentity;
  /** The file belongs to nobody and holds the documents of RxStorage alone. */
  documentsOnly: true;
  /** The last group of the chain, which goes on through the identities of the device. */
  chain: { n: number; hash: string } | null;
  /** The newest group of the chain that is in the bases here. */
  lastCovered: { n: number; hash: string } | null;
  view: string | null;
  /** Milliseconds, server − device. */
  clockOffset: number;
  lastContactAt: string | null;
  /** Counts up with each checkpoint that begins to be staged from zero and with each applied one. */
  checkpointSerial: number;
  /** False until the first checkpoint is complete: until then records show as they come. */
  firstCheckpointDone: boolean;
  /** Rowid of the last staged row that the first sync has already shown. */
  drained: number;
  /** Groups were put into the outbox from a damaged store, and their records are not shown yet. */
  unsettled: boolean;
  /** A new epoch was seen and its first checkpoint is not applied yet. */
  epochChanged: boolean;
  /** A scope was purged, and what it leaves in freed pages is not all erased yet. */
  unerased: boolean;
  /** The epoch of the bases while that is not the identity's: from a new epoch to its first checkpoint. */
  baseEpoch: string | null;
  /** Of the program that opened the store last. */
  knownKinds: KnownKinds;
}

export interface Meta {
  get<Key extends keyof MetaValues>(key: Key): MetaValues[Key] | undefined;
  /** Who this store belongs to. */
  identity(): DeviceIdentity;
  set<Key extends keyof MetaValues>(key: Key, value: MetaValues[Key]): void;
}

export function createMeta(connection: Connection): Meta {
  const get = <Key extends keyof MetaValues>(key: Key): MetaValues[Key] | undefined => {
    const row = connection.get<{ value: string }>('SELECT value FROM meta WHERE key = ?', [key]);
    return row ? (JSON.parse(row.value) as MetaValues[Key]) : undefined;
  };
  return {
    get,
    identity() {
      const identity = get('identity');
      if (!identity) throw createError('store_damaged', { reason: 'identity_missing' });
      return identity;
    },
    set(key, value) {
      connection.run(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
        [key, JSON.stringify(value)],
      );
    },
  };
}
