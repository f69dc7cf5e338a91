import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { bytesToBase64url, utf8ToBytes } from './bytes.ts';
import { readJws, signJws, verifyJws, writeJws, type SignText, type VerifyText } from './jws.ts';

/** RFC 8037, appendix A.1. */
const KEY = {
  kty: 'OKP',
  crv: 'Ed25519',
  d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
};
const privateKey = createPrivateKey({ key: KEY, format: 'jwk' });
const publicKey = createPublicKey(privateKey);
const signText: SignText = (text) => sign(null, Buffer.from(text), privateKey).toString('base64url');
const verifyText: VerifyText = (text, signature) =>
  verify(null, Buffer.from(text), publicKey, Buffer.from(signature, 'base64url'));

/** RFC 8037, appendix A.4. */
const RFC_TOKEN = [
  'eyJhbGciOiJFZERTQSJ9',
  'RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc',
  'hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg',
].join('.');

const encoded = (header: object): string => bytesToBase64url(utf8ToBytes(JSON.stringify(header)));

describe('a JSON Web Signature', () => {
  it('is that of RFC 8037, appendix A.4, both ways', () => {
    expect(signJws('{"alg":"EdDSA"}', utf8ToBytes('Example of Ed25519 signing'), signText)).toBe(RFC_TOKEN);
    expect(verifyJws(RFC_TOKEN, verifyText)).toEqual({
      header: { alg: 'EdDSA' },
      payload: utf8ToBytes('Example of Ed25519 signing'),
    });
  });

  it('carries claims of one type, and is not taken for another', () => {
    const claims = { device: 'd', name: 'پیوند', days: 30, hours: null };
    const token = writeJws('lease', claims, signText);
    expect(readJws(token, 'lease', verifyText)).toEqual(claims);
    expect(readJws(token, 'order', verifyText)).toBeNull();
    expect(readJws(RFC_TOKEN, 'lease', verifyText)).toBeNull();
  });

  it('is worth nothing when a character of it was changed, or when it is no such thing', () => {
    const token = writeJws('lease', { until: '2026' }, signText);
    for (let place = 0; place < token.length; place += 1) {
      const other = token[place] === 'A' ? 'B' : 'A';
      expect(verifyJws(token.slice(0, place) + other + token.slice(place + 1), verifyText)).toBeNull();
    }
    const [head = '', body = '', signature = ''] = token.split('.');
    const odd = ['', '.', '..', '...', 'a.b', `${token}.`, `.${token}`, ` ${token}`, `${head}.${body}.`, head, 'ژ.ژ.ژ'];
    for (const text of [...odd, `${head}=.${body}.${signature}`, 'a'.repeat(100_000)])
      expect(verifyJws(text, verifyText)).toBeNull();
  });

  it('knows no other algorithm, no `none`, and nothing that must be understood', () => {
    const body = encoded({ until: '2036' });
    const headers = [
      { alg: 'none', typ: 'lease' },
      { alg: 'HS256', typ: 'lease' },
      { alg: 'eddsa', typ: 'lease' },
      { typ: 'lease' },
      { alg: 'EdDSA', typ: 'lease', crit: ['b64'], b64: false },
    ];
    for (const header of headers) {
      const text = `${encoded(header)}.${body}`;
      expect(readJws(`${text}.${signText(text)}`, 'lease', verifyText)).toBeNull();
      expect(readJws(`${text}.`, 'lease', () => true)).toBeNull();
    }
  });
});
