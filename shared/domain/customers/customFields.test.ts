import { describe, expect, it } from 'vitest';
import { fieldsAsked, ownFieldFrom, ownFieldProblem, wrongOwnFields, type OwnField } from './customFields.ts';

const field = (body: object): OwnField => {
  const read = ownFieldFrom('f', {
    key: 'size',
    name: 'اندازه',
    type: 'text',
    order: 'a0',
    collection: 'customers',
    ...body,
  });
  if (!read) throw new Error('not read');
  return read;
};
const CHOICES = [{ id: 'small', order: 'a0', name: 'کوچک' }];

describe('an own field', () => {
  it('is read from its definition; one that cannot be read, or is of other records, is none', () => {
    expect(field({ choices: CHOICES, kinds: ['dealer'], required: true })).toMatchObject({
      choices: [{ id: 'small', name: 'کوچک', englishName: null }],
      kinds: ['dealer'],
      required: true,
      retired: false,
    });
    const body = { key: 'size', name: 'x', order: 'a0', collection: 'customers' };
    expect(ownFieldFrom('f', { ...body, type: 'colour' })).toBeNull();
    expect(ownFieldFrom('f', { ...body, type: 'text', collection: 'products' })).toBeNull();
  });

  it('is asked for by the forms of its kinds, in its order, until it is retired', () => {
    const fields = [
      { ...field({ order: 'a2' }), id: 'last' },
      { ...field({ kinds: ['dealer'] }), id: 'dealers' },
      { ...field({ retired: true }), id: 'retired' },
    ];
    expect(fieldsAsked(fields, 'dealer').map(({ id }) => id)).toEqual(['dealers', 'last']);
    expect(fieldsAsked(fields, 'person').map(({ id }) => id)).toEqual(['last']);
  });

  it.each([
    ['text', 'x', 7],
    ['number', 7, '7'],
    ['date', '2026-02-28', '2026-02-30'],
    ['choice', 'small', 'large'],
    ['yesNo', false, 'no'],
  ] as const)('of %s holds %s and not %s', (type, right, wrong) => {
    expect(ownFieldProblem(field({ type, choices: CHOICES }), right)).toBeNull();
    expect(ownFieldProblem(field({ type, choices: CHOICES }), wrong)).toBe(type);
  });

  it('that must be filled in is missing while it is empty', () => {
    expect(ownFieldProblem(field({ required: true }), '')).toBe('missing');
    expect(ownFieldProblem(field({}), undefined)).toBeNull();
    expect(ownFieldProblem(field({ required: true, type: 'yesNo' }), false)).toBeNull();
  });

  it('is judged where it is newly written, and what was there stays', () => {
    const number = field({ type: 'number' });
    expect(wrongOwnFields([number], {}, { custom: { size: 'large' } })).toEqual(['size']);
    expect(wrongOwnFields([number], { custom: { size: 'large' } }, { custom: { size: 'large', other: 1 } })).toEqual(
      [],
    );
    expect(wrongOwnFields([number], { custom: { size: 'large' } }, {})).toEqual([]);
  });
});
