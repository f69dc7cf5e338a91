/** What becomes of a lead: the customer that it was about, the opportunity that goes on, and the lead itself, which stays with its story. */
import type { Instant, IsoDate } from '../../base/clock.ts';
import { deterministicId, type RecordId } from '../../base/id.ts';
import type { JsonValue } from '../../base/leafPath.ts';
import type { LeafChange } from '../../sync/operation.ts';
import { textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { stageChanges } from './opportunityRules.ts';
import { isClosedStage, type Pipeline } from './pipeline.ts';

/** What an opportunity takes over as it is. */
const TAKEN_OVER = [
  'name',
  'ownerId',
  'pipelineId',
  'productId',
  'stage',
  'stageHistory',
  'amount',
  'probability',
  'openedOn',
  'expectedCloseOn',
  'nextStep',
  'nextStepOn',
  'note',
] as const;

export interface Conversion {
  readonly opportunityId: string;
  readonly customerId: string;
  readonly now: Instant;
  readonly today: IsoDate;
  readonly pipeline: Pipeline;
}

/**
 * Ids of what a lead becomes follow from the lead: two people who convert it apart make one customer and one deal.
 * @param before The opportunity that it had become, where it was a lead again since.
 */
export const idsOfConversion = (leadId: RecordId, before: RecordId | null) => ({
  opportunityId: deterministicId('opportunity of a lead', leadId, before ?? ''),
  customerId: deterministicId('customer of a lead', leadId, before ?? ''),
});

export const isOpenLead = (kind: string, body: RecordBody): boolean =>
  kind === 'lead' && !isClosedStage(textOf(body, 'stage') ?? '');

export const opportunityOfLead = (leadId: string, lead: RecordBody, customerId: string): RecordBody => ({
  ...pick(lead, TAKEN_OVER),
  customerId,
  convertedFromId: leadId,
});

/** The lead stays, closed as converted, and names what it became; nothing of it is lost. */
export function conversionChanges(lead: RecordBody, conversion: Conversion): LeafChange[] {
  const { opportunityId, customerId, ...move } = conversion;
  const known = lead['customerId'];
  return [
    ...stageChanges(lead, { to: 'converted', ...move }),
    { do: 'set', path: 'convertedToId', value: opportunityId },
    ...(known === customerId ? [] : [set('customerId', customerId, known)]),
  ];
}

/** A customer as far as the lead knows one. A company is called by its name, a person by theirs. */
export function customerOfLead(leadId: RecordId, lead: RecordBody): { kind: 'company' | 'person'; body: RecordBody } {
  const company = textOf(lead, 'companyName');
  const contact = textOf(lead, 'contactName');
  const phone = textOf(lead, 'phone');
  const email = textOf(lead, 'email');
  const element = (list: string) => ({ id: deterministicId('customer of a lead', leadId, list), order: 'a0' });
  return {
    kind: company === null && contact !== null ? 'person' : 'company',
    body: {
      name: company ?? contact ?? textOf(lead, 'name') ?? '',
      stage: 'prospect',
      ...pick(lead, ['ownerId']),
      ...(company !== null && contact !== null ? { contacts: [{ ...element('contacts'), name: contact }] } : {}),
      ...(phone === null ? {} : { phones: [{ ...element('phones'), label: 'mobile', number: phone }] }),
      ...(email === null ? {} : { email }),
    },
  };
}

const pick = (body: RecordBody, fields: readonly string[]): RecordBody =>
  Object.fromEntries(fields.flatMap((field) => (body[field] === undefined ? [] : [[field, body[field]]])));

const set = (path: string, value: JsonValue, seen: JsonValue | undefined): LeafChange => ({
  do: 'set',
  path,
  value,
  ...(seen === undefined ? {} : { seen }),
});
