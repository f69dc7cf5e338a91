import { describe, expect, it } from 'vitest';
import type { HeldLeaf } from '../../../shared/contract/parking.ts';
import { editKey, toHeldEdits, withEdit, type Edits } from './heldEdits.ts';

const LEAVES: Readonly<Record<string, Pick<HeldLeaf, 'path' | 'mine'>>> = {
  '0:0': { path: 'name', mine: 'کهنه' },
  '0:3': { path: 'lines/l1', mine: { quantity: 1_000 } },
  '1:0': { path: 'note', mine: 'یادداشت' },
};
const leafOf = (operation: number, leaf: string) => LEAVES[`${operation}:${leaf}`];

describe('edits of held work', () => {
  it('become what the server takes: values with their paths, leaves and operations left out', () => {
    const edits: Edits = {
      [editKey(0, '0')]: { act: 'set', path: 'name', value: 'نو' },
      [editKey(0, '3/quantity')]: { act: 'set', path: 'lines/l1/quantity', value: 2_000 },
      [editKey(1, '0')]: { act: 'leaveOut' },
      [editKey(2, null)]: { act: 'leaveOut' },
    };
    expect(toHeldEdits(edits, leafOf)).toEqual([
      { operation: 0, leaf: { key: '0', path: 'name' }, act: 'set', value: 'نو' },
      { operation: 0, leaf: { key: '3/quantity', path: 'lines/l1/quantity' }, act: 'set', value: 2_000 },
      { operation: 1, leaf: { key: '0', path: 'note' }, act: 'leaveOut' },
      { operation: 2, leaf: null, act: 'leaveOut' },
    ]);
  });

  it('inside what is left out as a whole are not sent', () => {
    const edits: Edits = {
      [editKey(0, '3')]: { act: 'leaveOut' },
      [editKey(0, '3/quantity')]: { act: 'set', path: 'lines/l1/quantity', value: 1 },
      [editKey(1, null)]: { act: 'leaveOut' },
      [editKey(1, '0')]: { act: 'set', path: 'note', value: 'x' },
    };
    expect(toHeldEdits(edits, leafOf)).toEqual([
      { operation: 0, leaf: { key: '3', path: 'lines/l1' }, act: 'leaveOut' },
      { operation: 1, leaf: null, act: 'leaveOut' },
    ]);
  });

  it('that still say what the author wrote are none', () => {
    const edits: Edits = {
      [editKey(0, '0')]: { act: 'set', path: 'name', value: 'کهنه' },
      [editKey(0, '3/quantity')]: { act: 'set', path: 'lines/l1/quantity', value: 1_000 },
    };
    expect(toHeldEdits(edits, leafOf)).toEqual([]);
  });

  it('of a leaf that is not there any more are dropped, and one can go back to what was written', () => {
    const edits = withEdit({}, editKey(0, '9'), { act: 'leaveOut' });
    expect(toHeldEdits(edits, leafOf)).toEqual([]);
    expect(withEdit(edits, editKey(0, '9'), null)).toEqual({});
  });
});
