/** The company's pipelines as this device knows them, and how administrators change them. */
import { createError } from '../../../../shared/base/errors.ts';
import { rottingSince } from '../../../../shared/domain/opportunities/opportunityRules.ts';
import {
  BUILT_IN_PIPELINE,
  DEFAULT_PIPELINE_ID,
  readPipeline,
  type Pipeline,
} from '../../../../shared/domain/opportunities/pipeline.ts';
import { textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { createRecord, editRecord, requireHeld, type Edit, type NewRecord } from '../commands.ts';
import type { Work } from '../procedures.ts';
import { requirePermission } from '../rights.ts';

const COLLECTION = 'organisation';
const KIND = 'pipeline';

/** The default one first, then by name. The built-in one stands in until there is a record with its id. */
export function readPipelines({ store: { read } }: Pick<Work, 'store'>): (Pipeline & { isRecord: boolean })[] {
  const rows = read.all<{ id: string }>(PIPELINES);
  const own = rows.flatMap(({ id }) => {
    const record = read.record({ collection: COLLECTION, id });
    return record ? { ...readPipeline(id, record.body), isRecord: true } : [];
  });
  const first = own.find(({ id }) => id === DEFAULT_PIPELINE_ID) ?? { ...BUILT_IN_PIPELINE, isRecord: false };
  return [first, ...own.filter(({ id }) => id !== DEFAULT_PIPELINE_ID)];
}

const PIPELINES = `SELECT id FROM organisation WHERE deleted = 0 AND kind = 'pipeline' ORDER BY name_sort, id`;

/** The one that a deal is in; one whose pipeline is not here is in the default one. */
export function pipelineOf(work: Pick<Work, 'store'>, body: RecordBody): Pipeline {
  const pipelines = readPipelines(work);
  const id = textOf(body, 'pipelineId');
  return pipelines.find((pipeline) => pipeline.id === id) ?? pipelines[0] ?? BUILT_IN_PIPELINE;
}

/** For {@link STAGE_RULES}: what each stage proposes, and before which entry a deal in it rots, as JSON. */
export const stageRules = (pipelines: readonly Pipeline[], now: string): string =>
  JSON.stringify(
    pipelines.flatMap(({ id, stages }) =>
      stages.map(({ id: stage, probability, rotDays }) => [id, stage, probability, rottingSince(rotDays, now)]),
    ),
  );

/** Binds `:rules`. */
export const STAGE_RULES = `stage_rules AS MATERIALIZED (
  SELECT value ->> 0 AS pipeline_id, value ->> 1 AS stage, value ->> 2 AS probability, value ->> 3 AS rots_before FROM json_each(:rules))`;

export async function createPipeline(work: Work, newId: string, pipeline: NewRecord): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  if (pipeline.kind !== KIND) throw createError('invalid_input', { reason: 'unknown_kind', kind: pipeline.kind });
  return createRecord(work, COLLECTION, newId, pipeline);
}

export async function editPipeline(work: Work, edit: Edit): Promise<{ id: string }> {
  requirePermission(work, 'organisation.write');
  if (requireHeld(work, { collection: COLLECTION, id: edit.id }).kind !== KIND)
    throw createError('not_found', { collection: COLLECTION, id: edit.id });
  return editRecord(work, COLLECTION, edit);
}
