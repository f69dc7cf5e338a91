import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, runTool } from '../commands.ts';

const OUTPUT = join(ROOT, 'out', 'renderer');
const STAMP = join(ROOT, 'out', 'renderer.stamp');

/** What the built window is made from. Tests are not part of it. */
const INPUTS = ['renderer/**', 'shared/**', 'build/run/rendererBuild.ts', 'package-lock.json'];
const NOT_INPUTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.contract.ts', '**/*.md'];

/**
 * Builds the window with Vite when its inputs changed since the last build.
 *
 * @param announce Told when a build is about to start.
 * @returns The folder with index.html.
 * @throws Error with Vite's output when the build fails.
 */
export async function ensureRendererBuilt(announce: () => void = () => undefined): Promise<string> {
  const fingerprint = await fingerprintOf(ROOT);
  const lastBuilt = await readFile(STAMP, 'utf8').catch(() => null);
  if (lastBuilt === fingerprint && existsSync(join(OUTPUT, 'index.html'))) return OUTPUT;
  announce();
  await rm(STAMP, { force: true });
  const { succeeded, output } = await runTool(
    'vite',
    ['build', '--config', 'renderer/vite.config.ts', '--logLevel', 'warn'],
    'captured',
    // Tests say 'test' there, and Vite would take React for developers, which is slow and names the folders of this machine.
    { NODE_ENV: 'production' },
  );
  if (!succeeded) throw new Error(`The window could not be built:\n${output.trim()}`);
  if (!existsSync(join(OUTPUT, 'index.html'))) throw new Error(`Vite built no ${join(OUTPUT, 'index.html')}.`);
  await mkdir(join(ROOT, 'out'), { recursive: true });
  await writeFile(STAMP, fingerprint);
  return OUTPUT;
}

/** A hash over the names and contents of everything the window is made from. */
export async function fingerprintOf(root: string): Promise<string> {
  const paths: string[] = [];
  for await (const entry of glob(INPUTS, { cwd: root, exclude: NOT_INPUTS, withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash('sha256');
  for (const path of paths.toSorted()) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length)}\n${content.length}\n`).update(content);
  }
  return hash.digest('hex');
}
