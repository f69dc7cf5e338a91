/** The typeface of papers: from its package where the program runs from source, from beside the program where it is packed. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PaperFonts } from '../core/papers/faces.ts';

/** Of the package, and as they lie beside the packed program. */
const FILES = { regular: 'Vazirmatn-Regular.ttf', bold: 'Vazirmatn-Bold.ttf' } as const;

export async function readPaperFonts(): Promise<PaperFonts> {
  const folder = import.meta.url.endsWith('.ts')
    ? join(dirname(createRequire(import.meta.url).resolve('vazirmatn/package.json')), 'fonts', 'ttf')
    : join(dirname(fileURLToPath(import.meta.url)), '..', 'fonts');
  const [regular, bold] = await Promise.all([
    readFile(join(folder, FILES.regular)),
    readFile(join(folder, FILES.bold)),
  ]);
  return { regular, bold };
}
