/** A workbook's first sheet as the CSV that a table program would save of it: from there on there is one road for both. */
import { stringify } from 'csv-stringify/sync';
import { unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { createError } from '../../../../shared/base/errors.ts';
import type { ImportRequest } from '../../../../shared/contract/imports.ts';
import { FILE_BYTES_MAXIMUM } from './decode.ts';

/** What a small zip may unpack to: a sheet of a million cells has some tens of megabytes. */
const UNPACKED_BYTES_MAXIMUM = 256 * 1024 * 1024;

const isWorkbook = (name: string): boolean => name.toLowerCase().endsWith('.xlsx');

/**
 * The request with every workbook in it as CSV under its own name.
 * @throws PeyvandError `file_too_large`; `file_unreadable` for what is no workbook, or one that is locked with a password.
 */
export async function withWorkbooksRead(request: ImportRequest): Promise<ImportRequest> {
  if (!request.files.some(({ name }) => isWorkbook(name))) return request;
  const files = await Promise.all(
    request.files.map(async ({ name, bytes }) =>
      isWorkbook(name)
        ? { name, bytes: Buffer.from(await sheetToCsv(name, Buffer.from(bytes, 'base64'))).toString('base64') }
        : { name, bytes },
    ),
  );
  return { ...request, files };
}

async function sheetToCsv(name: string, bytes: Uint8Array): Promise<string> {
  if (bytes.byteLength > FILE_BYTES_MAXIMUM)
    throw createError('file_too_large', { file: name, limit: FILE_BYTES_MAXIMUM });
  try {
    requireBounded(name, bytes);
    // Numbers stay as they are written: a price must not go through a float.
    const rows = await readSheet(new Blob([Uint8Array.from(bytes)]), { parseNumber: plainNumber });
    // A sheet that is longer than its longest row would read as flawed rows.
    const width = Math.max(0, ...rows.map((row) => row.length));
    const cells = rows.map((row) => Array.from({ length: width }, (_, column) => cellText(row[column])));
    return stringify(cells.filter((row) => row.some((cell) => cell !== '')));
  } catch (cause) {
    if (cause instanceof TooLarge) throw createError('file_too_large', { file: name, limit: UNPACKED_BYTES_MAXIMUM });
    throw createError('file_unreadable', { file: name, reason: 'noWorkbook' }, cause);
  }
}

class TooLarge extends Error {}

/** Asks the zip's own list before anything is unpacked; what unpacks to more than it says there is cut off by the library, and then unreadable. */
function requireBounded(name: string, bytes: Uint8Array): void {
  let unpacked = 0;
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      unpacked += originalSize;
      return false;
    },
  });
  if (unpacked > UNPACKED_BYTES_MAXIMUM) throw new TooLarge(name);
}

/** `1.25E5` and the noise of binary fractions (`0.30000000000000004`) as a person would write them; anything else as it stands. */
function plainNumber(written: string): string {
  const number = Number(written);
  if (!/[eE]|\.\d{12,}/.test(written) || !Number.isFinite(number)) return written;
  return number.toLocaleString('en', { useGrouping: false, maximumSignificantDigits: 15 });
}

function cellText(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  return typeof cell === 'string' || typeof cell === 'number' ? String(cell).trim() : '';
}
