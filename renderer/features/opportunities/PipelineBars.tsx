/** Count and worth of each stage as bars, which are also the filter of the list below. */
import { OPPORTUNITY_STAGES } from '../../../shared/domain/opportunities/pipeline.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyListText } from '../../ui/text/Text.tsx';
import styles from './PipelineBars.module.css';

type Stage = (typeof OPPORTUNITY_STAGES)[number];

export function PipelineBars(props: { chosen: readonly Stage[]; onChoose: (stages: Stage[]) => void }) {
  const { chosen, onChoose } = props;
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: pipeline } = useLive(core.opportunities.pipeline, undefined);
  const longest = Math.max(1, ...(pipeline ?? []).map(({ count }) => count));
  return (
    <ul className={styles.bars} aria-label={t('opportunities.pipeline')}>
      {OPPORTUNITY_STAGES.map((stage) => {
        const { count = 0, amounts = [] } = pipeline?.find((entry) => entry.stage === stage) ?? {};
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
                <span>{valueLabel(t, 'opportunities', 'stage', stage)}</span>
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
