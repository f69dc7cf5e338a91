import { expect, it } from 'vitest';
import { inOrderOfUse } from './scopeOrder.ts';

it('SYNC-137 scopes of a person’s own work come first, stock last; a kind that is not known comes behind all', () => {
  const scopes = ['branch/1', 'company', 'new/1', 'person/1', 'stock/1', 'territory/2', 'territory/1'];
  expect(inOrderOfUse(scopes)).toEqual([
    'territory/2',
    'territory/1',
    'person/1',
    'branch/1',
    'company',
    'stock/1',
    'new/1',
  ]);
});
