import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findInstalledBrowser } from '../run/installedBrowser.ts';

export interface ChromiumProgram {
  executablePath: string;
  /** Flags that this program needs on this machine, for `chromium.launch({ executablePath, args, env })` of playwright-core. */
  args: string[];
  /** A machine's own locale may know no Persian letters, and a file whose name has any is called «download» there. */
  env: Record<string, string>;
}

/**
 * A Chromium for tests on any machine: an installed Chromium, Chrome or Edge, else (Linux) the headless one that the npm package
 * `@sparticuz/chromium` carries, unpacked once into node_modules/.cache. `PEYVAND_CHROMIUM` names another.
 *
 * @throws Error that says what to install when there is none.
 */
export async function findChromium(): Promise<ChromiumProgram> {
  const executablePath = findInstalledBrowser() ?? (await unpackCarriedChromium());
  return { executablePath, args: flagsForTests(), env: { ...inherited(), LC_ALL: 'C.UTF-8' } };
}

const inherited = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );

/** Quiet and self-contained. Web security stays on: our Origin checks and content policy are part of what is tested. */
function flagsForTests(): string[] {
  return [
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
    '--no-default-browser-check',
    '--font-render-hinting=none',
    // Containers give /dev/shm 64 MB, too little for a page with a long list.
    '--disable-dev-shm-usage',
    ...(process.getuid?.() === 0 ? ['--no-sandbox', '--no-zygote'] : []),
  ];
}

async function unpackCarriedChromium(): Promise<string> {
  if (process.platform !== 'linux') {
    throw new Error(
      'No Chromium, Google Chrome or Microsoft Edge was found. Install one, or name one in PEYVAND_CHROMIUM.',
    );
  }
  const packageFolder = dirname(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(dirname(dirname(packageFolder)), '.cache', `chromium-${version}`);
  const executablePath = join(folder, 'chromium');
  if (existsSync(executablePath)) return executablePath;

  // Unpacked beside its place and renamed when whole: another process never meets half a program.
  const unfinished = `${folder}.${process.pid}.unfinished`;
  await mkdir(unfinished, { recursive: true });
  try {
    await inflateInto(unfinished, join(packageFolder, 'bin'));
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(executablePath)) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return executablePath;
}

/** The package unpacks into the folder for temporary files and nowhere else, so that is what it is told our folder is. */
async function inflateInto(folder: string, archives: string): Promise<void> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { inflate } = await import('@sparticuz/chromium');
    await Promise.all(['chromium.br', 'swiftshader.tar.br'].map((archive) => inflate(join(archives, archive))));
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}
