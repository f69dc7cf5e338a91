/** Orders: a draft that people edit, then a confirmed paper with a number, then perhaps a cancelled one. Each step is a command of its own. */
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import type { OrderRow } from '../../../../shared/contract/sales.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { confirmationViolations, orderTransition } from '../../../../shared/domain/salesDocuments/orderRules.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord } from '../../store/types.ts';
import { createRecord, deleteRecord, editRecord, requireHeld, requirePermission, violationFacts } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { orderListQuery, type OrderListInput, type OrderListRow } from './queries.ts';

/** The series of printed numbers. */
const SERIES = 'ORD';

/** What only the steps write: an edit that names one of these is no edit. */
const FIELDS_OF_STEPS = new Set(['state', 'number', 'confirmedAt', 'cancelledAt', 'cancelReason']);

export const orders = {
  list: atWork.orders.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      dependencies: ['salesDocuments', 'customers', 'reviews'],
      run: (ends) => listOrders(work, input, ends),
    }),
  ),
  create: atWork.orders.create.handler(({ input: { id, kind, body }, context }) => {
    const { state = 'draft', ...fields } = body;
    if (state !== 'draft') throw createError('illegal_transition', { from: '', to: textOf(body, 'state') ?? '' });
    for (const field of Object.keys(fields)) refuseFieldOfStep(field);
    return createRecord(context.work, 'salesDocuments', context.nextId(), { id, kind, body: { ...fields, state } });
  }),
  edit: atWork.orders.edit.handler(({ input, context: { work } }) => {
    for (const { path } of input.changes) refuseFieldOfStep(splitPath(path)[0] ?? '');
    return editRecord(work, 'salesDocuments', input);
  }),
  confirm: atWork.orders.confirm.handler(({ input, context }) => confirmOrder(context, context.work, input.id)),
  cancel: atWork.orders.cancel.handler(({ input, context }) => cancelOrder(context, context.work, input)),
  removeDraft: atWork.orders.removeDraft.handler(async ({ input, context: { work } }) => {
    const order = requireOrder(work, input.id);
    if (order.body['state'] !== 'draft')
      throw createError('illegal_transition', { from: stateOf(order), to: 'removed' });
    return deleteRecord(work, order);
  }),
};

async function listOrders(
  work: Work,
  input: OrderListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: OrderRow[] }> {
  const query = orderListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<OrderListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'salesDocuments', signal);
  return {
    total,
    rows: marked.map((row) => ({
      id: row.id,
      number: row.number,
      customerId: row.customerId ?? '',
      customerName: row.customerName ?? '',
      orderedOn: row.orderedOn ?? '',
      state: row.state ?? '',
      total: { amount: row.total ?? 0, currency: row.currency ?? '' },
      lineCount: row.lineCount ?? 0,
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    })),
  };
}

/** draft → confirmed. Prices are as they were typed or proposed; what is missing is named line by line. The number is taken in the same commit. */
async function confirmOrder(context: CoreContext, work: Work, id: string): Promise<{ id: string; number: string }> {
  requirePermission(work, 'orders.confirm');
  const order = requireOrder(work, id);
  requireTransition(order, 'confirmed');
  requireConfirmable(order.body);
  const changes: LeafChange[] = [
    { do: 'set', path: 'state', value: 'confirmed', seen: 'draft' },
    { do: 'set', path: 'confirmedAt', value: nowOf(context) },
  ];
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: [{ act: 'patch', collection: 'salesDocuments', kind: order.kind, id, changes }],
    number: { series: SERIES, reference: { collection: 'salesDocuments', id }, path: 'number' },
  });
  if (number === null) throw new Error('a confirmed order without a number');
  return { id, number };
}

async function cancelOrder(
  context: CoreContext,
  work: Work,
  { id, reason }: { id: string; reason: string },
): Promise<{ id: string }> {
  const order = requireOrder(work, id);
  requirePermission(work, order.body['state'] === 'confirmed' ? 'orders.confirm' : 'orders.write');
  requireTransition(order, 'cancelled');
  const changes: LeafChange[] = [
    { do: 'set', path: 'state', value: 'cancelled', seen: stateOf(order) },
    { do: 'set', path: 'cancelledAt', value: nowOf(context) },
    ...(reason.trim() === '' ? [] : [{ do: 'set' as const, path: 'cancelReason', value: reason.trim() }]),
  ];
  await work.store.commit({
    author: work.person().id,
    operations: [{ act: 'patch', collection: 'salesDocuments', kind: order.kind, id, changes }],
  });
  return { id };
}

function requireOrder(work: Work, id: string): HeldRecord {
  const order = requireHeld(work, { collection: 'salesDocuments', id });
  if (order.kind !== 'order') throw createError('not_found', { collection: 'salesDocuments', id });
  return order;
}

const stateOf = (order: HeldRecord): string => textOf(order.body, 'state') ?? '';

function requireTransition(order: HeldRecord, to: string): void {
  const from = stateOf(order);
  if (!orderTransition(from, to)) throw createError('illegal_transition', { from, to });
}

/** @throws PeyvandError `price_missing` when that alone is missing, else `invalid_input`; both with `violations`. */
function requireConfirmable(body: RecordBody): void {
  const violations = confirmationViolations(body);
  if (violations.length === 0) return;
  const isPriceAlone = violations.every(({ reason }) => reason === 'order.priceMissing');
  const facts = { violations: violationFacts(violations) };
  throw isPriceAlone
    ? createError('price_missing', facts)
    : createError('invalid_input', { ...facts, reason: 'invariant_broken' });
}

function refuseFieldOfStep(field: string): void {
  if (FIELDS_OF_STEPS.has(field)) throw createError('illegal_transition', { path: field });
}
