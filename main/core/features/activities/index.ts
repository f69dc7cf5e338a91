import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { editActivity, logActivity, skipTask } from './repeating.ts';
import { activityListQuery, type ActivityListInput, type ActivityListRow } from './queries.ts';

export const activities = {
  log: atWork.activities.log.handler(({ input, context }) => logActivity(context, context.work, input)),
  edit: atWork.activities.edit.handler(({ input, context }) => editActivity(context, context.work, input)),
  skip: atWork.activities.skip.handler(({ input, context }) => skipTask(context, context.work, input)),
  list: atWork.activities.list.handler(({ input: { mine, ...input }, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['activities'],
      dependencies: ['activities', 'customers', 'reviews'],
      run: (ends) => listActivities(work, { ...input, ownerId: mine === true ? work.person().id : undefined }, ends),
    }),
  ),
};

async function listActivities(work: Work, input: ActivityListInput, signal: AbortSignal) {
  const { total, rows } = await readWindow<ActivityListRow>(work, activityListQuery(input), signal);
  const marked = await withMarks(work, rows, () => 'activities', signal);
  return { total, rows: marked.map((row) => ({ ...row, subject: row.subject ?? '', at: row.at ?? '' })) };
}
