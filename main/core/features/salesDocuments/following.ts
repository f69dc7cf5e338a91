/** The papers that follow a confirmed order: made from its lines, refused beyond what is open here, numbered in the same commit. */
import { createError } from '../../../../shared/base/errors.ts';
import type { IsoDate } from '../../../../shared/base/clock.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import {
  isDocumentEditable,
  permissionOfStep,
  SERIES_BY_KIND,
} from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { RETURN_REASONS } from '../../../../shared/domain/salesDocuments/lines.ts';
import {
  deliveryBody,
  invoiceBody,
  openLines,
  openLinesOf,
  progressWithDrafts,
  requireOpen,
  returnBody,
  type ChosenLine,
  type NextDocument,
  type OpenField,
} from '../../../../shared/domain/salesDocuments/nextDocuments.ts';
import { orderProgress, type ChainDocument } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { HeldRecord } from '../../store/types.ts';
import { editRecord, requireHeld, requireKind } from '../commands.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission, requireRights } from '../rights.ts';
import { paperMoment, stockOfPaper, stockPlaceOf } from '../stock/paperStock.ts';
import { documentsOfOrder, requireOrder } from './chain.ts';

export type FollowingKind = 'delivery' | 'invoice' | 'return';

/** By kind: what it may take of a line, the state in which it is out, the field that says since when. */
export const FOLLOWING: Readonly<
  Record<FollowingKind, { readonly open: OpenField; readonly out: string; readonly at: string }>
> = {
  delivery: { open: 'toDeliver', out: 'delivered', at: 'deliveredAt' },
  invoice: { open: 'toInvoice', out: 'issued', at: 'issuedAt' },
  return: { open: 'returnable', out: 'accepted', at: 'acceptedAt' },
};

export interface FollowingRequest {
  readonly id?: string | undefined;
  readonly orderId: string;
  readonly lines?: readonly ChosenLine[] | undefined;
  readonly issuedOn?: IsoDate | undefined;
  readonly asDraft?: boolean | undefined;
  readonly note?: string | undefined;
  /** Of a delivery: where the goods lie. null: nowhere that is kept here; left out: where they most likely do. */
  readonly stockPlaceId?: string | null | undefined;
}

/**
 * @param source The delivery or invoice that it is made from: all that is open of it is proposed, and its id stands on the new paper.
 * @param extra What only this kind has.
 * @throws PeyvandError `quantity_exceeds_open`, `document_empty`, `illegal_transition` for an order that is not confirmed, `not_found`,
 *   `permission_denied` (also a place that they do not hold), `number_block_exhausted`.
 */
export async function follow(
  context: CoreContext & { readonly work: Work },
  kind: FollowingKind,
  request: FollowingRequest,
  source: SourceDocument | null,
  extra: RecordBody = {},
): Promise<{ id: string; number: string | null }> {
  const { work } = context;
  const id = request.id ?? context.nextId();
  const asked = work.store.read.record({ collection: 'salesDocuments', id });
  // The answer to an earlier try was lost.
  if (asked && !asked.deleted && asked.kind === kind) return { id, number: textOf(asked.body, 'number') };

  const { open, out, at } = FOLLOWING[kind];
  const isDraft = request.asDraft === true;
  requirePermission(work, permissionOfStep(kind, null, isDraft ? 'draft' : out));
  const order = requireOrder(work, request.orderId);
  const state = textOf(order.body, 'state') ?? '';
  if (state !== 'confirmed') throw createError('illegal_transition', { from: state, to: kind });
  const documents = documentsOfOrder(work, request.orderId);
  const from = source === null ? null : requireSource(work, request.orderId, source);
  const chosen = request.lines ?? proposed(order.body, documents, open, from);
  // What was prepared and not sent yet may still be changed: only what is out counts against it.
  requireOpen(orderProgress(order.body, documents), open, chosen);

  const next: NextDocument = {
    orderId: request.orderId,
    order: order.body,
    chosen,
    issuedOn: request.issuedOn ?? todayOf(context, work),
  };
  const prepared: RecordBody = {
    ...bodyOf(kind, next, documents),
    ...(source === null ? {} : { [source.field]: source.id }),
    ...extra,
    ...(request.note === undefined || request.note.trim() === '' ? {} : { note: request.note.trim() }),
    ...placeFor(work, kind, request),
  };
  const body = isDraft ? prepared : { ...prepared, state: out, [at]: paperMoment(work, nowOf(context), prepared) };
  const operation = { act: 'create', collection: 'salesDocuments', kind, id, body } as const;
  requireRights(work, operation);
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: [operation, ...stockOfPaper(work, kind, id, body)],
    ...(isDraft
      ? {}
      : { number: { series: SERIES_BY_KIND[kind], reference: { collection: 'salesDocuments', id }, path: 'number' } }),
  });
  return { id, number };
}

