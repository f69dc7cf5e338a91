/**
 * The shape of an unpacked Electron for Linux or Windows, for packing where the real one cannot be had: the files that electron-builder moves and
 * renames, and an "executable" that holds nothing but a wire of fuses as Electron is shipped with.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Marks the wire in a program; `@electron/fuses` looks for it and does not export it. */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron is shipped, in the order of `FuseV1Options`. */
const SHIPPED_FUSES = '101101011';

/** @param executable As Electron calls it on that system. */
export async function createStubElectron(folder: string, executable = 'electron'): Promise<void> {
  for (const name of ['resources', 'locales']) await mkdir(join(folder, name), { recursive: true });
  for (const language of ['en-US', 'fa', 'de']) await writeFile(join(folder, 'locales', `${language}.pak`), '');
  for (const name of ['version', 'LICENSE', 'LICENSES.chromium.html']) await writeFile(join(folder, name), 'stub');
  const wire = Buffer.concat([
    Buffer.from('not a program\n'),
    Buffer.from(SENTINEL),
    Buffer.from([1, SHIPPED_FUSES.length]),
    Buffer.from(SHIPPED_FUSES),
  ]);
  await writeFile(join(folder, executable), wire, { mode: 0o755 });
}
