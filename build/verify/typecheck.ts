import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runTool } from '../commands.ts';
import type { CommandResult } from '../commands.ts';

/** One compiler run per layer, with the globals and types that layer may know: build/tsconfig/<layer>.json. */
const LAYERS = ['shared', 'core', 'hosts', 'renderer', 'server', 'tests', 'e2e', 'simulation', 'build'];
const AT_A_TIME = 2;

/** Checks every layer that has files, two at a time. The output names the layer above its errors. */
export async function typecheck(): Promise<CommandResult> {
  const waiting = [...LAYERS];
  const outputByLayer = new Map<string, string>();
  const work = async (): Promise<void> => {
    for (let layer = waiting.shift(); layer !== undefined; layer = waiting.shift()) {
      if (!(await hasFiles(layer))) continue;
      const { succeeded, output } = await runTool('tsc', [
        '-p',
        join('build', 'tsconfig', `${layer}.json`),
        '--pretty',
        'false',
      ]);
      if (!succeeded) outputByLayer.set(layer, output.trim());
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  const failed = LAYERS.filter((layer) => outputByLayer.has(layer));
  return {
    succeeded: failed.length === 0,
    output: failed.map((layer) => `layer ${layer}:\n${outputByLayer.get(layer) ?? ''}`).join('\n'),
  };
}

/** The compiler calls a layer without files an error; while a folder is still empty it is none. */
async function hasFiles(layer: string): Promise<boolean> {
  const text = await readFile(join(ROOT, 'build', 'tsconfig', `${layer}.json`), 'utf8');
  const { include, exclude } = JSON.parse(text.replaceAll(/^\s*\/\/.*$/gm, '')) as {
    include: string[];
    exclude?: string[];
  };
  const fromRoot = (pattern: string): string => join('build', 'tsconfig', pattern);
  for await (const path of glob(include.map(fromRoot), { cwd: ROOT, exclude: exclude?.map(fromRoot) ?? [] })) {
    if (!path.endsWith('.d.ts')) return true;
  }
  return false;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { succeeded, output } = await typecheck();
  if (output !== '') console.log(output);
  process.exitCode = succeeded ? 0 : 1;
}
