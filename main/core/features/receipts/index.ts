/** Receipts: money is taken in with a number, verified by somebody else, and a cheque goes its way through the bank. Each step is a command. */
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import { addDays } from '../../../../shared/base/clock.ts';
import { createError } from '../../../../shared/base/errors.ts';
import type {
  ReceiptListInput,
  ReceiptRow,
  ReceiptStepInput,
  RecordReceiptInput,
} from '../../../../shared/contract/receipts.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { hasPermission } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { permissionOfStep, SERIES_BY_KIND } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { collectionViolations } from '../../../../shared/domain/salesDocuments/receipt.ts';
import {
  judgeReceipt,
  nextReceiptStates,
  RECEIPT_METHODS,
} from '../../../../shared/domain/salesDocuments/receiptStates.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { orderKeysBetween } from '../../../../shared/sync/orderKey.ts';
import type { HeldRecord } from '../../store/types.ts';
import { creationOf, requireHeld, violationFacts } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { requirePermission } from '../rights.ts';
import { readAccount, readCredit, readStatement } from './account.ts';
import { collectedOnQuery, receiptListQuery, waitingQuery, type ReceiptListRow } from './queries.ts';

type Context = CoreContext & { readonly work: Work };

const WEEK_DAYS = 7;

type CollectedMoney = Pick<ReceiptRow, 'method' | 'amount'> & { personName: string; count: number };

export const receipts = {
  list: atWork.receipts.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments', 'customers', 'reviews'],
      run: (ends) => listReceipts(work, input, ends),
    }),
  ),
  waiting: atWork.receipts.waiting.handler(({ context, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments'],
      run: async (ends) => {
        const today = todayOf(context, work);
        const [counts] = await work.store.readInWorker<{
          unverified: number;
          dueThisWeek: number;
          overdue: number;
          bounced: number;
        }>(waitingQuery, { today, weekEnd: addDays(today, WEEK_DAYS - 1) }, ends);
        return counts ?? { unverified: 0, dueThisWeek: 0, overdue: 0, bounced: 0 };
      },
    }),
  ),
  collectedOn: atWork.receipts.collectedOn.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments'],
      dependencies: ['salesDocuments'],
      run: (ends) => collectedOn(work, input.day, ends),
    }),
  ),
  record: atWork.receipts.record.handler(({ input, context }) => recordReceipt(context, input)),
  step: atWork.receipts.step.handler(({ input, context }) => takeStep(context, input)),
  account: atWork.receipts.account.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['salesDocuments', 'customers'],
      dependencies: ['salesDocuments', 'customers'],
      run: (ends) => readAccount(context.work, input.customerId, todayOf(context, context.work), ends),
    }),
  ),
  credit: atWork.receipts.credit.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: ['salesDocuments', 'customers'],
      dependencies: ['salesDocuments', 'customers'],
      run: () => readCredit(context, context.work, input),
    }),
  ),
  statement: atWork.receipts.statement.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['salesDocuments', 'customers'],
      dependencies: ['salesDocuments', 'customers'],
      run: (ends) => readStatement(work, input, ends),
    }),
  ),
};

async function collectedOn(work: Work, day: string, signal: AbortSignal): Promise<CollectedMoney[]> {
  const { id, role } = work.person();
  const rows = await work.store.readInWorker<{
    personName: string;
    method: string | null;
    currency: string | null;
    count: number;
    amount: string;
  }>(collectedOnQuery, { day, personId: hasPermission(role, 'receipts.settle') ? null : id }, signal);
  return rows.map(({ personName, method, currency, count, amount }) => ({
    personName,
    method: RECEIPT_METHODS.find((known) => known === method) ?? 'cash',
    count,
    amount: { amount: Number(amount), currency: currency ?? '' },
  }));
}

async function listReceipts(
  work: Work,
  input: ReceiptListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: ReceiptRow[] }> {
  const query = receiptListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<ReceiptListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'salesDocuments', signal);
  return {
    total,
    rows: marked.map(({ total: amount, currency, ...row }) => ({
      id: row.id,
      number: row.number,
      customerId: row.customerId ?? '',
      customerName: row.customerName ?? '',
      day: row.day ?? '',
      method: RECEIPT_METHODS.find((known) => known === row.method) ?? 'cash',
      state: row.state ?? '',
      amount: { amount: amount ?? 0, currency: currency ?? '' },
      dueOn: row.dueOn,
      bank: row.bank ?? '',
      chequeNumber: row.chequeNumber ?? '',
      collectedByName: row.collectedByName ?? '',
      pending: row.pending,
      held: row.held,
      needsYou: row.needsYou,
    })),
  };
}

