/**
 * What the sealed copy leaves to threads, done at once, with chance from the run: the part of WebCrypto that HPKE asks for, and the files of
 * `node:fs/promises`. A save that nobody waits for would otherwise go on whenever its thread has come to an end.
 */
import nodeCrypto, { type KeyObject } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  fdatasyncSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  type PathLike,
  type RmOptions,
} from 'node:fs';
import filePromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/** For a process that does nothing else. @param randomBytes from the run's seed. */
export function withoutThreads(randomBytes: (length: number) => Uint8Array): void {
  Object.defineProperty(crypto, 'subtle', { value: createSubtle(randomBytes), configurable: true });
  Object.assign(filePromises, {
    open: async (path: PathLike, flags?: string, mode?: number) => handleOf(openSync(path, flags ?? 'r', mode)),
    stat: async (path: PathLike) => statSync(path),
    appendFile: async (path: PathLike, data: Uint8Array, options?: object) => appendFileSync(path, data, options),
    rename: async (from: PathLike, to: PathLike) => renameSync(from, to),
    rm: async (path: PathLike, options?: RmOptions) => rmSync(path, options),
  });
  syncBuiltinESMExports();
}

const handleOf = (file: number) => ({
  appendFile: async (data: Uint8Array) => appendFileSync(file, data),
  writeFile: async (data: Uint8Array) => appendFileSync(file, data),
  datasync: async () => fdatasyncSync(file),
  sync: async () => fsyncSync(file),
  stat: async () => fstatSync(file),
  close: async () => closeSync(file),
});

/** What a `CryptoKey` is to whoever holds one. */
interface Key {
  readonly [Symbol.toStringTag]: 'CryptoKey';
  readonly type: 'public' | 'private' | 'secret';
  readonly algorithm: { readonly name: string };
  readonly extractable: boolean;
  readonly usages: readonly string[];
  readonly key: KeyObject;
}

/** RFC 8410, section 7: what stands before the 32 bytes of a private key. */
const X25519_PRIVATE = Buffer.from('302e020100300506032b656e04220420', 'hex');
const GCM_TAG_BYTES = 16;

function createSubtle(randomBytes: (length: number) => Uint8Array) {
  const keyOf = (key: KeyObject, name: string, usages: readonly string[]): Key => ({
    [Symbol.toStringTag]: 'CryptoKey',
    type: key.type,
    algorithm: { name },
    extractable: true,
    usages,
    key,
  });
  const privateKey = (pkcs8: Uint8Array): KeyObject =>
    nodeCrypto.createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
  const rawOf = (key: KeyObject): Uint8Array => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');

  return {
    async generateKey({ name }: { name: string }, _extractable: boolean, usages: readonly string[]) {
      requireX25519(name);
      const secret = privateKey(Buffer.concat([X25519_PRIVATE, randomBytes(32)]));
      return {
        privateKey: keyOf(secret, name, usages),
        publicKey: keyOf(nodeCrypto.createPublicKey(secret), name, []),
      };
    },
    async importKey(
      format: string,
      data: ArrayBuffer | Uint8Array,
      algorithm: string | { name: string },
      _: boolean,
      usages: readonly string[],
    ) {
      const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
      const bytes = data instanceof Uint8Array ? data : new Uint8Array(data);
      if (format === 'pkcs8') return keyOf(privateKey(bytes), name, usages);
      if (name !== 'X25519') return keyOf(nodeCrypto.createSecretKey(bytes), name, usages);
      const x = Buffer.from(bytes).toString('base64url');
      return keyOf(nodeCrypto.createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }), name, usages);
    },
    exportKey: async (format: string, { key }: Key) =>
      format === 'raw' ? bufferOf(rawOf(key)) : key.export({ format: 'jwk' }),
    getPublicKey: async ({ key, algorithm }: Key, usages: readonly string[]) =>
      keyOf(nodeCrypto.createPublicKey(key), algorithm.name, usages),
    deriveBits: async ({ public: other }: { public: Key }, own: Key) =>
      bufferOf(nodeCrypto.diffieHellman({ privateKey: own.key, publicKey: other.key })),
    sign: async (_algorithm: string, { key }: Key, data: Uint8Array) =>
      bufferOf(nodeCrypto.createHmac('sha256', key).update(data).digest()),
    async encrypt({ iv, additionalData }: GcmParameters, { key }: Key, data: Uint8Array) {
      const cipher = nodeCrypto.createCipheriv('aes-256-gcm', key, iv).setAAD(additionalData ?? new Uint8Array());
      return bufferOf(Buffer.concat([cipher.update(data), cipher.final(), cipher.getAuthTag()]));
    },
    async decrypt({ iv, additionalData }: GcmParameters, { key }: Key, data: Uint8Array) {
      const end = data.length - GCM_TAG_BYTES;
      const cipher = nodeCrypto.createDecipheriv('aes-256-gcm', key, iv).setAAD(additionalData ?? new Uint8Array());
      cipher.setAuthTag(data.subarray(end));
      return bufferOf(Buffer.concat([cipher.update(data.subarray(0, end)), cipher.final()]));
    },
  };
}

interface GcmParameters {
  readonly iv: Uint8Array;
  readonly additionalData?: Uint8Array;
}

function requireX25519(name: string): void {
  if (name !== 'X25519') throw new TypeError(`no key of ${name} is made here`);
}

/** As WebCrypto answers: a buffer of its own. */
const bufferOf = (bytes: Uint8Array): ArrayBuffer => new Uint8Array(bytes).buffer;
