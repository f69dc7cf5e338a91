import { describe, expect, it } from 'vitest';
import { createError } from '../../../../shared/base/errors.ts';
import type { Work } from '../procedures.ts';
import { rememberUndo, takingBack, type UndoStep } from './undo.ts';

describe('taking an act back', () => {
  const work = { store: {} } as unknown as Work;
  const steps = ['one', 'other'].map((id): UndoStep => ({ id, collection: 'salesDocuments', operations: () => [] }));
  const taken = async (refused: readonly string[] = []) => ({ refused: refused.map((id) => ({ id })) });

  it('can be asked again after a failure, of all of it', async () => {
    const undo = rememberUndo(work, 'a', steps);
    const full = takingBack(work, undo, () => Promise.reject(createError('disk_full')));
    // Nobody else begins it meanwhile.
    await expect(takingBack(work, undo, () => taken())).rejects.toMatchObject({ code: 'not_found' });
    await expect(full).rejects.toMatchObject({ code: 'disk_full' });
    await takingBack(work, undo, (again) => {
      expect(again).toEqual(steps);
      return taken();
    });
    await expect(takingBack(work, undo, () => taken())).rejects.toMatchObject({ code: 'not_found' });
  });

  it('can be asked again of what was refused alone', async () => {
    const undo = rememberUndo(work, 'b', steps);
    await takingBack(work, undo, () => taken(['other']));
    await takingBack(work, undo, (again) => {
      expect(again.map(({ id }) => id)).toEqual(['other']);
      return taken();
    });
  });
});
