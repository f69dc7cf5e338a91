/** Steps of a deal that carry more than one field with them: to another stage, and from lead to opportunity. Each is one commit. */
import { createError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import {
  conversionChanges,
  idsOfConversion,
  isOpenLead,
  opportunityOfLead,
} from '../../../../shared/domain/opportunities/leadConversion.ts';
import { opportunityTransition, stageChanges } from '../../../../shared/domain/opportunities/opportunityRules.ts';
import { isClosedStage, stageOf } from '../../../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import type { LocalOperation } from '../../store/types.ts';
import { creationOf, editRecord, requireHeld } from '../commands.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { pipelineOf } from './pipelines.ts';
import { storyQuery, type StoryRow } from './queries.ts';

const COLLECTION = 'opportunities';

interface Move {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly lostReasonId?: string | undefined;
  readonly lostReason?: string | undefined;
}

export async function moveOpportunity(
  context: CoreContext,
  work: Work,
  { id, from, to, lostReasonId, lostReason }: Move,
): Promise<{ id: string; undo: LeafChange[] }> {
  const { body } = requireHeld(work, { collection: COLLECTION, id });
  if (textOf(body, 'stage') !== from) throw createError('stale_edit', { collection: COLLECTION, id, paths: ['stage'] });
  const words = lostReason?.trim();
  const changes = stageChanges(body, {
    to,
    now: nowOf(context),
    today: todayOf(context, work),
    pipeline: pipelineOf(work, body),
    lostReasonId,
    ...(words === undefined || words === '' ? {} : { lostReason: words }),
  });
  if (changes.length === 0 || to === 'converted') throw createError('illegal_transition', { from, to });
  await editRecord(work, COLLECTION, { id, changes });
  return { id, undo: changes.map(inverse).toReversed() };
}

/** Before an edit or a creation: is this stage one where the deal may go? Converted a lead becomes by its own command alone. */
export function requireStage(work: Work, before: RecordBody | null, after: RecordBody): void {
  const from = before === null ? '' : (textOf(before, 'stage') ?? '');
  const to = textOf(after, 'stage') ?? '';
  const pipeline = pipelineOf(work, after);
  const staysPut = before !== null && from === to && before['pipelineId'] === after['pipelineId'];
  if (staysPut) return;
  const isStage = isClosedStage(to) || stageOf(pipeline, to) !== null;
  const isLegal = before === null || from === to ? isStage : opportunityTransition(from, to, pipeline);
  if (!isLegal || (to === 'converted' && from !== to)) throw createError('illegal_transition', { from, to });
}

interface ConversionInput {
  readonly id: string;
  readonly name?: string | undefined;
  readonly customer: { readonly id: string } | { readonly kind: string; readonly body: RecordBody };
}

export async function convertLead(
  context: CoreContext,
  work: Work,
  { id, name, customer }: ConversionInput,
): Promise<{ id: string; customerId: string }> {
  const lead = requireHeld(work, { collection: COLLECTION, id });
  const made = textOf(lead.body, 'convertedToId');
  const known = textOf(lead.body, 'customerId');
  // Asked again, for the answer was lost.
  if (made !== null && known !== null && !isOpenLead(lead.kind, lead.body)) return { id: made, customerId: known };
  if (!isOpenLead(lead.kind, lead.body))
    throw createError('illegal_transition', { from: textOf(lead.body, 'stage') ?? '', to: 'converted' });
  const ids = freshIds(work, id);
  const { opportunityId } = ids;
  const isNew = 'kind' in customer;
  const customerId = isNew ? ids.customerId : customer.id;
  if (!isNew) requireHeld(work, { collection: 'customers', id: customerId });
  const body = { ...opportunityOfLead(id, lead.body, customerId), ...(name === undefined ? {} : { name }) };
  const operations: LocalOperation[] = [
    ...(isNew ? [creationOf(work, 'customers', { ...customer, id: customerId })] : []),
    creationOf(work, COLLECTION, { id: opportunityId, kind: 'opportunity', body }, [customerId]),
    patch(COLLECTION, lead.kind, id, conversionChanges(lead.body, conversionOf())),
    ...storyOf(work, id, customerId),
  ];
  for (const operation of operations) if (operation.act === 'patch') requireRights(work, operation);
  await work.store.commit({ author: work.person().id, operations });
  return { id: opportunityId, customerId };

  function conversionOf() {
    const pipeline = pipelineOf(work, lead.body);
    return { opportunityId, customerId, now: nowOf(context), today: todayOf(context, work), pipeline };
  }
}

/** A lead that became something, and is a lead again, becomes something new: of what it was there may be nothing left but its end. */
function freshIds({ store: { read } }: Work, leadId: string): ReturnType<typeof idsOfConversion> {
  let ids = idsOfConversion(leadId, null);
  while (read.record({ collection: COLLECTION, id: ids.opportunityId }))
    ids = idsOfConversion(leadId, ids.opportunityId);
  return ids;
}

/** Beyond this many notes on a lead without a customer the rest stay with the lead alone. */
const STORY_MOVED = 200;

/** What was noted while there was no customer becomes part of the customer's story. */
function storyOf(work: Work, leadId: string, customerId: string): LocalOperation[] {
  const { rows, parameters } = storyQuery([leadId], null, { offset: 0, limit: STORY_MOVED });
  return work.store.read
    .all<StoryRow>(rows, parameters)
    .map(({ id, kind }) => patch('activities', kind, id, [{ do: 'set', path: 'customerId', value: customerId }]));
}

const patch = (
  collection: 'opportunities' | 'activities',
  kind: string,
  id: string,
  changes: LeafChange[],
): LocalOperation & { act: 'patch' } => ({ act: 'patch', collection, kind, id, changes });

/** What puts back what was there: every change of a move sets or unsets one leaf, and says what stood in it. */
function inverse(change: LeafChange): LeafChange {
  const { path } = change;
  const seen = 'value' in change && change.value !== undefined ? { seen: change.value } : {};
  const before = 'seen' in change ? change.seen : undefined;
  return before === undefined ? { do: 'unset', path, ...seen } : { do: 'set', path, value: before, ...seen };
}
