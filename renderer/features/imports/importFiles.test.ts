import { expect, it } from 'vitest';
import { addFiles, likelyPreset, wantedFiles } from './importFiles.ts';

const table = (name: string, file: string, required = true) => ({ table: name, file, required, columns: [] });
const crm = {
  id: 'crm',
  isOwn: false,
  tables: [
    table('accounts', 'accounts.csv'),
    table('parents', 'accounts.csv', false),
    table('pipeline', 'pipeline.csv'),
  ],
};
const shop = {
  id: 'shop',
  isOwn: false,
  tables: [table('orders', 'orders.csv'), table('products', 'products.csv'), table('notes', 'notes.csv', false)],
};
const own = { id: 'own', isOwn: true, tables: [table('products', 'products.xlsx')] };

it('names each file once, with what was given for it', () => {
  expect(wantedFiles(crm, ['Accounts.CSV', 'other.csv'])).toEqual([
    { file: 'accounts.csv', required: true, given: 'Accounts.CSV' },
    { file: 'pipeline.csv', required: true, given: null },
  ]);
});

it('guesses the export from its files', () => {
  expect(likelyPreset([crm, shop], ['orders.csv'])).toBe('shop');
  expect(likelyPreset([crm, shop], ['orders.csv', 'accounts.csv', 'pipeline.csv'])).toBe('crm');
  expect(likelyPreset([crm, shop], ['photo.jpg'])).toBeNull();
  expect(likelyPreset([], ['orders.csv'])).toBeNull();
});

it('lets a file take the place of an earlier one of its name', () => {
  const before = [
    { name: 'a.csv', bytes: 'MQ==' },
    { name: 'b.csv', bytes: 'Mg==' },
  ];
  expect(addFiles(before, [{ name: 'a.csv', bytes: 'Mw==' }])).toEqual([before[1], { name: 'a.csv', bytes: 'Mw==' }]);
});

it('takes a file of the company’s own by whatever name, and guesses it only by itself', () => {
  expect(wantedFiles(own, ['کالاها.xlsx'])).toEqual([{ file: 'products.xlsx', required: true, given: 'کالاها.xlsx' }]);
  expect(likelyPreset([own, crm, shop], ['Products.csv'])).toBe('own');
  expect(likelyPreset([own, crm, shop], ['products.csv', 'orders.csv'])).toBe('shop');
  expect(likelyPreset([own, crm, shop], ['کالاها.xlsx'])).toBeNull();
});
