/**
 * A customer that is taken out of another is no longer spoken for by anybody above it. The device says so of those that it holds and knows of; of the
 * others (merged on meanwhile by somebody else, or not theirs to see) it is said here, in the same transaction.
 */
import { isRecordId, type RecordId } from '../../../shared/base/id.ts';
import { textOf, textsOf } from '../../../shared/domain/bodyReads.ts';
import { survivorOf } from '../../../shared/domain/customers/customerLinks.ts';
import { customersAbove, leavingWith, stillStoodFor } from '../../../shared/domain/customers/standsFor.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { keyOf } from '../storedRecord.ts';
import { parentIn, putVersion, recordIn, type GroupWork } from './groupWork.ts';
import type { Workspace } from './workspace.ts';

const FIELD = 'standsForIds';
const customerKey = (id: RecordId): string => keyOf({ collection: 'customers', id });

/** To be called when the operations of the group are in `work`. */
export function settleTakenApart(workspace: Workspace, work: GroupWork): void {
  for (const { id, body, intoBefore } of takenApart(workspace, work)) {
    const intoOf = (asked: RecordId): RecordId | null => {
      const record = isRecordId(asked) ? parentIn(workspace, work, customerKey(asked)) : null;
      return record && !record.deleted ? survivorOf(asked, record.body) : null;
    };
    const leaving = leavingWith(id, body);
    const above = [intoBefore, ...customersAbove(intoBefore, intoOf)].filter((holder) => holder !== id);
    for (const holder of above) leaveOut(workspace, work, holder, leaving, intoOf);
  }
}

/** Those that pointed to another before the group and do not since. One that points elsewhere is still merged: both speak for it. */
function takenApart(
  workspace: Workspace,
  work: GroupWork,
): { readonly id: RecordId; readonly body: RecordBody; readonly intoBefore: RecordId }[] {
  const ids = work.item.group.operations.flatMap(({ collection, id }) => (collection === 'customers' ? [id] : []));
  return [...new Set(ids)].flatMap((id) => {
    const before = workspace.records.get(customerKey(id));
    const after = recordIn(workspace, work, customerKey(id));
    const intoBefore = before ? survivorOf(id, before.body) : null;
    if (intoBefore === null || !after || after.deleted || textOf(after.body, 'mergedIntoId') !== null) return [];
    return [{ id, body: after.body, intoBefore }];
  });
}

function leaveOut(
  workspace: Workspace,
  work: GroupWork,
  id: RecordId,
  leaving: readonly RecordId[],
  intoOf: (id: RecordId) => RecordId | null,
): void {
  const holder = parentIn(workspace, work, customerKey(id));
  if (!holder || holder.deleted) return;
  const kept = stillStoodFor(holder, leaving, intoOf);
  const gone = textsOf(holder.body, FIELD).filter((other) => !kept.includes(other));
  if (gone.length === 0) return;
  // Locked to be read until now.
  if (!workspace.plan.written.has(customerKey(id))) workspace.learnt.written.add(customerKey(id));
  const { version: _version, homeScope: _home, shares: _shares, parent: _parent, body, ...record } = holder;
  const { [FIELD]: _before, ...rest } = body;
  putVersion(
    workspace,
    work,
    {
      ...record,
      body: kept.length === 0 ? rest : { ...rest, [FIELD]: kept },
      updatedBy: work.item.group.author,
      updatedAt: work.at,
    },
    { paths: [FIELD], removed: {} },
  );
}
