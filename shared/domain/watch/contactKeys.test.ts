import { describe, expect, it } from 'vitest';
import { contactKeysIn, contactKeysOf, emailKey, phoneKey } from './contactKeys.ts';

describe('keys of contacts', () => {
  it.for(['021-8877 6655', '+98 21 88776655', '0098 21 8877-6655', '۰۲۱۸۸۷۷۶۶۵۵', '02188776655'])(
    'SEC-112: %s is one and the same number',
    (text) => {
      expect(phoneKey(text)).toBe('tel:2188776655');
    },
  );

  it('SEC-112: what is no number or address has none', () => {
    expect([phoneKey('112'), phoneKey('داخلی ۱۲'), phoneKey(''), emailKey('info'), emailKey('a@b c')]).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });

  it('SEC-112: of a record are all of its numbers and addresses, each once', () => {
    expect(
      contactKeysOf({
        phones: [
          { id: '1', number: '021-88776655' },
          { id: '2', number: '+982188776655' },
        ],
        contacts: [{ id: '1', phone: '09121234567', email: 'Ali@Example.com' }],
        email: 'ali@example.com',
      }),
    ).toEqual(['tel:2188776655', 'tel:9121234567', 'mail:ali@example.com']);
  });

  it('SEC-112: are found in any text', () => {
    expect(contactKeysIn('مشتری تازه: ۰۹۱۲ ۱۲۳ ۴۵۶۷، info@mehr.example.\n"021-88776655";x')).toEqual([
      'tel:9121234567',
      'tel:2188776655',
      'mail:info@mehr.example',
    ]);
  });

  it('SEC-112: looks through one long word in one go', () => {
    const word = 'x'.repeat(300_000);
    expect(contactKeysIn(word)).toEqual([]);
    expect(contactKeysIn(`${word} info@mehr.example`)).toEqual(['mail:info@mehr.example']);
  });
});
