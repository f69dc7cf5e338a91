import { describe, expect, it } from 'vitest';
import { groupNumber, groupTypedNumber } from './groupDigits.ts';

/** `|` marks the caret. */
const at = (marked: string) => ({ text: marked.replace('|', ''), caret: marked.indexOf('|') });
const show = ({ text, caret }: { text: string; caret: number }) => `${text.slice(0, caret)}|${text.slice(caret)}`;
const type = (typed: string, before: string, language: 'fa' | 'en') =>
  show(groupTypedNumber(at(typed), before, language));

describe('grouping while typing', () => {
  it('groups in threes and keeps the caret behind the digit just typed', () => {
    expect(type('1234|', '123', 'en')).toBe('1,234|');
    expect(type('12|3456', '13456', 'en')).toBe('12|3,456');
    expect(type('1,92|34', '1,234', 'en')).toBe('19,2|34');
  });

  it('takes digits of any script and writes those of the language', () => {
    expect(type('1234|', '', 'fa')).toBe('۱٬۲۳۴|');
    expect(type('۱۲۳۴|', '', 'en')).toBe('1,234|');
    expect(type('٤٥٦٧|', '', 'fa')).toBe('۴٬۵۶۷|');
  });

  it('keeps decimals ungrouped and writes the decimal sign of the language', () => {
    expect(type('12345.67|', '', 'fa')).toBe('۱۲٬۳۴۵٫۶۷|');
    expect(type('1,234.|', '1,234', 'en')).toBe('1,234.|');
    expect(type('.5|', '.', 'en')).toBe('.5|');
  });

  it('removes the digit in front of a separator that was removed', () => {
    expect(type('1|234', '1,234', 'en')).toBe('|234');
    expect(type('12|345', '12,345', 'en')).toBe('1|,345');
  });

  it('leaves what is no number as it was typed', () => {
    expect(type('12a|', '12', 'en')).toBe('12a|');
    expect(type('۱۲۵ تومان|', '', 'fa')).toBe('۱۲۵ تومان|');
    expect(type('1/5|', '1/', 'fa')).toBe('1/5|');
  });

  it('groups negative numbers and empty text', () => {
    expect(groupNumber('-1234567', 'en')).toBe('-1,234,567');
    expect(groupNumber('', 'fa')).toBe('');
  });
});
