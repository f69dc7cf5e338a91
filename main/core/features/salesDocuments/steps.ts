/** What happens to a delivery, an invoice or a return that is there: it goes out, comes in, is refused or cancelled. */
import type { Instant } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { integerOf, elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import {
  documentTransition,
  isChainKind,
  isDocumentEditable,
  permissionOfStep,
  SERIES_BY_KIND,
  type ChainKind,
} from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { requireOpen } from '../../../../shared/domain/salesDocuments/nextDocuments.ts';
import { orderProgress } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { applyChanges } from '../../../../shared/sync/diff.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { deleteRecord, requireHeld, requireKind } from '../commands.ts';
import { nowOf, type CoreContext, type Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';
import { paperMoment, stockOfPaper, stockPlaceOf } from '../stock/paperStock.ts';
import { documentsOfOrder, requireOrder } from './chain.ts';
import { FOLLOWING, type FollowingKind } from './following.ts';

type Context = CoreContext & { readonly work: Work };

/** A record of one of these kinds, and no order. @throws PeyvandError `not_found`. */
export function requireDocument(work: Work, id: string): HeldRecord & { readonly kind: ChainKind } {
  const record = requireHeld(work, { collection: 'salesDocuments', id });
  if (!isChainKind(record.kind)) throw createError('not_found', { collection: 'salesDocuments', id });
  return { ...record, kind: record.kind };
}

/**
 * A draft goes out, if its order is still open for it.
 * @param stockPlaceId Of a delivery: where the goods lie; what was prepared says so when left out.
 */
export async function issue(
  context: Context,
  { id, stockPlaceId }: { id: string; stockPlaceId?: string | null | undefined },
): Promise<{ id: string; number: string | null }> {
  const { work } = context;
  const record = requireFollowing(work, id);
  const { open, out, at } = FOLLOWING[record.kind];
  requirePermission(work, permissionOfStep(record.kind, textOf(record.body, 'state'), out));
  requireStep(record, out);
  const orderId = textOf(record.body, 'orderId') ?? '';
  const order = requireOrder(work, orderId);
  const orderState = textOf(order.body, 'state') ?? '';
  if (orderState !== 'confirmed') throw createError('illegal_transition', { from: orderState, to: record.kind });
  const chosen = elementsOf(record.body, 'lines').map((line) => ({
    orderLineId: textOf(line, 'orderLineId') ?? '',
    quantity: integerOf(line, 'quantity') ?? 0,
  }));
  requireOpen(orderProgress(order.body, documentsOfOrder(work, orderId)), open, chosen);
  const place = record.kind === 'delivery' ? placeChanges(work, record, stockPlaceId) : [];
  const changes: LeafChange[] = [
    { do: 'set', path: 'state', value: out, seen: 'draft' },
    { do: 'set', path: at, value: momentOf(context, record, place) },
    ...place,
  ];
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: withStock(work, record, changes),
    number: { series: SERIES_BY_KIND[record.kind], reference: { collection: 'salesDocuments', id }, path: 'number' },
  });
  return { id, number };
}

/** @param stockPlaceId Where the goods lie now. */
export function receive(
  context: Context,
  { id, stockPlaceId }: { id: string; stockPlaceId?: string | null | undefined },
): Promise<{ id: string }> {
  const { work } = context;
  const record = requireFollowing(work, id, 'return');
  requireStep(record, 'received');
  return step(context, record, 'received', { at: 'receivedAt' }, placeChanges(work, record, stockPlaceId));
}

export function refuse(context: Context, { id, reason }: { id: string; reason: string }): Promise<{ id: string }> {
  const record = requireFollowing(context.work, id, 'return');
  return step(context, record, 'refused', { at: 'refusedAt', why: ['refuseReason', reason] });
}

