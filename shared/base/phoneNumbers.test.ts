import { describe, expect, it } from 'vitest';
import { phoneIdentity, phoneInGroups, phoneProblem, phoneToDial } from './phoneNumbers.ts';

describe('a telephone number', () => {
  it.each([
    '09123456789',
    '۰۹۱۲ ۳۴۵ ۶۷۸۹',
    '+98 912 345 6789',
    '00989123456789',
    '+98 (0) 912-345-6789',
    '9123456789',
    '\u2066۰۹۱۲-۳۴۵-۶۷۸۹\u2069',
  ])('%s is one and the same', (text) => expect(phoneIdentity(text)).toBe('+989123456789'));

  it.each(['021-88776655', '0098 21 8877 6655', '۰۲۱ ۸۸۷۷۶۶۵۵ داخلی ۱۲', '021 8877 6655 ext 12'])(
    '%s is the same line, whoever is asked for',
    (text) => expect(phoneIdentity(text)).toBe('+982188776655'),
  );

  it('of another country keeps its code', () => {
    expect(phoneIdentity('+49 30 901820')).toBe('+4930901820');
    expect(phoneIdentity('0049 30 901820')).toBe('+4930901820');
    expect(phoneInGroups('+4930901820')).toBe('+49 30 901820');
  });

  it('that nobody could dial is compared by its digits, and one of few digits not at all', () => {
    expect(phoneIdentity('۸۸۷۷-۶۶۵۵')).toBe('88776655');
    expect(phoneIdentity('110')).toBeNull();
    expect(phoneIdentity('بعداً')).toBeNull();
    expect(phoneIdentity('0'.repeat(50))).toBeNull();
  });

  it('is shown in its groups, and otherwise as it was typed', () => {
    expect(phoneInGroups('۰۹۱۲۳۴۵۶۷۸۹')).toBe('0912 345 6789');
    expect(phoneInGroups('02188776655 داخلی 12')).toBe('021 8877 6655 ext. 12');
    expect(phoneInGroups('88776655')).toBe('88776655');
    expect(phoneInGroups('همان شمارهٔ قبلی')).toBe('همان شمارهٔ قبلی');
  });

  it('is dialled with its code', () => {
    expect(phoneToDial('0912 345 6789')).toBe('+989123456789');
    expect(phoneToDial('۱۱۰')).toBe('110');
  });

  it('is warned of in words', () => {
    expect(phoneProblem('')).toBeNull();
    expect(phoneProblem('09123456789')).toBeNull();
    expect(phoneProblem('+49 30 901820')).toBeNull();
    expect(phoneProblem('ندارد')).toBe('none');
    expect(phoneProblem('0912345')).toBe('short');
    expect(phoneProblem('091234567890')).toBe('long');
    expect(phoneProblem('0000 000 0000')).toBe('unknown');
    expect(phoneProblem('+1 1')).toBe('unknown');
  });
});
