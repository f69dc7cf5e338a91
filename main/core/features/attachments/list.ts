/** The photos and files of one record; of a customer also those of everybody who was merged into it. */
import type { AttachmentRow } from '../../../../shared/contract/attachments.ts';
import type { Attachable } from '../../../../shared/domain/attachments/attachment.ts';
import { familyOf } from '../customers/family.ts';
import type { Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';

interface ListedRow {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly thumbnail: string | null;
  readonly note: string | null;
  readonly takenAt: string | null;
  readonly addedAt: string;
  readonly addedBy: string;
  readonly pending: number;
  readonly storedAt: string | null;
  readonly received: number | null;
  readonly whole: number | null;
}

/** One record has a handful; of a thousand nobody looks at the last. */
const MOST = 500;

export const attachmentListQuery = `
  SELECT a.id, a.kind, coalesce(a.name, '') AS name, a.body ->> '$.mediaType' AS mediaType, coalesce(a.size, 0) AS size,
    a.body ->> '$.thumbnail' AS thumbnail, a.body ->> '$.note' AS note, a.body ->> '$.takenAt' AS takenAt,
    a.created_at AS addedAt, a.created_by AS addedBy, a.pending, a.stored_at AS storedAt, f.received, f.whole
  FROM json_each(:owners) o CROSS JOIN attachments a ON a.attached_id = o.value AND a.attached_collection = :collection
  LEFT JOIN attachment_files f ON f.id = a.id
  WHERE a.deleted = 0 AND a.body ->> '$.removedAt' IS NULL ORDER BY a.id DESC LIMIT ${MOST}`;

export async function listAttachments(
  work: Work,
  { attachedCollection, attachedId }: { readonly attachedCollection: Attachable; readonly attachedId: string },
  signal: AbortSignal,
): Promise<AttachmentRow[]> {
  const owners = attachedCollection === 'customers' ? familyOf(work, attachedId) : [attachedId];
  const rows = await work.store.readInWorker<ListedRow>(
    attachmentListQuery,
    { owners: JSON.stringify(owners), collection: attachedCollection },
    signal,
  );
  const marked = await withMarks(work, rows, () => 'attachments', signal);
  const isMetered = work.sync.state().metered === true;
  return marked.map(({ storedAt, received, whole, note, ...row }) => ({
    ...row,
    note: note ?? '',
    ...standingOf(work, row, { storedAt, received: received ?? 0, whole: whole === 1, isMetered }),
  }));
}

type Standing = Pick<AttachmentRow, 'state' | 'progress' | 'why'>;

function standingOf(
  work: Work,
  { id, size }: { readonly id: string; readonly size: number },
  {
    storedAt,
    received,
    whole,
    isMetered,
  }: { storedAt: string | null; received: number; whole: boolean; isMetered: boolean },
): Standing {
  const passage = work.attachments.passageOf(id);
  const share = (done: number): number => (size > 0 ? Math.min(1, done / size) : 0);
  if (whole && storedAt !== null) return { state: 'here', progress: 1, why: null };
  if (whole) {
    if (passage?.state === 'sending') return { state: 'sending', progress: share(passage.done), why: null };
    if (passage?.state === 'failed') return { state: 'failed', progress: 0, why: passage.why };
    return { state: 'waiting', progress: 0, why: isMetered ? 'metered' : null };
  }
  if (storedAt === null) return { state: 'underway', progress: 0, why: null };
  if (passage?.state === 'fetching') return { state: 'fetching', progress: share(passage.done), why: null };
  return { state: 'elsewhere', progress: share(received), why: null };
}
