/**
 * Tells a log that was cut off by a power failure from one that was damaged. SQLite takes the first frame that does not verify for the end of
 * the log and drops the rest without a word: right for the one commit that was under way, silent loss for all others.
 *
 * Every commit here is synced before the next begins. So of commits behind the first bad frame, all but one had been promised to
 * somebody, and two or more prove damage. (The last commit alone cannot be told from one under way: the sealed copy holds it.)
 *
 * Source: "Database File Format", section 4, https://www.sqlite.org/fileformat2.html#walformat. Frame headers are not encrypted.
 */
import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import type { Connection } from './connection.ts';

export interface LogScan {
  /** Indexes of the frames that end a commit and carry the salts of the log as it is. */
  readonly commitFrames: readonly number[];
}

/** Before any connection is open: closing a file drops this process's locks on it (POSIX). */
export function scanLog(path: string): LogScan {
  if (!existsSync(path)) return { commitFrames: [] };
  const file = openSync(path, 'r');
  try {
    const frameCount = Math.floor((fstatSync(file).size - LOG_HEADER_BYTES) / FRAME_BYTES);
    if (frameCount < 1) return { commitFrames: [] };
    const salts = currentSalts(file);
    const commitFrames: number[] = [];
    for (let index = 0; index < frameCount; index += 1) {
      const header = readAt(file, LOG_HEADER_BYTES + index * FRAME_BYTES, FRAME_HEADER_BYTES);
      const endsCommit = header.readUInt32BE(4) > 0;
      if (endsCommit && header.subarray(8, 16).equals(salts)) commitFrames.push(index);
    }
    return { commitFrames };
  } finally {
    closeSync(file);
  }
}

/** @throws PeyvandError `store_damaged` when SQLite, which has just read the log, dropped commits that were complete. */
export function requireWholeLog(connection: Connection, { commitFrames }: LogScan): void {
  if (commitFrames.length < 2) return;
  const [state] = connection.all<{ log: number }>('PRAGMA wal_checkpoint(NOOP)');
  const dropped = commitFrames.filter((index) => index >= (state?.log ?? 0)).length;
  if (dropped >= 2) throw createError('store_damaged', { reason: 'log', commits: dropped - 1 });
}

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const FRAME_BYTES = FRAME_HEADER_BYTES + 4_096;

/** The log's own; where its header does not verify, those of the first frame, which was written right after it. */
function currentSalts(file: number): Buffer {
  const header = readAt(file, 0, LOG_HEADER_BYTES);
  return isSoundHeader(header) ? header.subarray(16, 24) : readAt(file, LOG_HEADER_BYTES + 8, 8);
}

function isSoundHeader(header: Buffer): boolean {
  const magic = header.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return false;
  const read = (offset: number) => (magic === 0x377f0682 ? header.readUInt32LE(offset) : header.readUInt32BE(offset));
  let first = 0;
  let second = 0;
  for (let offset = 0; offset < 24; offset += 8) {
    first = (first + read(offset) + second) >>> 0;
    second = (second + read(offset + 4) + first) >>> 0;
  }
  return header.readUInt32BE(24) === first && header.readUInt32BE(28) === second;
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
