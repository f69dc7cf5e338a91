/** Count and worth of each stage of a pipeline as bars, which are also the filter of the list below. */
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyListText } from '../../ui/text/Text.tsx';
import type { searchToFilter } from './opportunitySearch.ts';
import styles from './PipelineBars.module.css';
import type { Pipelines } from './usePipelines.ts';

export interface PipelineBarsProps {
  filter: ReturnType<typeof searchToFilter>;
  pipelines: Pipelines;
  chosen: readonly string[];
  onChoose: (stages: string[]) => void;
}

export function PipelineBars({ filter, pipelines, chosen, onChoose }: PipelineBarsProps) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: figures } = useLive(core.opportunities.board, filter);
  const pipeline = pipelines.of(filter.pipelineId);
  const shown = figures ?? [...pipeline.stages.map(({ id }) => id), 'won', 'lost'].map(emptyStage);
  const longest = Math.max(1, ...shown.map(({ count }) => count));
  return (
    <ul className={styles.bars} aria-label={t('opportunities.pipeline')}>
      {shown.map(({ stage, count, amounts }) => {
        // A currency in which nothing is at stake says nothing.
        const worth = amounts.filter(({ amount }) => amount !== 0);
        const isChosen = chosen.includes(stage);
        return (
          <li key={stage}>
            <button
              type="button"
              className={styles.stage}
              aria-pressed={isChosen}
              data-stage={stage}
              onClick={() => onChoose(isChosen ? chosen.filter((other) => other !== stage) : [...chosen, stage])}
            >
              <span className={styles.head}>
                <span>{pipelines.stageLabel(stage, pipeline)}</span>
                <span className={styles.count}>{formats.number(count)}</span>
              </span>
              <span className={styles.track} aria-hidden>
                <span className={styles.bar} style={{ inlineSize: `${(count / longest) * 100}%` }} />
              </span>
              <span className={styles.worth}>{worth.length === 0 ? '–' : <MoneyListText amounts={worth} />}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

const emptyStage = (stage: string) => ({ stage, count: 0, amounts: [] });
