import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readUpdateKey, signManifests, UPDATE_KEY_VARIABLE } from './signManifest.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

describe('signing manifests', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'peyvand-manifests-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('signs the exact bytes of every manifest, and nothing else', async () => {
    const text = 'version: 1.2.3\r\nfiles:\n  - url: پیوند.exe\n';
    for (const name of ['latest.yml', 'latest-mac.yml', 'latest-linux-arm64.yml', 'builder-debug.yml', 'notes.txt'])
      await writeFile(join(folder, name), text);
    expect(await signManifests(folder, privateKey)).toEqual(['latest-linux-arm64.yml', 'latest-mac.yml', 'latest.yml']);
    expect((await readdir(folder)).filter((name) => name.endsWith('.sig'))).toHaveLength(3);
    const signature = Buffer.from(await readFile(join(folder, 'latest.yml.sig'), 'utf8'), 'base64');
    expect(signature).toHaveLength(64);
    expect(verify(null, Buffer.from(text), publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from(text.replace('1.2.3', '1.2.4')), publicKey, signature)).toBe(false);
  });
});

describe('the key', () => {
  it('comes from the environment, on one line or on several', () => {
    for (const text of [pem, pem.replaceAll('\n', '\\n')])
      expect(readUpdateKey({ [UPDATE_KEY_VARIABLE]: text })?.equals(privateKey)).toBe(true);
    expect(readUpdateKey({})).toBeNull();
    expect(readUpdateKey({ [UPDATE_KEY_VARIABLE]: '' })).toBeNull();
  });

  it('is refused without being quoted when it is none, or of another kind', () => {
    expect(() => readUpdateKey({ [UPDATE_KEY_VARIABLE]: 'secret words' })).toThrow(
      /^PEYVAND_UPDATE_KEY is no private key/,
    );
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(() => readUpdateKey({ [UPDATE_KEY_VARIABLE]: other.toString() })).toThrow('must be an Ed25519 key');
  });
});
