/** A checkpoint of changed records, staged in the store that it is given. */
import type { RecordStore } from '../../main/core/store/index.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { createRecordSource, SCOPE, type ServerImage } from '../shared/records.ts';

const PAGE = 1_000;
const CHANGED_AT = '2026-06-01T09:00:00.000Z';

/** What head office writes into this version of each. */
export const noteOf = (version: number): string => `changed by head office, ${version}`;

/** The same customers as `createDataset` writes, at a later version. */
export function* changedCustomers(count: number, version: number): Generator<ServerImage, void> {
  const source = createRecordSource(1);
  for (let index = 0; index < count; index += 1) {
    const record = source.customer();
    yield { ...record, version, updatedAt: CHANGED_AT, body: { ...record.body, note: noteOf(version) } };
  }
}

/** Puts records into the staging of a new checkpoint, page by page. Sequences go on from the cursor. */
export function stageRecords(store: RecordStore, records: Iterable<ServerImage>, token: string): void {
  const first = store.sync.cursor()[SCOPE] ?? 0;
  let sequence = first;
  let page: FeedRow[] = [];
  const pages: FeedRow[][] = [];
  for (const record of records) {
    sequence += 1;
    page.push({ seq: sequence, type: 'put', record } as FeedRow);
    if (page.length === PAGE) {
      pages.push(page);
      page = [];
    }
  }
  if (page.length > 0) pages.push(page);
  store.sync.beginCheckpoint(token, { [SCOPE]: sequence }, []);
  for (const rows of pages) store.sync.stagePage(token, SCOPE, rows, rows.at(-1)?.seq ?? first);
}
