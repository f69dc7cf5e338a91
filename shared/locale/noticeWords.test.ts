import { describe, expect, it } from 'vitest';
import { createFormats } from './format.ts';
import { outsideNotices } from './noticeWords.ts';
import { createTranslator } from './translator.ts';

const words = (language: 'fa' | 'en') => ({
  t: createTranslator(language),
  formats: createFormats({ language, moneyUnit: 'rial', calendar: 'persian', timeZone: 'Asia/Tehran' }),
});
const due = (source: 'reminder' | 'promise', hour: number) => ({
  source,
  at: `2026-11-21T0${hour}:30:00.000Z`,
  words: { subject: 'زنگ به آقای کریمی' },
});

describe('a notice outside of the window', () => {
  it('is one for each kind, with how many and the last times', () => {
    const all = [due('reminder', 4), due('promise', 5), due('reminder', 6), due('reminder', 7), due('reminder', 8)];
    expect(outsideNotices(all, words('fa')).map(({ title, text }) => [title, text])).toEqual([
      ['۴ یادآوری', '۱۰:۰۰، ۱۱:۰۰، ۱۲:۰۰. برای دیدن در پیوند کلیک کنید.'],
      ['مهلتی رو به پایان است', '۰۹:۰۰. برای دیدن در پیوند کلیک کنید.'],
    ]);
    expect(outsideNotices(all, words('fa')).map((notice) => notice.due.length)).toEqual([4, 1]);
    expect(outsideNotices([], words('en'))).toEqual([]);
  });

  it('has no word of what it is about', () => {
    for (const language of ['fa', 'en'] as const)
      for (const { title, text } of outsideNotices([due('promise', 5), due('reminder', 6)], words(language)))
        expect(`${title} ${text}`).not.toContain('کریمی');
  });
});
