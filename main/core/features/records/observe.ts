/** A single record, live. The one place through which features read single records for a window. */
import { createError } from '../../../../shared/base/errors.ts';
import type { RecordView } from '../../../../shared/contract/records.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordReference } from '../../../../shared/domain/record.ts';
import type { HeldRecord } from '../../store/types.ts';
import { whileSessionLasts, type Stream } from '../follow.ts';
import { liveQuery } from '../live.ts';
import type { Work } from '../procedures.ts';

/** The record now and whenever it changes; null while it is not held here. @throws PeyvandError `permission_denied`. */
export function observeRecord(
  work: Work,
  reference: RecordReference,
  signal: AbortSignal | undefined,
): Stream<RecordView | null> {
  if (!mayRead(work.person().role, reference.collection))
    throw createError('permission_denied', { collection: reference.collection });
  const view = (record: HeldRecord | null): RecordView | null => (record ? recordToView(record) : null);
  if (work.documents.has(reference.collection))
    return whileSessionLasts(work, work.documents.observeOne(reference, view, signal));
  return liveQuery({
    work,
    signal,
    dependencies: [reference.collection],
    run: () => view(work.store.read.record(reference)),
  });
}

function recordToView({
  homeScope: _homeScope,
  shares: _shares,
  revision: _revision,
  ...record
}: HeldRecord): RecordView {
  return {
    ...record,
    body: { ...record.body } as RecordView['body'],
    held: record.held ? { reason: record.held.reason } : null,
  };
}
