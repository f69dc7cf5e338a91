/** The stages of a deal as steps in a row: where it stands, where it has been since when, and, for those who may, where it may go. */
import { objectOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { opportunityTransition, stageEnteredAt } from '../../../shared/domain/opportunities/opportunityRules.ts';
import { isClosedStage } from '../../../shared/domain/opportunities/pipeline.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { LostDialog } from './LostDialog.tsx';
import styles from './StageSteps.module.css';
import { useMove } from './useMove.ts';
import type { Pipelines } from './usePipelines.ts';

export interface StageStepsProps {
  id: string;
  body: RecordBody;
  pipelines: Pipelines;
  mayMove: boolean;
}

export function StageSteps({ id, body, pipelines, mayMove }: StageStepsProps) {
  const { t, formats } = useLocale();
  const moves = useMove();
  const pipelineId = textOf(body, 'pipelineId');
  const pipeline = pipelines.of(pipelineId);
  const stage = textOf(body, 'stage') ?? '';
  const deal = { id, name: textOf(body, 'name') ?? '', stage, pipelineId };
  const place = pipeline.stages.findIndex((step) => step.id === stage);
  const history = objectOf(body['stageHistory']);
  const entered = stageEnteredAt(body);
  return (
    <div className={styles.root}>
      <ol className={styles.steps} aria-label={t('opportunities.steps')}>
        {[...pipeline.stages.map((step) => step.id), 'won', 'lost'].map((step, index) => {
          const at = Object.hasOwn(history, step) ? history[step] : undefined;
          return (
            <li key={step} className={styles.step}>
              <button
                type="button"
                className={styles.button}
                data-stage={step}
                data-passed={(index < place && place < pipeline.stages.length) || undefined}
                aria-current={step === stage ? 'step' : undefined}
                disabled={!mayMove || !opportunityTransition(stage, step, pipeline)}
                title={typeof at === 'string' ? formats.dateTime(at) : undefined}
                onClick={() => moves.move(deal, step)}
              >
                <bdi>{pipelines.stageLabel(step, pipeline)}</bdi>
              </button>
            </li>
          );
        })}
      </ol>
      {entered !== null && !isClosedStage(stage) && (
        <p className={styles.since}>{t('opportunities.since', { date: formats.date(entered) })}</p>
      )}
      <LostDialog moves={moves} />
    </div>
  );
}
