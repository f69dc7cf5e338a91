import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  base64urlToBytes,
  bytesToBase64url,
  bytesToHex,
  bytesToUtf8,
  hexToBytes,
  sha256Bytes,
  sha256Hex,
  utf8ToBytes,
} from './bytes.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 });
const anyText = fc.string({ unit: 'binary' });

describe('hexadecimal', () => {
  it('agrees with Node in both directions', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(bytesToHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
        expect([...hexToBytes(bytesToHex(bytes).toUpperCase())]).toEqual([...bytes]);
      }),
    );
  });

  it.each(['0', 'zz', '0x00', ' 00', '۰۰'])('refuses %j', (text) => {
    expect(() => hexToBytes(text)).toThrow('invalid_input');
  });
});

describe('base64url', () => {
  it('agrees with Node in both directions', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(bytesToBase64url(bytes)).toBe(text);
        expect([...base64urlToBytes(text)]).toEqual([...bytes]);
      }),
    );
  });

  it('has one text per byte sequence: whatever else it reads, it would write the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('A', 'B', 'Q', 'g', 'w', '-', '_', '9'), maxLength: 9 }),
        (text) => {
          let bytes: Uint8Array;
          try {
            bytes = base64urlToBytes(text);
          } catch {
            return;
          }
          expect(bytesToBase64url(bytes)).toBe(text);
        },
      ),
    );
  });

  it.each(['A', 'AB', 'AAB', 'AA==', 'A A', '+/AA', 'é'])('refuses %j', (text) => {
    expect(() => base64urlToBytes(text)).toThrow('invalid_input');
  });
});

describe('UTF-8', () => {
  it('loses nothing, a byte-order mark included', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(text.isWellFormed());
        expect(bytesToUtf8(utf8ToBytes(text))).toBe(text);
      }),
    );
    expect(bytesToUtf8(utf8ToBytes('\ufeffپیوند'))).toBe('\ufeffپیوند');
  });

  it('refuses what it would have to replace', () => {
    expect(() => utf8ToBytes('a\ud800b')).toThrow('invalid_input');
    expect(() => bytesToUtf8(Uint8Array.of(0xc3, 0x28))).toThrow('invalid_input');
  });
});

describe('SHA-256', () => {
  it('agrees with OpenSSL for text and for bytes', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), anyBytes, (text, bytes) => {
        fc.pre(text.isWellFormed());
        expect(sha256Hex(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
        expect(sha256Hex(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
        expect(bytesToHex(sha256Bytes(bytes))).toBe(sha256Hex(bytes));
      }),
    );
  });
});