/**
 * Other quantities on a paper that is prepared; its prices stay the order's, and its freight is reckoned anew.
 * @throws PeyvandError as {@link follow}; `locked` for a paper that is out.
 */
export async function changeLines(
  { work }: { readonly work: Work },
  { id, lines, stockPlaceId }: { id: string; lines: readonly ChosenLine[]; stockPlaceId?: string | null | undefined },
): Promise<{ id: string }> {
  const held = requireHeld(work, { collection: 'salesDocuments', id });
  const { kind } = held;
  if (kind !== 'delivery' && kind !== 'invoice' && kind !== 'return')
    throw createError('not_found', { collection: 'salesDocuments', id });
  if (!isDocumentEditable(held.body)) throw createError('locked', { reason: 'record', id });
  const orderId = textOf(held.body, 'orderId') ?? '';
  const order = requireOrder(work, orderId);
  const others = documentsOfOrder(work, orderId).filter((document) => document.id !== id);
  requireOpen(orderProgress(order.body, others), FOLLOWING[kind].open, lines);
  const reasons = new Map(elementsOf(held.body, 'lines').map((line) => [textOf(line, 'orderLineId'), line['reason']]));
  const chosen = lines.map((line) => {
    const reason = RETURN_REASONS.find((known) => known === (line.reason ?? reasons.get(line.orderLineId)));
    return { ...line, ...(reason === undefined ? {} : { reason }) };
  });
  const issuedOn = textOf(held.body, 'issuedOn') ?? '';
  const made = bodyOf(kind, { orderId, order: order.body, chosen, issuedOn }, others);
  const { freight: _freight, lines: _lines, ...rest } = held.body;
  const after: RecordBody = {
    ...rest,
    ...(made['freight'] === undefined ? {} : { freight: made['freight'] }),
    ...(made['lines'] === undefined ? {} : { lines: made['lines'] }),
    ...(stockPlaceId === undefined || stockPlaceId === null
      ? {}
      : { stockPlaceId: stockPlaceOf(work, stockPlaceId) ?? '' }),
  };
  const changes = diffBodies(requireKind('salesDocuments', kind), held.body, after);
  return changes.length === 0 ? { id } : editRecord(work, 'salesDocuments', { id, changes });
}

/** What is prepared says where the goods lie once somebody said so; else it is found when it goes out, by whoever sends it. */
function placeFor(work: Work, kind: FollowingKind, { asDraft, stockPlaceId }: FollowingRequest): RecordBody {
  if (kind !== 'delivery' || (asDraft === true && stockPlaceId === undefined)) return {};
  const placeId = stockPlaceOf(work, stockPlaceId);
  return placeId === null ? {} : { stockPlaceId: placeId };
}

export interface SourceDocument {
  readonly field: 'deliveryId' | 'invoiceId';
  readonly id: string;
}

const KIND_OF_LINK = { deliveryId: 'delivery', invoiceId: 'invoice' } as const;

/** Out, and of the same order. */
function requireSource(work: Work, orderId: string, { field, id }: SourceDocument): HeldRecord {
  const kind = KIND_OF_LINK[field];
  const source = requireHeld(work, { collection: 'salesDocuments', id });
  if (source.kind !== kind || textOf(source.body, 'orderId') !== orderId)
    throw createError('not_found', { collection: 'salesDocuments', id });
  const state = textOf(source.body, 'state') ?? '';
  if (state !== FOLLOWING[kind].out) throw createError('illegal_transition', { from: state, to: kind });
  return source;
}

function proposed(
  order: RecordBody,
  documents: readonly ChainDocument[],
  open: OpenField,
  source: HeldRecord | null,
): readonly ChosenLine[] {
  const progress = progressWithDrafts(order, documents);
  return source === null ? openLines(progress, open) : openLinesOf(progress, open, source.body);
}

function bodyOf(kind: FollowingKind, next: NextDocument, documents: readonly ChainDocument[]): RecordBody {
  switch (kind) {
    case 'delivery':
      return deliveryBody(next);
    case 'invoice':
      return invoiceBody(next, documents);
    case 'return':
      return returnBody(next);
  }
}
