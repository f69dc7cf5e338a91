/**
 * The file of the sealed copy, byte by byte (docs/spec/sealed-copy.md). It is only ever appended to, frame by frame, each with a checksum of
 * its own, so that a write that was cut off, or a block that went bad, costs what lies in it and nothing beside it.
 *
 *     0   8  `PVNDSEAL`
 *     8   2  version, big-endian
 *    10  32  SHA-256 of the server's raw sealing key
 *    42   8  first 8 bytes of SHA-256 over the 42 bytes before
 *    50   …  frames: length of the content (4), type (1), content, checksum (8) over all of that
 *
 * Type 1: a sealed group. Type 2: a mark, one byte (1 delivered, 0 wanted again) and any number of tags (16 bytes each).
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createError } from '../../../shared/base/errors.ts';
import {
  SEALED_GROUP_BYTES_MAXIMUM,
  SEALED_GROUP_BYTES_MINIMUM,
  TAG_BYTES,
  tagOfItem,
} from '../../../shared/sync/sealedGroup.ts';

const MAGIC = Buffer.from('PVNDSEAL', 'latin1');
const VERSION = 1;
const KEY_NAME_BYTES = 32;
const CHECKSUM_BYTES = 8;
const HEADER_BYTES = MAGIC.length + 2 + KEY_NAME_BYTES + CHECKSUM_BYTES;
const FRAME_HEAD_BYTES = 5;
const GROUP_FRAME = 1;
const MARK_FRAME = 2;

export interface SealedFile {
  /** Which server alone can open what is in it: `sealingKeyName`. null when the file's head is harmed: its frames are good all the same. */
  readonly serverKey: string | null;
  /** By tag, in the order written. */
  readonly items: ReadonlyMap<string, Uint8Array>;
  /** The last word about a tag; of groups that are not here as well. */
  readonly delivered: ReadonlyMap<string, boolean>;
  /** Something in it could not be read: whole frames were found around it. */
  readonly isHarmed: boolean;
  readonly size: number;
}

export function headerOfFile(serverKey: string): Buffer {
  const head = Buffer.alloc(HEADER_BYTES - CHECKSUM_BYTES);
  MAGIC.copy(head);
  head.writeUInt16BE(VERSION, MAGIC.length);
  Buffer.from(serverKey, 'hex').copy(head, MAGIC.length + 2);
  return Buffer.concat([head, checksumOf(head)]);
}

export const groupFrame = (item: Uint8Array): Buffer => frame(GROUP_FRAME, item);

export const markFrame = (tags: readonly string[], isDelivered: boolean): Buffer =>
  frame(MARK_FRAME, Buffer.concat([Buffer.of(isDelivered ? 1 : 0), ...tags.map((tag) => Buffer.from(tag, 'hex'))]));

/**
 * @returns null when there is no such file, or it was cut off before anything was in it.
 * @throws PeyvandError `store_newer` for one that a later version wrote, `store_foreign` for what is no sealed copy.
 */
export function readSealedFile(path: string): SealedFile | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  return parseSealedFile(bytes);
}

/** @param bytes The first eight at least. */
export const isSealedFile = (bytes: Buffer): boolean => bytes.subarray(0, MAGIC.length).equals(MAGIC);

/** @throws PeyvandError as {@link readSealedFile}. */
export function parseSealedFile(bytes: Buffer): SealedFile | null {
  if (bytes.length < HEADER_BYTES) return null;
  const head = bytes.subarray(0, HEADER_BYTES - CHECKSUM_BYTES);
  const isHeadWhole =
    isSealedFile(head) && checksumOf(head).equals(bytes.subarray(HEADER_BYTES - CHECKSUM_BYTES, HEADER_BYTES));
  const version = head.readUInt16BE(MAGIC.length);
  if (isHeadWhole && version > VERSION) throw createError('store_newer', { what: 'sealed_copy', version });
  const items = new Map<string, Uint8Array>();
  const delivered = new Map<string, boolean>();
  let isHarmed = !isHeadWhole;
  let at = HEADER_BYTES;
  let bytesToSum = Math.max(bytes.length * SUMMED_PER_BYTE, SUMMED_AT_LEAST);
  while (at < bytes.length) {
    const claimed = claimedEnd(bytes, at);
    bytesToSum -= claimed === null ? 0 : claimed - at;
    if (bytesToSum < 0) {
      isHarmed = true;
      break;
    }
    const end = claimed !== null && isWhole(bytes, at, claimed) ? claimed : null;
    if (end === null) {
      // Not necessarily the end: a length that was altered leads anywhere. The next whole frame is looked for.
      isHarmed = true;
      at += 1;
      continue;
    }
    const content = bytes.subarray(at + FRAME_HEAD_BYTES, end - CHECKSUM_BYTES);
    if (bytes[at + 4] === GROUP_FRAME) items.set(tagOfItem(content), Uint8Array.from(content));
    else for (const tag of tagsOf(content)) delivered.set(tag, content[0] === 1);
    at = end;
  }
  // Not one frame of ours, and no head either: another file.
  if (!isHeadWhole && items.size + delivered.size === 0) throw createError('store_foreign', { what: 'sealed_copy' });
  return {
    serverKey: isHeadWhole ? bytes.subarray(MAGIC.length + 2, MAGIC.length + 2 + KEY_NAME_BYTES).toString('hex') : null,
    items,
    delivered,
    isHarmed,
    size: bytes.length,
  };
}

/**
 * In a file of ours each byte is summed once, and hardly any but the heads of frames look like one. A file that was made so that everything looks like the
 * head of a long frame would take its square to read: behind so much of it nothing more is looked for.
 */
const SUMMED_PER_BYTE = 16;
const SUMMED_AT_LEAST = 64 * 1024 * 1024;

/** Where the frame that begins here says that it ends; null when none can begin here. */
function claimedEnd(bytes: Buffer, at: number): number | null {
  if (at + FRAME_HEAD_BYTES + CHECKSUM_BYTES > bytes.length) return null;
  const length = bytes.readUInt32BE(at);
  const type = bytes[at + 4];
  const isPlausible =
    type === GROUP_FRAME
      ? length >= SEALED_GROUP_BYTES_MINIMUM && length <= SEALED_GROUP_BYTES_MAXIMUM
      : type === MARK_FRAME && length % TAG_BYTES === 1;
  const end = at + FRAME_HEAD_BYTES + length + CHECKSUM_BYTES;
  return isPlausible && end <= bytes.length ? end : null;
}

const isWhole = (bytes: Buffer, at: number, end: number): boolean =>
  checksumOf(bytes.subarray(at, end - CHECKSUM_BYTES)).equals(bytes.subarray(end - CHECKSUM_BYTES, end));

function* tagsOf(content: Buffer): Generator<string> {
  for (let at = 1; at + TAG_BYTES <= content.length; at += TAG_BYTES)
    yield content.subarray(at, at + TAG_BYTES).toString('hex');
}

function frame(type: number, content: Uint8Array): Buffer {
  const head = Buffer.alloc(FRAME_HEAD_BYTES);
  head.writeUInt32BE(content.length);
  head[4] = type;
  const body = Buffer.concat([head, content]);
  return Buffer.concat([body, checksumOf(body)]);
}

const checksumOf = (bytes: Uint8Array): Buffer =>
  createHash('sha256').update(bytes).digest().subarray(0, CHECKSUM_BYTES);
