/** Requests for service: what comes in, who goes, what was done, and what it comes to. */
import { instantFromMilliseconds } from '../../../../shared/base/clock.ts';
import { createError, isPeyvandError } from '../../../../shared/base/errors.ts';
import { splitPath } from '../../../../shared/base/leafPath.ts';
import type { RequestRow } from '../../../../shared/contract/service.ts';
import { integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { workingTimeOf } from '../../../../shared/domain/organisation/workingTime.ts';
import { mayRead } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { isRequestOpen } from '../../../../shared/domain/serviceRequests/requestRules.ts';
import { dueInstant, responseInstant } from '../../../../shared/domain/serviceRequests/serviceClock.ts';
import { applyChanges } from '../../../../shared/sync/diff.ts';
import type { NumberSeries } from '../../../../shared/sync/numberSeries.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { createRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { requirePermission } from '../rights.ts';
import { isBeforeAnswer } from './agreement.ts';
import { coverageOfRequest, timeZoneOf } from './covering.ts';
import { agree, callInvoiced, makeDocument } from './documents.ts';
import { payersToSign, readFacts } from './facts.ts';
import { readPromises } from './promises.ts';
import { propose } from './proposing.ts';
import { requestCountsQuery, requestListQuery, type RequestListInput, type RequestListRow } from './queries.ts';
import { requireShare } from './sharing.ts';
import { assign, COLLECTION, confirm, historyWith, move, requireRequest, start, stateOf, stop } from './steps.ts';

const PROMISES_BACK = 30 * 86_400_000;
const PROMISES_AHEAD = 86_400_000;
const NUMBER_SERIES_OF_REQUESTS: NumberSeries = 'SRV';

/** What only the steps write: an edit that names one of these is no edit. */
const FIELDS_OF_STEPS = new Set([
  'state',
  'stateHistory',
  'assigneeId',
  'signature',
  'payers',
  'quoteId',
  'orderId',
  'earlierOrderIds',
  'invoiceId',
  'cancelReason',
  'number',
]);

export const serviceRequests = {
  list: atWork.serviceRequests.list.handler(({ input, context: { work }, signal }) => {
    const { mine, ...asked } = input;
    return liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION, 'customers', 'organisation', 'reviews'],
      run: (ends) => listRequests(work, { ...asked, ...(mine ? { assigneeId: work.person().id } : {}) }, ends),
    });
  }),
  counts: atWork.serviceRequests.counts.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION],
      run: () =>
        work.store.read
          .all<{ state: string | null; count: number }>(
            requestCountsQuery(input.mine === true),
            input.mine === true ? { assigneeId: work.person().id } : {},
          )
          .map(({ state, count }) => ({ state: state ?? '', count })),
    }),
  ),
  facts: atWork.serviceRequests.facts.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: [COLLECTION],
      dependencies: [
        ...([COLLECTION, 'customers', 'contracts', 'assets', 'products', 'organisation'] as const),
        ...(mayRead(context.work.person().role, 'salesDocuments') ? (['salesDocuments'] as const) : []),
      ],
      run: () => readFacts(context, context.work, input.id),
    }),
  ),
  create: atWork.serviceRequests.create.handler(async ({ input, context }) => {
    const { state = 'inquiry', ...fields } = input.body;
    if (state !== 'inquiry')
      throw createError('illegal_transition', { from: '', to: textOf(input.body, 'state') ?? '' });
    for (const field of Object.keys(fields)) refuseFieldOfStep(field);
    const id = input.id ?? context.nextId();
    // Asking again with the same id must not begin a second history.
    const held = context.work.store.read.record({ collection: COLLECTION, id });
    const body = held
      ? { ...held.body, ...fields }
      : newRequest(context, context.work, id, { ...fields, state: 'inquiry' });
    const asked = { ...input, id, body };
    const number = { series: NUMBER_SERIES_OF_REQUESTS, reference: { collection: COLLECTION, id }, path: 'number' };
    try {
      return await createRecord(context.work, COLLECTION, id, asked, held ? undefined : number);
    } catch (error) {
      // Whoever calls is taken down all the same: without a number, where none is left.
      if (!isPeyvandError(error) || error.code !== 'number_block_exhausted') throw error;
      return createRecord(context.work, COLLECTION, id, asked);
    }
  }),
  edit: atWork.serviceRequests.edit.handler(({ input, context }) => {
    const { work } = context;
    for (const { path } of input.changes) refuseFieldOfStep(splitPath(path)[0] ?? '');
    const changes = [...input.changes, ...promiseChanges(context, work, input.id, input.changes)];
    return editRecord(work, COLLECTION, { ...input, changes }, (before, after) => {
      if (textOf(before, 'customerId') !== textOf(after, 'customerId')) requireShare(work, before, after);
    });
  }),
  promises: atWork.serviceRequests.promises.handler(({ context, signal }) => {
    const { work } = context;
    return liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION, 'customers', 'organisation'],
      run: async (ends) => {
        const now = context.core.clock.now();
        const span = {
          from: instantFromMilliseconds(now - PROMISES_BACK),
          until: instantFromMilliseconds(now + PROMISES_AHEAD),
        };
        const running = await readPromises(context, work, span, ends);
        return running.map(({ changedAt: _changedAt, ...row }) => row);
      },
    });
  }),
  propose: atWork.serviceRequests.propose.handler(({ input, context }) => {
    const { work } = context;
    // It tells what colleagues have on their hands: only to whoever may send them.
    requirePermission(work, 'serviceRequests.write');
    return propose(context, work, input);
  }),
  assign: atWork.serviceRequests.assign.handler(({ input, context }) => assign(context, context.work, input)),
  start: atWork.serviceRequests.start.handler(({ input, context }) => start(context, context.work, input.id)),
  stop: atWork.serviceRequests.stop.handler(({ input, context }) => stop(context, context.work, input.id)),
  confirm: atWork.serviceRequests.confirm.handler(({ input, context }) =>
    confirm(context, context.work, input, payersToSign(context, context.work, input.id)),
  ),
  move: atWork.serviceRequests.move.handler(({ input, context }) => {
    const { work } = context;
    const request = requireRequest(work, input.id);
    if (input.to === 'invoiced') return callInvoiced(context, work, input);
    // Back to its quote it goes with the draft of its order.
    if (input.to === 'quoted' && stateOf(request) === 'ordered')
      throw createError('illegal_transition', { from: 'ordered', to: 'quoted' });
    return input.to === 'ordered' && isBeforeAnswer(stateOf(request))
      ? agree(context, work, input)
      : move(context, work, input);
  }),
  makeDocument: atWork.serviceRequests.makeDocument.handler(({ input, context }) =>
    makeDocument(context, context.work, input),
  ),
};

