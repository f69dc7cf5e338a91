import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { collections } from '../../domain/catalogue.ts';
import { constraintsOf } from '../../domain/constraints.ts';
import { en } from './en.ts';
import { fa } from './fa.ts';

const english = Object.entries(en);
const persian = Object.entries(fa);

interface Element {
  readonly type: number;
  readonly value?: unknown;
  readonly options?: Readonly<Record<string, { readonly value: readonly Element[] }>>;
}

/** The parser's number for plain text and for `#`: neither names a value. */
const WITHOUT_NAME = new Set([0, 7]);

function argumentsOf(message: string): string[] {
  const walk = (elements: readonly Element[]): string[] =>
    elements.flatMap((element) => [
      ...(WITHOUT_NAME.has(element.type) ? [] : [String(element.value)]),
      ...Object.values(element.options ?? {}).flatMap((option) => walk(option.value)),
    ]);
  return [...new Set(walk(new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true }).getAst()))].toSorted();
}

describe('messages', () => {
  it('take the same values in both languages', () => {
    const differing = english.filter(
      ([key, message]) => argumentsOf(message).join() !== argumentsOf(fa[key as keyof typeof en]).join(),
    );
    expect(differing).toEqual([]);
  });

  it('say something in both languages', () => {
    expect([...english, ...persian].filter(([, message]) => message.trim() === '')).toEqual([]);
  });

  it('tell every error in a title without a full stop and a help with one', () => {
    for (const [key, message] of [...english, ...persian]) {
      if (!key.startsWith('error.')) continue;
      expect(/[.؟?]$/.test(message), `${key}: ${message}`).toBe(key.endsWith('.help'));
    }
  });
});

describe('Persian', () => {
  const wrong = (pattern: RegExp): string[] =>
    persian
      .filter(([, message]) => pattern.test(message.replace(/\{[^{}]*,\s*(?:number|plural)[^}]*/g, '')))
      .map(([key]) => key);

  it('is written with Persian letters and digits', () => {
    expect(wrong(/[يك٠-٩]/u)).toEqual([]);
    expect(
      persian
        .filter(([, message]) => /[0-9]/.test(message) && !/[A-Za-z]/.test(message))
        .filter(([, message]) => !/=0/.test(message)),
    ).toEqual([]);
  });

  it('keeps its punctuation: ، ؛ ؟ and no space before them', () => {
    expect(wrong(/[\u0600-\u06ff][,;?]/u)).toEqual([]);
    expect(wrong(/\s[،؛؟.]/u)).toEqual([]);
  });

  it('has one word for one thing, in one spelling', () => {
    expect(wrong(/رکورد/u), 'مورد').toEqual([]);
    expect(wrong(/پرونده/u), 'فایل').toEqual([]);
    expect(wrong(/(این|آن)‌(جا|چه)/u), 'اینجا، آنجا، آنچه').toEqual([]);
  });

  it('joins prefixes and endings with a half-space', () => {
    expect(wrong(/(^|\s)ن?می\s/u)).toEqual([]);
    expect(wrong(/\s(ها|های|هایی|هایش|هایتان|ترین)(\s|$|[.،؛])/u)).toEqual([]);
  });
});

describe('records', () => {
  const shown = collections.filter(
    ({ collection }) => !['organisation', 'reviews', 'salesCredits', 'stock'].includes(collection),
  );

  it('have a name for every field, also of their elements', () => {
    const missing = shown.flatMap(({ collection, kinds }) =>
      Object.values(kinds).flatMap((kind) =>
        Object.keys(constraintsOf(kind))
          .flatMap((path) => path.split('/'))
          .filter(
            (name) =>
              name !== '*' && name !== 'id' && !isWorded(`field.${collection}.${name}`) && !isWorded(`field.${name}`),
          ),
      ),
    );
    expect([...new Set(missing)]).toEqual(OF_ONE_VALUE);
  });

  it('have a word for every fixed value', () => {
    const missing = shown.flatMap(({ collection, kinds }) =>
      Object.values(kinds).flatMap((kind) =>
        Object.entries(constraintsOf(kind)).flatMap(([path, { options = [] }]) =>
          options
            .map((option) => `value.${collection}.${path.split('/')[0] ?? ''}.${option}`)
            .filter((key) => !isWorded(key)),
        ),
      ),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it('have a name for every kind', () => {
    expect(shown.flatMap(({ kinds }) => Object.keys(kinds)).filter((kind) => !isWorded(`kind.${kind}`))).toEqual([]);
  });
});

/** Parts of values that are always shown whole, such as those of an imported record's source. */
const OF_ONE_VALUE: string[] = [];

const isWorded = (key: string): boolean => Object.hasOwn(en, key);
