/** Pages of a pull: rows of the feed in sequence order up to a head. They are written as JSON here, and only once (see recordImages.ts). */
import type { FeedRow, PullReply, PullRequest } from '../../shared/sync/protocol.ts';
import type { View } from '../../shared/sync/view.ts';
import type { Queryable } from '../store/database.ts';
import type { ImageName, RecordImages } from './recordImages.ts';

/** A page of {@link PullReply} whose rows are the bytes of their JSON. */
export interface Page extends Omit<Extract<PullReply, { type: 'page' }>, 'rows'> {
  readonly rows: readonly PageRow[];
}

/** A `FeedRow` as JSON: of a put without its last brace, the record's own JSON behind it. */
interface PageRow {
  readonly opening: string;
  /** Empty for a leave row. */
  readonly record: Buffer;
}

export interface PageContext {
  readonly database: Queryable;
  readonly images: RecordImages;
  readonly epoch: string;
  readonly view: View;
}

/** Rows of a page end here even when more were asked for, so that no reply outgrows a message. In bytes of rows. */
const PAGE_BYTES_MAXIMUM = 4 * 1024 * 1024;
/** Images read from the database at first, and at the most at a time. */
const IMAGES_AT_FIRST = 8;
const IMAGES_AT_ONCE = 500;

/** As many as still fit the page if the others are like those before: large bodies must not be read for nothing, page after page. */
const imagesToRead = (read: number, bytes: number): number =>
  read === 0
    ? IMAGES_AT_FIRST
    : Math.min(IMAGES_AT_ONCE, Math.max(1, Math.ceil(((PAGE_BYTES_MAXIMUM - bytes) * read) / bytes)));

/** @param head Of the scope, as the token has it. */
export async function readPage(
  context: PageContext,
  head: number,
  token: string,
  { scope, after, limit }: NonNullable<PullRequest['page']>,
): Promise<Page> {
  const found = after >= head ? [] : await listRows(context, scope, after, head, limit);
  const rows: PageRow[] = [];
  let next = after;
  let bytes = 0;
  for (let start = 0; start < found.length;) {
    const some = found.slice(start, start + imagesToRead(rows.length, bytes));
    start += some.length;
    const written = await writeRows(context, some);
    for (const [index, row] of written.entries()) {
      bytes += sizeOf(row);
      // The first row goes whatever its size: a page must always get on.
      if (rows.length > 0 && bytes > PAGE_BYTES_MAXIMUM) return { type: 'page', token, scope, rows, next, done: false };
      rows.push(row);
      next = some[index]?.seq ?? next;
    }
  }
  if (found.length === limit) return { type: 'page', token, scope, rows, next, done: next >= head };
  return { type: 'page', token, scope, rows, next: Math.max(after, head), done: true };
}

interface ListedRow {
  readonly seq: number;
  readonly type: 'put' | 'leave';
  readonly name: ImageName;
}

/**
 * Rows up to the head that nothing up to the head replaced: of a later transaction none is seen, not even in part. They come as one text, a
 * line each: of a full page most names are only looked up, and a row of the driver's costs more than that.
 */
async function listRows(
  { database, view }: PageContext,
  scope: string,
  after: number,
  head: number,
  limit: number,
): Promise<ListedRow[]> {
  const [found] = await database.rows<{ lines: string | null }>(
    `SELECT string_agg(seq || ' ' || type || ' ' || collection || '/' || id || '/' || version, E'\n' ORDER BY seq) AS lines FROM (
       SELECT seq, type, collection, id, version FROM feed
       WHERE scope = $1 AND seq > $2 AND seq <= $3 AND (superseded_seq IS NULL OR superseded_seq > $3) AND collection = ANY($4)
       ORDER BY seq LIMIT $5) f`,
    [scope, after, head, view.collections, limit],
    'prepared',
  );
  return found?.lines ? found.lines.split('\n').map(lineToRow) : [];
}

function lineToRow(line: string): ListedRow {
  const [seq = '', type, name = ''] = line.split(' ');
  return { seq: Number(seq), type: type === 'put' ? 'put' : 'leave', name };
}

async function writeRows(
  { database, images, epoch, view }: PageContext,
  rows: readonly ListedRow[],
): Promise<PageRow[]> {
  const puts = rows.filter(({ type }) => type === 'put').map(({ name }) => name);
  const texts = puts.length > 0 ? (await images.read(database, epoch, view, puts)).values() : [].values();
  return rows.map(({ seq, type, name }): PageRow => {
    if (type === 'put')
      return { opening: `{"seq":${seq},"type":"put","record":`, record: texts.next().value ?? NOTHING };
    const [collection, id] = name.split('/');
    return { opening: JSON.stringify({ seq, type, collection, id }), record: NOTHING };
  });
}

const NOTHING = Buffer.alloc(0);
const OBJECT_END = 0x7d;
const COMMA = 0x2c;

const isPut = ({ record }: PageRow): boolean => record.length > 0;
const sizeOf = (row: PageRow): number => row.opening.length + row.record.length + (isPut(row) ? 1 : 0);

/** The `FeedRow`, read. */
export const parseRow = (row: PageRow): FeedRow =>
  JSON.parse(row.opening + row.record.toString('utf8') + (isPut(row) ? '}' : '')) as FeedRow;

/** The bytes that `JSON.stringify` would make of the page with its rows read. */
export const pageToJson = (page: Page): Buffer => Buffer.concat([pageFront(page), pageEnd(page.token)]);

/** All but the end, which is whoever asks's own: put together in one go, each byte once. */
export function pageFront({ type, scope, rows, next, done }: Omit<Page, 'token'>): Buffer {
  const head = Buffer.from(JSON.stringify({ type, scope, rows: [] }).slice(0, -2));
  const tail = Buffer.from(`],${JSON.stringify({ next, done }).slice(1, -1)}`);
  const length = rows.reduce((sum, row) => sum + sizeOf(row), head.length + Math.max(0, rows.length - 1) + tail.length);
  const bytes = Buffer.allocUnsafe(length);
  let at = head.copy(bytes);
  for (const [index, row] of rows.entries()) {
    if (index > 0) at = bytes.writeUInt8(COMMA, at);
    // Sequences, names of collections and ids: no character beyond ASCII.
    at += bytes.write(row.opening, at, 'latin1');
    at += row.record.copy(bytes, at);
    if (isPut(row)) at = bytes.writeUInt8(OBJECT_END, at);
  }
  tail.copy(bytes, at);
  return bytes;
}

export const pageEnd = (token: string): Buffer => Buffer.from(`,${JSON.stringify({ token }).slice(1)}`);
