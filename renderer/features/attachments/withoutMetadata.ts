/**
 * A picture without what a camera or a program wrote beside it: where and when it was taken, by whom, with what, and small copies of it. What is drawn stays, byte for byte.
 * By the parts of their formats, as JFIF/Exif, PNG and the WebP container fix them. A file that is cut off stays so; what stands behind the end of a picture goes.
 */
import type { PictureType } from '../../../shared/domain/attachments/attachmentRules.ts';

export function withoutMetadata(type: PictureType, bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  switch (type) {
    case 'image/jpeg':
      return joined(partsOfJpeg(bytes));
    case 'image/png':
      return joined(partsOfPng(bytes));
    case 'image/webp':
      return ofWebp(bytes);
    case 'image/gif':
      // It has no place for a position, and no camera writes one.
      return bytes;
  }
}

type Part = Uint8Array<ArrayBuffer>;

// ---- JPEG -------------------------------------------------------------------------------------------------------

const [START_OF_IMAGE_BYTES, END_OF_IMAGE, START_OF_SCAN, COMMENT] = [2, 0xd9, 0xda, 0xfe];
/** JFIF, and Adobe's word on how colours are kept. */
const KEPT_APPLICATIONS = new Set([0xe0, 0xee]);
const COLOUR_PROFILES = 0xe2;

function* partsOfJpeg(bytes: Part): Generator<Part> {
  yield bytes.subarray(0, START_OF_IMAGE_BYTES);
  for (let at = START_OF_IMAGE_BYTES; at + 1 < bytes.length;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff) return;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END_OF_IMAGE) {
      yield bytes.subarray(at, at + 2);
      return;
    }
    const end = at + 2 + (((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0));
    if (end < at + 4) return;
    const next = marker === START_OF_SCAN ? endOfScan(bytes, end) : end;
    if (isDrawn(marker, bytes, at)) yield bytes.subarray(at, next);
    at = next;
  }
}

function isDrawn(marker: number, bytes: Part, at: number): boolean {
  if (marker === COMMENT) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  return KEPT_APPLICATIONS.has(marker) || (marker === COLOUR_PROFILES && textAt(bytes, at + 4, 11) === 'ICC_PROFILE');
}

/** In the points of a scan 0xff is followed by 0, or by one of eight marks that say where to begin again; anything else is the next part. */
function endOfScan(bytes: Part, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < bytes.length; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1] ?? 0;
    if (marker !== 0 && marker !== 0xff && (marker < 0xd0 || marker > 0xd7)) return at;
  }
  return bytes.length;
}

// ---- PNG --------------------------------------------------------------------------------------------------------

const PNG_SIGNATURE_BYTES = 8;
/** Beside those without which there is no picture: colours, transparency, size on paper, movement. */
const KEPT_CHUNKS: ReadonlySet<string> = new Set(
  'tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT'.split(' '),
);

function* partsOfPng(bytes: Part): Generator<Part> {
  yield bytes.subarray(0, PNG_SIGNATURE_BYTES);
  const view = viewOf(bytes);
  for (let at = PNG_SIGNATURE_BYTES; at + 12 <= bytes.length;) {
    const name = textAt(bytes, at + 4, 4);
    // Length, name and check, twelve bytes, stand around what is in it.
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return;
    if (/^[A-Z]/.test(name) || KEPT_CHUNKS.has(name)) yield bytes.subarray(at, end);
    if (name === 'IEND') return;
    at = end;
  }
}

// ---- WebP -------------------------------------------------------------------------------------------------------

const WEBP_HEADER_BYTES = 12;
const WEBP_CHUNKS: ReadonlySet<string> = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** In the flags of VP8X: there is Exif, there is XMP. */
const SAYS_METADATA = 0b1100;

function ofWebp(bytes: Part): Part {
  const whole = joined(partsOfWebp(bytes));
  if (whole.length >= WEBP_HEADER_BYTES) viewOf(whole).setUint32(4, whole.length - 8, true);
  const flags = WEBP_HEADER_BYTES + 8;
  if (textAt(whole, WEBP_HEADER_BYTES, 4) === 'VP8X') whole[flags] = (whole[flags] ?? 0) & ~SAYS_METADATA;
  return whole;
}

function* partsOfWebp(bytes: Part): Generator<Part> {
  yield bytes.subarray(0, WEBP_HEADER_BYTES);
  const view = viewOf(bytes);
  for (let at = WEBP_HEADER_BYTES; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    // Of an odd length, one byte more.
    const end = at + 8 + length + (length % 2);
    if (at + 8 + length > bytes.length) return;
    if (WEBP_CHUNKS.has(textAt(bytes, at, 4))) yield bytes.subarray(at, end);
    at = end;
  }
}

// ---- bytes ------------------------------------------------------------------------------------------------------

const viewOf = (bytes: Part): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const textAt = (bytes: Part, at: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(at, at + length));

function joined(parts: Iterable<Part>): Part {
  const all = [...parts];
  const whole = new Uint8Array(all.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
