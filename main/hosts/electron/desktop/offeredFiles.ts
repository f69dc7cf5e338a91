/**
 * Bundles that a person opened from the desktop (a double click, "open with", a file dropped on the program). Opening shows the file on the
 * page of bundles and does no more: it is read when the person asks there that it be taken in. The window learns the file's name and an id that
 * cannot be guessed, never where it lies.
 */
import { readFile, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLE_BYTES_MAXIMUM, BUNDLE_EXTENSION } from '../../../../shared/sync/bundle.ts';

const BUNDLE_ENDING = `.${BUNDLE_EXTENSION}`;

export interface OfferedFiles {
  /** The place in the window where the file is offered; null when it is none of ours. Nothing is read. @param path Absolute. */
  offer(path: string): string | null;
  /** The file itself, by its id: null when there is no such offer (any more), or no such file. */
  read(id: string): Promise<{ readonly bytes: Uint8Array<ArrayBuffer> } | null>;
}

/** Of more files opened one after another the last ones are remembered. */
const OFFERS_KEPT = 8;
/** Of a name; in an address each letter may take nine characters. */
const NAME_MAXIMUM = 80;

export function createOfferedFiles(): OfferedFiles {
  const pathById = new Map<string, string>();
  return {
    offer(path) {
      if (!isAbsolute(path) || extname(path).toLowerCase() !== BUNDLE_ENDING) return null;
      const id = crypto.randomUUID();
      pathById.set(id, path);
      for (const oldest of [...pathById.keys()].slice(0, -OFFERS_KEPT)) pathById.delete(oldest);
      return `#/bundles?${new URLSearchParams({ offered: id, name: shortened(basename(path)) })}`;
    },
    async read(id) {
      const path = pathById.get(id);
      if (path === undefined) return null;
      try {
        const { size } = await stat(path);
        // A pipe or a device has no end, and what is too large is refused before it is in memory.
        if (size === 0 || size > BUNDLE_BYTES_MAXIMUM) return null;
        return { bytes: new Uint8Array(await readFile(path)) };
      } catch {
        // Moved, deleted, or on a stick that was pulled out.
        return null;
      }
    },
  };
}

/** The one bundle on a command line, as Windows and Linux hand it over: a path or a `file:` address. @param from What relative paths start at. */
export function bundleOnCommandLine(commandLine: readonly string[], from: string): string | null {
  const files = commandLine
    .slice(1)
    .filter((argument) => !argument.startsWith('-') && argument.toLowerCase().endsWith(BUNDLE_ENDING));
  const [file] = files;
  if (file === undefined || files.length > 1) return null;
  if (!/^file:/i.test(file)) return resolve(from, file);
  try {
    return fileURLToPath(file);
  } catch {
    // Of another machine, or written wrongly.
    return null;
  }
}

const shortened = (name: string): string => {
  const letters = [...name];
  return letters.length <= NAME_MAXIMUM ? name : `${letters.slice(0, NAME_MAXIMUM).join('')}…`;
};
