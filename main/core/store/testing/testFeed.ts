/** The server's feed as a toy: scopes with gap-free sequences, records with versions, everything a checkpoint needs. */
import type { CollectionName, RecordBody, RecordImage, ScopeId } from '../../../../shared/domain/record.ts';
import { addChecksum, checksumToHex, recordChecksum } from '../../../../shared/sync/checksum.ts';
import type { Digest, FeedRow, HeadVector } from '../../../../shared/sync/protocol.ts';
import type { RecordStore } from '../index.ts';
import { serverImage } from './testStore.ts';

type ServerImage = RecordImage & { homeScope: ScopeId };

export interface TestFeed {
  /** Writes a new version into the scopes given; scopes that held it before and are not named get a `leave`. Returns the covering heads. */
  put(
    collection: CollectionName,
    kind: string,
    id: string,
    scopes: readonly ScopeId[],
    body: RecordBody,
    more?: Partial<RecordImage>,
  ): HeadVector;
  heads(scopes?: readonly ScopeId[]): HeadVector;
  digests(scopes: readonly ScopeId[]): Record<ScopeId, Record<string, Digest>>;
  rows(scope: ScopeId, after: number, head: number): FeedRow[];
  image(id: string): ServerImage | undefined;
  scopesOf(id: string): readonly ScopeId[];
}

export function createTestFeed(): TestFeed {
  const rowsByScope = new Map<ScopeId, FeedRow[]>();
  const images = new Map<string, ServerImage>();
  const scopesById = new Map<string, readonly ScopeId[]>();

  const append = (scope: ScopeId, row: (seq: number) => FeedRow): number => {
    const rows = rowsByScope.get(scope) ?? [];
    rowsByScope.set(scope, rows);
    rows.push(row(rows.length + 1));
    return rows.length;
  };

  const heads = (scopes: readonly ScopeId[] = [...rowsByScope.keys()]): HeadVector =>
    Object.fromEntries(scopes.map((scope) => [scope, rowsByScope.get(scope)?.length ?? 0]));

  return {
    put(collection, kind, id, scopes, body, more = {}) {
      const version = (images.get(id)?.version ?? 0) + 1;
      const record = serverImage(collection, kind, id, version, scopes[0] ?? 'company', body, more);
      images.set(id, record);
      const covers: HeadVector = {};
      for (const scope of scopes)
        covers[scope] = append(scope, (seq) => ({ seq, type: 'put', record: record as never }));
      for (const scope of scopesById.get(id) ?? [])
        if (!scopes.includes(scope)) covers[scope] = append(scope, (seq) => ({ seq, type: 'leave', collection, id }));
      scopesById.set(id, scopes);
      return covers;
    },
    heads,
    digests(scopes) {
      return Object.fromEntries(
        scopes.map((scope) => {
          const byCollection: Record<string, { count: number; checksum: bigint }> = {};
          for (const [id, image] of images) {
            if (image.deleted || !scopesById.get(id)?.includes(scope)) continue;
            const digest = (byCollection[image.collection] ??= { count: 0, checksum: 0n });
            digest.count += 1;
            digest.checksum = addChecksum(digest.checksum, recordChecksum(id, image.version));
          }
          const entries = Object.entries(byCollection).map(
            ([collection, { count, checksum }]) => [collection, { count, checksum: checksumToHex(checksum) }] as const,
          );
          return [scope, Object.fromEntries(entries)];
        }),
      );
    },
    rows: (scope, after, head) => (rowsByScope.get(scope) ?? []).filter((row) => row.seq > after && row.seq <= head),
    image: (id) => images.get(id),
    scopesOf: (id) => scopesById.get(id) ?? [],
  };
}

let tokens = 0;

export interface PullOptions {
  readonly scopes?: readonly ScopeId[];
  readonly reopen?: readonly ScopeId[];
  readonly pageRows?: number;
}

/** Stages everything up to the present heads, without making it visible. */
export function stage(
  store: RecordStore,
  feed: TestFeed,
  { scopes, reopen = [], pageRows = 100 }: PullOptions = {},
): void {
  const heads = feed.heads(scopes);
  tokens += 1;
  const token = `token ${tokens}`;
  store.sync.beginCheckpoint(token, heads, reopen);
  for (const [scope, position] of Object.entries(store.sync.staging().positions)) {
    const rows = feed.rows(scope, position, heads[scope] ?? 0);
    for (let index = 0; index < rows.length; index += pageRows) {
      const page = rows.slice(index, index + pageRows);
      store.sync.stagePage(token, scope, page, page.at(-1)?.seq ?? 0);
    }
  }
}

export async function pull(store: RecordStore, feed: TestFeed, options: PullOptions = {}): Promise<void> {
  stage(store, feed, options);
  await store.sync.applyCheckpoint({});
}
