/**
 * Pages as they go over the line, read and compressed once for whoever asks for the very same one: at the end of a day the devices of a branch stand
 * where yesterday left them, and all new devices begin at the beginning. Only the token is a device's own. It stands last, so its end is
 * compressed by itself and put behind what is kept (RFC 1951 lets blocks follow one another, RFC 1952 says what stands around them).
 *
 * Up to a head a page never changes as long as there is a token for it (see pullToken.ts), and its key names the view, so what one role may not see is in no page
 * of its.
 */
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import type { ScopeId } from '../../shared/domain/record.ts';
import { createKeptBytes } from './keptBytes.ts';
import { pageEnd, pageFront, type Page } from './pages.ts';

const compress = promisify(deflateRaw);

/** What a page holds follows from this. */
export interface PageKey {
  readonly epoch: string;
  /** Its id. */
  readonly view: string;
  readonly scope: ScopeId;
  readonly after: number;
  readonly head: number;
  readonly limit: number;
}

export interface KeptPages {
  /** The page's JSON with this token at its end, compressed with gzip. @param read Asked for where nobody has asked for this page of late. */
  gzip(key: PageKey, token: string, read: () => Promise<Page>): Promise<Buffer>;
}

/** A branch's evening, compressed. Per node. */
const KEPT_BYTES = 32 * 1024 * 1024;
/** As whole replies are (server/http/reply.ts). */
const LEVEL = 4;

export function createKeptPages(keptBytes: number = KEPT_BYTES): KeptPages {
  const kept = createKeptBytes(keptBytes);
  /** Many ask at the same moment: one of them reads. */
  const coming = new Map<string, Promise<Buffer>>();

  async function front(name: string, { epoch }: PageKey, read: () => Promise<Page>): Promise<Buffer> {
    const bytes = await compressFront(await read());
    kept.set(epoch, name, bytes);
    return bytes;
  }

  return {
    async gzip(key, token, read) {
      const name = JSON.stringify([key.epoch, key.view, key.scope, key.after, key.head, key.limit]);
      const known = kept.get(key.epoch, name) ?? coming.get(name);
      if (known) return withEnd(await known, token);
      const reading = front(name, key, read).finally(() => coming.delete(name));
      coming.set(name, reading);
      return withEnd(await reading, token);
    },
  };
}

/** Of the bytes before: their checksum and how many there were, for the end of the file. */
const SUMS_BYTES = 8;

async function compressFront(page: Page): Promise<Buffer> {
  const json = pageFront(page);
  const sums = Buffer.alloc(SUMS_BYTES);
  sums.writeUInt32LE(crc32(json), 0);
  sums.writeUInt32LE(json.length, 4);
  const options = {
    level: LEVEL,
    chunkSize: Math.max(16 * 1024, json.length >> 2),
    finishFlush: constants.Z_SYNC_FLUSH,
  };
  return Buffer.concat([sums, await compress(json, options)]);
}

/** RFC 1952: no name, no time, a system that is not told. */
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);

function withEnd(front: Buffer, token: string): Buffer {
  const json = pageEnd(token);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(json, front.readUInt32LE(0)), 0);
  trailer.writeUInt32LE((front.readUInt32LE(4) + json.length) >>> 0, 4);
  return Buffer.concat([GZIP_HEADER, front.subarray(SUMS_BYTES), deflateRawSync(json), trailer]);
}
