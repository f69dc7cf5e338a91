/** One stage of the board: its sums above, its deals below, of which only those on the screen exist. */
import { useRef } from 'react';
import { useDrop, isTextDropItem } from 'react-aria-components';
import type { OpportunityRow, StageFigures } from '../../../shared/contract/opportunities.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLiveRows } from '../../data/useLiveRows.ts';
import { VirtualList } from '../../ui/list/VirtualList.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { MoneyListText } from '../../ui/text/Text.tsx';
import { BoardCard, CARD_TYPE } from './BoardCard.tsx';
import styles from './OpportunityBoard.module.css';
import type { searchToFilter } from './opportunitySearch.ts';
import type { MovedDeal } from './useMove.ts';

/** Pixels; the true height of a card is measured. */
const CARD_HEIGHT = 108;

export interface BoardColumnProps {
  column: StageFigures;
  label: string;
  query: ReturnType<typeof searchToFilter> & { readonly stages: string[]; readonly order: 'closing' };
  mayMove: boolean;
  openId: string | undefined;
  onOpen: (id: string) => void;
  onDrop: (deal: MovedDeal) => void;
}

export function BoardColumn({ column, label, query, mayMove, openId, onOpen, onDrop }: BoardColumnProps) {
  const { t } = useLocale();
  const core = useCore();
  const rows = useLiveRows(core.opportunities.list, query);
  const { ref, dropProps, isDropTarget } = useDealDrop(mayMove, onDrop);
  const name = t('opportunities.column', { stage: label, count: column.count });
  return (
    <section
      {...dropProps}
      ref={ref}
      className={styles.column}
      aria-label={name}
      tabIndex={-1}
      data-stage={column.stage}
      data-target={isDropTarget || undefined}
    >
      <ColumnHead column={column} label={label} />
      <div className={styles.cards}>
        {rows.error && rows.total === undefined && <ErrorState error={rows.error} onRetry={rows.retry} />}
        {rows.total === 0 && <p className={styles.empty}>{t('opportunities.columnEmpty')}</p>}
        {rows.total !== undefined && rows.total > 0 && (
          <VirtualList
            label={label}
            total={rows.total}
            estimate={CARD_HEIGHT}
            onRange={rows.onRange}
            renderEntry={(index) => {
              const row: OpportunityRow | undefined = rows.rowAt(index);
              return row ? (
                <BoardCard row={row} isOpen={row.id === openId} mayMove={mayMove} onOpen={() => onOpen(row.id)} />
              ) : (
                <div className={styles.waiting} style={{ blockSize: CARD_HEIGHT }} />
              );
            }}
          />
        )}
      </div>
    </section>
  );
}

function ColumnHead({ column, label }: { column: StageFigures; label: string }) {
  const { t, formats } = useLocale();
  const worth = column.amounts.filter(({ amount }) => amount !== 0);
  return (
    <header className={styles.head}>
      <h2 className={styles.stage}>
        <bdi>{label}</bdi>
        <span className={styles.count}>{formats.number(column.count)}</span>
        {column.rotting > 0 && (
          <span className={styles.rotting}>{t('opportunities.rottingCount', { count: column.rotting })}</span>
        )}
      </h2>
      <p className={styles.sum}>{worth.length === 0 ? '–' : <MoneyListText amounts={worth} />}</p>
      <p className={styles.weighted}>
        {t('opportunities.weighted')}{' '}
        {worth.length === 0 ? '–' : <MoneyListText amounts={column.weighted.filter(({ amount }) => amount !== 0)} />}
      </p>
    </header>
  );
}

export interface BoardEndProps {
  column: StageFigures;
  label: string;
  mayMove: boolean;
  onDrop: (deal: MovedDeal) => void;
}

/** Won or lost: a place to drop, with what has come there. */
export function BoardEnd({ column, label, mayMove, onDrop }: BoardEndProps) {
  const { t, formats } = useLocale();
  const { ref, dropProps, isDropTarget } = useDealDrop(mayMove, onDrop);
  return (
    <section
      {...dropProps}
      ref={ref}
      className={styles.end}
      aria-label={t('opportunities.column', { stage: label, count: column.count })}
      tabIndex={-1}
      data-stage={column.stage}
      data-target={isDropTarget || undefined}
    >
      <h2 className={styles.stage}>
        <bdi>{label}</bdi>
        <span className={styles.count}>{formats.number(column.count)}</span>
      </h2>
      {mayMove && <p className={styles.hint}>{t('opportunities.endHint')}</p>}
    </section>
  );
}

function useDealDrop(mayMove: boolean, onDrop: (deal: MovedDeal) => void) {
  const ref = useRef<HTMLElement>(null);
  const { dropProps, isDropTarget } = useDrop({
    ref,
    isDisabled: !mayMove,
    getDropOperation: (types) => (types.has(CARD_TYPE) ? 'move' : 'cancel'),
    onDrop: ({ items }) => {
      const card = items.find((item) => isTextDropItem(item) && item.types.has(CARD_TYPE));
      if (card && isTextDropItem(card))
        void card.getText(CARD_TYPE).then((text) => onDrop(JSON.parse(text) as MovedDeal));
    },
  });
  return { ref, dropProps, isDropTarget };
}
