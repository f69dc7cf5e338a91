/** Bytes of a file → text. The encoding is found, said in the report, and may be overridden: a wrong guess garbles names for ever. */
import { createError } from '../../../../shared/base/errors.ts';

export interface DecodedText {
  readonly text: string;
  /** WHATWG name: `utf-8`, `utf-16le`, `windows-1256`… */
  readonly encoding: string;
}

/** Larger than any export of a small company; a spreadsheet of a million rows belongs in parts. */
export const FILE_BYTES_MAXIMUM = 64 * 1024 * 1024;

/**
 * @param encoding overrides detection.
 * Fails with `file_too_large`, `file_encoding` (unknown or not matching the bytes) or `file_unreadable` (no text: NUL bytes, a zip).
 */
export function decodeText(name: string, bytes: Uint8Array, encoding?: string): DecodedText {
  if (bytes.byteLength > FILE_BYTES_MAXIMUM)
    throw createError('file_too_large', { file: name, limit: FILE_BYTES_MAXIMUM });
  const chosen = encoding ?? byteOrderMark(bytes) ?? detect(bytes);
  const decoded = { text: decodeAs(name, bytes, chosen), encoding: new TextDecoder(chosen).encoding };
  // A workbook or a picture under a .csv name: no encoding makes text of it.
  if (decoded.text.includes('\0')) throw createError('file_unreadable', { file: name, reason: 'notText' });
  return decoded;
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return null;
}

/**
 * Valid UTF-8 is UTF-8: legacy text almost never is by chance. Else one of the two Windows encodings that our users' old programs
 * write: Persian and Arabic words are runs of high bytes, while Latin text has single accented letters between plain ones.
 * (A general detector was tried and took Persian rows for ISO 8859-6, which has no Persian letters.)
 */
function detect(bytes: Uint8Array): string {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return highBytesStandTogether(bytes) ? 'windows-1256' : 'windows-1252';
  }
}

function highBytesStandTogether(bytes: Uint8Array): boolean {
  let high = 0;
  let inRuns = 0;
  let run = 0;
  for (const byte of bytes) {
    run = byte >= 0x80 ? run + 1 : 0;
    if (run > 0) high += 1;
    // The third byte of a run brings the first two in with it.
    if (run === 3) inRuns += 3;
    else if (run > 3) inRuns += 1;
  }
  return inRuns * 2 > high;
}

function decodeAs(name: string, bytes: Uint8Array, encoding: string): string {
  const decoder = decoderOf(name, encoding);
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw createError('file_encoding', { file: name, encoding, reason: 'mismatch' }, cause);
  }
}

function decoderOf(name: string, encoding: string): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(encoding, { fatal: true });
  } catch (cause) {
    throw createError('file_encoding', { file: name, encoding, reason: 'unknown' }, cause);
  }
}
