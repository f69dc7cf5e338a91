/** Is what is in the file right? SQLite's check of the pages, and our own of what we derive. For idle time. */
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { CollectionName, RecordImage } from '../../../shared/domain/record.ts';
import { addChecksum, checksumToHex, recordChecksum } from '../../../shared/sync/checksum.ts';
import type { ApplyParts } from './applyCheckpoint.ts';
import type { Connection } from './connection.ts';
import { runInSlices, type Pacing } from './pacing.ts';
import { rowToRecord, tableOf, type RecordRow } from './recordTables.ts';
import { searchWords } from './search.ts';
import { readSqliteError } from './sqliteErrors.ts';
import type { Upkeep } from './upkeep.ts';

export interface CheckParts {
  readonly parts: ApplyParts;
  readonly reader: Connection;
  readonly upkeep: Upkeep;
  readonly pacing: Pacing;
}

export async function checkStore({
  parts,
  reader,
  upkeep,
  pacing,
}: CheckParts): Promise<{ ok: boolean; findings: string[] }> {
  const findings: string[] = [];
  try {
    findings.push(...(await upkeep.integrityFindings()));
    await runInSlices(checkSteps(parts, reader, findings), pacing, () => undefined);
  } catch (error) {
    const known = readSqliteError(error);
    if (!known || !isPeyvandError(known) || known.code !== 'store_damaged') throw known ?? error;
    findings.push(`damaged: ${String(known.facts['sqlite'] ?? 'page')}`);
  }
  return { ok: findings.length === 0, findings };
}

/** A snapshot cannot be held over slices without holding up the log, so every question is one statement or one record. */
function* checkSteps(parts: ApplyParts, reader: Connection, findings: string[]): Generator<void, void> {
  yield* checkRecords(parts, reader, findings);
  yield* checkChain(reader, findings);
  yield* checkDigests(reader, findings);
  yield* checkReadModels(reader, findings);
}

const ROWS_READ = 100;

/** Every body parses, every record with text is in the search index, and the index names no record that is gone. */
function* checkRecords({ catalogue }: ApplyParts, reader: Connection, findings: string[]): Generator<void, void> {
  for (const { collection } of catalogue) {
    const table = tableOf(collection, catalogue);
    let after = 0;
    for (;;) {
      const rows = reader.all<RecordRow & { rowid: number; indexed: number }>(
        `SELECT t.*, EXISTS (SELECT 1 FROM search_documents d WHERE d.collection = ? AND d.id = t.id) AS indexed
         FROM ${table} t WHERE t.rowid > ? ORDER BY t.rowid LIMIT ${ROWS_READ}`,
        [collection, after],
      );
      for (const row of rows) checkRecord(row, collection, findings, catalogue);
      const last = rows.at(-1);
      if (!last) break;
      after = last.rowid;
      yield;
    }
    const lost = reader.get<{ count: number }>(
      `SELECT count(*) AS count FROM search_documents d WHERE d.collection = ? AND NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.id = d.id)`,
      [collection],
    );
    if (lost && lost.count > 0) findings.push(`search: ${lost.count} of ${collection} without a record`);
    yield;
  }
}

function checkRecord(
  row: RecordRow & { indexed: number },
  collection: CollectionName,
  findings: string[],
  catalogue: ApplyParts['catalogue'],
): void {
  let record: RecordImage;
  try {
    record = rowToRecord(collection, row);
  } catch {
    findings.push(`record: ${collection}/${row.id} is unreadable`);
    return;
  }
  const isExpected = searchWords(catalogue, record) !== '';
  if (isExpected !== (row.indexed === 1))
    findings.push(`search: ${collection}/${row.id} ${isExpected ? 'is missing' : 'should not be there'}`);
}

/** Every group of a device names the one before it. */
function* checkChain(reader: Connection, findings: string[]): Generator<void, void> {
  const breaks = reader.all<{ n: number }>(
    `SELECT o.device_n AS n FROM outbox o JOIN outbox p ON p.device = o.device AND p.device_n = o.device_n - 1 WHERE o.parent IS NOT p.hash LIMIT 10`,
  );
  for (const { n } of breaks) findings.push(`outbox: group ${n} does not follow the one before it`);
  yield;
}

