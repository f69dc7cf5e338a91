/** Recomputes what the digests should be from the records themselves: for tests, and for an administrator who doubts them. */
import type { ScopeId } from '../../shared/domain/record.ts';
import { addChecksum, recordChecksum } from '../../shared/sync/checksum.ts';
import type { Queryable } from '../store/database.ts';
import { membershipsOf } from './storedRecord.ts';

export interface DigestFault {
  readonly scope: ScopeId;
  readonly collection: string;
  readonly kind: string;
  /** `count checksum`. */
  readonly kept: string;
  readonly computed: string;
}

/** Reads everything in one snapshot; empty when all is well. */
export async function findDigestFaults(database: Queryable): Promise<DigestFault[]> {
  const [row] = await database.rows<{
    records:
      | { collection: string; kind: string; id: string; version: number; home_scope: string; shares: string[] }[]
      | null;
    digests: { scope: string; collection: string; kind: string; count: number; checksum: string }[] | null;
  }>(
    `SELECT (SELECT json_agg(json_build_object('collection', collection, 'kind', kind, 'id', id, 'version', version, 'home_scope', home_scope, 'shares', shares))
             FROM records WHERE NOT deleted) AS records,
            (SELECT json_agg(json_build_object('scope', scope, 'collection', collection, 'kind', kind, 'count', count, 'checksum', checksum::text))
             FROM scope_digests) AS digests`,
  );
  const sums = new Map<string, { count: number; checksum: bigint }>();
  for (const { collection, kind, id, version, home_scope: homeScope, shares } of row?.records ?? []) {
    for (const scope of membershipsOf({ homeScope, shares })) {
      const key = `${scope}\n${collection}\n${kind}`;
      const sum = sums.get(key) ?? { count: 0, checksum: 0n };
      sums.set(key, { count: sum.count + 1, checksum: addChecksum(sum.checksum, recordChecksum(id, version)) });
    }
  }
  const kept = new Map(
    (row?.digests ?? []).map(({ scope, collection, kind, count, checksum }) => [
      `${scope}\n${collection}\n${kind}`,
      `${count} ${checksum}`,
    ]),
  );
  return [...new Set([...sums.keys(), ...kept.keys()])].flatMap((key) => {
    const [scope = '', collection = '', kind = ''] = key.split('\n');
    const sum = sums.get(key) ?? { count: 0, checksum: 0n };
    const fault = { scope, collection, kind, kept: kept.get(key) ?? '0 0', computed: `${sum.count} ${sum.checksum}` };
    return fault.kept === fault.computed ? [] : [fault];
  });
}
