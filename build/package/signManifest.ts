/**
 * Signs what an installed program reads to learn of an update. `latest*.yml` names each installer with its SHA-512, so that one signature over
 * the exact bytes of that file covers them all: `latest.yml.sig` beside it holds an Ed25519 signature in base64. Whoever takes over the
 * server of the updates can withhold them, and can bring nothing of their own.
 */
import { createPrivateKey, sign, type KeyObject } from 'node:crypto';
import { glob, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Holds the private key: PKCS #8 as PEM, `\n` for line breaks allowed. Never on a disk of the project. */
export const UPDATE_KEY_VARIABLE = 'PEYVAND_UPDATE_KEY';

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

/**
 * @returns null when the variable is not set.
 * @throws Error that names the variable when it holds no Ed25519 key.
 */
export function readUpdateKey(environment: Readonly<Record<string, string | undefined>>): KeyObject | null {
  const text = environment[UPDATE_KEY_VARIABLE];
  if (text === undefined || text === '') return null;
  let key: KeyObject;
  try {
    key = createPrivateKey(text.replaceAll('\\n', '\n'));
  } catch {
    // The reason of OpenSSL may quote the key.
    throw new Error(`${UPDATE_KEY_VARIABLE} is no private key in PEM (PKCS #8).`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${UPDATE_KEY_VARIABLE} must be an Ed25519 key.`);
  return key;
}