/** @throws PeyvandError `invalid_input` with `violations`, `permission_denied`, `not_found`, `number_block_exhausted`. */
async function recordReceipt(
  context: Context,
  input: RecordReceiptInput,
): Promise<{ id: string; number: string | null }> {
  const { work } = context;
  const id = input.id ?? context.nextId();
  const asked = work.store.read.record({ collection: 'salesDocuments', id });
  if (asked && !asked.deleted && asked.kind === 'receipt') {
    // The answer to an earlier try was lost. With other money it is no second try: nothing may seem taken in that is not.
    if (!isSameMoney(asked.body, bodyOf(context, input))) throw createError('locked', { reason: 'record', id });
    return { id, number: textOf(asked.body, 'number') };
  }
  requirePermission(work, permissionOfStep('receipt', null, 'collected'));
  const body = bodyOf(context, input);
  const violations = collectionViolations(body);
  if (violations.length > 0)
    throw createError('invalid_input', { reason: 'invariant_broken', violations: violationFacts(violations) });
  const { number } = await work.store.commit({
    author: work.person().id,
    operations: [creationOf(work, 'salesDocuments', { id, kind: 'receipt', body })],
    number: { series: SERIES_BY_KIND.receipt, reference: { collection: 'salesDocuments', id }, path: 'number' },
  });
  return { id, number };
}

const isSameMoney = (held: RecordBody, wanted: RecordBody): boolean =>
  ['customerId', 'method', 'amount', 'cheque'].every(
    (field) => canonicalJson(held[field] ?? null) === canonicalJson(wanted[field] ?? null),
  );

function bodyOf(context: Context, input: RecordReceiptInput): RecordBody {
  const { work } = context;
  const me = work.person().id;
  const allocations = input.allocations ?? [];
  const keys = orderKeysBetween(null, null, allocations.length);
  return {
    customerId: input.customerId,
    ownerId: me,
    state: 'collected',
    method: input.method,
    receivedOn: input.receivedOn ?? todayOf(context, work),
    currency: input.amount.currency,
    amount: input.amount,
    ...written({ reference: input.reference, note: input.note }),
    ...(input.method === 'cheque' ? { cheque: written(input.cheque ?? {}) } : {}),
    ...(allocations.length === 0
      ? {}
      : {
          allocations: allocations.map((allocation, index) => ({
            id: context.nextId(),
            order: keys[index] ?? '',
            ...allocation,
          })),
        }),
    collectedAt: nowOf(context),
    collectedBy: me,
  };
}

/** Without what was left empty. */
const written = (fields: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([field, text]): [string, string][] =>
      text === undefined || text.trim() === '' ? [] : [[field, text.trim()]],
    ),
  );

/** @throws PeyvandError `illegal_transition`, `permission_denied` (`reason`: one of `ReceiptRefusal`), `invalid_input` without a reason for a cancellation. */
async function takeStep(context: Context, input: ReceiptStepInput): Promise<{ id: string }> {
  const { work } = context;
  const receipt = requireReceipt(work, input.id);
  const { body } = receipt;
  const from = textOf(body, 'state') ?? '';
  const { to } = input;
  if (!nextReceiptStates(from, textOf(body, 'method') ?? '').includes(to))
    throw createError('illegal_transition', { from, to });
  requirePermission(work, permissionOfStep('receipt', from, to));
  if (to === 'cancelled' && (input.reason ?? '') === '') throw createError('invalid_input', { reason: 'note_missing' });
  if (to === 'replaced') requireReceipt(work, input.replacedById ?? '');
  const fields = fieldsOf(context, input);
  const me = work.person().id;
  const refusal = judgeReceipt({
    before: body,
    after: { ...body, ...fields, state: to },
    author: me,
    createdBy: receipt.createdBy,
  });
  if (refusal) throw createError('permission_denied', { reason: refusal });
  const changes = Object.entries({ ...fields, state: to }).map(([path, value]): LeafChange => {
    const seen = body[path];
    return { do: 'set', path, value, ...(seen === undefined ? {} : { seen }) };
  });
  await work.store.commit({
    author: me,
    operations: [{ act: 'patch', collection: 'salesDocuments', kind: 'receipt', id: input.id, changes }],
  });
  return { id: input.id };
}

function fieldsOf(context: Context, { to, on, reason = '', depositedTo = '', replacedById = '' }: ReceiptStepInput) {
  const { work } = context;
  const day = on ?? todayOf(context, work);
  const fields: Readonly<Record<typeof to, Readonly<Record<string, string>>>> = {
    verified: { verifiedAt: nowOf(context), verifiedBy: work.person().id },
    deposited: { depositedOn: day, ...written({ depositedTo }) },
    cleared: { clearedOn: day },
    bounced: { bouncedOn: day, ...written({ bounceReason: reason }) },
    returned: { returnedOn: day },
    replaced: written({ replacedById }),
    cancelled: { cancelledAt: nowOf(context), cancelReason: reason },
  };
  return fields[to];
}

function requireReceipt(work: Work, id: string): HeldRecord {
  const receipt = requireHeld(work, { collection: 'salesDocuments', id });
  if (receipt.kind !== 'receipt') throw createError('not_found', { collection: 'salesDocuments', id });
  return receipt;
}
