/**
 * `npm run build:electron` builds everything the Electron host is made of into `out/electron`, when something changed since the last build:
 *
 *   main/      main process, core process, threads (ES modules)
 *   preload/   the preload script (one CommonJS file)
 *   renderer/  the window, the very files that the loopback host serves
 *   icons/     for the tray and the window
 *   fonts/     for PDFs, with their licence
 */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT, runTool } from '../commands.ts';
import { fingerprintOfFiles } from '../run/fingerprint.ts';
import { ensureRendererBuilt, fingerprintOf } from '../run/rendererBuild.ts';
import { readUpdateSource } from './updateSource.ts';

export const ELECTRON_OUTPUT = join(ROOT, 'out', 'electron');
const STAMP = join(ROOT, 'out', 'electron.stamp');
/** Of pdfkit, from the file that names it. */
const COLOURS = join('data', 'sRGB_IEC61966_2_1.icc');
const MAIN_PROGRAM = join(ELECTRON_OUTPUT, 'main', 'main.mjs');

/** What the programs are made from, beside what the window is made from. */
const INPUTS = [
  'main/**',
  'resources/**',
  'electron.vite.config.ts',
  'build/package/{build,entryUrls,updateSource}.ts',
];

/**
 * @param announce Told when a build is about to start.
 * @returns The folder.
 * @throws Error with the builder's output when the build fails.
 */
export async function ensureElectronBuilt(announce: () => void = () => undefined): Promise<string> {
  const renderer = await ensureRendererBuilt(announce);
  const fingerprint = await fingerprintOfPrograms();
  const lastBuilt = await readFile(STAMP, 'utf8').catch(() => null);
  if (lastBuilt === fingerprint && existsSync(MAIN_PROGRAM)) return ELECTRON_OUTPUT;
  announce();
  await rm(STAMP, { force: true });
  await rm(ELECTRON_OUTPUT, { recursive: true, force: true });
  const { succeeded, output } = await runTool('electron-vite', ['build', '--logLevel', 'warn']);
  if (!succeeded) throw new Error(`The Electron programs could not be built:\n${output.trim()}`);
  if (!existsSync(MAIN_PROGRAM)) throw new Error(`electron-vite built no ${MAIN_PROGRAM}.`);
  await cp(renderer, join(ELECTRON_OUTPUT, 'renderer'), { recursive: true });
  await cp(join(ROOT, 'resources', 'runtime'), join(ELECTRON_OUTPUT, 'icons'), { recursive: true });
  await copyFonts(join(ELECTRON_OUTPUT, 'fonts'));
  // pdfkit names a profile of colours beside itself: for a format that no paper is written in, but nothing that is packed may name what is not there.
  await cp(join(ROOT, 'node_modules', 'pdfkit', 'js', COLOURS), join(ELECTRON_OUTPUT, 'main', COLOURS));
  await writeFile(STAMP, fingerprint);
  return ELECTRON_OUTPUT;
}

/** The two weights that papers are set in: the packed program has no package to read them from. */
async function copyFonts(folder: string): Promise<void> {
  const from = join(ROOT, 'node_modules', 'vazirmatn');
  await cp(join(from, 'OFL.txt'), join(folder, 'OFL.txt'));
  for (const weight of ['Regular', 'Bold'])
    await cp(join(from, 'fonts', 'ttf', `Vazirmatn-${weight}.ttf`), join(folder, `Vazirmatn-${weight}.ttf`));
}

async function fingerprintOfPrograms(): Promise<string> {
  const updates = readUpdateSource(process.env);
  const parts = [
    await fingerprintOf(ROOT),
    await fingerprintOfFiles(ROOT, INPUTS),
    updates?.url ?? '',
    updates?.publicKey ?? '',
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureElectronBuilt(() => console.log('Building for Electron …'));
  console.log(`Built: ${ELECTRON_OUTPUT}`);
}
