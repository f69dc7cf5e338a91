import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { Arch, Platform } from 'electron-builder';
import { ROOT } from '../../build/commands.ts';
import { ensureElectronBuilt } from '../../build/package/build.ts';
import { pack } from '../../build/package/package.ts';
import { createStubElectron } from './stubElectron.ts';

export interface PackedProgram {
  /** What would be installed. */
  readonly directory: string;
  readonly executable: string;
  readonly archive: string;
  /** Paths of all files in the archive (those that lie beside it too), with forward slashes and without one in front. */
  readonly paths: readonly string[];
  /** The archive as folders, as Electron shows it to the program, far away from the project and its packages. */
  readonly extracted: string;
  close(): Promise<void>;
}

/** A machine that cannot load the binary that was packed runs the packed core with its own. */
async function bringOwnBinary(extracted: string): Promise<void> {
  const name = `${process.platform}-${process.arch}.node`;
  const folder = join('node_modules', 'better-sqlite3-multiple-ciphers', 'prebuilds');
  if (!existsSync(join(extracted, folder, name)))
    await copyFile(join(ROOT, folder, name), join(extracted, folder, name));
}

/**
 * Packs for Windows on a processor that this machine may not have, and says which binaries were packed. The stub is no program that Windows
 * would know, so what is written into one (icon, checksum of the archive) is left out.
 */
export async function packForWindows(): Promise<{ binaries: string[]; executable: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-packed-windows-'));
  const electronDirectory = join(folder, 'electron');
  await mkdir(electronDirectory);
  await createStubElectron(electronDirectory, 'electron.exe');
  await ensureElectronBuilt();
  await pack({
    targets: Platform.WINDOWS.createTarget('dir', Arch.arm64),
    outputDirectory: join(folder, 'out'),
    changes: { electronDist: electronDirectory, disableAsarIntegrity: true, win: { signAndEditExecutable: false } },
  });
  const directory = join(folder, 'out', 'win-arm64-unpacked');
  const files = await readdir(directory, { recursive: true });
  return {
    binaries: files.filter((path) => path.endsWith('.node')).map((path) => basename(path)),
    executable: join(directory, 'Peyvand.exe'),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Packs the product for Linux as it is packed for people, around a stub of Electron and without a network. */
export async function packProgram(): Promise<PackedProgram> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-packed-'));
  const electronDirectory = join(folder, 'electron');
  const extracted = join(folder, 'extracted');
  await mkdir(electronDirectory);
  await createStubElectron(electronDirectory);
  await ensureElectronBuilt();
  await pack({
    targets: Platform.LINUX.createTarget('dir', Arch.x64),
    outputDirectory: join(folder, 'out'),
    changes: { electronDist: electronDirectory },
  });
  const directory = join(folder, 'out', 'linux-unpacked');
  const archive = join(directory, 'resources', 'app.asar');
  extractAll(archive, extracted);
  await bringOwnBinary(extracted);
  return {
    directory,
    executable: join(directory, 'peyvand'),
    archive,
    paths: listPackage(archive, { isPack: false })
      .map((path) => path.replaceAll('\\', '/').replace(/^\//, ''))
      .toSorted(),
    extracted,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
