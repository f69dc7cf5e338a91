/** What is done with many deals at once, and the next step, which is edited in the list. */
import { useCallback, useMemo } from 'react';
import type { OpportunityRow } from '../../../shared/contract/opportunities.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { firstValue } from '../../data/firstValue.ts';
import { useMay } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import type { CellEdit } from '../../ui/table/useCellEditing.ts';
import type { BulkAction } from '../records/BulkBar.tsx';
import { useDirectory } from '../records/useDirectory.ts';
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
  const { t } = useLocale();
  const core = useCore();
  const mayWrite = useMay('opportunities.write');
  const put = useCallback(
    (id: string, value: string | null, seen: string | null) =>
      attempt(core.opportunities.edit, {
        id,
        changes: [
          value === null
            ? { do: 'unset', path: 'nextStep', ...(seen === null ? {} : { seen }) }
            : { do: 'set', path: 'nextStep', value, ...(seen === null ? {} : { seen }) },
        ],
      }),
    [core],
  );
  const save = useCallback(
    async ({ id, nextStep }: OpportunityRow, typed: string): Promise<string | null> => {
      const next = typed.trim() === '' ? null : typed.trim();
      if (next === nextStep) return null;
      const read = await attempt(
        () => firstValue(core.records.observe, { collection: 'opportunities', id }),
        undefined,
      );
      if (!read.ok) return errorToWords(t, read.error).title;
      // Another one has come to stand there since: what was seen is not what would be changed.
      if (textOf(read.value?.body ?? {}, 'nextStep') !== nextStep) return t('error.stale_edit.title');
      const saved = await put(id, next, nextStep);
      if (!saved.ok) return errorToWords(t, saved.error).title;
      notify(t('lists.saved'), {
        label: t('action.undo'),
        run: () =>
          void put(id, nextStep, next).then((undone) => {
            if (!undone.ok) notifyFailure(errorToWords(t, undone.error));
          }),
      });
      return null;
    },
    [core, put, t],
  );
  return useMemo(() => (mayWrite ? { text: ({ nextStep }) => nextStep ?? '', save } : undefined), [mayWrite, save]);
}
