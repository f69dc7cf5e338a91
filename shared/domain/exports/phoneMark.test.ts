import { describe, expect, it } from 'vitest';
import { sha256Bytes, bytesToHex } from '../../base/bytes.ts';
import { digitsToPersian } from '../../base/digits.ts';
import { agreementWith, isTelling, spelledPhonesIn, spellPhone } from './phoneMark.ts';

const markOf = (name: string): string => bytesToHex(sha256Bytes(name));
const NUMBERS = Array.from({ length: 60 }, (_, index) => `0${21 + (index % 7)}-${88_000_000 + index * 7_919}`);
const OTHERS = Array.from({ length: 500 }, (_, index) => markOf(`other ${index}`));

describe('the invisible mark of an export', () => {
  it('SEC-105: changes nothing but what stands behind the prefix', () => {
    const mark = markOf('one');
    for (const typed of ['021-88776655', '021 8877 6655', '02188776655', '۰۲۱۸۸۷۷۶۶۵۵'])
      expect(spellPhone(mark, typed)).toMatch(/^021[- ]88776655$/);
    expect(spellPhone(mark, '09121234567')).toMatch(/^0912[- ]1234567$/);
    expect(spellPhone(mark, '+98 912 123 4567')).toMatch(/^\+98[- ]9121234567$/);
    expect(spellPhone(mark, 'داخلی ۱۲')).toBe('داخلی ۱۲');
    expect(spellPhone(mark, '021-88776655 داخلی 3')).toBe('021-88776655 داخلی 3');
  });

  it('SEC-105: forty rows of a list, sorted and cut, tell which of five hundred exports it was', () => {
    const mark = markOf('the leaver');
    const rows = NUMBERS.map((number) => `مشتری,${spellPhone(mark, number)},تهران`)
      .toSorted()
      .slice(10, 50);
    const found = spelledPhonesIn(rows.join('\n'));
    const own = agreementWith(mark, found);
    expect(own).toEqual({ compared: 40, agreeing: 40 });
    expect(isTelling(own, OTHERS.length)).toBe(true);
    expect(OTHERS.filter((other) => isTelling(agreementWith(other, found), OTHERS.length))).toEqual([]);
  });

  it('SEC-105: is read in Persian digits as well, and says nothing where numbers were spelled anew', () => {
    const mark = markOf('the leaver');
    const persian = NUMBERS.map((number) => digitsToPersian(spellPhone(mark, number))).join('\n');
    expect(agreementWith(mark, spelledPhonesIn(persian))).toEqual({ compared: 60, agreeing: 60 });
    const bare = NUMBERS.map((number) => spellPhone(mark, number).replace(/\D/g, '')).join('\n');
    expect(spelledPhonesIn(bare)).toEqual([]);
    expect(isTelling({ compared: 0, agreeing: 0 }, 1)).toBe(false);
  });
});
