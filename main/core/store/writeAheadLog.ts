/**
 * Tells a log that was cut off by a power failure from one that was damaged. SQLite takes the first frame that does not verify for the end of
 * the log and drops the rest without a word: right for the one commit that was under way, silent loss for all others.
 *
 * Every commit here is synced before the next begins. So of commits behind the first bad frame, all but one had been promised to
 * somebody, and two or more prove damage. (The last commit alone cannot be told from one under way: the sealed copy holds it.)
 *
 * Source: "Database File Format", section 4, https://www.sqlite.org/fileformat2.html#walformat. Frame headers are not encrypted.
 */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import type { Connection } from './connection.ts';

export interface LogScan {
  /** Indexes of the frames that end a commit and carry the salts of the log as it is. */
  readonly commitFrames: readonly number[];
}

/**
 * Before any connection is open: closing a file drops this process's locks on it (POSIX). A header that was being written when the power went
 * is put back as it was ({@link headerBeforeRestart}).
 */
export function scanLog(path: string): LogScan {
  if (!existsSync(path)) return { commitFrames: [] };
  const file = openSync(path, 'r+');
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
  const dropped = droppedCommits(connection, commitFrames);
  if (dropped >= 2) throw createError('store_damaged', { reason: 'log', commits: dropped - 1 });
}

/** Whether the end of a commit stands in the log that SQLite, which has just read it, did not take. */
export const hasUnfinished = (connection: Connection, { commitFrames }: LogScan): boolean =>
  commitFrames.length > 0 && droppedCommits(connection, commitFrames) > 0;

function droppedCommits(connection: Connection, commitFrames: readonly number[]): number {
  const [state] = connection.all<{ log: number }>('PRAGMA wal_checkpoint(NOOP)');
  return commitFrames.filter((index) => index >= (state?.log ?? 0)).length;
}

const LOG_HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 24;
const FRAME_BYTES = FRAME_HEADER_BYTES + 4_096;

/** The log's own; where its header does not verify, those of the first frame, which was written right after it. */
function currentSalts(file: number): Buffer {
  const header = readAt(file, 0, LOG_HEADER_BYTES);
  if (isSoundHeader(header)) return header.subarray(SALTS, CHECKSUM);
  const salts = readAt(file, LOG_HEADER_BYTES + 8, 8);
  const old = headerBeforeRestart(header, salts);
  if (old) {
    writeSync(file, old, 0, old.length, 0);
    fsyncSync(file);
  }
  return salts;
}

/**
 * Did the power go while the header was written for a log that begins anew? Then its beginning is the new one's (the next sequence number, the first
 * salt and one: walRestartHdr in SQLite's wal.c) and its end still the old one's, which follows from the frames. To put that back is right: what
 * they hold is in the main file already, for only then does SQLite begin a log anew. Were it a log in use in which these very bytes are wrong, it
 * is mended; were it another damage that looks like this, no frame verifies, and it is named as before.
 */
function headerBeforeRestart(header: Buffer, salts: Buffer): Buffer | null {
  const next = Buffer.alloc(4);
  next.writeUInt32BE((salts.readUInt32BE(0) + 1) >>> 0);
  const own = withSalts(header, header.readUInt32BE(SEQUENCE), salts);
  if (header.subarray(CHECKSUM).equals(own.subarray(CHECKSUM))) return null;
  const old = withSalts(header, (header.readUInt32BE(SEQUENCE) - 1) >>> 0, salts);
  for (let written = SALTS; written < LOG_HEADER_BYTES; written += 1) {
    const ofNext = header.subarray(SALTS, Math.min(written, SALTS + 4));
    if (ofNext.equals(next.subarray(0, ofNext.length)) && header.subarray(written).equals(old.subarray(written)))
      return old;
  }
  return null;
}

/** The header of this log with that number and those salts, as SQLite writes it. */
function withSalts(header: Buffer, sequence: number, salts: Buffer): Buffer {
  const written = Buffer.from(header);
  written.writeUInt32BE(sequence, SEQUENCE);
  salts.copy(written, SALTS);
  const [first, second] = checksumOf(written);
  written.writeUInt32BE(first, CHECKSUM);
  written.writeUInt32BE(second, CHECKSUM + 4);
  return written;
}

const SEQUENCE = 12;
const SALTS = 16;
const CHECKSUM = 24;

function isSoundHeader(header: Buffer): boolean {
  const magic = header.readUInt32BE(0);
  if (magic !== 0x377f0682 && magic !== 0x377f0683) return false;
  const [first, second] = checksumOf(header);
  return header.readUInt32BE(CHECKSUM) === first && header.readUInt32BE(CHECKSUM + 4) === second;
}

/** Of the first 24 bytes, as numbers in the order that the magic number's last bit says. */
function checksumOf(header: Buffer): [number, number] {
  const isBigEndian = header.readUInt32BE(0) % 2 === 1;
  const read = (offset: number) => (isBigEndian ? header.readUInt32BE(offset) : header.readUInt32LE(offset));
  let first = 0;
  let second = 0;
  for (let offset = 0; offset < CHECKSUM; offset += 8) {
    first = (first + read(offset) + second) >>> 0;
    second = (second + read(offset + 4) + first) >>> 0;
  }
  return [first, second];
}

function readAt(file: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  readSync(file, bytes, 0, length, position);
  return bytes;
}
