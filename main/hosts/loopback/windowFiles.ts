/**
 * The built window, held in memory from the start (a few megabytes): a build that replaces the files under a running host neither breaks
 * an open window's later loads nor ends the process in the middle of a read.
 */
import { readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import { sha256Hex } from '../../../shared/base/bytes.ts';

export interface WindowFiles {
  /** Answers with the file of that path; any path without a file ending is a page of the window, which is one and the same. False = there is none. */
  serve(path: string, request: IncomingMessage, response: ServerResponse): boolean;
}

interface WindowFile {
  readonly bytes: Uint8Array;
  readonly type: string;
  readonly tag: string;
}

const PAGE = '/index.html';

/** Fails as `readdir` does, when the window was never built. */
export async function readWindowFiles(directory: string): Promise<WindowFiles> {
  const files = new Map<string, WindowFile>();
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const bytes = new Uint8Array(await readFile(path));
    files.set(`/${relative(directory, path).split(sep).join('/')}`, {
      bytes,
      type: typeOf(path),
      tag: `"${sha256Hex(bytes)}"`,
    });
  }
  return {
    serve(path, request, response) {
      const file = files.get(path) ?? (/\.\w+$/.test(path) ? undefined : files.get(PAGE));
      if (!file) return false;
      // The names of built files carry their hash; asking whether one is still the same costs little on one machine.
      response.setHeader('cache-control', 'no-cache');
      response.setHeader('etag', file.tag);
      if (request.headers['if-none-match'] === file.tag) response.writeHead(304).end();
      else {
        response.writeHead(200, { 'content-type': file.type, 'content-length': file.bytes.byteLength });
        response.end(request.method === 'HEAD' ? undefined : file.bytes);
      }
      return true;
    },
  };
}

function typeOf(path: string): string {
  const type = lookup(path) ?? 'application/octet-stream';
  return type.startsWith('text/') || type.endsWith('javascript') || type.endsWith('json')
    ? `${type}; charset=utf-8`
    : type;
}
