import { describe, expect, it } from 'vitest';
import type { OwnField } from '../../../shared/domain/customers/customFields.ts';
import { ownFiltersOf } from './ownFilters.ts';

const field = (key: string, more: Partial<OwnField> = {}): OwnField => ({
  id: key,
  key,
  name: key,
  englishName: null,
  type: 'choice',
  choices: ['one', 'two'].map((id) => ({ id, name: id, englishName: null })),
  kinds: [],
  required: false,
  hint: null,
  order: 'a0',
  retired: false,
  ...more,
});
const shown = (fields: readonly OwnField[], asked: readonly string[]) =>
  ownFiltersOf(fields, asked).map(({ key, field: own, offered, value }) => [key, own?.id ?? null, offered, value]);

describe('filters by own fields', () => {
  it('are offered where there is something to choose among', () => {
    const fields = [
      field('payment'),
      field('cash', { type: 'yesNo', choices: [] }),
      field('beds', { type: 'number', choices: [] }),
      field('single', { choices: [{ id: 'one', name: 'one', englishName: null }] }),
      field('retired', { retired: true }),
    ];
    expect(shown(fields, ['payment/one', 'cash/true'])).toEqual([
      ['payment', 'payment', ['payment/one', 'payment/two'], ['payment/one']],
      ['cash', 'cash', ['cash/true', 'cash/false'], ['cash/true']],
    ]);
  });

  it('stand wherever the list is asked for them, so that they can be taken away', () => {
    const fields = [
      field('beds', { type: 'number', choices: [] }),
      field('single', { choices: [{ id: 'one', name: 'one', englishName: null }] }),
      field('retired', { retired: true }),
    ];
    expect(shown(fields, ['gone/a', 'single/one', 'gone/b', 'beds/x', 'retired/two', 'single/two', '', 'odd'])).toEqual(
      [
        ['beds', 'beds', ['beds/x'], ['beds/x']],
        ['single', 'single', ['single/one', 'single/two'], ['single/one', 'single/two']],
        ['retired', 'retired', ['retired/one', 'retired/two'], ['retired/two']],
        ['gone', null, ['gone/a', 'gone/b'], ['gone/a', 'gone/b']],
        ['', null, [''], ['']],
        ['odd', null, ['odd'], ['odd']],
      ],
    );
  });
});
