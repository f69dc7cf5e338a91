/** What electron-builder calls between putting a program together and signing it (electron-builder.yml, `afterPack`). */
import { join } from 'node:path';
import { flipFuses, type FuseConfig } from '@electron/fuses';
import { FUSES } from './fuses.ts';

/** What this needs of electron-builder's `AfterPackContext`. */
export interface PackedProgram {
  readonly appOutDir: string;
  readonly electronPlatformName: string;
  readonly packager: {
    readonly appInfo: { readonly productFilename: string };
    /** Linux alone. */
    readonly executableName?: string;
  };
}

/** Fails, and the packing with it, when the program has a fuse that fuses.ts does not know. */
export default async function afterPack(program: PackedProgram): Promise<void> {
  // The halves of a universal program for macOS are signed as Electron came; the whole is what counts.
  if (program.appOutDir.endsWith('-temp')) return;
  await flipFuses(programPath(program), fusesFor(program.electronPlatformName));
}

export function fusesFor(platform: string): FuseConfig {
  // A changed program without a signature does not start on Apple silicon. A real signature comes after this one and replaces it.
  return { ...FUSES, resetAdHocDarwinSignature: platform === 'darwin' };
}

export function programPath({ appOutDir, electronPlatformName, packager }: PackedProgram): string {
  const name = packager.appInfo.productFilename;
  if (electronPlatformName === 'darwin') return join(appOutDir, `${name}.app`);
  if (electronPlatformName === 'win32') return join(appOutDir, `${name}.exe`);
  return join(appOutDir, packager.executableName ?? name);
}
