import { expect, it } from 'vitest';
import { customerListInputSchema } from '../../../shared/contract/customers.ts';
import { isNarrowed, nextSort, readCustomerSearch, searchToListInput } from './customerSearch.ts';

it('reads what an address carries and ignores the rest', () => {
  expect(
    readCustomerSearch({
      q: 'pars',
      stages: ['active', 7, ''],
      cities: 'x',
      sort: 'revenue',
      descending: true,
      other: 1,
    }),
  ).toEqual({ q: 'pars', stages: ['active'], sort: 'revenue', descending: true });
  expect(readCustomerSearch({ q: '', sort: 'secret', descending: 'yes' })).toEqual({});
});

it('asks the core for what the contract allows', () => {
  const input = { ...searchToListInput({ q: 'pars', territories: ['t'], sort: 'city' }), offset: 0, limit: 100 };
  expect(customerListInputSchema.parse(input)).toEqual({
    offset: 0,
    limit: 100,
    search: 'pars',
    filter: { territoryIds: ['t'] },
    sort: { by: 'city', descending: false },
  });
});

it('sorts dates and amounts from the newest and largest, names from the first letter, and turns on the second click', () => {
  expect(nextSort({}, 'revenue')).toEqual({ sort: 'revenue', descending: true });
  expect(nextSort({ sort: 'revenue', descending: true }, 'revenue')).toEqual({
    sort: 'revenue',
    descending: undefined,
  });
  expect(nextSort({ sort: 'revenue', descending: true }, 'name')).toEqual({ sort: undefined, descending: undefined });
  expect(nextSort({}, 'name')).toEqual({ sort: undefined, descending: true });
});

it('knows whether the list is narrowed', () => {
  expect(isNarrowed({ sort: 'city' })).toBe(false);
  expect(isNarrowed({ stages: [] })).toBe(false);
  expect(isNarrowed({ tags: ['VIP'] })).toBe(true);
});
