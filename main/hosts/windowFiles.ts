/**
 * The built window, held in memory from the start (a few megabytes): a build that replaces the files under a running host neither breaks
 * an open window's later loads nor ends the process in the middle of a read.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { lookup } from 'mrmime';
import { sha256Hex } from '../../shared/base/bytes.ts';

export interface WindowFiles {
  /** The file of that path; any path without a file ending is a page of the window, which is one and the same. null = there is none. */
  find(path: string): WindowFile | null;
}

export interface WindowFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** For `Content-Type`. */
  readonly type: string;
  /** For `ETag`: of the content alone. */
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
  return { find: (path) => files.get(path) ?? (/\.\w+$/.test(path) ? null : (files.get(PAGE) ?? null)) };
}

function typeOf(path: string): string {
  const type = lookup(path) ?? 'application/octet-stream';
  return type.startsWith('text/') || type.endsWith('javascript') || type.endsWith('json')
    ? `${type}; charset=utf-8`
    : type;
}
