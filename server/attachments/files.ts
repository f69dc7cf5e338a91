/** The bytes of attachments in the database: taken chunk by chunk, given back only when they are known to be right. */
import { createHash } from 'node:crypto';
import { instantFromMilliseconds, type Clock } from '../../shared/base/clock.ts';
import type { RecordId } from '../../shared/base/id.ts';
import { chunkAt, chunksOf, requireChunk } from '../../shared/domain/attachments/chunks.ts';
import type { Queryable, Transaction } from '../store/database.ts';

export interface Standing {
  /** Bytes that are here, from the first on. */
  readonly received: number;
  /** All of them, and they are those of the hash. */
  readonly stored: boolean;
}

interface FileRow {
  readonly size: number;
  readonly received: number;
  readonly stored: boolean;
}

const NOTHING: Standing = { received: 0, stored: false };

export async function readStanding(database: Queryable, id: RecordId): Promise<Standing> {
  const [row] = await database.rows<FileRow>(
    'SELECT received, stored_at IS NOT NULL AS stored FROM attachment_files WHERE id = $1',
    [id],
  );
  return row ? { received: row.received, stored: row.stored } : NOTHING;
}

/**
 * The next chunk; what is here already is passed over, and the answer says where to go on. Bytes that are not those of the hash go, all of them: then it says 0.
 * Two devices that send the same file take turns here.
 * @throws PeyvandError `invalid_input` for a chunk of another length, or beyond the end.
 */
export async function takeChunk(
  transaction: Transaction,
  clock: Clock,
  file: { readonly id: RecordId; readonly size: number; readonly sha256: string },
  offset: number,
  bytes: Buffer,
): Promise<Standing> {
  const { id, size, sha256 } = file;
  const now = instantFromMilliseconds(clock.now());
  await transaction.rows(
    'INSERT INTO attachment_files (id, size, begun_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
    [id, size, now],
  );
  const [row] = await transaction.rows<FileRow>(
    'SELECT size, received, stored_at IS NOT NULL AS stored FROM attachment_files WHERE id = $1 FOR UPDATE',
    [id],
  );
  if (!row || row.stored || offset !== row.received)
    return row ? { received: row.received, stored: row.stored } : NOTHING;
  requireChunk(size, offset, bytes.length);
  await transaction.rows('INSERT INTO attachment_chunks (id, n, bytes) VALUES ($1, $2, $3)', [
    id,
    chunkAt(offset),
    bytes,
  ]);
  const received = offset + bytes.length;
  await transaction.rows('UPDATE attachment_files SET received = $2 WHERE id = $1', [id, received]);
  if (received < size) return { received, stored: false };
  if ((await hashOf(transaction, id, size)) !== sha256) {
    await transaction.rows('DELETE FROM attachment_files WHERE id = $1', [id]);
    return NOTHING;
  }
  await transaction.rows('UPDATE attachment_files SET stored_at = $2 WHERE id = $1', [id, now]);
  return { received, stored: true };
}

/** A megabyte in memory at a time. */
const CHUNKS_AT_ONCE = 8;

async function hashOf(transaction: Transaction, id: RecordId, size: number): Promise<string> {
  const hash = createHash('sha256');
  for (let n = 0; n < chunksOf(size); n += CHUNKS_AT_ONCE) {
    const rows = await transaction.rows<{ bytes: Uint8Array }>(
      'SELECT bytes FROM attachment_chunks WHERE id = $1 AND n >= $2 AND n < $3 ORDER BY n',
      [id, n, n + CHUNKS_AT_ONCE],
    );
    for (const { bytes } of rows) hash.update(bytes);
  }
  return hash.digest('hex');
}

/** null where there is none, or the file is not whole. */
export async function readChunk(database: Queryable, id: RecordId, offset: number): Promise<Buffer | null> {
  const [row] = await database.rows<{ bytes: Uint8Array }>(
    `SELECT c.bytes FROM attachment_files f JOIN attachment_chunks c ON c.id = f.id
     WHERE f.id = $1 AND f.stored_at IS NOT NULL AND c.n = $2`,
    [id, chunkAt(offset)],
  );
  return row ? Buffer.from(row.bytes) : null;
}
