/** Deals as cards in the columns of their stages. A card is carried by pointer, or by keyboard from its handle; a column may hold thousands. */
import type { StageFigures } from '../../../shared/contract/opportunities.ts';
import { isClosedStage } from '../../../shared/domain/opportunities/pipeline.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { BoardColumn, BoardEnd } from './BoardColumn.tsx';
import { LostDialog } from './LostDialog.tsx';
import styles from './OpportunityBoard.module.css';
import type { searchToFilter } from './opportunitySearch.ts';
import { useMove } from './useMove.ts';
import type { Pipelines } from './usePipelines.ts';

export interface OpportunityBoardProps {
  filter: ReturnType<typeof searchToFilter>;
  pipelines: Pipelines;
  mayMove: boolean;
  openId: string | undefined;
  onOpen: (id: string) => void;
}

export function OpportunityBoard({ filter, pipelines, mayMove, openId, onOpen }: OpportunityBoardProps) {
  const { t } = useLocale();
  const core = useCore();
  const moves = useMove();
  const { data: figures, error, retry } = useLive(core.opportunities.board, filter);
  if (error && !figures) return <ErrorState error={error} onRetry={retry} />;
  if (!figures) return <RecordSkeleton rows={6} />;
  const pipeline = pipelines.of(filter.pipelineId);
  const labelOf = ({ stage }: StageFigures): string => pipelines.stageLabel(stage, pipeline);
  return (
    <div className={styles.board} role="group" aria-label={t('opportunities.pipeline')}>
      {figures
        .filter(({ stage }) => !isClosedStage(stage))
        .map((column) => (
          <BoardColumn
            key={column.stage}
            column={column}
            label={labelOf(column)}
            query={{ ...filter, pipelineId: pipeline.id, stages: [column.stage], order: 'closing' as const }}
            mayMove={mayMove}
            openId={openId}
            onOpen={onOpen}
            onDrop={(deal) => moves.move(deal, column.stage)}
          />
        ))}
      <div className={styles.ends}>
        {figures
          .filter(({ stage }) => isClosedStage(stage))
          .map((column) => (
            <BoardEnd
              key={column.stage}
              column={column}
              label={labelOf(column)}
              mayMove={mayMove}
              onDrop={(deal) => moves.move(deal, column.stage)}
            />
          ))}
      </div>
      <LostDialog moves={moves} />
    </div>
  );
}
