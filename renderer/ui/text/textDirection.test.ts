import { expect, test } from 'vitest';
import { textDirection } from './textDirection.ts';

test.each([
  ['CPAP خودکار با مرطوب‌کننده', 'rtl'],
  ['مرکز تصویربرداری یاس MRI & CT', 'rtl'],
  ['کلینیک پوست و لیزر Derma البرز', 'rtl'],
  ['Pars Pharma Trading Co.', 'ltr'],
  ['Kosar Eye Hospital (کوثر)', 'ltr'],
  ['Müller & Söhne', 'ltr'],
  ['021-45', 'auto'],
  ['', 'auto'],
])('%s runs %s', (text, direction) => {
  expect(textDirection(text)).toBe(direction);
});
