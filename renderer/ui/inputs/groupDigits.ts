/** Groups the digits of a number while it is being typed, and says where the caret then stands. Pure: the input only applies it. */
import { digitsToLatin, digitsToPersian } from '../../../shared/base/text.ts';
import type { Language } from '../../../shared/locale/format.ts';

export interface TypedNumber {
  readonly text: string;
  readonly caret: number;
}

const SEPARATORS: Readonly<Record<Language, { readonly group: string; readonly decimal: string }>> = {
  fa: { group: '٬', decimal: '٫' },
  en: { group: ',', decimal: '.' },
};

/** What people and locales group with. */
const GROUPING = /[,،٬'’ \u00a0\u2009\u202f]/g;
const PLAIN_NUMBER = /^([-−]?)(\d*)(?:[.٫](\d*))?$/;

/**
 * `typed` is what the field holds after a keystroke, `before` what it held. Text that is no number comes back as it is: nothing that a
 * person types is thrown away. Removing a separator removes the digit in front of it, or it would only come back.
 */
export function groupTypedNumber(typed: TypedNumber, before: string, language: Language): TypedNumber {
  const { text, caret } = removedSeparatorOnly(typed, before) ? withoutCharacterBefore(typed) : typed;
  const match = PLAIN_NUMBER.exec(digitsToLatin(text.replace(GROUPING, '')));
  if (!match) return typed;
  const significantBeforeCaret = text.slice(0, caret).replace(GROUPING, '').length;
  const grouped = write(match, text, language);
  return { text: grouped, caret: caretAfter(grouped, significantBeforeCaret) };
}

/** The same for a whole text that was not typed by key: a stored value, a pasted one. */
export function groupNumber(text: string, language: Language): string {
  return groupTypedNumber({ text, caret: text.length }, text, language).text;
}

function write([, sign = '', whole = '', fraction]: RegExpExecArray, text: string, language: Language): string {
  const { group, decimal } = SEPARATORS[language];
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, group);
  const hasPoint = /[.٫]/.test(text);
  const number = `${sign}${groups}${hasPoint ? decimal : ''}${fraction ?? ''}`;
  return language === 'fa' ? digitsToPersian(number) : number;
}

function removedSeparatorOnly(typed: TypedNumber, before: string): boolean {
  return typed.text.length === before.length - 1 && typed.text.replace(GROUPING, '') === before.replace(GROUPING, '');
}

function withoutCharacterBefore({ text, caret }: TypedNumber): TypedNumber {
  return caret === 0 ? { text, caret } : { text: text.slice(0, caret - 1) + text.slice(caret), caret: caret - 1 };
}

function caretAfter(grouped: string, significant: number): number {
  let seen = 0;
  for (let position = 0; position < grouped.length; position += 1) {
    if (seen === significant) return position;
    if (!(grouped[position] ?? '').match(/[,٬]/)) seen += 1;
  }
  return grouped.length;
}
