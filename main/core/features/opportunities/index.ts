import { createError } from '../../../../shared/base/errors.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import { OPPORTUNITY_STAGES } from '../../../../shared/domain/opportunities/pipeline.ts';
import { opportunityTransition } from '../../../../shared/domain/opportunities/opportunityRules.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, editRecord } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import {
  opportunityListQuery,
  pipelineQuery,
  type OpportunityListInput,
  type OpportunityListRow,
  type PipelineRow,
} from './queries.ts';

export const opportunities = {
  list: atWork.opportunities.list.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['opportunities'],
      dependencies: ['opportunities', 'customers', 'organisation', 'reviews'],
      run: (ends) => listOpportunities(work, input, ends),
    }),
  ),
  pipeline: atWork.opportunities.pipeline.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: ['opportunities'],
      dependencies: ['opportunities'],
      run: () => readPipeline(work),
    }),
  ),
  create: atWork.opportunities.create.handler(({ input, context }) =>
    createRecord(context.work, 'opportunities', context.nextId(), input),
  ),
  edit: atWork.opportunities.edit.handler(({ input, context }) =>
    editRecord(context.work, 'opportunities', input, refuseIllegalMove),
  ),
};

async function listOpportunities(work: Work, input: OpportunityListInput, signal: AbortSignal) {
  const query = opportunityListQuery(input);
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<OpportunityListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => 'opportunities', signal);
  return {
    total,
    rows: marked.map(({ amount, currency, ...row }) => ({
      ...row,
      name: row.name ?? '',
      stage: row.stage ?? '',
      amount: amount === null || currency === null ? null : { amount, currency },
    })),
  };
}

/** Every stage in its order, also empty ones: a funnel has no gaps. */
function readPipeline({ store }: Work) {
  const rows = store.read.all<PipelineRow>(pipelineQuery);
  return OPPORTUNITY_STAGES.map((stage) => {
    const own = rows.filter((row) => row.stage === stage);
    return {
      stage,
      count: own.reduce((sum, { count }) => sum + count, 0),
      amounts: own.filter(({ currency }) => currency !== '').map(({ amount, currency }) => ({ amount, currency })),
    };
  });
}

function refuseIllegalMove(before: RecordBody, after: RecordBody): void {
  const from = textOf(before, 'stage') ?? '';
  const to = textOf(after, 'stage') ?? '';
  if (from !== to && !opportunityTransition(from, to)) throw createError('illegal_transition', { from, to });
}
