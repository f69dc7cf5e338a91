/**
 * Promises that run out, for those who answer for them: whoever has the request, whoever sent them, whoever took it in, and the manager of the customer's
 * branch. When somebody is told is the domain's to say (`warningInstant`); it is told once, and stands in lists until somebody is there.
 */
import { instantFromMilliseconds, type Instant } from '../../../../shared/base/clock.ts';
import type { PromiseRow } from '../../../../shared/contract/service.ts';
import { elementsOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { settingInForce } from '../../../../shared/domain/organisation/companySettings.ts';
import { workingTimeOf, type WorkingTime } from '../../../../shared/domain/organisation/workingTime.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { responseInstant, warningInstant } from '../../../../shared/domain/serviceRequests/serviceClock.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { timeZoneOf } from './covering.ts';
import { promisesQuery, type PromiseQueryRow } from './queries.ts';

/** A warning comes no longer before its end: the longest that a company can set, over its longest holidays. */
const AHEAD_DAYS = 45;
const DAY = 86_400_000;

export interface RunningPromise extends PromiseRow {
  readonly changedAt: Instant;
}

interface Span {
  readonly from: Instant;
  readonly until: Instant;
}

/** Those that the person at work answers for and is to be told of between the two instants, the first to run out first. */
export const readPromises = (
  context: CoreContext,
  work: Work,
  span: Span,
  signal: AbortSignal,
): Promise<RunningPromise[]> => readRunning(work, timeZoneOf(context, work), span, answersFor(work), signal);

/** Those that pass `isMeant`: it sees the request, and the branch of its customer. */
export async function readRunning(
  work: Work,
  timeZone: string,
  { from, until }: Span,
  isMeant: (request: RecordBody, branchId: string | null) => boolean,
  signal: AbortSignal,
): Promise<RunningPromise[]> {
  const settings = work.settings.all();
  const minutes = settingInForce(settings, 'promiseWarningMinutes') ?? 0;
  if (minutes === 0) return [];
  const warnAtOf = warningsOf(work, workingTimeOf(settings, timeZone), minutes);
  const rows = await work.store.readInWorker<PromiseQueryRow>(
    promisesQuery,
    { from, until: instantFromMilliseconds(Date.parse(until) + AHEAD_DAYS * DAY) },
    signal,
  );
  return rows.flatMap(({ body: text, branchId, updatedAt, ...row }): RunningPromise[] => {
    const body = JSON.parse(text) as RecordBody;
    const dueAt = textOf(body, 'dueAt') ?? '';
    if (responseInstant(body) !== null || !isMeant(body, branchId)) return [];
    const warnAt = warnAtOf(body);
    if (warnAt === null || warnAt < from || warnAt > until) return [];
    return [
      {
        ...row,
        subject: textOf(body, 'subject') ?? '',
        state: textOf(body, 'state') ?? '',
        receivedAt: textOf(body, 'receivedAt') ?? '',
        dueAt,
        warnAt,
        changedAt: updatedAt,
      },
    ];
  });
}

/**
 * When somebody is told of a request. Lists and the clock of notices ask for the same promises again and again, and reckoning one over working hours is slow:
 * what was reckoned is kept for as long as the hours, the holidays and the minutes are the same.
 */
function warningsOf(work: Work, working: WorkingTime | null, minutes: number): (request: RecordBody) => Instant | null {
  const by = JSON.stringify([working?.hours, [...(working?.closedOn ?? [])], minutes]);
  let kept = keptWarnings.get(work);
  if (kept?.by !== by || kept.warnings.size >= WARNINGS_KEPT)
    keptWarnings.set(work, (kept = { by, warnings: new Map() }));
  const { warnings } = kept;
  return (request) => {
    const promise = `${textOf(request, 'receivedAt') ?? ''} ${textOf(request, 'dueAt') ?? ''}`;
    const known = warnings.get(promise);
    if (known !== undefined) return known;
    const warnAt = warningInstant(request, working, minutes);
    warnings.set(promise, warnAt);
    return warnAt;
  };
}

const WARNINGS_KEPT = 5_000;
const keptWarnings = new WeakMap<Work, { readonly by: string; readonly warnings: Map<string, Instant | null> }>();

function answersFor(work: Work): (request: RecordBody, branchId: string | null) => boolean {
  const { id, role } = work.person();
  const own = work.store.read.record({ collection: 'organisation', id });
  const managed = role === 'branchManager' && own ? textOf(own.body, 'branchId') : null;
  return (request, branchId) => {
    const sent = elementsOf(request, 'stateHistory').findLast(({ state }) => state === 'assigned');
    return (
      textOf(request, 'assigneeId') === id ||
      textOf(request, 'ownerId') === id ||
      (sent !== undefined && textOf(sent, 'personId') === id) ||
      (managed !== null && managed === branchId)
    );
  };
}
