import { describe, expect, it } from 'vitest';
import { codeKey, emailKey, idKey, matchKeysOf, nameBeginning, nameKey, reasonOfKey } from './matchKeys.ts';

describe('the key of a name', () => {
  it.each(['شرکت نفت پارس (سهامی خاص)', 'نفت‌پارس', 'نفت پارس', 'شركت نفت پارس', 'شرکت نفت پارس با مسئولیت محدود'])(
    '%s is one and the same',
    (name) => expect(nameKey(name)).toBe('name:نفتپارس'),
  );

  it('leaves out what everybody is called in English as well', () => {
    expect(nameKey('The Alborz Trading Co., Ltd.')).toBe('name:alborztrading');
  });

  it('is none where nothing of its own is left', () => {
    expect(nameKey('شرکت')).toBeNull();
    expect(nameKey('آقای')).toBeNull();
    expect(nameKey(' - ')).toBeNull();
  });

  it('begins to be looked for at four letters', () => {
    expect(nameBeginning('شرکت نفت')).toBeNull();
    expect(nameBeginning('شرکت نفت پ')).toBe('name:نفتپ');
  });
});

it('a customer has keys of everything that tells it apart, each once', () => {
  expect(
    matchKeysOf({
      name: 'شرکت نفت پارس',
      alsoKnownAs: ['پارس اویل', 'نفت پارس'],
      code: 'C-17',
      email: ' Info@Pars.IR ',
      nationalId: '۱۰۳۸۰۲۸۴۷۹۰',
      economicCode: '1038028-4790',
      phones: [
        { id: 'a', order: 'a', label: 'office', number: '021-88776655' },
        { id: 'b', order: 'b', label: 'office', number: '+98 21 8877 6655' },
      ],
      contacts: [{ id: 'c', order: 'a', name: 'رضا', phone: '۰۹۱۲۳۴۵۶۷۸۹', email: 'reza@pars.ir' }],
    }),
  ).toEqual([
    'code:c-17',
    'email:info@pars.ir',
    'email:reza@pars.ir',
    'id:10380284790',
    'name:نفتپارس',
    'name:پارساویل',
    'phone:+982188776655',
    'phone:+989123456789',
  ]);
});

it('what is no address, number or code has no key', () => {
  expect(emailKey('ندارد')).toBeNull();
  expect(idKey('123')).toBeNull();
  expect(idKey('0000000000')).toBeNull();
  expect(idKey('HRB 123456')).toBe('id:hrb123456');
  expect(codeKey('  ')).toBeNull();
  expect(matchKeysOf({ name: 7, phones: 'x' })).toEqual([]);
});

it('a key says for what it stands', () => {
  expect(['id:1', 'phone:2', 'email:3', 'code:4', 'name:5', 'else:6', ''].map(reasonOfKey)).toEqual([
    'id',
    'phone',
    'email',
    'code',
    'name',
    null,
    null,
  ]);
});
