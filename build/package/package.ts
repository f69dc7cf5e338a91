/**
 * `npm run package` builds the installers of the system it runs on into `out/package`; `npm run package -- --dir` the program without an
 * installer around it. See docs/guide/packaging.md for what the environment may hold (signing, updates).
 */
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build, Platform, type Configuration } from 'electron-builder';
import { ROOT } from '../commands.ts';
import { ensureElectronBuilt } from './build.ts';
import { signManifests } from './signManifest.ts';
import { readUpdateSource } from './updateSource.ts';

export interface PackOptions {
  /** For which system, and as what: the installers of macOS need macOS, those of Windows Windows. */
  readonly targets: ReturnType<Platform['createTarget']>;
  readonly outputDirectory: string;
  /** What is to be otherwise than in electron-builder.yml. */
  readonly changes?: Configuration;
}

/**
 * Packs what `ensureElectronBuilt` has built.
 *
 * @returns Paths of the installers.
 */
export function pack({ targets, outputDirectory, changes }: PackOptions): Promise<string[]> {
  const config: Configuration = {
    extends: './electron-builder.yml',
    directories: { output: outputDirectory },
    ...changes,
    // A program that knows no address to ask for updates asks for none.
    ...(readUpdateSource(process.env) === null ? { publish: null } : {}),
  };
  return build({
    projectDir: ROOT,
    targets,
    config,
    // Uploading is the work of whoever has seen the installers run.
    publish: 'never',
  });
}

async function packageProduct(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  forgetEmptySecrets(process.env);
  const updates = readUpdateSource(process.env);
  const outputDirectory = join(ROOT, 'out', 'package');
  await ensureElectronBuilt(() => console.log('Building for Electron …'));
  const targets = Platform.current().createTarget(values.dir ? ['dir'] : null);
  const installers = await pack({ targets, outputDirectory });
  if (updates) {
    for (const name of await signManifests(outputDirectory, updates.privateKey)) console.log(`Signed ${name}`);
  }
  const made = values.dir ? await readdir(outputDirectory) : installers.map((path) => relative(outputDirectory, path));
  console.log(`In ${outputDirectory}:\n${made.join('\n')}`);
}

/** Continuous integration hands over an empty text for a secret that nobody has set, and electron-builder takes it for one. */
function forgetEmptySecrets(environment: NodeJS.ProcessEnv): void {
  for (const [name, value] of Object.entries(environment))
    if (value === '' && /^(WIN_)?CSC_|^APPLE_/.test(name)) delete environment[name];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await packageProduct();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
