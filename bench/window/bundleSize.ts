/** How large the built window is: what the first screen loads, what the list needs besides, and what comes when it is asked for. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { LoadedFiles } from './round.ts';

export interface Size {
  readonly files: number;
  readonly raw: number;
  readonly gzip: number;
  readonly brotli: number;
}

export type BundlePart = 'firstScreen' | 'list' | 'onDemand';
export type BundleKind = 'script' | 'style' | 'font' | 'other';

export function measureBundle(folder: string, loaded: LoadedFiles): Record<BundlePart, Record<BundleKind, Size>> {
  const empty = (): Record<BundleKind, Size> => ({ script: NONE, style: NONE, font: NONE, other: NONE });
  const sizes: Record<BundlePart, Record<BundleKind, Size>> = {
    firstScreen: empty(),
    list: empty(),
    onDemand: empty(),
  };
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (extname(name) === '') continue;
    const path = name.replaceAll('\\', '/');
    const part = loaded.firstScreen.has(path) ? 'firstScreen' : loaded.list.has(path) ? 'list' : 'onDemand';
    const kind = KINDS[extname(name)] ?? 'other';
    sizes[part][kind] = add(sizes[part][kind], sizeOf(readFileSync(join(folder, name))));
  }
  return sizes;
}

const NONE: Size = { files: 0, raw: 0, gzip: 0, brotli: 0 };
const KINDS: Readonly<Record<string, BundleKind>> = { '.js': 'script', '.css': 'style', '.woff2': 'font' };

const sizeOf = (bytes: Uint8Array): Size => ({
  files: 1,
  raw: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
  brotli: brotliCompressSync(bytes).length,
});

const add = (one: Size, other: Size): Size => ({
  files: one.files + other.files,
  raw: one.raw + other.raw,
  gzip: one.gzip + other.gzip,
  brotli: one.brotli + other.brotli,
});
