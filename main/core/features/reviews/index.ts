import { createError } from '../../../../shared/base/errors.ts';
import type { ReviewView, WaitingReview } from '../../../../shared/contract/sync.ts';
import { kindOf, schemaVersions } from '../../../../shared/domain/catalogue.ts';
import { reviewSchema, type Review } from '../../../../shared/domain/reviews/review.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { diffBodies } from '../../../../shared/sync/diff.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { createView } from '../../../../shared/sync/view.ts';
import type { HeldRecord, LocalOperation } from '../../store/types.ts';
import { requireHeld } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { recordTitle } from '../records/titles.ts';
import { requirePermission, requireRights } from '../rights.ts';
import { reviewListQuery, waitingReviewQuery, type ReviewListRow } from './queries.ts';
import { stepsNow } from './stepsNow.ts';
import { takeBackOperations } from './takeBack.ts';

export const reviews = {
  list: atWork.reviews.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['reviews'],
      dependencies: [
        'reviews',
        'customers',
        'salesDocuments',
        'contracts',
        'activities',
        'opportunities',
        'organisation',
      ],
      run: async (ends) => {
        const { total, rows } = await readWindow<ReviewListRow>(work, reviewListQuery(input, work.person().id), ends);
        return { total, rows: rows.flatMap((row) => rowToView(work, row)) };
      },
    }),
  ),
  ofRecord: atWork.reviews.ofRecord.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['reviews', input.collection],
      dependencies: ['reviews', 'organisation'],
      run: () =>
        work.store.read.get<WaitingReview>(waitingReviewQuery, { ...input, personId: work.person().id }) ?? null,
    }),
  ),
  decide: atWork.reviews.decide.handler(({ input, context }) => decide(context, context.work, input)),
};

/** A review that a newer version wrote in another shape is left out here, and stays. */
function rowToView(work: Work, row: ReviewListRow): ReviewView[] {
  const view = createView(work.person().role, schemaVersions());
  const read = reviewSchema.safeParse(view.maskBody('reviews', 'review', JSON.parse(row.body) as RecordBody));
  if (!read.success) return [];
  const { collection, recordId, status, leaves, minePersonName, decidedAt } = read.data;
  return [
    {
      id: row.id,
      collection,
      recordId,
      recordTitle: recordTitle(work.store.read, { collection, id: recordId }),
      createdAt: row.createdAt,
      status,
      mineAuthorName: row.mineAuthorName ?? minePersonName ?? null,
      theirsAuthorName: row.theirsAuthorName,
      decidedByName: status === 'open' ? null : row.decidedByName,
      decidedAt: status === 'open' ? null : (decidedAt ?? null),
      leaves: leaves.map(({ path, base, mine, theirs, result }) => ({ path, base, mine, theirs, result })),
    },
  ];
}

interface Decide {
  readonly id: string;
  readonly decision: 'keep' | 'takeBack' | 'reopen';
  readonly undo?: readonly LeafChange[] | undefined;
}

/** Keeps the result, or takes it back: then the record's change and the decision are one commit, so that neither is ever without the other. */
async function decide(
  context: CoreContext,
  work: Work,
  { id, decision, undo }: Decide,
): Promise<{ id: string; undo: LeafChange[] | null }> {
  requirePermission(work, 'reviews.decide');
  const held = requireHeld(work, { collection: 'reviews', id });
  const read = reviewSchema.safeParse(held.body);
  if (!read.success) throw createError('invalid_input', { reason: 'shape', collection: 'reviews' }, read.error);
  const review: Review = read.data;
  if (decision === 'reopen') return reopen(work, held, review, undo ?? []);
  const status = decision === 'keep' ? 'accepted' : 'takenBack';
  if (review.status !== 'open') throw createError('illegal_transition', { from: review.status, to: status });
  const { id: author } = work.person();
  const changes: LeafChange[] = [
    { do: 'set', path: 'status', value: status, seen: 'open' },
    { do: 'set', path: 'decidedBy', value: author },
    { do: 'set', path: 'decidedAt', value: nowOf(context) },
  ];
  const record = work.store.read.record({ collection: review.collection, id: review.recordId });
  const restoring = decision === 'takeBack' ? takeBackOperations(review, record) : [];
  for (const operation of restoring) requireRights(work, operation);
  await work.store.commit({
    author,
    operations: [
      ...stepsNow(work, record, restoring, nowOf(context)),
      { act: 'patch', collection: 'reviews', kind: held.kind, id, changes },
    ],
  });
  return { id, undo: undoOf(restoring, record, work) };
}

/** The way back from what taking back did to the record. */
function undoOf(
  restoring: readonly LocalOperation[],
  before: HeldRecord | null,
  { store: { read } }: Work,
): LeafChange[] | null {
  if (restoring.some(({ act }) => act === 'delete')) return null;
  const after = before && restoring.length > 0 ? read.record(before) : null;
  const definition = before && kindOf(before.collection, before.kind);
  return after && definition ? diffBodies(definition, after.body, before.body) : [];
}

/** The question is open again, and the record as it was before the decision: an ordinary change that merges like any other, in one commit. */
async function reopen(
  work: Work,
  held: HeldRecord,
  review: Review,
  undo: readonly LeafChange[],
): Promise<{ id: string; undo: null }> {
  const { id: author } = work.person();
  if (review.status === 'open' || review.decidedBy !== author)
    throw createError('illegal_transition', { from: review.status, to: 'open' });
  const operations: LocalOperation[] = [];
  if (undo.length > 0) {
    const record = requireHeld(work, { collection: review.collection, id: review.recordId });
    const { collection, kind, id } = record;
    operations.push({ act: 'patch', collection, kind, id, changes: [...undo] });
  }
  for (const operation of operations) requireRights(work, operation);
  const changes: LeafChange[] = [
    { do: 'set', path: 'status', value: 'open', seen: review.status },
    { do: 'unset', path: 'decidedBy', seen: author },
    { do: 'unset', path: 'decidedAt', ...(review.decidedAt === undefined ? {} : { seen: review.decidedAt }) },
  ];
  operations.push({ act: 'patch', collection: 'reviews', kind: held.kind, id: held.id, changes });
  await work.store.commit({ author, operations });
  return { id: held.id, undo: null };
}
