/** Which scopes hold a record here, and the rolling digest of every scope that lets device and server compare what they hold. */
import type { CollectionName, RecordImage, RecordReference, ScopeId } from '../../../shared/domain/record.ts';
import {
  addChecksum,
  checksumFromHex,
  checksumToHex,
  recordChecksum,
  subtractChecksum,
} from '../../../shared/sync/checksum.ts';
import type { Digest } from '../../../shared/sync/protocol.ts';
import type { Connection } from './connection.ts';

export interface Memberships {
  scopesOf(reference: RecordReference): ScopeId[];
  /** `listed`: the serial of the checkpoint that names it. */
  add(reference: RecordReference, scope: ScopeId, listed: number): void;
  remove(reference: RecordReference, scope: ScopeId): void;
  /** The next members of a scope that no checkpoint since `serial` has named. */
  unlisted(scope: ScopeId, serial: number, limit: number): RecordReference[];
  /** Notes that the base of a record, or its scopes, changed. Digests count living records only. */
  recount(reference: RecordReference, before: DigestSide, after: DigestSide): void;
  /** Writes the digests that moved since the last time. */
  flush(): void;
  /** The transaction was rolled back: forget what was noted. */
  forget(): void;
}

export interface DigestSide {
  readonly scopes: readonly ScopeId[];
  readonly base: RecordImage | null;
}

export function createMemberships(connection: Connection): Memberships {
  const scopesOf = connection.prepare('SELECT scope FROM record_scopes WHERE collection = ? AND id = ?');
  const add = connection.prepare(
    'INSERT INTO record_scopes (collection, id, scope, listed) VALUES (?, ?, ?, ?) ON CONFLICT (collection, id, scope) DO UPDATE SET listed = excluded.listed',
  );
  const remove = connection.prepare('DELETE FROM record_scopes WHERE collection = ? AND id = ? AND scope = ?');
  const unlisted = connection.prepare(
    'SELECT collection, id FROM record_scopes WHERE scope = ? AND listed < ? LIMIT ?',
  );
  const readDigest = connection.prepare('SELECT count, checksum FROM scope_digests WHERE scope = ? AND collection = ?');
  const writeDigest = connection.prepare(
    'INSERT OR REPLACE INTO scope_digests (scope, collection, count, checksum) VALUES (?, ?, ?, ?)',
  );
  const moved = new Map<
    string,
    { readonly scope: ScopeId; readonly collection: CollectionName; count: number; checksum: bigint }
  >();

  const runningDigest = (scope: ScopeId, collection: CollectionName) => {
    const key = `${collection} ${scope}`;
    const known = moved.get(key);
    if (known) return known;
    const row = readDigest.get([scope, collection]) as Digest | undefined;
    const digest = { scope, collection, count: row?.count ?? 0, checksum: row ? checksumFromHex(row.checksum) : 0n };
    moved.set(key, digest);
    return digest;
  };

  return {
    scopesOf: ({ collection, id }) => (scopesOf.all([collection, id]) as { scope: string }[]).map((row) => row.scope),
    add({ collection, id }, scope, listed) {
      add.run([collection, id, scope, listed]);
    },
    remove({ collection, id }, scope) {
      remove.run([collection, id, scope]);
    },
    unlisted: (scope, serial, limit) => unlisted.all([scope, serial, limit]) as RecordReference[],
    recount({ collection, id }, before, after) {
      if (isSameSide(before, after)) return;
      if (before.base && !before.base.deleted) {
        const checksum = recordChecksum(id, before.base.version);
        for (const scope of before.scopes) {
          const digest = runningDigest(scope, collection);
          digest.count -= 1;
          digest.checksum = subtractChecksum(digest.checksum, checksum);
        }
      }
      if (after.base && !after.base.deleted) {
        const checksum = recordChecksum(id, after.base.version);
        for (const scope of after.scopes) {
          const digest = runningDigest(scope, collection);
          digest.count += 1;
          digest.checksum = addChecksum(digest.checksum, checksum);
        }
      }
    },
    flush() {
      for (const { scope, collection, count, checksum } of moved.values())
        writeDigest.run([scope, collection, count, checksumToHex(checksum)]);
      moved.clear();
    },
    forget() {
      moved.clear();
    },
  };
}

function isSameSide(before: DigestSide, after: DigestSide): boolean {
  return (
    before.base?.version === after.base?.version &&
    before.base?.deleted === after.base?.deleted &&
    before.scopes.length === after.scopes.length &&
    before.scopes.every((scope) => after.scopes.includes(scope))
  );
}
