import { createError } from '../../../../shared/base/errors.ts';
import type { ReviewView } from '../../../../shared/contract/sync.ts';
import { reviewSchema, type Review } from '../../../../shared/domain/reviews/review.ts';
import type { LeafChange } from '../../../../shared/sync/operation.ts';
import { requireHeld, requirePermission, requireRights } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { recordTitle } from '../records/titles.ts';
import { reviewListQuery, type ReviewListRow } from './queries.ts';
import { takeBackOperations } from './takeBack.ts';

export const reviews = {
  list: atWork.reviews.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
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
  decide: atWork.reviews.decide.handler(({ input, context }) => decide(context, context.work, input)),
};

/** A review that a newer version wrote in another shape is left out here, and stays. */
function rowToView(work: Work, row: ReviewListRow): ReviewView[] {
  const read = reviewSchema.safeParse(JSON.parse(row.body));
  if (!read.success) return [];
  const { collection, recordId, status, leaves, minePersonName } = read.data;
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
      leaves: leaves.map(({ path, base, mine, theirs, result }) => ({ path, base, mine, theirs, result })),
    },
  ];
}

/** Keeps the result, or takes it back: then the record's change and the decision are one commit, so that neither is ever without the other. */
async function decide(
  context: CoreContext,
  work: Work,
  { id, decision }: { readonly id: string; readonly decision: 'keep' | 'takeBack' },
): Promise<{ id: string }> {
  requirePermission(work, 'reviews.decide');
  const held = requireHeld(work, { collection: 'reviews', id });
  const read = reviewSchema.safeParse(held.body);
  if (!read.success) throw createError('invalid_input', { reason: 'shape', collection: 'reviews' }, read.error);
  const review: Review = read.data;
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
    operations: [...restoring, { act: 'patch', collection: 'reviews', kind: held.kind, id, changes }],
  });
  return { id };
}
