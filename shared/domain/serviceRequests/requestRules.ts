/** What a request for service must be, and what may still change once a customer has signed. */
import { elementsOf, integerOf, objectOf, textOf } from '../bodyReads.ts';
import { joinPath } from '../../base/leafPath.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';
import { OPEN_REQUEST_STATES, requestTransition } from './requestStates.ts';
import type { ServiceRequest } from './serviceRequest.ts';

const SIGNED: ReadonlySet<string> = new Set(['confirmed', 'invoiced', 'closed', 'cancelled']);
const AT_WORK: ReadonlySet<string> = new Set(['assigned', 'inProgress']);
/** What a step after the signature may write beside the state. */
const FIELDS_OF_LATER_STEPS: ReadonlySet<string> = new Set([
  'state',
  'stateHistory',
  'orderId',
  'earlierOrderIds',
  'invoiceId',
]);
/** Neither in the group that a signature seals, nor part of what was signed for. */
const FIELDS_LEFT_OPEN: ReadonlySet<string> = new Set(['causes', 'causeNote', 'note', 'ownerId', 'priority', 'custom']);

/** Does somebody still have to do something? */
export const isRequestOpen = (body: RecordBody | ServiceRequest): boolean =>
  OPEN_REQUEST_STATES.some((state) => state === body['state']);

/** Once it is signed for, or over, the work that it tells of is no longer edited. */
export const isRequestLocked = (body: RecordBody | ServiceRequest): boolean =>
  SIGNED.has(textOf(body as RecordBody, 'state') ?? '');

/** A legal step of a signed request's life: on to the invoice and to its end, with the links to its papers, and nothing else. */
export function isRequestStep(before: RecordBody, after: RecordBody): boolean {
  const from = textOf(before, 'state') ?? '';
  const to = textOf(after, 'state') ?? '';
  const changed = Object.keys({ ...before, ...after }).filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return (
    (from === to || requestTransition(from, to)) &&
    changed.every((field) => FIELDS_OF_LATER_STEPS.has(field) || FIELDS_LEFT_OPEN.has(field))
  );
}

/** Rules that a single field's schema cannot state. */
export function requestViolations(body: RecordBody | ServiceRequest): Violation[] {
  const request = body as RecordBody;
  const state = textOf(request, 'state') ?? '';
  const violations: Violation[] = [];
  if (AT_WORK.has(state) && textOf(request, 'assigneeId') === null)
    violations.push(violation('assigneeId', 'request.assigneeMissing'));
  if (AT_WORK.has(state) && textOf(request, 'customerId') === null)
    violations.push(violation('customerId', 'request.customerMissing'));
  for (const time of elementsOf(request, 'workTimes')) {
    const [startedAt, stoppedAt] = [textOf(time, 'startedAt'), textOf(time, 'stoppedAt')];
    if (startedAt && stoppedAt && stoppedAt < startedAt)
      violations.push(violation(elementPath('workTimes', time, 'stoppedAt'), 'request.stoppedBeforeStarted'));
  }
  for (const part of elementsOf(request, 'partsUsed'))
    if ((integerOf(part, 'quantity') ?? 0) <= 0)
      violations.push(violation(elementPath('partsUsed', part, 'quantity'), 'request.quantityNotPositive'));
  if (state === 'confirmed') violations.push(...signatureViolations(request));
  return violations;
}

/** Everything that stands in the way of calling the work done; for the button as for the command. */
export function signatureViolations(body: RecordBody | ServiceRequest): Violation[] {
  const request = body as RecordBody;
  const violations: Violation[] = [];
  if (textOf(objectOf(request['signature']), 'name') === null)
    violations.push(violation('signature', 'request.signatureMissing'));
  for (const time of elementsOf(request, 'workTimes'))
    if (textOf(time, 'stoppedAt') === null)
      violations.push(violation(elementPath('workTimes', time, 'stoppedAt'), 'request.workGoesOn'));
  return violations;
}

/** An element without an id cannot be pointed at; then the list is. */
function elementPath(list: string, element: RecordBody, field: string): string {
  const id = textOf(element, 'id');
  return id === null ? list : joinPath(list, id, field);
}
