/** What each act means for one record: the operations of it, by the same rules as for one record alone. */
import { createError } from '../../../../shared/base/errors.ts';
import type { BulkAct } from '../../../../shared/contract/bulk.ts';
import { textOf, textsOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import { stageChanges } from '../../../../shared/domain/opportunities/opportunityRules.ts';
import type { CollectionName, RecordBody } from '../../../../shared/domain/record.ts';
import { applyChanges, diffBodies } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { dayBounds } from '../../../../shared/sync/receipt.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { taskThatFollows } from '../activities/repeating.ts';
import { creationOf, requireHeld, requireKind } from '../commands.ts';
import { plannedOn, startOf } from '../day/plannedOn.ts';
import { zoneOf } from '../day/zone.ts';
import { pipelineOf } from '../opportunities/pipelines.ts';
import { nowOf, todayOf, type CoreContext, type Work } from '../procedures.ts';
import { requireRights } from '../rights.ts';
import { draftOf, openRequest, removalOfDraft, renewalCallOf, standing } from './workActs.ts';

/** Of these each is a commit of its own. */
type StepAct = 'serviceRequests.assign' | 'serviceRequests.close';
export type OrdinaryAct = Exclude<BulkAct, { act: StepAct }>;
/** What is more than a change of the record itself. */
type OtherAct = 'customers.visit' | 'opportunities.stage' | 'contracts.renewal' | 'salesDocuments.removeDraft';

export const collectionOfAct = ({ act }: BulkAct): CollectionName => act.split('.')[0] as CollectionName;

/** None where the record is as wanted already. @throws PeyvandError as the command for one record alone. */
export function operationsOf(context: CoreContext, work: Work, act: OrdinaryAct, id: string): LocalOperation[] {
  const record = requireHeld(work, { collection: collectionOfAct(act), id });
  if (act.act === 'customers.visit') return visitOf(context, work, record, act);
  if (act.act === 'contracts.renewal') return renewalCallOf(context, work, record, act);
  if (act.act === 'salesDocuments.removeDraft') return removalOfDraft(context, work, record);
  const changes =
    act.act === 'opportunities.stage' ? stageOf(context, work, record, act.to) : changesTo(context, work, record, act);
  if (changes.length === 0) return [];
  const operation: LocalOperation = {
    act: 'patch',
    collection: record.collection,
    kind: record.kind,
    id,
    changes,
  };
  requireRights(work, operation);
  // Of a task that repeats the next one comes with it.
  if (act.act === 'activities.done') {
    const definition = requireKind(record.collection, record.kind);
    const done = applyChanges(definition, record.body, changes);
    return [operation, ...taskThatFollows(context, work, id, done)];
  }
  if (act.act === 'activities.move') return [operation, ...taskThatFollows(context, work, id, record.body)];
  return [operation];
}

function changesTo(
  context: CoreContext,
  work: Work,
  { collection, kind, body }: HeldRecord,
  act: Exclude<OrdinaryAct, { act: OtherAct }>,
): LeafChange[] {
  const definition = kindOf(collection, kind);
  if (!definition) throw createError('invalid_input', { reason: 'unknown_kind', collection, kind });
  return diffBodies(definition, body, bodyAfter(context, work, body, act));
}

function bodyAfter(
  context: CoreContext,
  work: Work,
  body: RecordBody,
  act: Exclude<OrdinaryAct, { act: OtherAct }>,
): RecordBody {
  switch (act.act) {
    case 'customers.owner':
    case 'opportunities.owner':
    case 'contracts.owner':
      if (act.ownerId !== null) requireHeld(work, { collection: 'organisation', id: act.ownerId });
      return withField(body, 'ownerId', act.ownerId);
    case 'customers.territory':
      requireHeld(work, { collection: 'organisation', id: act.territoryId });
      return withField(body, 'territoryId', act.territoryId);
    case 'customers.class':
      return withField(body, 'class', act.class);
    case 'customers.addTag':
      return { ...body, tags: [...new Set([...textsOf(body, 'tags'), act.tag])] };
    case 'customers.removeTag':
      return { ...body, tags: textsOf(body, 'tags').filter((tag) => tag !== act.tag) };
    case 'salesDocuments.owner':
      requireHeld(work, { collection: 'organisation', id: act.ownerId });
      return withField(draftOf(body), 'ownerId', act.ownerId);
    case 'assets.customer':
      requireHeld(work, { collection: 'customers', id: act.customerId });
      return withField(standing(body), 'customerId', act.customerId);
    case 'assets.place':
      return withField(standing(body), 'place', act.place);
    case 'assets.removed':
      return textOf(body, 'removedOn') === null ? withField(body, 'removedOn', act.on) : body;
    case 'serviceRequests.priority':
      return withField(openRequest(body), 'priority', act.priority);
    case 'activities.done':
      return textOf(body, 'happenedAt') === null ? { ...body, happenedAt: nowOf(context) } : body;
    case 'activities.move':
      return plannedOn(context, work, body, { to: act.to });
  }
}

const withField = (body: RecordBody, field: string, value: string | null): RecordBody => {
  const { [field]: _before, ...rest } = body;
  return value === null ? rest : { ...rest, [field]: value };
};

/** As a move of one deal alone; one whose pipeline has no such stage is refused. */
function stageOf(context: CoreContext, work: Work, { body }: HeldRecord, to: string): LeafChange[] {
  const from = textOf(body, 'stage') ?? '';
  if (from === to) return [];
  const pipeline = pipelineOf(work, body);
  const changes =
    to === 'converted' || to === 'lost'
      ? []
      : stageChanges(body, { to, now: nowOf(context), today: todayOf(context, work), pipeline });
  if (changes.length === 0) throw createError('illegal_transition', { from, to });
  return changes;
}

function visitOf(
  context: CoreContext,
  work: Work,
  { id: customerId }: HeldRecord,
  { on, subject }: Extract<BulkAct, { act: 'customers.visit' }>,
): LocalOperation[] {
  const { from, until } = dayBounds(on, zoneOf(context, work));
  const me = work.person().id;
  const known = work.store.read.get(
    `SELECT 1 FROM activities WHERE deleted = 0 AND kind = 'visit' AND customer_id = :customerId AND owner_id = :me
       AND happened_at IS NULL AND planned_at >= :from AND planned_at < :until LIMIT 1`,
    { customerId, me, from, until },
  );
  if (known !== undefined) return [];
  const body = { customerId, ownerId: me, subject, plannedAt: startOf(context, work, on, me), anyTime: true };
  return [creationOf(work, 'activities', { id: context.nextId(), kind: 'visit', body })];
}
