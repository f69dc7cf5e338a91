/** Somebody who reads the feed as a device does, heads and then small pages, and remembers each row. */
import type { RecordBody } from '../../shared/domain/record.ts';
import type { HeadVector } from '../../shared/sync/protocol.ts';
import type { TestDevice } from '../../server/testing/testCompany.ts';
import type { Finding } from './checkContention.ts';

export interface FeedReader {
  readonly findings: readonly Finding[];
  /** Keyed by scope, then by record: the version that is held there. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** Up to heads read now. */
  read(): Promise<void>;
  bodyOf(id: string): RecordBody | null;
  find(rule: string, message: string): void;
}

const ROWS_AT_ONCE = 7;

export function createFeedReader(device: TestDevice): FeedReader {
  const held = new Map<string, Map<string, number>>();
  const bodies = new Map<string, { version: number; body: RecordBody }>();
  const findings: Finding[] = [];
  let cursor: HeadVector = {};
  const find = (rule: string, message: string): void => void findings.push({ rule, message });

  return {
    held,
    findings,
    find,
    bodyOf: (id) => bodies.get(id)?.body ?? null,
    async read() {
      const heads = await device.heads(cursor);
      for (const scope of heads.reopen) find('SYNC-183', `${scope} had to be opened anew`);
      for (const [scope, rows] of await device.pullAll({ limit: ROWS_AT_ONCE, cursor, heads })) {
        const members = held.get(scope) ?? new Map<string, number>();
        held.set(scope, members);
        let last = cursor[scope] ?? 0;
        for (const row of rows) {
          if (row.seq <= last) find('SYNC-20', `${scope} ${row.seq} came twice`);
          last = row.seq;
          if (row.type === 'leave') members.delete(`${row.collection}/${row.id}`);
          else {
            const { collection, id, version, body } = row.record;
            members.set(`${collection}/${id}`, version);
            if (version >= (bodies.get(id)?.version ?? 0)) bodies.set(id, { version, body });
          }
        }
      }
      cursor = heads.heads;
    },
  };
}
