import { useRef } from 'react';
import { IconGripVertical } from '@tabler/icons-react';
import { Button as AriaButton, useDrag } from 'react-aria-components';
import type { OpportunityRow } from '../../../shared/contract/opportunities.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { BadgedName } from '../../ui/state/RecordBadges.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText, MoneyText, NameText } from '../../ui/text/Text.tsx';
import styles from './OpportunityBoard.module.css';
import { RottingMark } from './RottingMark.tsx';
import type { MovedDeal } from './useMove.ts';

/** What is carried from column to column, and understood nowhere else. */
export const CARD_TYPE = 'application/x-peyvand-opportunity';

export interface BoardCardProps {
  row: OpportunityRow;
  isOpen: boolean;
  mayMove: boolean;
  onOpen: () => void;
}

export function BoardCard({ row, isOpen, mayMove, onOpen }: BoardCardProps) {
  const { t } = useLocale();
  const { dragProps, dragButtonProps, isDragging } = useCardDrag(row, mayMove);
  return (
    <article
      {...dragProps}
      className={styles.card}
      data-open={isOpen || undefined}
      data-dragging={isDragging || undefined}
    >
      <div className={styles.top}>
        <button type="button" className={styles.name} aria-current={isOpen || undefined} onClick={onOpen}>
          <BadgedName pending={row.pending} held={row.held} needsYou={row.needsYou}>
            <NameText>{row.name}</NameText>
          </BadgedName>
        </button>
        {mayMove && (
          <AriaButton
            {...dragButtonProps}
            className={styles.handle ?? ''}
            aria-label={t('opportunities.drag', { name: row.name })}
          >
            <IconGripVertical size={14} stroke={1.75} aria-hidden />
          </AriaButton>
        )}
      </div>
      <div className={styles.line}>
        {row.customerName === null ? (
          <span className={styles.dim}>{t('opportunities.noCustomer')}</span>
        ) : (
          <NameText>{row.customerName}</NameText>
        )}
      </div>
      <div className={styles.line}>
        {row.amount ? <MoneyText money={row.amount} /> : <span className={styles.dim}>–</span>}
        {row.expectedCloseOn !== null && (
          <span className={styles.dim}>
            <DateText value={row.expectedCloseOn} />
          </span>
        )}
      </div>
      {row.nextStep !== null && (
        <div className={styles.line}>
          <NameText>{row.nextStep}</NameText>
          {row.nextStepOn !== null && (
            <span className={styles.dim}>
              <DateText value={row.nextStepOn} />
            </span>
          )}
        </div>
      )}
      {(row.rotting || row.kind === 'lead') && (
        <div className={styles.marks}>
          {row.kind === 'lead' && <StateBadge tone="info">{t('kind.lead')}</StateBadge>}
          {row.rotting && row.enteredAt !== null && <RottingMark enteredAt={row.enteredAt} />}
        </div>
      )}
    </article>
  );
}

function useCardDrag(row: OpportunityRow, mayMove: boolean) {
  const deal = useRef<MovedDeal>(row);
  deal.current = { id: row.id, name: row.name, stage: row.stage, pipelineId: row.pipelineId };
  return useDrag({
    isDisabled: !mayMove,
    hasDragButton: true,
    getAllowedDropOperations: () => ['move'],
    getItems: () => [{ [CARD_TYPE]: JSON.stringify(deal.current), 'text/plain': deal.current.name }],
  });
}
