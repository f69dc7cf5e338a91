/**
 * The file that carries work where no line goes: a branch's unsent groups to head office, and the changes back. Layout (docs/spec/bundle.md):
 *
 *     0   8  `PVNDBNDL`
 *     8   2  version of the format, big-endian
 *    10   …  parts, each: length (4 bytes, big-endian), that many bytes, SHA-256 of them (32 bytes)
 *
 * A part: length of its header (2 bytes), the header (canonical JSON), sealed content, and the sender's Ed25519 signature (64 bytes) over
 * `peyvand bundle part 1`, a line feed and the SHA-256 of all before it in hex. The header is bound to the sealed content. Every part stands
 * alone, so that it can be sent, applied and repeated alone; the last one says that it is the last.
 *
 * The checksums are for accidents: anyone can see that a stick has a bad block. The signatures and seals are for everything else.
 */
import { z } from 'zod';
import { bytesToUtf8, sha256Bytes, sha256Hex, utf8ToBytes } from '../base/bytes.ts';
import { canonicalJson } from '../base/canonicalJson.ts';
import { createError, isPeyvandError, type PeyvandError } from '../base/errors.ts';
import { hashSchema, instantSchema, recordIdSchema } from './operation.ts';

export const BUNDLE_FORMAT = 1;
export const BUNDLE_EXTENSION = 'peyvand';
export const BUNDLE_TYPE = 'application/vnd.peyvand.bundle';
/** As one message of the window carries it: base64 of it stays well under the wire's limit. More waits for the next bundle. */
export const BUNDLE_BYTES_MAXIMUM = 40 * 1024 * 1024;
/** As one message to the server carries it in base64. */
export const PART_BYTES_MAXIMUM = 11 * 1024 * 1024;

const MAGIC = utf8ToBytes('PVNDBNDL');
const FILE_HEADER_BYTES = MAGIC.length + 2;
const CHECKSUM_BYTES = 32;
const SIGNATURE_BYTES = 64;
const HEADER_BYTES_MAXIMUM = 4_096;
const PARTS_MAXIMUM = 4_096;

export const bundleHeaderSchema = z.object({
  /** `work`: from a device to the server. `changes`: from the server to that device. */
  kind: z.enum(['work', 'changes']),
  bundle: recordIdSchema,
  /** Of work: who wrote it. Of changes: who may open it. */
  device: recordIdSchema,
  /** The name of the server's sealing key (`sealingKeyName`): which company this is about. */
  server: hashSchema,
  part: z
    .int()
    .min(0)
    .max(PARTS_MAXIMUM - 1),
  isLast: z.boolean(),
  createdAt: instantSchema,
});
export type BundleHeader = z.infer<typeof bundleHeaderSchema>;

export interface BundlePart {
  readonly header: BundleHeader;
  /** As it stands in the file: what the sealed content is bound to. */
  readonly headerBytes: Uint8Array;
  readonly sealed: Uint8Array;
  readonly signature: Uint8Array;
  /** What the signature is over. */
  readonly signedText: string;
}

// ---- writing -------------------------------------------------------------------------------------------------

export const bundleHeaderBytes = (header: BundleHeader): Uint8Array => utf8ToBytes(canonicalJson(header));

/** @param sign Ed25519 over the text's UTF-8, 64 bytes. */
export function writePart(headerBytes: Uint8Array, sealed: Uint8Array, sign: (text: string) => Uint8Array): Uint8Array {
  const part = new Uint8Array(2 + headerBytes.length + sealed.length + SIGNATURE_BYTES);
  new DataView(part.buffer).setUint16(0, headerBytes.length);
  part.set(headerBytes, 2);
  part.set(sealed, 2 + headerBytes.length);
  part.set(sign(textToSign(part.subarray(0, -SIGNATURE_BYTES))), part.length - SIGNATURE_BYTES);
  return part;
}

export function writeBundle(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(FILE_HEADER_BYTES + parts.reduce((sum, part) => sum + framedBytes(part), 0));
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  view.setUint16(MAGIC.length, BUNDLE_FORMAT);
  let at = FILE_HEADER_BYTES;
  for (const part of parts) {
    view.setUint32(at, part.length);
    bytes.set(part, at + 4);
    bytes.set(sha256Bytes(part), at + 4 + part.length);
    at += framedBytes(part);
  }
  return bytes;
}

/** What a part takes in the file. */
export const framedBytes = (part: Uint8Array): number => 4 + part.length + CHECKSUM_BYTES;

// ---- reading -------------------------------------------------------------------------------------------------

