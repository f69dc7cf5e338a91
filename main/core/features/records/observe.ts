/** A single record, live. The one place through which features read single records for a window. */
import type { RecordView } from '../../../../shared/contract/records.ts';
import type { Role } from '../../../../shared/domain/organisation/organisation.ts';
import { hiddenFields, mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordReference } from '../../../../shared/domain/record.ts';
import type { HeldRecord } from '../../store/types.ts';
import { whileSessionLasts, type Stream } from '../follow.ts';
import { liveQuery } from '../live.ts';
import type { Work } from '../procedures.ts';
import { requireReadable } from '../rights.ts';

/** The record now and whenever it changes; null while it is not held here. @throws PeyvandError `permission_denied`. */
export function observeRecord(
  work: Work,
  reference: RecordReference,
  signal: AbortSignal | undefined,
): Stream<RecordView | null> {
  requireReadable(work, [reference.collection]);
  // Asked at every value: a role may change under an open page, before what it no longer sees is swept from this machine.
  const view = (record: HeldRecord | null): RecordView | null => {
    const { role } = work.person();
    return record && mayRead(role, reference.collection) ? recordToView(record, role) : null;
  };
  if (work.documents.has(reference.collection))
    return whileSessionLasts(work, work.documents.observeOne(reference, view, signal));
  return liveQuery({
    work,
    signal,
    readable: [reference.collection],
    dependencies: [reference.collection],
    run: () => view(work.store.read.record(reference)),
  });
}

function recordToView(
  { homeScope: _homeScope, shares: _shares, revision: _revision, ...record }: HeldRecord,
  role: Role,
): RecordView {
  const hidden = hiddenFields(role, record.collection);
  const shown = Object.entries(record.body).filter(([field]) => !hidden.includes(field));
  return {
    ...record,
    body: Object.fromEntries(shown) as RecordView['body'],
    held: record.held ? { reason: record.held.reason } : null,
  };
}
