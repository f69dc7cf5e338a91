/** Is what is in the file right? SQLite's check of the pages, and our own of what we derive. For idle time. */
import { createError, isPeyvandError } from '../../../shared/base/errors.ts';
import type { CollectionName, RecordImage } from '../../../shared/domain/record.ts';
import { addChecksum, checksumToHex, recordChecksum } from '../../../shared/sync/checksum.ts';
import type { Connection } from './connection.ts';
import { runInSlices, type Pacing } from './pacing.ts';
import { rowToRecord, tableOf, type Catalogue, type RecordRow } from './recordTables.ts';
import { indexOf, searchWords } from './search.ts';
import { readSqliteError } from './sqliteErrors.ts';
import type { Upkeep } from './upkeep.ts';

export interface CheckParts {
  readonly catalogue: Catalogue;
  readonly reader: Connection;
  readonly upkeep: Upkeep;
  readonly pacing: Pacing;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Work goes on meanwhile, so each question is one statement: what it compares is of one moment. Long ones run in the thread.
 * @returns findings without any content of records; damage is a finding, not an error.
 * @throws PeyvandError `cancelled` when the signal speaks.
 */
export async function checkStore(parts: CheckParts): Promise<{ ok: boolean; findings: string[] }> {
  const { upkeep, signal } = parts;
  const findings: string[] = [];
  try {
    findings.push(...(await upkeep.integrityFindings(signal)));
    await runInSlices(checkRecords(parts, findings), parts.pacing, () => requireGoingOn(signal));
    await checkDigests(parts, findings);
    for (const [name, sql] of DERIVED) {
      const rows = await upkeep.read<{ count: number }>(sql, {}, signal);
      const count = rows[0]?.count ?? 0;
      if (count > 0) findings.push(`${name}: ${count} differ`);
    }
  } catch (error) {
    const known = readSqliteError(error);
    if (!isPeyvandError(known) || known.code !== 'store_damaged') throw known ?? error;
    findings.push(`damaged: ${String(known.facts['sqlite'] ?? 'page')}`);
  }
  return { ok: findings.length === 0, findings };
}

function requireGoingOn(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw createError('cancelled');
}

const ROWS_READ = 100;

/** Every body parses, every record with text is in the search index, and the index names no record that is gone. */
function* checkRecords({ catalogue, reader }: CheckParts, findings: string[]): Generator<void, void> {
  for (const { collection } of catalogue) {
    const table = tableOf(collection, catalogue);
    for (let after = 0; ;) {
      const rows = reader.all<RecordRow & { rowid: number; indexed: number }>(
        `SELECT t.*, EXISTS (SELECT 1 FROM ${indexOf(collection)}_docsize d WHERE d.id = t.rowid) AS indexed
         FROM ${table} t WHERE t.rowid > ? ORDER BY t.rowid LIMIT ${ROWS_READ}`,
        [after],
      );
      for (const row of rows) checkRecord(row, collection, findings, catalogue);
      const last = rows.at(-1);
      if (!last) break;
      after = last.rowid;
      yield;
    }
    const lost = reader.get<{ count: number }>(
      `SELECT count(*) AS count FROM search_documents WHERE record_table = ? AND id IS NULL`,
      [table],
    );
    if (lost && lost.count > 0) findings.push(`search: ${lost.count} of ${collection} without a record`);
    yield;
  }
}

function checkRecord(
  row: RecordRow & { indexed: number },
  collection: CollectionName,
  findings: string[],
  catalogue: Catalogue,
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

/** The rolling digests against a count from nothing. */
async function checkDigests({ catalogue, upkeep, signal }: CheckParts, findings: string[]): Promise<void> {
  const kept = await upkeep.read<{ scope: string; collection: CollectionName }>(
    'SELECT scope, collection FROM scope_digests',
    {},
    signal,
  );
  for (const { scope, collection } of kept) {
    const table = tableOf(collection, catalogue);
    const sameRecord = table === 'other_records' ? 't.collection = s.collection AND t.id = s.id' : 't.id = s.id';
    const members = await upkeep.read<{ id: string | null; version: number; count: number; checksum: string }>(
      `SELECT m.id, m.version, d.count, d.checksum FROM scope_digests d LEFT JOIN (
         SELECT s.scope, s.collection, s.id, coalesce(b.version, t.version) AS version
         FROM record_scopes s
         LEFT JOIN base_records b ON b.collection = s.collection AND b.id = s.id
         LEFT JOIN ${table} t ON ${sameRecord}
         WHERE s.scope = :scope AND s.collection = :collection
           AND CASE WHEN b.id IS NULL THEN t.deleted = 0 ELSE json_extract(b.image, '$.deleted') = 0 END
       ) m ON m.scope = d.scope AND m.collection = d.collection
       WHERE d.scope = :scope AND d.collection = :collection`,
      { scope, collection },
      signal,
    );
    let count = 0;
    let checksum = 0n;
    for (const { id, version } of members) {
      if (id === null) continue;
      count += 1;
      checksum = addChecksum(checksum, recordChecksum(id, version));
    }
    const digest = members[0];
    if (digest && (digest.count !== count || digest.checksum !== checksumToHex(checksum)))
      findings.push(`digest: ${scope} ${collection} holds ${count}, says ${digest.count}`);
  }
}

/** Rows that are in one of two results and not in the other. */
const differences = (one: string, other: string): string =>
  `WITH one AS (${one}), other AS (${other})
   SELECT (SELECT count(*) FROM (SELECT * FROM one EXCEPT SELECT * FROM other))
        + (SELECT count(*) FROM (SELECT * FROM other EXCEPT SELECT * FROM one)) AS count`;

/** Derived tables against what they are derived from. */
const DERIVED: readonly (readonly [string, string])[] = [
  [
    'outbox chain',
    `SELECT count(*) AS count FROM outbox o JOIN outbox p ON p.device = o.device AND p.device_n = o.device_n - 1
     WHERE o.parent IS NOT p.hash`,
  ],
  [
    'order_lines',
    differences(
      'SELECT order_id, customer_id, ordered_on, state, sum(quantity), count(*) FROM order_lines GROUP BY order_id',
      `SELECT t.id, t.customer_id, t.ordered_on, t.state, sum(json_extract(l.value, '$.quantity')), count(*)
       FROM sales_documents t, json_each(t.body, '$.lines') l WHERE t.deleted = 0 AND t.kind = 'order' GROUP BY t.id`,
    ),
  ],
  [
    'purchases',
    differences(
      'SELECT customer_id, product_id, first_on, last_on, order_count, quantity FROM purchases',
      `SELECT customer_id, product_id, min(ordered_on), max(ordered_on), count(DISTINCT order_id), sum(quantity)
       FROM order_lines WHERE state = 'confirmed' AND ordered_on IS NOT NULL AND customer_id IS NOT NULL AND product_id IS NOT NULL
       GROUP BY customer_id, product_id`,
    ),
  ],
  [
    'customer_summary',
    differences(
      'SELECT customer_id, order_count, open_orders, last_order_on FROM customer_summary WHERE order_count + open_orders > 0',
      `SELECT customer_id, sum(state = 'confirmed'), sum(state = 'draft'), max(CASE WHEN state = 'confirmed' THEN ordered_on END)
       FROM sales_documents WHERE deleted = 0 AND kind = 'order' AND customer_id IS NOT NULL AND state IN ('confirmed', 'draft')
       GROUP BY customer_id`,
    ),
  ],
  [
    'pipeline_facts',
    differences(
      'SELECT stage, currency, count, amount FROM pipeline_facts',
      `SELECT stage, coalesce(currency, ''), count(*), CAST(total(amount) AS INTEGER)
       FROM opportunities WHERE deleted = 0 AND stage IS NOT NULL GROUP BY stage, coalesce(currency, '')`,
    ),
  ],
  // What makes the keys is no SQL; that they are somebody's, and the links those of the columns, is.
  [
    'customer_match_keys',
    `SELECT count(*) AS count FROM (SELECT DISTINCT customer_id FROM customer_match_keys) k
     WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = k.customer_id AND c.deleted = 0)`,
  ],
  [
    'customer_links',
    differences(
      `SELECT customer_id, relation, other_id FROM customer_links WHERE relation IN ('parent', 'mergedInto')`,
      `SELECT id, 'parent', parent_id FROM customers
         WHERE deleted = 0 AND parent_id <> id AND (merged_into_id IS NULL OR merged_into_id = id)
       UNION ALL SELECT id, 'mergedInto', merged_into_id FROM customers WHERE deleted = 0 AND merged_into_id <> id`,
    ),
  ],
];
