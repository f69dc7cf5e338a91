/**
 * What the customer says to a quote is said of the request that it was made for: with the yes it is ordered, in the same save, and where the draft of that order is
 * removed, quoted again. A request that somebody is at already stays where it is: its bill finds the order by the quote.
 */
import type { RecordId } from '../../../../shared/base/id.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { hasPermission } from '../../../../shared/domain/permissions.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import type { CoreContext, Work } from '../procedures.ts';
import { requestsOfCustomerQuery } from './queries.ts';
import { linkTo, standingOrders } from './requestPapers.ts';
import { COLLECTION, historyWith, stateOf } from './steps.ts';

/** States in which a request waits for the customer's answer. */
export const isBeforeAnswer = (state: string): boolean => state === 'inquiry' || state === 'quoted';

/** None where whoever accepts may not write requests: the request catches up when its own step is taken. */
export function requestsOfAccepted(
  context: CoreContext,
  work: Work,
  quote: HeldRecord,
  orderId: RecordId,
): LocalOperation[] {
  return requestsOf(work, quote, isBeforeAnswer, (request) => orderedBy(context, work, request, orderId));
}

/** The request as it is once the customer has agreed. @param note What they said with it. */
export function orderedBy(
  context: CoreContext,
  work: Work,
  request: HeldRecord,
  orderId: RecordId,
  note = '',
): RecordBody {
  const standing = standingOrders(work, request).map(({ id }) => id);
  return {
    ...request.body,
    state: 'ordered',
    ...linkTo(request.body, orderId, standing),
    stateHistory: historyWith(context, work, request, 'ordered', note === '' ? {} : { note }),
  };
}

export function requestsOfReopened(context: CoreContext, work: Work, quote: HeldRecord): LocalOperation[] {
  const isOrdered = (state: string): boolean => state === 'ordered';
  return requestsOf(work, quote, isOrdered, (request) => ({
    ...request.body,
    state: 'quoted',
    stateHistory: historyWith(context, work, request, 'quoted'),
  }));
}

/** Of the customer, and of all that were found to be the same. */
function requestsOf(
  work: Work,
  quote: HeldRecord,
  isWanted: (state: string) => boolean,
  after: (request: HeldRecord) => RecordBody,
): LocalOperation[] {
  const customerId = textOf(quote.body, 'customerId');
  if (customerId === null || !hasPermission(work.person().role, 'serviceRequests.write')) return [];
  return work.store.read.all<{ id: string }>(requestsOfCustomerQuery, { customerId }).flatMap(({ id }) => {
    const request = work.store.read.record({ collection: COLLECTION, id });
    const definition = kindOf(COLLECTION, request?.kind ?? '');
    if (!request || !definition || textOf(request.body, 'quoteId') !== quote.id) return [];
    if (!isWanted(stateOf(request))) return [];
    const changes = diffBodies(definition, request.body, after(request));
    return [{ act: 'patch' as const, collection: COLLECTION, kind: request.kind, id, changes }];
  });
}