/** @throws PeyvandError `order_in_progress` for a paper on which a return rests. */
export function cancel(context: Context, { id, reason }: { id: string; reason: string }): Promise<{ id: string }> {
  const { work } = context;
  const record = requireFollowing(work, id);
  if (record.kind === 'return') throw createError('illegal_transition', { from: 'return', to: 'cancelled' });
  requireNothingRestsOn(work, record);
  return step(context, record, 'cancelled', { at: 'cancelledAt', why: ['cancelReason', reason] });
}

export function removeDraft(work: Work, id: string): Promise<{ id: string }> {
  const record = requireDocument(work, id);
  if (!isDocumentEditable(record.body))
    throw createError('illegal_transition', { from: textOf(record.body, 'state') ?? '', to: 'removed' });
  return deleteRecord(work, record);
}

/** Goods can only come back that went out or were invoiced: without this paper they still must have. */
function requireNothingRestsOn(work: Work, record: HeldRecord): void {
  const orderId = textOf(record.body, 'orderId') ?? '';
  const order = work.store.read.record({ collection: 'salesDocuments', id: orderId });
  if (!order || order.deleted) return;
  const others = documentsOfOrder(work, orderId).filter(({ id }) => id !== record.id);
  const { lines } = orderProgress(order.body, others);
  if (lines.some(({ returned, delivered, invoiced }) => returned > Math.max(delivered, invoiced)))
    throw createError('order_in_progress', { kind: record.kind });
}

interface Words {
  readonly at: string;
  readonly why?: readonly [field: string, reason: string];
}

async function step(
  context: Context,
  record: Following,
  to: string,
  { at, why }: Words,
  more: readonly LeafChange[] = [],
): Promise<{ id: string }> {
  const { work } = context;
  requireStep(record, to);
  requirePermission(work, permissionOfStep(record.kind, textOf(record.body, 'state'), to));
  const changes: LeafChange[] = [
    { do: 'set', path: 'state', value: to, seen: record.body['state'] ?? null },
    { do: 'set', path: at, value: momentOf(context, record, more) },
    ...(why === undefined ? [] : [{ do: 'set' as const, path: why[0], value: why[1] }]),
    ...more,
  ];
  await work.store.commit({ author: work.person().id, operations: withStock(work, record, changes) });
  return { id: record.id };
}

/** null takes away what was prepared with. */
function placeChanges(work: Work, { body }: Following, said: string | null | undefined): LeafChange[] {
  const before = textOf(body, 'stockPlaceId');
  const placeId = stockPlaceOf(work, said === undefined ? (before ?? undefined) : said);
  if (placeId === before) return [];
  const seen = before === null ? {} : { seen: before };
  return placeId === null
    ? [{ do: 'unset', path: 'stockPlaceId', ...seen }]
    : [{ do: 'set', path: 'stockPlaceId', value: placeId, ...seen }];
}

function momentOf(context: Context, { kind, body }: Following, place: readonly LeafChange[]): Instant {
  const after = applyChanges(requireKind('salesDocuments', kind), body, place);
  return paperMoment(context.work, nowOf(context), after);
}

/** The step and what it moves, in one commit. */
function withStock(work: Work, { kind, id, body }: Following, changes: LeafChange[]): LocalOperation[] {
  const definition = requireKind('salesDocuments', kind);
  return [
    { act: 'patch', collection: 'salesDocuments', kind, id, changes },
    ...stockOfPaper(work, kind, id, applyChanges(definition, body, changes)),
  ];
}

type Following = HeldRecord & { readonly kind: FollowingKind };

function requireFollowing(work: Work, id: string, only?: FollowingKind): Following {
  const record = requireDocument(work, id);
  if (record.kind === 'quote' || (only !== undefined && record.kind !== only))
    throw createError('not_found', { collection: 'salesDocuments', id });
  return { ...record, kind: record.kind };
}

function requireStep({ kind, body }: Following, to: string): void {
  const from = textOf(body, 'state') ?? '';
  if (!documentTransition(kind, from, to)) throw createError('illegal_transition', { from, to });
}