/** The rolling digests against a count from nothing. */
function* checkDigests(reader: Connection, findings: string[]): Generator<void, void> {
  const kept = reader.all<{ scope: string; collection: string; count: number; checksum: string }>(
    'SELECT scope, collection, count, checksum FROM scope_digests',
  );
  for (const digest of kept) {
    const table = tableOf(digest.collection as CollectionName);
    const filter = table === 'other_records' ? `AND t.collection = '${digest.collection}'` : '';
    const members = reader.all<{ id: string; version: number }>(
      `SELECT s.id, coalesce(b.version, t.version) AS version
       FROM record_scopes s
       LEFT JOIN base_records b ON b.collection = s.collection AND b.id = s.id
       LEFT JOIN ${table} t ON t.id = s.id ${filter}
       WHERE s.scope = ? AND s.collection = ?
         AND CASE WHEN b.id IS NULL THEN t.deleted = 0 ELSE json_extract(b.image, '$.deleted') = 0 END`,
      [digest.scope, digest.collection],
    );
    let checksum = 0n;
    for (const [index, { id, version }] of members.entries()) {
      checksum = addChecksum(checksum, recordChecksum(id, version));
      if (index % ROWS_READ === 0) yield;
    }
    if (members.length !== digest.count || checksumToHex(checksum) !== digest.checksum)
      findings.push(`digest: ${digest.scope} ${digest.collection} holds ${members.length}, says ${digest.count}`);
    yield;
  }
}

/** Sums over whole read models against sums over the records. */
function* checkReadModels(reader: Connection, findings: string[]): Generator<void, void> {
  for (const [name, model, records] of READ_MODEL_SUMS) {
    const derived = JSON.stringify(reader.all(model));
    const fresh = JSON.stringify(reader.all(records));
    if (derived !== fresh) findings.push(`read model: ${name} differs from its records`);
    yield;
  }
}

const READ_MODEL_SUMS: readonly (readonly [string, string, string])[] = [
  [
    'order_lines',
    'SELECT count(*) AS count, total(quantity) AS quantity FROM order_lines',
    `SELECT count(*) AS count, total(json_extract(l.value, '$.quantity')) AS quantity
     FROM sales_documents t, json_each(t.body, '$.lines') l WHERE t.deleted = 0 AND t.kind = 'order'`,
  ],
  [
    'purchases',
    'SELECT customer_id, product_id, first_on, last_on, order_count, quantity FROM purchases ORDER BY customer_id, product_id',
    `SELECT customer_id, product_id, min(ordered_on) AS first_on, max(ordered_on) AS last_on, count(DISTINCT order_id) AS order_count, sum(quantity) AS quantity
     FROM order_lines WHERE state = 'confirmed' AND ordered_on IS NOT NULL AND customer_id IS NOT NULL AND product_id IS NOT NULL
     GROUP BY customer_id, product_id ORDER BY customer_id, product_id`,
  ],
  [
    'customer_summary',
    'SELECT sum(order_count) AS orders, sum(open_orders) AS drafts FROM customer_summary',
    `SELECT sum(state = 'confirmed') AS orders, sum(state = 'draft') AS drafts FROM sales_documents WHERE deleted = 0 AND kind = 'order' AND customer_id IS NOT NULL`,
  ],
  [
    'pipeline_facts',
    'SELECT stage, currency, count, amount FROM pipeline_facts ORDER BY stage, currency',
    `SELECT stage, coalesce(currency, '') AS currency, count(*) AS count, CAST(total(amount) AS INTEGER) AS amount
     FROM opportunities WHERE deleted = 0 AND stage IS NOT NULL GROUP BY stage, coalesce(currency, '') ORDER BY stage, coalesce(currency, '')`,
  ],
];
