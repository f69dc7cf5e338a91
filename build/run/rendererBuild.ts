import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, runTool } from '../commands.ts';
import { fingerprintOfFiles } from './fingerprint.ts';

const OUTPUT = join(ROOT, 'out', 'renderer');
const STAMP = join(ROOT, 'out', 'renderer.stamp');

/** What the built window is made from. Tests are not part of it. */
const INPUTS = ['renderer/**', 'shared/**', 'build/run/rendererBuild.ts', 'package-lock.json'];

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

/** Changes with everything the window is made from. */
export function fingerprintOf(root: string): Promise<string> {
  return fingerprintOfFiles(root, INPUTS);
}
