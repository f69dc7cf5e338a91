/** Looks for traces in every byte below a folder. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tracesOf } from './planted.ts';

export interface Scan {
  readonly files: readonly string[];
  /** "path: what", none when all is well. */
  readonly found: readonly string[];
}

/** One pass over each file, however many traces: the first three bytes of each stand in a table. */
export function createScanner(values: readonly string[]): (...folders: readonly string[]) => Promise<Scan> {
  const traces = tracesOf(values);
  const begins = new Uint8Array(2 ** 24);
  const byBeginning = new Map<number, typeof traces>();
  for (const trace of traces) {
    const beginning = beginningAt(trace.bytes, 0);
    begins[beginning] = 1;
    byBeginning.set(beginning, [...(byBeginning.get(beginning) ?? []), trace]);
  }

  function tracesIn(bytes: Buffer): Set<string> {
    const found = new Set<string>();
    for (let at = 0; at + 3 <= bytes.length; at += 1) {
      const beginning = beginningAt(bytes, at);
      if (begins[beginning] === 0) continue;
      for (const trace of byBeginning.get(beginning) ?? [])
        if (bytes.subarray(at, at + trace.bytes.length).equals(trace.bytes)) found.add(trace.what);
    }
    return found;
  }

  return async (...folders) => {
    const files = (await Promise.all(folders.map(filesBelow))).flat();
    const found: string[] = [];
    for (const path of files) {
      const bytes = await readIfThere(path);
      for (const what of tracesIn(Buffer.concat([Buffer.from(path), bytes]))) found.push(`${path}: ${what}`);
    }
    return { files, found };
  };
}

const beginningAt = (bytes: Buffer, at: number): number =>
  (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16);

/** Files that come and go while the program runs are looked at when they are there. */
async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch {
    return Buffer.alloc(0);
  }
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}
