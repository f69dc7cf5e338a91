import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../commands.ts';

/** The unpacked Electron of another place, as the package `electron` itself understands it. */
const DIRECTORY_VARIABLE = 'ELECTRON_OVERRIDE_DIST_PATH';
const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
  linux: 'electron',
};

/** @returns null where Electron's program is not installed, which npm alone does not do. */
export function installedElectron(): string | null {
  const folder = process.env[DIRECTORY_VARIABLE] ?? join(ROOT, 'node_modules', 'electron', 'dist');
  const executable = join(folder, EXECUTABLES[process.platform] ?? 'electron');
  return existsSync(executable) ? executable : null;
}

/** @throws Error that says what to install. */
export function findElectron(): string {
  const executable = installedElectron();
  if (executable !== null) return executable;
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8')) as {
    version: string;
  };
  throw new Error(
    [
      `The program of Electron ${version} is not on this machine, so nothing was run.`,
      'Fetch it with:  node node_modules/electron/install.js',
      `(it needs github.com once, or a mirror in ELECTRON_MIRROR), or unpack it yourself and name the folder in ${DIRECTORY_VARIABLE}.`,
    ].join('\n'),
  );
}
