/** Leads and opportunities: the list, the board, the pipelines, and the steps of a deal. */
import type { OpportunityRow, StageFigures } from '../../../../shared/contract/opportunities.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import {
  DEFAULT_PIPELINE_ID,
  OPPORTUNITY_STAGES,
  type Pipeline,
} from '../../../../shared/domain/opportunities/pipeline.ts';
import { createRecord, editRecord, requireHeld } from '../commands.ts';
import { liveQuery, readWindow } from '../live.ts';
import { atWork, nowOf, type CoreContext, type Work } from '../procedures.ts';
import { withMarks } from '../records/marks.ts';
import { convertLead, moveOpportunity, requireStage } from './moves.ts';
import { createPipeline, editPipeline, readPipelines, stageRules } from './pipelines.ts';
import {
  boardQuery,
  opportunityListQuery,
  pipelineQuery,
  storyQuery,
  type OpportunityFilter,
  type OpportunityListInput,
  type OpportunityListRow,
  type PipelineRow,
  type StageRow,
  type StoryRow,
} from './queries.ts';

const COLLECTION = 'opportunities';

export const opportunities = {
  list: atWork.opportunities.list.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION, 'customers', 'organisation', 'reviews'],
      run: (ends) => listOpportunities(context, context.work, input, ends),
    }),
  ),
  pipeline: atWork.opportunities.pipeline.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION],
      run: () => readFunnel(work),
    }),
  ),
  board: atWork.opportunities.board.handler(({ input, context, signal }) =>
    liveQuery({
      work: context.work,
      signal,
      readable: [COLLECTION],
      dependencies: [COLLECTION, 'customers', 'organisation'],
      run: (ends) => readBoard(context, context.work, input, ends),
    }),
  ),
  pipelines: atWork.opportunities.pipelines.handler(({ context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION],
      dependencies: ['organisation'],
      run: () =>
        readPipelines(work).map((pipeline) => ({
          ...pipeline,
          stages: [...pipeline.stages],
          lostReasons: [...pipeline.lostReasons],
        })),
    }),
  ),
  createPipeline: atWork.opportunities.createPipeline.handler(({ input, context }) =>
    createPipeline(context.work, context.nextId(), input),
  ),
  editPipeline: atWork.opportunities.editPipeline.handler(({ input, context }) => editPipeline(context.work, input)),
  create: atWork.opportunities.create.handler(({ input, context }) => {
    requireStage(context.work, null, input.body);
    return createRecord(context.work, COLLECTION, context.nextId(), input);
  }),
  edit: atWork.opportunities.edit.handler(({ input, context: { work } }) =>
    editRecord(work, COLLECTION, input, (before, after) => requireStage(work, before, after)),
  ),
  move: atWork.opportunities.move.handler(({ input, context }) => moveOpportunity(context, context.work, input)),
  convert: atWork.opportunities.convert.handler(({ input, context }) => convertLead(context, context.work, input)),
  story: atWork.opportunities.story.handler(({ input, context: { work }, signal }) =>
    liveQuery({
      work,
      signal,
      readable: [COLLECTION, 'activities'],
      dependencies: [COLLECTION, 'activities'],
      run: (ends) => readStory(work, input, ends),
    }),
  ),
};

async function listOpportunities(
  context: CoreContext,
  work: Work,
  input: OpportunityListInput,
  signal: AbortSignal,
): Promise<{ total: number; rows: OpportunityRow[] }> {
  const query = opportunityListQuery(input, stageRules(readPipelines(work), nowOf(context)));
  if (query === null) return { total: 0, rows: [] };
  const { total, rows } = await readWindow<OpportunityListRow>(work, query, signal);
  const marked = await withMarks(work, rows, () => COLLECTION, signal);
  return {
    total,
    rows: marked.map(({ amount, currency, rotting, ...row }) => ({
      ...row,
      name: row.name ?? '',
      stage: row.stage ?? '',
      amount: amount === null || currency === null ? null : { amount, currency },
      rotting: rotting === 1,
    })),
  };
}

/** Every stage in its order, also empty ones: a funnel has no gaps. */
function readFunnel({ store }: Work) {
  const rows = store.read.all<PipelineRow>(pipelineQuery);
  return OPPORTUNITY_STAGES.map((stage) => {
    const own = rows.filter((row) => row.stage === stage);
    return { stage, count: own.reduce((sum, { count }) => sum + count, 0), amounts: moneyOf(own, 'amount') };
  });
}

async function readBoard(
  context: CoreContext,
  work: Work,
  filter: OpportunityFilter,
  signal: AbortSignal,
): Promise<StageFigures[]> {
  const pipelines = readPipelines(work);
  const pipelineId = filter.pipelineId ?? DEFAULT_PIPELINE_ID;
  const query = boardQuery({ ...filter, pipelineId }, stageRules(pipelines, nowOf(context)));
  const rows = query === null ? [] : await work.store.readInWorker<StageRow>(query.rows, query.parameters, signal);
  return stagesShown(pipelines.find(({ id }) => id === pipelineId) ?? null, rows).map((stage) => {
    const own = rows.filter((row) => row.stage === stage);
    return {
      stage,
      count: own.reduce((sum, { count }) => sum + count, 0),
      rotting: own.reduce((sum, { rotting }) => sum + rotting, 0),
      amounts: moneyOf(own, 'amount'),
      weighted: moneyOf(own, 'weighted'),
    };
  });
}

/** The pipeline's own, the ends, and what the pipeline has no more: nothing that is open may be out of sight. */
function stagesShown(pipeline: Pipeline | null, rows: readonly StageRow[]): string[] {
  const declared = [...(pipeline?.stages ?? []).map(({ id }) => id), 'won', 'lost'];
  const strange = rows.map(({ stage }) => stage).filter((stage) => stage !== 'converted' && !declared.includes(stage));
  return [...declared, ...new Set(strange)];
}

const moneyOf = <Row extends { currency: string }, Field extends keyof Row>(rows: readonly Row[], field: Field) =>
  rows.filter(({ currency }) => currency !== '').map((row) => ({ amount: Number(row[field]), currency: row.currency }));

async function readStory(work: Work, input: { id: string; offset: number; limit: number }, signal: AbortSignal) {
  const { body } = requireHeld(work, { collection: COLLECTION, id: input.id });
  const leadId = textOf(body, 'convertedFromId');
  const { offset, limit } = input;
  const query = storyQuery([input.id, ...(leadId === null ? [] : [leadId])], textOf(body, 'customerId'), {
    offset,
    limit,
  });
  const { total, rows } = await readWindow<StoryRow>(work, query, signal);
  return { total, rows: rows.map((row) => ({ ...row, subject: row.subject ?? '', at: row.at ?? '' })) };
}
