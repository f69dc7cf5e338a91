/** Puts what was salvaged into a new store, before anybody uses it: the same device goes on with the same chain. */
import type { RecordReference } from '../../../shared/domain/record.ts';
import { readGroup } from '../../../shared/sync/group.ts';
import type { ApplyParts } from './applyCheckpoint.ts';
import type { Connection } from './connection.ts';
import { putLocal } from './localValues.ts';
import { createMeta } from './meta.ts';
import { runToEnd } from './pacing.ts';
import { settleRecord } from './recordSettler.ts';
import type { SalvagedStore } from './salvage.ts';

/**
 * Inside the transaction that makes the store. Groups keep their bytes and states; those that were covered need no replay, all others lie on
 * top of whatever the server will send.
 */
export function writeSalvaged(connection: Connection, salvaged: SalvagedStore): void {
  for (const { bytes, hash, signature, state } of salvaged.groups) {
    const read = readGroup({ bytes, hash, signature });
    if (!read.ok) continue;
    const group = read.value;
    // What was answered is not kept (covers, the reason of what is held): it goes to the server again, which knows it by its hash and answers
    // as before.
    const restored = state === 'covered' ? state : 'pending';
    connection.run(
      `INSERT INTO outbox (device, device_n, hash, parent, bytes, signature, occurred_at, state, in_base) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        group.device,
        group.n,
        hash,
        group.parent,
        bytes,
        signature,
        group.occurredAt,
        restored,
        state === 'covered' ? 1 : 0,
      ],
    );
    const n = connection.get<{ n: number }>('SELECT n FROM outbox WHERE hash = ?', [hash])?.n ?? 0;
    for (const { collection, id } of group.operations)
      connection.run('INSERT OR IGNORE INTO outbox_records (n, collection, id) VALUES (?, ?, ?)', [n, collection, id]);
  }
  for (const { series, code, first, last, next } of salvaged.numberBlocks)
    connection.run('INSERT INTO number_blocks (series, code, first, last, next) VALUES (?, ?, ?, ?, ?)', [
      series,
      code,
      first,
      last,
      next,
    ]);
  for (const { area, key, value } of salvaged.localValues) putLocal(connection, area, key, value);
  for (const file of salvaged.files) writeFile(connection, file);
  const newest = salvaged.groups.at(-1);
  const chain = salvaged.chain ?? (newest ? { n: newest.n, hash: newest.hash } : null);
  const meta = createMeta(connection);
  meta.set('chain', chain);
  meta.set('unsettled', true);
}

function writeFile(connection: Connection, { id, size, begunAt, chunks }: SalvagedStore['files'][number]): void {
  connection.run(
    `INSERT INTO attachment_files (id, size, received, whole, origin, begun_at, used_at) VALUES (?, ?, ?, 1, 'here', ?, ?)`,
    [id, size, size, begunAt, begunAt],
  );
  const file = connection.get<{ file: number }>('SELECT file FROM attachment_files WHERE id = ?', [id])?.file ?? 0;
  for (const [n, bytes] of chunks.entries())
    connection.run('INSERT INTO attachment_chunks (file, n, bytes) VALUES (?, ?, ?)', [file, n, bytes]);
}

/** Shows the work that was salvaged. Needs the whole store, so it runs at the first opening, or the next if that is cut short. */
export function settleSalvaged(parts: ApplyParts): void {
  const references = parts.connection.all<RecordReference>(
    `SELECT DISTINCT r.collection, r.id FROM outbox_records r JOIN outbox o ON o.n = r.n WHERE o.state <> 'covered'`,
  );
  for (const reference of references) settleRecord(parts, reference, {});
  runToEnd(parts.road.settle());
  parts.meta.set('unsettled', false);
}
