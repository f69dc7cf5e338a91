/** A checkpoint of changed records, staged in the store that it is given. */
import type { RecordStore } from '../../main/core/store/index.ts';
import type { FeedRow } from '../../shared/sync/protocol.ts';
import { createRecordSource, SCOPE, type ServerImage } from '../shared/records.ts';

const PAGE = 1_000;
const CHANGED_AT = '2026-06-01T09:00:00.000Z';

/** The same customers as `createDataset` writes, one version on. */
export function* changedCustomers(count: number): Generator<ServerImage, void> {
  const source = createRecordSource(1);
  for (let index = 0; index < count; index += 1) {
    const record = source.customer();
    yield { ...record, version: 2, updatedAt: CHANGED_AT, body: { ...record.body, note: 'changed by head office' } };
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
