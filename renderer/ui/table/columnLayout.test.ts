import { expect, it } from 'vitest';
import { arrangeColumns, chooseColumn, isSameLayout, moveColumn, type ColumnLayout } from './columnLayout.ts';

const COLUMNS = [
  { id: 'name' },
  { id: 'city', hideBelow: 600 },
  { id: 'class', isExtra: true },
  { id: 'owner', hideBelow: 900 },
];
const idsOf = (layout: ColumnLayout): string[] =>
  arrangeColumns(COLUMNS, layout)
    .filter(({ shown }) => shown)
    .map(({ column }) => column.id);

it('stands as the list has it while nobody chose, further columns left out', () => {
  expect(idsOf([])).toEqual(['name', 'city', 'owner']);
});

it('shows what was switched on even where there is little room, and leaves out what was switched off', () => {
  const layout = chooseColumn(COLUMNS, chooseColumn(COLUMNS, [], 'owner', { shown: true }), 'city', { shown: false });
  expect(idsOf(layout)).toEqual(['name', 'owner']);
  expect(arrangeColumns(COLUMNS, layout).find(({ column }) => column.id === 'owner')?.column).toEqual({ id: 'owner' });
  expect(arrangeColumns(COLUMNS, []).find(({ column }) => column.id === 'owner')?.column.hideBelow).toBe(900);
});

it('never leaves out what names the row', () => {
  expect(idsOf([{ id: 'name', shown: false }])).toContain('name');
});

it('moves a column by one among those that are there, and not beyond the ends', () => {
  const moved = moveColumn(COLUMNS, [], 'owner', -1);
  expect(arrangeColumns(COLUMNS, moved).map(({ column }) => column.id)).toEqual(['name', 'city', 'owner', 'class']);
  expect(isSameLayout(COLUMNS, moveColumn(COLUMNS, moved, 'owner', 1), [])).toBe(true);
  expect(moveColumn(COLUMNS, [], 'name', -1)).toEqual([]);
  // One that the list has for another kind of record stands between.
  const withAbsent = [{ id: 'name' }, { id: 'elsewhere' }, { id: 'city' }];
  expect(moveColumn(COLUMNS, withAbsent, 'city', -1).map(({ id }) => id)).toEqual([
    'city',
    'name',
    'elsewhere',
    'class',
    'owner',
  ]);
});

it('puts a column that came with a newer version behind what stands before it in the list', () => {
  expect(
    arrangeColumns(COLUMNS, [{ id: 'owner' }, { id: 'city' }, { id: 'name' }]).map(({ column }) => column.id),
  ).toEqual(['owner', 'city', 'class', 'name']);
});

it('keeps a width within bounds, gives it back, and knows the same look', () => {
  const wide = chooseColumn(COLUMNS, [], 'city', { width: 5_000.4 });
  expect(arrangeColumns(COLUMNS, wide)[1]?.width).toBe(800);
  expect(isSameLayout(COLUMNS, wide, [])).toBe(false);
  expect(isSameLayout(COLUMNS, chooseColumn(COLUMNS, wide, 'city', { width: undefined }), [])).toBe(true);
});
