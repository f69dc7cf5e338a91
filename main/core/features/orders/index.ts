/** Orders: a draft that people edit, then a confirmed paper with a number, then perhaps a cancelled one. Each step is a command of its own. */
import { isIsoDate } from '../../../../shared/base/clock.ts';
import { isCurrencyCode } from '../../../../shared/base/currency.ts';
import { createError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import type { OrderRow } from '../../../../shared/contract/sales.ts';
import { approvalOf, approvalStateOf, orderTerms } from '../../../../shared/domain/approvals/approval.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isOut } from '../../../../shared/domain/salesDocuments/orderProgress.ts';
import { orderTransition } from '../../../../shared/domain/salesDocuments/orderRules.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { HeldRecord } from '../../store/types.ts';
import { toReasons } from '../approvals/reasons.ts';
import { requireApproval } from '../approvals/standing.ts';
import { createRecord, editRecord, requireHeld } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { requirePermission } from '../rights.ts';
import { confirmationOf, requireConfirmable } from './confirmation.ts';
import { refuseFieldOfStep } from '../salesDocuments/fieldsOfSteps.ts';
import { documentsOfOrder } from '../salesDocuments/chain.ts';
import { removeOrderOfQuote } from '../salesDocuments/quotes.ts';
import { readLineStock } from './lineStock.ts';
import { readSuggestions } from './suggestions.ts';
import { orderListQuery, type OrderListInput, type OrderListRow } from './queries.ts';

export const orders = {
  suggestions: atWork.orders.suggestions.handler(
    ({ input: { customerId, on, currency }, context: { work }, signal }) => {
      if (!isIsoDate(on)) throw createError('invalid_input', { reason: 'date', path: 'on' });
      if (!isCurrencyCode(currency)) throw createError('invalid_input', { reason: 'currency', path: 'currency' });
      return liveQuery({
        work,
        signal,
        readable: ['salesDocuments', 'products'],
        dependencies: ['salesDocuments', 'products', 'customers', 'activities'],
        run: (ends) => readSuggestions(work, { customerId, on, currency }, ends),
      });
    },
  ),
  lineStock: atWork.orders.lineStock.handler(({ input: { productIds }, context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: ['stock', 'products'],
      dependencies: mayRead(work.person().role, 'salesDocuments') ? ['stock', 'salesDocuments'] : ['stock'],
      run: (ends) => {
        const moment = { now: context.core.clock.now(), today: todayOf(context, work) };
        return readLineStock(work, productIds, moment, ends);
      },
    });
  }),
  list: atWork.orders.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments', 'customers', 'reviews'],
      run: (ends) => listOrders(work, input, ends),
    }),
  ),
  create: atWork.orders.create.handler(({ input: { id, kind, body }, context }) => {
    if (kind !== 'order') throw createError('invalid_input', { reason: 'unknown_kind', kind });
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
  removeDraft: atWork.orders.removeDraft.handler(async ({ input, context }) => {
    const order = requireOrder(context.work, input.id);
    if (order.body['state'] !== 'draft')
      throw createError('illegal_transition', { from: stateOf(order), to: 'removed' });
    return removeOrderOfQuote(context, order);
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
      ...askedOf(row.asked),
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    })),
  };
}

/** @param asked The body of a draft on which somebody was asked. */
function askedOf(asked: string | null): Pick<OrderRow, 'asked' | 'askedFor'> {
  if (asked === null) return { asked: 'none', askedFor: [] };
  const body = JSON.parse(asked) as RecordBody;
  return { asked: approvalStateOf(body, orderTerms), askedFor: toReasons(body, approvalOf(body)?.reasons ?? []) };
}

/** draft → confirmed, by whoever may do it alone, or has somebody's word for it. */
async function confirmOrder(context: CoreContext, work: Work, id: string): Promise<{ id: string; number: string }> {
  requirePermission(work, 'orders.confirm');
  const order = requireOrder(work, id);
  requireConfirmable(order);
  requireApproval(work, 'order', id, order.body, { ...order.body, state: 'confirmed' });
  const { operation, number: numbered } = confirmationOf(context, order);
  const { number } = await work.store.commit({ author: work.person().id, operations: [operation], number: numbered });
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
  // What went out or was invoiced of it would be of no order any more.
  if (documentsOfOrder(work, id).some(isOut)) throw createError('order_in_progress', { kind: order.kind });
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
