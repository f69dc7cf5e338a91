/** When a person works, where they set out from and when they are away. Their place in the company and their account are administration's. */
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import { editRecord, requireHeld, type Edit } from '../commands.ts';
import type { Work } from '../procedures.ts';

const COLLECTION = 'organisation';
const FIELDS: ReadonlySet<string> = new Set(['workingHours', 'basePosition', 'daysAway']);

/** Who may write which of them is asked with the rights of every record. */
export async function editPersonTimes(work: Work, edit: Edit): Promise<{ id: string }> {
  if (requireHeld(work, { collection: COLLECTION, id: edit.id }).kind !== 'person')
    throw createError('not_found', { collection: COLLECTION, id: edit.id });
  const other = edit.changes.find(({ path }) => !FIELDS.has(splitPath(path)[0] ?? ''));
  if (other) throw createError('invalid_input', { reason: 'field', path: other.path });
  return editRecord(work, COLLECTION, edit);
}
