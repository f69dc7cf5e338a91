import { memo, type MouseEvent, type ReactNode } from 'react';
import { CellEditor } from './CellEditor.tsx';
import type { Column } from './DataTable.tsx';
import styles from './DataTable.module.css';
import type { EditedCell } from './useCellEditing.ts';

export interface TableRowProps<Row> {
  /** Where it stands in the list; undefined while it is not loaded. */
  index: number;
  row: Row | undefined;
  /** Its place among the elements that are used again and again: what looks the same for the same slot need not be drawn anew. */
  slot: number;
  top: number;
  elementId: string;
  columns: readonly Column<Row>[];
  isActive: boolean;
  isOpen: boolean;
  isClickable: boolean;
  /** null where rows are not chosen. */
  isSelected: boolean | null;
  /** While something is chosen, that is what is marked, not what is open. */
  hasSelection: boolean;
  selectLabel: string;
  editLabel: string;
  /** The cell of it that is being edited. */
  editing: EditedCell | null;
  onClick: (index: number, event: MouseEvent) => void;
  onToggle: (index: number, event: MouseEvent) => void;
  onEdit: (index: number, column: string) => void;
  onEditType: (text: string) => void;
  onEditFinish: (index: number, by: 'enter' | 'blur') => void;
  onEditMove: (index: number, by: -1 | 1) => void;
  onEditCancel: () => void;
}

/** While the list scrolls only rows that come are drawn; those that stay are left alone, also when their slice was asked for again. */
export const TableRow = memo(PlainRow, (before, after) => {
  const { row: rowBefore, ...othersBefore } = before;
  const { row: rowAfter, ...othersAfter } = after;
  return sameFields(othersBefore, othersAfter, Object.is) && sameRow(rowBefore, rowAfter);
}) as <Row>(props: TableRowProps<Row>) => ReactNode;

function PlainRow(props: TableRowProps<unknown>) {
  const { index, row, columns } = props;
  return (
    <div
      id={props.elementId}
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={props.hasSelection ? props.isSelected === true : props.isOpen}
      data-open={(props.hasSelection && props.isOpen) || undefined}
      data-active={props.isActive || undefined}
      data-clickable={props.isClickable || undefined}
      style={{ transform: `translateY(${props.top}px)` }}
      onClick={(event) => props.onClick(index, event)}
    >
      {props.isSelected !== null && (
        <div className={styles.mark} role="gridcell" onClick={(event) => props.onToggle(index, event)}>
          <input
            type="checkbox"
            tabIndex={-1}
            className={styles.check}
            aria-label={props.selectLabel}
            checked={props.isSelected}
            disabled={row === undefined}
            readOnly
          />
        </div>
      )}
      {columns.map((column) => (
        <div
          key={column.id}
          className={styles.cell}
          role="gridcell"
          data-align={column.align}
          data-editable={(row !== undefined && isEditable(column, row)) || undefined}
          onDoubleClick={column.edit ? () => props.onEdit(index, column.id) : undefined}
        >
          {row === undefined ? (
            <span className={styles.bar} style={{ width: barWidth(props.slot, column.id) }} />
          ) : props.editing?.column === column.id ? (
            <CellEditor
              label={column.header}
              cell={props.editing}
              onType={props.onEditType}
              onFinish={(by) => props.onEditFinish(index, by)}
              onMove={(by) => props.onEditMove(index, by)}
              onCancel={props.onEditCancel}
            />
          ) : (
            <>
              {column.cell(row)}
              {isEditable(column, row) && (
                <button
                  type="button"
                  tabIndex={-1}
                  className={styles.pen}
                  aria-label={`${props.editLabel}: ${column.header}`}
                  onClick={(event) => {
                    event.stopPropagation();
                    props.onEdit(index, column.id);
                  }}
                />
              )}
            </>
          )}
        </div>
      ))}
    </div>
  );
}

export const isEditable = <Row,>({ edit }: Column<Row>, row: Row): boolean =>
  edit !== undefined && (edit.isOffered?.(row) ?? true);

/** Uneven, but the same at each drawing: 40 to 75 percent. */
export function barWidth(slot: number, column: string): string {
  return `${40 + ((slot * 13 + column.length * 29) % 36)}%`;
}

/** The same record with the same values, though it came with another answer. */
function sameRow(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  return isFields(one) && isFields(other) && sameFields(one, other, sameValue);
}

const sameValue = (one: unknown, other: unknown): boolean =>
  Object.is(one, other) ||
  (typeof one === 'object' && typeof other === 'object' && JSON.stringify(one) === JSON.stringify(other));

const isFields = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function sameFields(
  one: Readonly<Record<string, unknown>>,
  other: Readonly<Record<string, unknown>>,
  same: (one: unknown, other: unknown) => boolean,
): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every((name) => Object.hasOwn(other, name) && same(one[name], other[name]))
  );
}
