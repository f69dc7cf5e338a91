import { expect, test } from 'vitest';
import { columnWidths } from './columnWidths.ts';

const COLUMNS = [{ width: 200, grow: 3 }, { width: 100 }, { width: 150, grow: 0 }];

test('columns share what is left over', () => {
  expect(columnWidths(COLUMNS, 900)).toEqual({
    template: 'minmax(200px, 3fr) minmax(100px, 1fr) minmax(150px, 150px)',
    minimum: 466,
  });
});

test('columns that grow are cut before the last one leaves the screen', () => {
  expect(columnWidths(COLUMNS, 400)).toEqual({
    template: 'minmax(120px, 3fr) minmax(60px, 1fr) minmax(150px, 150px)',
    minimum: 346,
  });
});

test('nothing is cut while the width is not known', () => {
  expect(columnWidths(COLUMNS, 0).minimum).toBe(466);
});
