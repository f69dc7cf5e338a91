import { usePipelines } from './usePipelines.ts';

const FIELDS = ['stage', 'pipelineId', 'lostReasonId'] as const;
type Field = (typeof FIELDS)[number];

/** Fields of a deal that hold an id out of a pipeline. */
export const isPipelineField = (collection: string, field: string): field is Field =>
  collection === 'opportunities' && FIELDS.some((known) => known === field);

/** Such an id in the company's words, wherever it turns up: in histories, reviews, stories. */
export function OpportunityValue({ field, value }: { field: Field; value: string }) {
  const pipelines = usePipelines();
  if (field === 'stage') return <bdi>{pipelines.stageLabel(value)}</bdi>;
  if (field === 'pipelineId') return <bdi>{pipelines.nameOf(pipelines.of(value))}</bdi>;
  const known = pipelines.all.find(({ lostReasons }) => lostReasons.some(({ id }) => id === value));
  return <bdi>{pipelines.reasonLabel(value, known ?? pipelines.of(null))}</bdi>;
}