/** What came in, with the contract that answers for it and by when somebody must be there, unless whoever took it in said otherwise. */
function newRequest(context: CoreContext, work: Work, id: string, given: RecordBody): RecordBody {
  const body: RecordBody = {
    receivedAt: nowOf(context),
    ownerId: work.person().id,
    channel: 'phone',
    priority: 'normal',
    ...given,
    stateHistory: historyWith(context, work, { body: {} }, 'inquiry'),
  };
  const contractId = textOf(body, 'contractId') ?? answeringContract(context, work, { id, body });
  const dueAt = textOf(body, 'dueAt') ?? promisedInstant(context, work, contractId, textOf(body, 'receivedAt') ?? '');
  return { ...body, ...(contractId === null ? {} : { contractId }), ...(dueAt === null ? {} : { dueAt }) };
}

/** The contract that pays for something of it today. */
function answeringContract(
  context: CoreContext,
  work: Work,
  request: { readonly id: string; readonly body: RecordBody },
): string | null {
  const covered = coverageOfRequest(context, work, request, todayOf(context, work));
  const paying = covered.find(({ coverage }) =>
    Object.values(coverage.payers).some((payer) => payer?.by === 'contract'),
  );
  return paying?.coverage.contractId ?? null;
}

/**
 * With another customer, or another machine, the contract that answers for it may be another, and so may its promise. What was promised already, and a
 * contract that somebody chose in the same edit, stay.
 */
function promiseChanges(
  context: CoreContext,
  work: Work,
  id: string,
  changes: readonly LeafChange[],
): Extract<LeafChange, { do: 'set' | 'unset' }>[] {
  const fields = new Set(changes.map(({ path }) => splitPath(path)[0]));
  const request = work.store.read.record({ collection: COLLECTION, id });
  const definition = kindOf(COLLECTION, request?.kind ?? '');
  const isAsked = (fields.has('customerId') || fields.has('assetIds')) && !fields.has('contractId');
  if (!request || !definition || !isAsked || !isRequestOpen(request.body)) return [];
  const { contractId: before, ...body } = applyChanges(definition, request.body, changes);
  const contractId = answeringContract(context, work, { id, body });
  const held = typeof before === 'string' ? { seen: before } : {};
  const contract: Extract<LeafChange, { do: 'set' | 'unset' }>[] =
    contractId === (before ?? null)
      ? []
      : contractId === null
        ? [{ do: 'unset', path: 'contractId', ...held }]
        : [{ do: 'set', path: 'contractId', value: contractId, ...held }];
  const dueAt =
    fields.has('dueAt') || textOf(body, 'dueAt') !== null
      ? null
      : promisedInstant(context, work, contractId, textOf(body, 'receivedAt') ?? '');
  return dueAt === null ? contract : [...contract, { do: 'set', path: 'dueAt', value: dueAt }];
}

function promisedInstant(
  context: CoreContext,
  work: Work,
  contractId: string | null,
  receivedAt: string,
): string | null {
  const contract = contractId === null ? null : work.store.read.record({ collection: 'contracts', id: contractId });
  const hours = contract ? integerOf(contract.body, 'responseHours') : null;
  if (hours === null) return null;
  return dueInstant(receivedAt, hours, workingTimeOf(work.settings.all(), timeZoneOf(context, work)));
}

async function listRequests(
  work: Work,
  input: RequestListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: RequestRow[] }> {
  const query = requestListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<RequestListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => COLLECTION, signal);
  return {
    total,
    rows: marked.map(({ body: text, ...row }) => {
      const body = JSON.parse(text) as RecordBody;
      return {
        ...row,
        subject: row.subject ?? '',
        state: row.state ?? '',
        priority: row.priority ?? '',
        receivedAt: row.receivedAt ?? '',
        number: textOf(body, 'number'),
        dueAt: textOf(body, 'dueAt'),
        respondedAt: responseInstant(body),
      };
    }),
  };
}

function refuseFieldOfStep(field: string): void {
  if (FIELDS_OF_STEPS.has(field)) throw createError('illegal_transition', { path: field });
}
