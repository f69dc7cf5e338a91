import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { base64urlToBytes } from '../../../shared/base/bytes.ts';
import { createSeededRandomness } from '../../../shared/base/randomness.ts';
import { createGroupSigner, createSigningSeed, publicSigningKey } from './deviceKey.ts';

describe('device signing key', () => {
  it('is the key of RFC 8032 section 7.1, test 1', () => {
    const seed = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex').toString(
      'base64url',
    );
    const expected = Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
      'base64url',
    );
    expect(publicSigningKey(seed)).toBe(expected);
  });

  it('signs the text of a hash so that the public key proves it', () => {
    const seed = createSigningSeed(createSeededRandomness(7));
    const hash = 'ab'.repeat(32);
    const signature = createGroupSigner(() => seed).sign(hash);
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicSigningKey(seed) }, format: 'jwk' });
    expect(verify(null, Buffer.from(hash), key, base64urlToBytes(signature))).toBe(true);
    expect(verify(null, Buffer.from('ba'.repeat(32)), key, base64urlToBytes(signature))).toBe(false);
  });

  it('refuses to sign without a key', () => {
    expect(() => createGroupSigner(() => null).sign('x')).toThrow(expect.objectContaining({ code: 'store_damaged' }));
    expect(() => createGroupSigner(() => 'AAAA').sign('x')).toThrow(expect.objectContaining({ code: 'store_damaged' }));
  });
});
