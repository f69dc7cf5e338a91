import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';
import { usePipelines } from './usePipelines.ts';

/** Where an opportunity stands in its pipeline. */
export function OpportunityStageBadge({ stage, pipelineId = null }: { stage: string; pipelineId?: string | null }) {
  const pipelines = usePipelines();
  return (
    <StateBadge tone={stateTone('opportunities', stage)}>
      <bdi>
        {pipelineId === null ? pipelines.stageLabel(stage) : pipelines.stageLabel(stage, pipelines.of(pipelineId))}
      </bdi>
    </StateBadge>
  );
}
