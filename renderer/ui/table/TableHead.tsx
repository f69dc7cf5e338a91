/** What stands above the rows of a list, and in their place while they are on their way. */
import type { ReactNode } from 'react';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { useDelay } from '../state/States.tsx';
import type { Column, Sort } from './DataTable.tsx';
import styles from './DataTable.module.css';
import type { RowSelection } from './selection.ts';
import { barWidth } from './TableRow.tsx';

export const SKELETON_ROWS = 12;

/** Chooses all, or none. */
export function MarkHeader<Row>({ selection, total }: { selection: RowSelection<Row>; total: number }) {
  const { t } = useLocale();
  const { size } = selection.ids;
  return (
    <div className={styles.mark} role="columnheader">
      <input
        type="checkbox"
        tabIndex={-1}
        className={styles.check}
        aria-label={t('lists.chooseAll')}
        checked={size > 0}
        disabled={total === 0}
        ref={(element) => {
          if (element) element.indeterminate = size > 0 && size < total;
        }}
        onChange={() => (size > 0 ? selection.clear() : selection.all())}
      />
    </div>
  );
}

export function HeaderCell<Row>({
  column,
  sort,
  onSort,
  children,
}: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  children: ReactNode;
}) {
  const isSorted = sort?.by === column.id;
  const direction = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none';
  if (column.sortable !== true || !onSort) {
    return (
      <div className={styles.cell} role="columnheader" data-align={column.align}>
        {column.headerHidden === true ? <span className={styles.announcement}>{column.header}</span> : column.header}
        {children}
      </div>
    );
  }
  const Icon = sort?.descending === true ? IconArrowDown : IconArrowUp;
  return (
    <div className={styles.cell} role="columnheader" aria-sort={direction} data-align={column.align}>
      <button
        type="button"
        className={styles.sorter}
        data-sorted={isSorted || undefined}
        onClick={() => onSort({ by: column.id, descending: isSorted ? !sort.descending : false })}
      >
        {column.header}
        <Icon size={13} stroke={2} aria-hidden className={styles.arrow} />
      </button>
      {children}
    </div>
  );
}

/** The shape of what will come, after 150 ms. */
export function SkeletonRows<Row>({
  columns,
  rowHeight,
  hasMarks,
}: {
  columns: readonly Column<Row>[];
  rowHeight: number;
  hasMarks: boolean;
}) {
  const visible = useDelay();
  if (!visible) return null;
  return Array.from({ length: SKELETON_ROWS }, (_, index) => (
    <div
      key={index}
      className={styles.row}
      role="row"
      aria-hidden
      style={{ transform: `translateY(${(index + 1) * rowHeight}px)` }}
    >
      {hasMarks && <div className={styles.mark} role="gridcell" />}
      {columns.map((column) => (
        <div key={column.id} className={styles.cell} role="gridcell" data-align={column.align}>
          <span className={styles.bar} style={{ width: barWidth(index, column.id) }} />
        </div>
      ))}
    </div>
  ));
}
