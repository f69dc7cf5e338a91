import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options } from '@electron/fuses';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import afterPack, { fusesFor, programPath, type PackedProgram } from './afterPack.ts';

const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron is shipped. */
const SHIPPED = '101101011';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'peyvand-after-pack-'));
});
afterEach(() => rm(folder, { recursive: true }));

const program = (platform: string, appOutDir = folder): PackedProgram => ({
  appOutDir,
  electronPlatformName: platform,
  packager: { appInfo: { productFilename: 'Peyvand' }, ...(platform === 'linux' ? { executableName: 'peyvand' } : {}) },
});

async function write(path: string, wire: string): Promise<void> {
  await writeFile(path, Buffer.concat([Buffer.from(SENTINEL), Buffer.from([1, wire.length]), Buffer.from(wire)]));
}
const wireOf = async (path: string): Promise<string> => (await readFile(path)).subarray(SENTINEL.length + 2).toString();

describe('fuses after packing', () => {
  it.each([
    ['linux', 'peyvand'],
    ['win32', 'Peyvand.exe'],
  ])('are set in the program of %s', async (platform, name) => {
    await write(join(folder, name), SHIPPED);
    await afterPack(program(platform));
    // RunAsNode, cookies, NODE_OPTIONS, --inspect, integrity, only from the archive, snapshot, file:, WebAssembly.
    expect(await wireOf(join(folder, name))).toBe('010011001');
  });

  it('stop the packing when Electron has brought one that nobody has thought about', async () => {
    await write(join(folder, 'peyvand'), `${SHIPPED}1`);
    await expect(afterPack(program('linux'))).rejects.toThrow(/strictlyRequireAllFuses/);
    expect(await wireOf(join(folder, 'peyvand'))).toBe(`${SHIPPED}1`);
  });

  it('stop the packing when there is no such program', async () => {
    await expect(afterPack(program('linux'))).rejects.toThrow(/ENOENT/);
  });

  it('are left alone in the halves of a universal program, and signed anew in the whole', async () => {
    const half = join(folder, 'mac-universal-arm64-temp');
    await mkdir(half);
    await afterPack(program('darwin', half));
    expect(programPath(program('darwin'))).toBe(join(folder, 'Peyvand.app'));
    expect(fusesFor('darwin')).toMatchObject({ resetAdHocDarwinSignature: true, [FuseV1Options.RunAsNode]: false });
    expect(fusesFor('win32').resetAdHocDarwinSignature).toBe(false);
  });
});
