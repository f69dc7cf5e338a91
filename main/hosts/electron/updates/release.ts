/**
 * What electron-builder writes about a release (`latest.yml`), believed only with a signature of ours beside it (`latest.yml.sig`, by
 * `build/package/signManifest.ts`). It names the version and the hash of every file, so that whoever has the download server, or the road to
 * it, can withhold an update and cannot make one.
 */
import { createPublicKey, verify } from 'node:crypto';

export interface Release {
  /** `1.2.3` */
  readonly version: string;
  /** SHA-512 in base64 of everything that may be installed. */
  readonly hashes: ReadonlySet<string>;
}

/** Which manifest electron-updater reads on this machine. */
export function manifestName(platform: NodeJS.Platform, architecture: string): string {
  if (platform === 'win32') return 'latest.yml';
  if (platform === 'darwin') return 'latest-mac.yml';
  return architecture === 'x64' ? 'latest-linux.yml' : `latest-linux-${architecture}.yml`;
}

/**
 * The release, or null when the holder of the key has not signed exactly these bytes.
 *
 * @param signature Base64, as in the file; white space around it is allowed.
 * @param publicKey Ed25519, SPKI, DER, base64.
 */
export function readRelease(manifest: Uint8Array, signature: string, publicKey: string): Release | null {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    if (key.asymmetricKeyType !== 'ed25519') return null;
    if (!verify(null, manifest, key, Buffer.from(signature.trim(), 'base64'))) return null;
  } catch {
    return null;
  }
  // Read only after it was believed; electron-builder writes one such line for the version and one for each hash.
  const text = new TextDecoder().decode(manifest);
  const versions = [...text.matchAll(/^version: (\d{1,5}\.\d{1,5}\.\d{1,5})\s*$/gm)];
  const hashes = [...text.matchAll(/^[ -]*sha512: ([A-Za-z0-9+/]{86}==)\s*$/gm)].map(([, hash = '']) => hash);
  const [version] = versions;
  return versions.length === 1 && version?.[1] !== undefined && hashes.length > 0
    ? { version: version[1], hashes: new Set(hashes) }
    : null;
}

/** Whether `version` is above `installed`; both as `1.2.3`. Whatever is no such version is not above anything. */
export function isAbove(version: string, installed: string): boolean {
  const [one, other] = [version, installed].map((text) => /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number));
  if (!one || !other) return false;
  const index = one.findIndex((part, place) => part !== other[place]);
  return index >= 0 && (one[index] ?? 0) > (other[index] ?? 0);
}
