/** The company's pipelines in the window, with their words. */
import { useMemo } from 'react';
import {
  BUILT_IN_PIPELINE,
  isClosedStage,
  stageOf,
  type Pipeline,
} from '../../../shared/domain/opportunities/pipeline.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

export type KnownPipeline = Pipeline & { readonly isRecord: boolean };

export interface Pipelines {
  /** The default one first; the built-in one alone until the core has answered. */
  readonly all: readonly KnownPipeline[];
  /** That of a deal, the default one for none and for one that is not here. */
  of(id: string | null | undefined): KnownPipeline;
  nameOf(pipeline: Pipeline): string;
  /** A stage in any pipeline, an end, or one that is no more. */
  stageLabel(stage: string, pipeline?: Pipeline): string;
  reasonLabel(id: string, pipeline: Pipeline): string;
}

const NONE_KNOWN: readonly KnownPipeline[] = [{ ...BUILT_IN_PIPELINE, isRecord: false }];

export function usePipelines(): Pipelines {
  const { t } = useLocale();
  const core = useCore();
  const { data } = useLive(core.opportunities.pipelines, undefined);
  return useMemo(() => pipelinesOf(t, data ?? NONE_KNOWN), [t, data]);
}

function pipelinesOf(t: Translator, all: readonly KnownPipeline[]): Pipelines {
  const first = all[0] ?? { ...BUILT_IN_PIPELINE, isRecord: false };
  return {
    all,
    of: (id) => all.find((pipeline) => pipeline.id === id) ?? first,
    nameOf: ({ name }) => name ?? t('opportunities.pipelineDefault'),
    stageLabel(stage, pipeline) {
      if (isClosedStage(stage)) return valueLabel(t, 'opportunities', 'stage', stage);
      const found = pipeline ? stageOf(pipeline, stage) : (all.map((one) => stageOf(one, stage)).find(Boolean) ?? null);
      return found?.label ?? t.maybe(`value.opportunities.stage.${stage}`) ?? t('opportunities.unknownStage');
    },
    reasonLabel: (id, { lostReasons }) =>
      lostReasons.find((reason) => reason.id === id)?.label ?? t.maybe(`value.opportunities.lostReasonId.${id}`) ?? id,
  };
}
