import { describe, expect, it } from 'vitest';
import { decodeText } from './decode.ts';

const failure = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

/** "نام,شهر" and a row of Persian words as the old Windows programs write them. */
const WINDOWS_1256 = Buffer.from(
  'e4c7e32cd4e5d10ad4d1dfca20c8c7d2d190c7e4ed20e3e5d12ccaE5d1c7e40ad4d1dfca20cec7e6d12cc7d5dde5c7e4'.toLowerCase(),
  'hex',
);

describe('decoding of imported files', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    const text = 'نام,شهر\nپارس,تهران';
    expect(decodeText('a.csv', Buffer.from(text))).toEqual({ text, encoding: 'utf-8' });
    expect(decodeText('a.csv', Buffer.from(`\uFEFF${text}`)).text.replace('\uFEFF', '')).toBe(text);
  });

  it('reads UTF-16 by its byte order mark', () => {
    const decoded = decodeText('a.csv', Buffer.from('\uFEFFنام,شهر', 'utf16le'));
    expect(decoded.encoding).toBe('utf-16le');
    expect(decoded.text.replace('\uFEFF', '')).toBe('نام,شهر');
  });

  it('finds Windows-1256 in Persian text that is no UTF-8', () => {
    const decoded = decodeText('a.csv', WINDOWS_1256);
    expect(decoded.encoding).toBe('windows-1256');
    expect(decoded.text).toContain('شركت بازرگاني');
    expect(decoded.text).toContain('تهران');
  });

  it('takes Latin text with accents that is no UTF-8 for Windows-1252', () => {
    expect(
      decodeText('a.csv', Buffer.from('name,city\nM\u00fcller,M\u00fcnchen\nP\u00e8re et fils,\u00c5rhus', 'latin1')),
    ).toEqual({ text: 'name,city\nMüller,München\nPère et fils,Århus', encoding: 'windows-1252' });
  });

  it('takes the encoding that the person chose, and refuses one that the bytes are not', () => {
    expect(decodeText('a.csv', Buffer.from([0xe9]), 'windows-1252').text).toBe('é');
    expect(failure(() => decodeText('a.csv', WINDOWS_1256, 'utf-8'))).toMatchObject({
      code: 'file_encoding',
      facts: { reason: 'mismatch' },
    });
    expect(failure(() => decodeText('a.csv', Buffer.from('a'), 'klingon'))).toMatchObject({
      code: 'file_encoding',
      facts: { reason: 'unknown' },
    });
  });

  it('refuses what is no text, and what is too large', () => {
    expect(failure(() => decodeText('a.csv', Buffer.from('PK\u0003\u0004\0\0\0')))).toMatchObject({
      code: 'file_unreadable',
    });
    expect(failure(() => decodeText('a.csv', new Uint8Array(64 * 1024 * 1024 + 1)))).toMatchObject({
      code: 'file_too_large',
    });
  });
});
