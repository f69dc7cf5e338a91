/**
 * The packages: what the lockfile promises, and what is known against them. The first needs nobody; the second asks the registry for advisories and says so
 * when it cannot be asked (`--must-ask` fails then, for continuous integration).
 */
import { spawn } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { pathWithoutProject } from '../bootstrap/packages.mjs';
import { ROOT, type CommandResult } from '../commands.ts';
import { allowedAdvisorySchema, judgeAdvisories, readAdvisories } from './advisories.ts';
import { findImports } from './findImports.ts';
import { INSTALL_SCRIPTS } from './installScripts.ts';
import { checkLockfile, reachedFrom, type Lockfile, type Manifest } from './lockfile.ts';

const LONGEST_ASKING_MILLISECONDS = 30_000;

export async function checkDependencies({ mustAsk = false } = {}): Promise<CommandResult & { readonly note: string }> {
  const read = async (path: string): Promise<unknown> => JSON.parse(await readFile(join(ROOT, path), 'utf8'));
  const lockfile = (await read('package-lock.json')) as Lockfile;
  const manifest = (await read('package.json')) as Manifest;
  const breaches = checkLockfile(lockfile, manifest, new Set(Object.keys(INSTALL_SCRIPTS)));
  const delivered = reachedFrom(lockfile, await deliveredPackages(manifest));
  const advisories = readAdvisories(await askRegistry(), delivered);
  if (advisories === null) {
    if (mustAsk) breaches.push('The registry could not be asked for advisories.');
    const note = 'the registry could not be asked for advisories; the lockfile alone was checked';
    return { succeeded: breaches.length === 0, output: breaches.join('\n'), note };
  }
  const allowed = z.array(allowedAdvisorySchema).parse(await read('build/verify/allowedAdvisories.json'));
  breaches.push(...judgeAdvisories(advisories, allowed, new Date().toISOString().slice(0, 10)));
  const ofTools = advisories.filter(({ isDelivered }) => !isDelivered).length;
  const note = `${advisories.length} advisories, ${ofTools} of them about tools alone`;
  return { succeeded: breaches.length === 0, output: breaches.join('\n'), note };
}

/**
 * Names of the packages that product code imports: what the bundler packs stands among the devDependencies, so package.json does not tell them from tools.
 */
async function deliveredPackages({ dependencies = {}, optionalDependencies = {} }: Manifest): Promise<Set<string>> {
  const names = new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
  for await (const found of glob('{shared,main,renderer,server}/**/*.{ts,tsx}', { cwd: ROOT })) {
    const path = found.replaceAll('\\', '/');
    if (/\.(test|contract)\.tsx?$|\/testing\/|vite\.config/.test(path)) continue;
    for (const { specifier } of findImports(path, await readFile(join(ROOT, path), 'utf8')))
      if (!/^[./]|^virtual:/.test(specifier) && !isBuiltin(specifier))
        names.add(specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  }
  return names;
}

/** What npm printed; it ends with 1 both when it found something and when it could not ask. */
function askRegistry(): Promise<string> {
  const npm = spawn('npm', ['audit', '--json', '--fetch-retries=0', `--fetch-timeout=${LONGEST_ASKING_MILLISECONDS}`], {
    cwd: ROOT,
    env: { ...process.env, PATH: pathWithoutProject(ROOT) },
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
    timeout: 2 * LONGEST_ASKING_MILLISECONDS,
  });
  let output = '';
  npm.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  return new Promise((resolve) => {
    npm.once('error', () => resolve(''));
    npm.once('close', () => resolve(output));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { succeeded, output, note } = await checkDependencies({ mustAsk: process.argv.includes('--must-ask') });
  console.log(output === '' ? note : `${output}\n${note}`);
  process.exitCode = succeeded ? 0 : 1;
}
