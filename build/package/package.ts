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
import { readUpdateKey, signManifests, UPDATE_KEY_VARIABLE } from './signManifest.ts';

const UPDATE_URL_VARIABLE = 'PEYVAND_UPDATE_URL';

export interface PackOptions {
  /** Whose programs; the installers of macOS need macOS, those of Windows Windows. */
  readonly platform: Platform;
  /** Without installers: the program's folder alone. */
  readonly directoryOnly: boolean;
  readonly outputDirectory: string;
  /** An unpacked Electron; electron-builder fetches the right one when there is none. */
  readonly electronDirectory?: string;
}

/**
 * Packs what `ensureElectronBuilt` has built.
 *
 * @returns Paths of the installers.
 */
export function pack({ platform, directoryOnly, outputDirectory, electronDirectory }: PackOptions): Promise<string[]> {
  const config: Configuration = {
    extends: './electron-builder.yml',
    directories: { output: outputDirectory },
    ...(electronDirectory === undefined ? {} : { electronDist: electronDirectory }),
    // A program that knows no address to ask for updates asks for none.
    ...(updateUrl() === null ? { publish: null } : {}),
  };
  return build({
    projectDir: ROOT,
    targets: platform.createTarget(directoryOnly ? ['dir'] : []),
    config,
    // Uploading is the work of whoever has seen the installers run.
    publish: 'never',
  });
}

async function packageProduct(): Promise<void> {
  const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } });
  const key = readUpdateKey(process.env);
  if (updateUrl() !== null && key === null)
    throw new Error(
      `${UPDATE_URL_VARIABLE} is set and ${UPDATE_KEY_VARIABLE} is not: the program would refuse its own updates.`,
    );
  const outputDirectory = join(ROOT, 'out', 'package');
  await ensureElectronBuilt(() => console.log('Building for Electron …'));
  const installers = await pack({ platform: Platform.current(), directoryOnly: values.dir, outputDirectory });
  if (key) {
    for (const name of await signManifests(outputDirectory, key)) console.log(`Signed ${name}`);
  }
  const made = values.dir ? await readdir(outputDirectory) : installers.map((path) => relative(outputDirectory, path));
  console.log(`In ${outputDirectory}:\n${made.join('\n')}`);
}

function updateUrl(): string | null {
  const url = process.env[UPDATE_URL_VARIABLE];
  return url === undefined || url === '' ? null : url;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await packageProduct();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
