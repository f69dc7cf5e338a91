/** The steps of a request's life. Each is one commit: the state, its place in the history, and the papers made with it. */
import { createError } from '../../../../shared/base/errors.ts';
import type { RecordId } from '../../../../shared/base/id.ts';
import { elementsOf, textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { signatureViolations } from '../../../../shared/domain/serviceRequests/requestRules.ts';
import { requestTransition, type RequestState } from '../../../../shared/domain/serviceRequests/requestStates.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireHeld, violationFacts } from '../commands.ts';
import { nowOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { requireShare } from './sharing.ts';

export const COLLECTION = 'serviceRequests' as const;

export const requireRequest = (work: Work, id: RecordId): HeldRecord =>
  requireHeld(work, { collection: COLLECTION, id });
export const stateOf = ({ body }: HeldRecord): string => textOf(body, 'state') ?? '';

/** Sends somebody. Whoever was sent before is sent no more. @throws PeyvandError `illegal_transition`, `not_found`, `permission_denied`. */
export async function assign(
  context: CoreContext,
  work: Work,
  { id, personId, plannedOn }: { id: RecordId; personId: RecordId; plannedOn?: string | null | undefined },
): Promise<{ id: RecordId }> {
  const request = requireRequest(work, id);
  const person = requireHeld(work, { collection: 'organisation', id: personId });
  if (person.kind !== 'person') throw createError('not_found', { collection: 'organisation', id: personId });
  const isStep = stateOf(request) !== 'assigned';
  if (isStep) requireStep(request, 'assigned');
  const { plannedOn: agreed, ...rest } = request.body;
  const after: RecordBody = {
    ...rest,
    ...(plannedOn === undefined
      ? agreed === undefined
        ? {}
        : { plannedOn: agreed }
      : plannedOn === null
        ? {}
        : { plannedOn }),
    state: 'assigned',
    assigneeId: personId,
    stateHistory: historyWith(context, work, request, 'assigned', { assigneeId: personId }),
  };
  requireShare(work, request.body, after);
  return commit(work, request, after);
}

/** The clock of the work begins to run. */
export async function start(context: CoreContext, work: Work, id: RecordId): Promise<{ id: RecordId }> {
  const request = requireRequest(work, id);
  const isStep = stateOf(request) !== 'inProgress';
  if (isStep) requireStep(request, 'inProgress');
  const times = elementsOf(request.body, 'workTimes');
  if (times.some((time) => textOf(time, 'stoppedAt') === null))
    throw createError('illegal_transition', { path: 'workTimes' });
  const now = nowOf(context);
  return commit(work, request, {
    ...request.body,
    state: 'inProgress',
    workTimes: [...times, { id: context.nextId(), order: now, personId: work.person().id, startedAt: now }],
    ...(isStep ? { stateHistory: historyWith(context, work, request, 'inProgress') } : {}),
  });
}

/** It stands: for today, or for good. */
export async function stop(context: CoreContext, work: Work, id: RecordId): Promise<{ id: RecordId }> {
  const request = requireRequest(work, id);
  const times = elementsOf(request.body, 'workTimes');
  if (times.every((time) => textOf(time, 'stoppedAt') !== null))
    throw createError('illegal_transition', { path: 'workTimes' });
  return commit(work, request, { ...request.body, workTimes: stopped(context, times) });
}

export interface Confirmation {
  readonly id: RecordId;
  readonly name: string;
  readonly drawn?: string | undefined;
  readonly outcome: string;
  readonly workDone?: string | undefined;
  readonly causes?: readonly string[] | undefined;
  readonly causesSeen?: readonly string[] | undefined;
}

/** The customer signs for what was done. @param payers Who pays: written with it. @throws PeyvandError `invalid_input` with what stands in the way. */
export async function confirm(
  context: CoreContext,
  work: Work,
  input: Confirmation,
  payers: RecordBody,
): Promise<{ id: RecordId }> {
  const request = requireRequest(work, input.id);
  requireStep(request, 'confirmed');
  const after: RecordBody = {
    ...request.body,
    ...payers,
    state: 'confirmed',
    signature: {
      name: input.name,
      at: nowOf(context),
      ...(input.drawn === undefined || input.drawn === '' ? {} : { drawn: input.drawn }),
    },
    outcome: input.outcome,
    ...(input.workDone === undefined || input.workDone.trim() === '' ? {} : { workDone: input.workDone.trim() }),
    ...(input.causes === undefined
      ? {}
      : { causes: causesAfter(textsOf(request.body, 'causes'), input.causes, input.causesSeen ?? []) }),
    stateHistory: historyWith(context, work, request, 'confirmed'),
  };
  const violations = signatureViolations(after);
  if (violations.length > 0) throw createError('invalid_input', { violations: violationFacts(violations) });
  return commit(work, request, after);
}

/** Any other step. With the end, or handed back, whoever was sent loses what was shared with them for it. */
export async function move(
  context: CoreContext,
  work: Work,
  { id, to, note }: { id: RecordId; to: RequestState; note?: string | undefined },
): Promise<{ id: RecordId }> {
  const request = requireRequest(work, id);
  requireStep(request, to);
  const { assigneeId, ...rest } = request.body;
  const isHandedBack = to === 'inquiry' || to === 'quoted' || to === 'ordered';
  const said = note?.trim() ?? '';
  const after: RecordBody = {
    ...rest,
    ...(isHandedBack || assigneeId === undefined ? {} : { assigneeId }),
    state: to,
    ...(to === 'cancelled' && said !== '' ? { cancelReason: said.slice(0, 500) } : {}),
    stateHistory: historyWith(context, work, request, to, said === '' ? {} : { note: said }),
  };
  return commit(work, request, after);
}

/** The commit of a step: the request as it becomes, and whatever goes with it. */
export async function commit(
  work: Work,
  request: HeldRecord,
  after: RecordBody,
  others: readonly LocalOperation[] = [],
): Promise<{ id: RecordId }> {
  const definition = kindOf(COLLECTION, request.kind);
  if (!definition)
    throw createError('invalid_input', { reason: 'unknown_kind', collection: COLLECTION, kind: request.kind });
  const changes = diffBodies(definition, request.body, after);
  const operations: LocalOperation[] = [
    ...(changes.length === 0
      ? []
      : [{ act: 'patch' as const, collection: COLLECTION, kind: request.kind, id: request.id, changes }]),
    ...others,
  ];
  for (const operation of operations) requireRights(work, operation);
  if (operations.length > 0) await work.store.commit({ author: work.person().id, operations });
  return { id: request.id };
}

export function historyWith(
  context: CoreContext,
  work: Work,
  { body }: Pick<HeldRecord, 'body'>,
  state: RequestState,
  more: RecordBody = {},
): RecordBody[] {
  const at = nowOf(context);
  return [
    ...elementsOf(body, 'stateHistory'),
    { id: context.nextId(), order: at, state, at, personId: work.person().id, ...more },
  ];
}

export function requireStep(request: HeldRecord, to: RequestState): void {
  const from = stateOf(request);
  if (!requestTransition(from, to)) throw createError('illegal_transition', { from, to });
}

/** Somebody else may have written causes while the customer signed: those stay. */
const causesAfter = (held: readonly string[], chosen: readonly string[], seen: readonly string[]): string[] => [
  ...new Set([...held.filter((cause) => chosen.includes(cause) || !seen.includes(cause)), ...chosen]),
];

const stopped = (context: CoreContext, times: readonly RecordBody[]): RecordBody[] =>
  times.map((time) => (textOf(time, 'stoppedAt') === null ? { ...time, stoppedAt: nowOf(context) } : time));
