import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRelease } from '../../main/hosts/electron/updates/release.ts';
import { signManifests } from './signManifest.ts';
import { readUpdateSource, UPDATE_KEY_VARIABLE, UPDATE_URL_VARIABLE } from './updateSource.ts';

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

describe('what an installed program makes of it', () => {
  it('believes a manifest that this key has signed, and no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'peyvand-release-'));
    try {
      const manifest = Buffer.from(`version: 1.2.3\nfiles:\n  - url: x.exe\n    sha512: ${'A'.repeat(86)}==\n`);
      await writeFile(join(folder, 'latest.yml'), manifest);
      await signManifests(folder, privateKey);
      const signature = await readFile(join(folder, 'latest.yml.sig'), 'utf8');
      const believed = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
      expect(readRelease(manifest, signature, believed)?.version).toBe('1.2.3');
      expect(readRelease(Buffer.concat([manifest, Buffer.from('\n')]), signature, believed)).toBeNull();
      const stranger = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'der' });
      expect(readRelease(manifest, signature, stranger.toString('base64'))).toBeNull();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('where updates come from', () => {
  const url = 'https://updates.example/peyvand/';
  const read = (key: string, address = url) =>
    readUpdateSource({ [UPDATE_URL_VARIABLE]: address, [UPDATE_KEY_VARIABLE]: key });

  it('is read with the key, on one line or on several', () => {
    for (const text of [pem, pem.replaceAll('\n', '\\n')]) {
      const source = read(text);
      expect(source?.privateKey.equals(privateKey)).toBe(true);
      expect(source?.publicKey).toBe(publicKey.export({ type: 'spki', format: 'der' }).toString('base64'));
      expect(source?.url).toBe(url);
    }
    expect(readUpdateSource({})).toBeNull();
    expect(read('', '')).toBeNull();
  });

  it('is all or nothing', () => {
    expect(() => read('')).toThrow('PEYVAND_UPDATE_KEY is not');
    expect(() => read(pem, '')).toThrow('PEYVAND_UPDATE_URL is not');
    expect(() => read(pem, 'http://updates.example/')).toThrow('with https');
  });

  it('refuses a key that is none, or of another kind, without quoting it', () => {
    expect(() => read('secret words')).toThrow(/^PEYVAND_UPDATE_KEY is no private key in PEM \(PKCS #8\)\.$/);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(() => read(other.toString())).toThrow('must be an Ed25519 key');
  });
});
