/** An order with everything that belongs to it, as it is held on this machine. */
import { createError } from '../../../../shared/base/errors.ts';
import type { DocumentChain, DocumentRow } from '../../../../shared/contract/salesDocuments.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isChainKind } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { orderProgress, type ChainDocument } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import type { HeldRecord } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { chainBodiesQuery, chainRowsQuery, type DocumentListRow } from './queries.ts';

export interface HeldDocument extends ChainDocument {
  readonly id: string;
}

export function documentsOfOrder(work: Work, orderId: string): HeldDocument[] {
  return work.store.read
    .all<{ id: string; kind: string; body: string }>(chainBodiesQuery, { orderId })
    .map(({ id, kind, body }) => ({ id, kind, body: JSON.parse(body) as RecordBody }));
}

export function requireOrder(work: Work, id: string): HeldRecord {
  const order = requireHeld(work, { collection: 'salesDocuments', id });
  if (order.kind !== 'order') throw createError('not_found', { collection: 'salesDocuments', id });
  return order;
}

export async function readChain(work: Work, orderId: string, signal: AbortSignal): Promise<DocumentChain | null> {
  const order = work.store.read.record({ collection: 'salesDocuments', id: orderId });
  if (!order || order.deleted || order.kind !== 'order') return null;
  const rows = await work.store.readInWorker<DocumentListRow>(chainRowsQuery, { orderId }, signal);
  return {
    orderId,
    orderNumber: textOf(order.body, 'number'),
    orderState: textOf(order.body, 'state') ?? '',
    customerId: textOf(order.body, 'customerId') ?? '',
    documents: await toDocumentRows(work, rows, signal),
    progress: mutable(orderProgress(order.body, documentsOfOrder(work, orderId))),
  };
}

/** Rows of kinds that this version does not know are left out: they have no page here. */
export async function toDocumentRows(
  work: Work,
  rows: readonly DocumentListRow[],
  signal: AbortSignal,
): Promise<DocumentRow[]> {
  const marked = await withMarks(work, rows, () => 'salesDocuments', signal);
  return marked.flatMap((row): DocumentRow[] =>
    isChainKind(row.kind)
      ? [
          {
            id: row.id,
            kind: row.kind,
            number: row.number,
            customerId: row.customerId ?? '',
            customerName: row.customerName ?? '',
            day: row.day ?? '',
            state: row.state ?? '',
            validUntil: row.validUntil,
            total: row.total === null ? null : { amount: row.total, currency: row.currency ?? '' },
            lineCount: row.lineCount ?? 0,
            orderId: row.orderId,
            orderNumber: row.orderNumber,
            pending: row.pending,
            held: row.held,
            needsYou: row.needsYou,
          },
        ]
      : [],
  );
}

const mutable = (progress: ReturnType<typeof orderProgress>): DocumentChain['progress'] => ({
  ...progress,
  lines: [...progress.lines],
});
