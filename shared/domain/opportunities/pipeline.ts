/**
 * A pipeline: the stages that a deal walks through in this company, in order. Won and lost end every pipeline and are no stages of any;
 * a lead ends as converted besides. Without a pipeline of one's own there is a built-in one, which a record with its id replaces.
 */
import { z } from 'zod';
import { deterministicId, type RecordId } from '../../base/id.ts';
import { HUNDRED_PERCENT, PERCENT_SCALE } from '../../base/money.ts';
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import { commonFields, elementFields, nameField, percentageField } from '../fields.ts';
import type { Violation } from '../kind.ts';
import { violation } from '../reasons.ts';
import type { RecordBody } from '../record.ts';

/** Ends of every pipeline. `converted` is that of a lead which has become an opportunity: neither won nor lost, and open no more. */
export const CLOSED_STAGES = ['won', 'lost', 'converted'] as const;
type ClosedStage = (typeof CLOSED_STAGES)[number];

/** The built-in stages; records written before there were pipelines stand in them. */
export const OPPORTUNITY_STAGES = ['prospecting', 'engaging', 'proposal', 'negotiation', 'won', 'lost'] as const;

export const stageIdField = z.string().min(1).max(64);

const labelField = z.string().trim().min(1).max(60);

export const pipelineSchema = z.looseObject({
  ...commonFields,
  name: nameField,
  /** Open stages by `order`. A built-in one without a label is called as the language calls it. */
  stages: z
    .array(
      z.looseObject({
        ...elementFields,
        label: labelField.optional(),
        /** Proposed when a deal comes here; percent × 10,000. */
        probability: percentageField,
        /** After so many days here without a move a deal is rotting; absent: never. */
        rotDays: z.int().min(1).max(3_650).optional(),
      }),
    )
    .min(1)
    .max(30),
  /** What is offered when a deal is lost; free words go beside it. */
  lostReasons: z
    .array(z.looseObject({ ...elementFields, label: labelField.optional() }))
    .max(50)
    .optional(),
  /** Takes no new deals; those inside stay. */
  archived: z.boolean().optional(),
});

export interface PipelineStage {
  readonly id: string;
  /** null: a built-in stage, worded by the language. */
  readonly label: string | null;
  readonly probability: number;
  readonly rotDays: number | null;
}

export interface LostReason {
  readonly id: string;
  readonly label: string | null;
}

/** A pipeline as rules and screens read it. */
export interface Pipeline {
  readonly id: RecordId;
  /** null: the built-in one, worded by the language. */
  readonly name: string | null;
  readonly stages: readonly PipelineStage[];
  readonly lostReasons: readonly LostReason[];
  readonly archived: boolean;
}

/** Deals that name no pipeline are in this one. */
export const DEFAULT_PIPELINE_ID: RecordId = deterministicId('peyvand pipeline', 'default');

const builtInStage = (id: string, percent: number, rotDays: number): PipelineStage => ({
  id,
  label: null,
  probability: percent * PERCENT_SCALE,
  rotDays,
});

export const BUILT_IN_PIPELINE: Pipeline = {
  id: DEFAULT_PIPELINE_ID,
  name: null,
  stages: [
    builtInStage('prospecting', 10, 30),
    builtInStage('engaging', 30, 30),
    builtInStage('proposal', 50, 21),
    builtInStage('negotiation', 75, 14),
  ],
  lostReasons: ['price', 'competitor', 'budget', 'timing', 'noNeed', 'noAnswer'].map((id) => ({ id, label: null })),
  archived: false,
};

/** Won counts in full; what was lost, or goes on as another record, not at all. */
const CLOSED_PROBABILITY: Readonly<Record<ClosedStage, number>> = { won: HUNDRED_PERCENT, lost: 0, converted: 0 };

export const isClosedStage = (stage: string): stage is ClosedStage => CLOSED_STAGES.some((closed) => closed === stage);

export const stageOf = (pipeline: Pipeline, stage: string): PipelineStage | null =>
  pipeline.stages.find(({ id }) => id === stage) ?? null;

/** What a stage proposes until somebody knows better, percent × 10,000; 0 for a stage that the pipeline does not have (any more). */
export const proposedProbability = (stage: string, pipeline: Pipeline = BUILT_IN_PIPELINE): number =>
  isClosedStage(stage) ? CLOSED_PROBABILITY[stage] : (stageOf(pipeline, stage)?.probability ?? 0);

/** A record of the kind `pipeline` as it is read. */
export function readPipeline(id: RecordId, body: RecordBody): Pipeline {
  const ordered = (path: string): RecordBody[] =>
    elementsOf(body, path).toSorted((one, other) => compare(textOf(one, 'order'), textOf(other, 'order')));
  return {
    id,
    name: textOf(body, 'name'),
    stages: ordered('stages').flatMap((stage) => {
      const stageId = textOf(stage, 'id');
      if (stageId === null || isClosedStage(stageId)) return [];
      return {
        id: stageId,
        label: textOf(stage, 'label'),
        probability: integerOf(stage, 'probability') ?? 0,
        rotDays: integerOf(stage, 'rotDays'),
      };
    }),
    lostReasons: ordered('lostReasons').flatMap((reason) => {
      const reasonId = textOf(reason, 'id');
      return reasonId === null ? [] : { id: reasonId, label: textOf(reason, 'label') };
    }),
    archived: body['archived'] === true,
  };
}

export function pipelineViolations(body: RecordBody): Violation[] {
  const ids = elementsOf(body, 'stages').map((stage) => textOf(stage, 'id') ?? '');
  return ids.some(isClosedStage) ? [violation('stages', 'pipeline.stageReserved')] : [];
}

const compare = (one: string | null, other: string | null): number => ((one ?? '') < (other ?? '') ? -1 : 1);