/**
 * The parts of a whole and unharmed bundle. Signatures and seals are still to be judged.
 * @throws PeyvandError `bundle_unrecognised`, `bundle_newer`, `bundle_damaged` with `reason` `cut_off` or `altered`.
 */
export function readBundle(bytes: Uint8Array): { header: BundleHeader; parts: readonly Uint8Array[] } {
  const { header, parts, fault } = scanBundle(bytes);
  if (fault) throw fault;
  if (!header) throw damaged('cut_off');
  return { header, parts };
}

/**
 * What of a damaged bundle is unharmed, and what is wrong with the rest. Parts stand alone: those that are whole are worth having.
 * @throws PeyvandError `bundle_unrecognised`, `bundle_newer`.
 */
export function scanBundle(bytes: Uint8Array): {
  header: BundleHeader | null;
  parts: readonly Uint8Array[];
  fault: PeyvandError | null;
} {
  requireBundle(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let first: BundleHeader | null = null;
  let fault: PeyvandError | null = null;
  let isComplete = false;
  for (let at = FILE_HEADER_BYTES; at < bytes.length;) {
    const length = at + 4 <= bytes.length ? view.getUint32(at) : Infinity;
    const end = at + 4 + length + CHECKSUM_BYTES;
    // A length that was altered leads anywhere: what lies behind it is not found again.
    if (end > bytes.length || length > PART_BYTES_MAXIMUM) {
      fault ??= damaged(length > PART_BYTES_MAXIMUM && length !== Infinity ? 'altered' : 'cut_off');
      break;
    }
    const part = bytes.subarray(at + 4, at + 4 + length);
    const header = isSame(sha256Bytes(part), bytes.subarray(end - CHECKSUM_BYTES, end)) ? headerOf(part) : null;
    if (header) {
      first ??= header;
      const isNext = header.bundle === first.bundle && (fault !== null || header.part === parts.length) && !isComplete;
      if (isNext) parts.push(part);
      else fault ??= damaged('altered');
      isComplete ||= header.isLast;
    } else fault ??= damaged('altered');
    at = end;
  }
  return { header: first, parts, fault: fault ?? (isComplete ? null : damaged('cut_off')) };
}

function headerOf(part: Uint8Array): BundleHeader | null {
  try {
    return readPart(part).header;
  } catch (error) {
    if (isPeyvandError(error)) return null;
    throw error;
  }
}

export function isBundle(bytes: Uint8Array): boolean {
  return bytes.length >= FILE_HEADER_BYTES && isSame(bytes.subarray(0, MAGIC.length), MAGIC);
}

function requireBundle(bytes: Uint8Array): void {
  if (!isBundle(bytes)) throw createError('bundle_unrecognised');
  const version = new DataView(bytes.buffer, bytes.byteOffset).getUint16(MAGIC.length);
  if (version > BUNDLE_FORMAT) throw createError('bundle_newer', { version, known: BUNDLE_FORMAT });
  if (version < 1) throw damaged('altered');
  if (bytes.length > BUNDLE_BYTES_MAXIMUM) throw createError('bundle_unrecognised');
}

/** @throws PeyvandError `bundle_damaged`. */
export function readPart(part: Uint8Array): BundlePart {
  const headerLength = part.length >= 2 ? new DataView(part.buffer, part.byteOffset).getUint16(0) : 0;
  const sealedFrom = 2 + headerLength;
  const sealedTo = part.length - SIGNATURE_BYTES;
  if (headerLength === 0 || headerLength > HEADER_BYTES_MAXIMUM || sealedTo <= sealedFrom) throw damaged('altered');
  const headerBytes = part.subarray(2, sealedFrom);
  return {
    header: readHeader(headerBytes),
    headerBytes,
    sealed: part.subarray(sealedFrom, sealedTo),
    signature: part.subarray(sealedTo),
    signedText: textToSign(part.subarray(0, sealedTo)),
  };
}

function readHeader(bytes: Uint8Array): BundleHeader {
  try {
    const parsed = bundleHeaderSchema.safeParse(JSON.parse(bytesToUtf8(bytes)));
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (!isPeyvandError(error) && !(error instanceof SyntaxError)) throw error;
  }
  throw damaged('altered');
}

export const damaged = (reason: 'cut_off' | 'altered' | 'signature' | 'content', cause?: unknown): PeyvandError =>
  createError('bundle_damaged', { reason }, cause);

const textToSign = (bytes: Uint8Array): string => `peyvand bundle part 1\n${sha256Hex(bytes)}`;

const isSame = (one: Uint8Array, other: Uint8Array): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
