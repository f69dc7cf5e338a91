/** What is done with many deals at once, and the next step, which is edited in the list. */
import type { OpportunityRow } from '../../../shared/contract/opportunities.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import type { CellEdit } from '../../ui/table/useCellEditing.ts';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useFieldEdit } from '../records/useFieldEdit.ts';
import type { Pipelines } from './usePipelines.ts';

/** @param pipelineId Whose stages are offered: that of the list. A loss asks for its reason, deal by deal. */
export function useDealActs(pipelines: Pipelines, pipelineId: string | undefined): readonly BulkAction[] {
  const { t } = useLocale();
  const mayWrite = useMay('opportunities.write');
  const { people } = useDirectory();
  if (!mayWrite) return [];
  const pipeline = pipelines.of(pipelineId);
  const stages = [...pipeline.stages.map(({ id }) => id), 'won'];
  return [
    {
      id: 'stage',
      label: t('lists.act.stage'),
      asks: 'choice',
      field: t('field.stage'),
      options: stages.map((value) => ({ value, label: pipelines.stageLabel(value, pipeline) })),
      toAct: (to) => ({ act: 'opportunities.stage', to }),
    },
    {
      id: 'owner',
      label: t('lists.act.owner'),
      asks: 'choice',
      field: t('field.ownerId'),
      options: people,
      toAct: (ownerId) => ({ act: 'opportunities.owner', ownerId }),
    },
  ];
}

export const nameOfDeal = ({ name }: OpportunityRow): string => name;

/** undefined for those who may not. */
export function useNextStepEdit(): CellEdit<OpportunityRow> | undefined {
  const core = useCore();
  return useFieldEdit({
    collection: 'opportunities',
    field: 'nextStep',
    edit: core.opportunities.edit,
    valueOf: nextStepOf,
  });
}

const nextStepOf = ({ nextStep }: OpportunityRow): string | null => nextStep;
