/** The task that follows in a series is made by whoever does the one before it, and two machines may do that without a line. */
import { isSameButForDay, nextTaskId } from '../../../shared/domain/activities/repeatedTask.ts';
import type { RecordOperation } from '../../../shared/sync/operation.ts';
import type { StoredRecord } from '../storedRecord.ts';
import type { GroupWork } from './groupWork.ts';

/**
 * Does another machine's next task stand here already, the same but for its day? The first that arrived counts: a task that was late had two days of being done,
 * and nobody needs to be asked on which the next one is. Told by the task before it, which is in the same group.
 */
export function isFollowerThereAlready(
  { item: { group } }: GroupWork,
  operation: RecordOperation,
  before: StoredRecord | null,
): boolean {
  if (operation.act !== 'create' || operation.collection !== 'activities' || operation.kind !== 'task') return false;
  if (before === null || before.deleted || !isSameButForDay(before.body, operation.body)) return false;
  return group.operations.some(
    ({ act, collection, id }) => act === 'patch' && collection === 'activities' && nextTaskId(id) === operation.id,
  );
}
