/**
 * Signs what an installed program reads to learn of an update. `latest*.yml` names each installer with its SHA-512, so that one signature over
 * the exact bytes of that file covers them all: `latest.yml.sig` beside it holds an Ed25519 signature in base64. Whoever takes over the
 * server of the updates can withhold them, and can bring nothing of their own.
 */
import { sign, type KeyObject } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** @returns Base64. */
export function signManifest(bytes: Uint8Array, key: KeyObject): string {
  return sign(null, bytes, key).toString('base64');
}

/**
 * Signs every manifest in a folder.
 *
 * @returns Names of the manifests that were signed.
 */
export async function signManifests(folder: string, key: KeyObject): Promise<string[]> {
  const names: string[] = [];
  for await (const name of glob('*.yml', { cwd: folder })) {
    if (!/^(latest|beta|alpha)(-[a-z0-9-]+)?\.yml$/.test(name)) continue;
    await writeFile(join(folder, `${name}.sig`), `${signManifest(await readFile(join(folder, name)), key)}\n`);
    names.push(name);
  }
  return names.toSorted();
}
