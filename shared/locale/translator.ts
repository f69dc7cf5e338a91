/** Words in the person's language: ICU messages, parsed once each, with the digits of the language. */
import { IntlMessageFormat } from 'intl-messageformat';
import type { Language } from './format.ts';
import { localeTag } from './formatNumber.ts';
import { en, type MessageKey } from './messages/en.ts';
import { fa } from './messages/fa.ts';

export type { MessageKey } from './messages/en.ts';

export type MessageValues = Readonly<Record<string, string | number>>;

export interface Translator {
  /** The message of a key, with its values filled in. Numbers among the values take the digits of the language. */
  (key: MessageKey, values?: MessageValues): string;
  /** For keys put together at run time (an error's code, a field's name): undefined when there is no such message. */
  maybe(key: string, values?: MessageValues): string | undefined;
  readonly language: Language;
}

const DICTIONARIES: Readonly<Record<Language, Readonly<Record<MessageKey, string>>>> = { en, fa };

export function createTranslator(language: Language): Translator {
  const dictionary = DICTIONARIES[language];
  const locale = localeTag(language, language === 'fa' ? 'persian' : 'latin');
  const numbers = new Intl.NumberFormat(locale);
  const formatsByKey = new Map<MessageKey, IntlMessageFormat>();

  function formatOf(key: MessageKey): IntlMessageFormat {
    let format = formatsByKey.get(key);
    if (!format) {
      // `ignoreTag`: no message has markup, and a stray "<" must not be a syntax error.
      format = new IntlMessageFormat(dictionary[key], locale, undefined, { ignoreTag: true });
      formatsByKey.set(key, format);
    }
    return format;
  }

  function translate(key: MessageKey, values?: MessageValues): string {
    const message = dictionary[key];
    if (!message.includes('{')) return message;
    const format = formatOf(key);
    return String(format.format(values && withDigits(format, values)));
  }

  /** A number given to a plain `{argument}` would come out in Latin digits. */
  function withDigits(format: IntlMessageFormat, values: MessageValues): MessageValues {
    const texts: Record<string, string | number> = { ...values };
    for (const name of plainArguments(format)) {
      const value = values[name];
      if (typeof value === 'number') texts[name] = numbers.format(value);
    }
    return texts;
  }

  return Object.assign(translate, {
    language,
    maybe: (key: string, values?: MessageValues) => (isMessageKey(key) ? translate(key, values) : undefined),
  });
}

export function isMessageKey(candidate: string): candidate is MessageKey {
  return Object.hasOwn(en, candidate);
}

/** The parser's number for a plain `{argument}`. */
const ARGUMENT = 1;

function plainArguments(format: IntlMessageFormat): string[] {
  const elements: readonly { readonly type: number; readonly value?: unknown }[] = format.getAst();
  return elements.flatMap(({ type, value }) => (type === ARGUMENT && typeof value === 'string' ? [value] : []));
}
