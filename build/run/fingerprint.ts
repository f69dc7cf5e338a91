import { createHash } from 'node:crypto';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Nothing that is built is made from these. */
const NOT_INPUTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', '**/*.md'];

/**
 * A hash over the names and contents of files: another one asks for a new build.
 *
 * @param inputs Glob patterns, from `root`.
 */
export async function fingerprintOfFiles(root: string, inputs: readonly string[]): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(inputs, { cwd: root, exclude: NOT_INPUTS, withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
