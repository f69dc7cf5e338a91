/**
 * A list of any length. Only the rows on the screen exist; the others are asked for by index, and stand as grey bars until they come.
 * One tab stop: arrows, Home/End and PageUp/PageDown move, Enter opens. An arrow pressed where nothing has the cursor leads here. Where rows can be chosen,
 * Space and Ctrl+click choose one, Shift chooses as far as there, Ctrl+A all, and Esc none. F2, a double click and the pen that a cell shows under the pointer edit it in its place.
 */
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react';
import { useElementSize } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useKeys } from '../keyboard/Keys.tsx';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { moveActiveRow } from './moveActiveRow.ts';
import { ColumnEdge } from './ColumnEdge.tsx';
import { columnWidths } from './columnWidths.ts';
import styles from './DataTable.module.css';
import type { RowSelection } from './selection.ts';
import { HeaderCell, MarkHeader, SKELETON_ROWS, SkeletonRows } from './TableHead.tsx';
import { isEditable, TableRow } from './TableRow.tsx';
import { useCellEditing, type CellEdit } from './useCellEditing.ts';

export interface Column<Row> {
  readonly id: string;
  readonly header: string;
  /** For columns of marks: the header is only read out. */
  readonly headerHidden?: boolean;
  readonly cell: (row: Row) => ReactNode;
  /**
   * In pixels; columns share what is left by `grow` (0 = never wider, and never narrower either: those that grow are cut first when there
   * is no room for all).
   */
  readonly width: number;
  readonly grow?: number;
  /** Numbers and money stand at the end. */
  readonly align?: 'start' | 'end';
  readonly sortable?: boolean;
  /** Its cells are edited in their place. */
  readonly edit?: CellEdit<Row>;
  /** Left out while the table is narrower than this, in pixels: what matters least goes first. */
  readonly hideBelow?: number;
  /** Not there until a person asks for it. */
  readonly isExtra?: boolean;
}

/** The rows, of which only a window may be loaded. See `useLiveRows` of renderer/data. */
export interface RowSource<Row> {
  /** undefined until it is known. */
  readonly total: number | undefined;
  /** undefined while it is not loaded. */
  rowAt(index: number): Row | undefined;
  /** Told which rows are on the screen. */
  onRange(first: number, last: number): void;
}

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

export interface DataTableProps<Row extends { readonly id: string }> {
  /** Names the table for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  /** In pixels, of those that a person has made so wide. */
  widths?: ReadonlyMap<string, number>;
  /** With it, columns are made wider at the edge of their header; null gives the width back to the list. */
  onWiden?: (id: string, width: number | null) => void;
  source: RowSource<Row>;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Enter or a click. */
  onOpen?: (row: Row) => void;
  /** The record that is open beside the list. */
  openId?: string | undefined;
  /** Shown when there are no rows. */
  empty: ReactNode;
  /** 30 px rows instead of 36. */
  compact?: boolean;
  /** With it, rows can be chosen. */
  selection?: RowSelection<Row> | undefined;
  /** When this changes (another filter, another sort) the list starts from its top. */
  resetKey?: string;
}

const ROW_HEIGHT = 36;
const COMPACT_ROW_HEIGHT = 30;
const OVERSCAN_ROWS = 10;
const SLOT_STEP = 16;

export function DataTable<Row extends { readonly id: string }>(props: DataTableProps<Row>) {
  const { columns, source, onOpen, compact = false, resetKey, selection } = props;
  const { t } = useLocale();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize();
  const rowHeight = compact ? COMPACT_ROW_HEIGHT : ROW_HEIGHT;
  const total = source.total ?? 0;
  const [active, setActive] = useState(0);
  /** The column whose edge is being drawn: the rows are not drawn anew for it. */
  const [dragged, setDragged] = useState<{ readonly id: string; readonly width: number } | null>(null);
  const activeIndex = Math.min(active, Math.max(total - 1, 0));
  const focusList = useCallback(() => scroller.current?.focus(), []);
  const editing = useCellEditing<Row>(focusList);
  const editLabel = t('lists.keys.edit');
  const { begin, finish, leave } = editing;
  const marks = selection ? MARK_COLUMN.width : 0;
  const visibleColumns = useMemo(
    () => columns.filter(({ hideBelow }) => hideBelow === undefined || width === 0 || width - marks >= hideBelow),
    [columns, width, marks],
  );
  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN_ROWS,
    scrollPaddingStart: rowHeight,
    paddingStart: rowHeight,
  });
  const items = virtualizer.getVirtualItems();
  const slots = useSlots(items.length);
  // At rest the elements stand in the order of the list. While it scrolls none is moved: each is drawn over where it is.
  const drawn = virtualizer.isScrolling ? items.toSorted((a, b) => (a.index % slots) - (b.index % slots)) : items;
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? SKELETON_ROWS];
  const { onRange } = source;

  useEffect(() => setDragged(null), [props.widths]);
  useEffect(() => onRange(first, last), [onRange, first, last]);
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);
  useLayoutEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
    setActive(0);
    leave();
  }, [resetKey, leave]);
  const canOpen = onOpen !== undefined;
  useKeys(
    canOpen
      ? [
          { keys: ['ArrowUp'], label: t('keys.move') },
          { keys: ['ArrowDown'], label: t('keys.move') },
          { keys: ['Enter'], label: t('keys.open') },
          { keys: ['PageUp'], label: t('keys.page') },
          { keys: ['PageDown'], label: t('keys.page') },
          { keys: ['Home'], label: t('keys.ends') },
          { keys: ['End'], label: t('keys.ends') },
        ]
      : [],
  );
  const hasEdits = columns.some(({ edit }) => edit !== undefined);
  useKeys([
    ...(selection
      ? [
          { keys: ['Space'], label: t('lists.keys.choose') },
          { keys: ['Shift', 'ArrowDown'], label: t('lists.keys.extend') },
          { keys: ['Mod', 'A'], label: t('lists.keys.all') },
        ]
      : []),
    ...(hasEdits ? [{ keys: ['F2'], label: t('lists.keys.edit') }] : []),
  ]);

  useEffect(() => {
    if (!canOpen) return undefined;
    const come = (event: globalThis.KeyboardEvent): void => {
      const isArrow = event.key === 'ArrowDown' || event.key === 'ArrowUp';
      if (!isArrow || event.defaultPrevented || event.target !== document.body) return;
      event.preventDefault();
      scroller.current?.focus();
    };
    document.addEventListener('keydown', come);
    return () => document.removeEventListener('keydown', come);
  }, [canOpen]);

  const latest = useRef({ ...props, shown: visibleColumns, edited: editing.cell });
  useLayoutEffect(() => {
    latest.current = { ...props, shown: visibleColumns, edited: editing.cell };
  });
  const handleClick = useCallback((index: number, event: MouseEvent) => {
    setActive(index);
    const { selection: chosen, source: rows } = latest.current;
    if (chosen && (event.ctrlKey || event.metaKey)) return chosen.toggle(index);
    if (chosen && event.shiftKey) return chosen.extendTo(index);
    const row = rows.rowAt(index);
    if (row && !hasSelectedText()) latest.current.onOpen?.(row);
  }, []);
  const handleToggle = useCallback((index: number, event: MouseEvent) => {
    event.stopPropagation();
    setActive(index);
    if (event.shiftKey) latest.current.selection?.extendTo(index);
    else latest.current.selection?.toggle(index);
  }, []);
  const handleEdit = useCallback(
    (index: number, columnId: string) => {
      const { columns: all, source: rows } = latest.current;
      const row = rows.rowAt(index);
      const column = all.find(({ id: candidate }) => candidate === columnId);
      if (row && column && isEditable(column, row)) begin(row, column);
    },
    [begin],
  );
  const handleEditFinish = useCallback(
    (index: number, by: 'enter' | 'blur') => {
      const row = latest.current.source.rowAt(index);
      if (row) void finish(row, by);
    },
    [finish],
  );

  /** Once this one is saved. Behind the last one that can be edited the cursor goes back to the list. */
  const handleEditMove = useCallback(
    (index: number, by: -1 | 1) => {
      const row = latest.current.source.rowAt(index);
      const cell = latest.current.edited;
      if (!row || !cell) return;
      const offered = latest.current.shown.filter((column) => isEditable(column, row));
      const next = offered[offered.findIndex(({ id: candidate }) => candidate === cell.column) + by];
      void finish(row, 'tab').then((isClosed) => {
        if (!isClosed) return;
        if (next) begin(row, next);
        else focusList();
      });
    },
    [begin, finish, focusList],
  );

  /** True where the key was one of choosing or editing. */
  function takeKey(event: KeyboardEvent): boolean {
    const isMod = event.ctrlKey || event.metaKey;
    if (event.key === 'F2' && !isMod) {
      const row = source.rowAt(activeIndex);
      const column = row && visibleColumns.find((candidate) => isEditable(candidate, row));
      if (!row || !column) return false;
      begin(row, column);
      return true;
    }
    if (!selection) return false;
    if (isMod && event.code === 'KeyA') selection.all();
    else if (event.key === ' ' && !isMod) selection.toggle(activeIndex);
    else if (event.key === 'Escape' && selection.ids.size > 0) selection.clear();
    else return false;
    return true;
  }

  function handleKey(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget || event.altKey) return;
    if (takeKey(event)) {
      event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === 'Enter') {
      const row = source.rowAt(activeIndex);
      if (!row || !onOpen) return;
      event.preventDefault();
      onOpen(row);
      return;
    }
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const next = moveActiveRow(event.key, activeIndex, total, page);
    if (next === null) return;
    event.preventDefault();
    setActive(next);
    if (event.shiftKey) selection?.extendTo(next, activeIndex);
    virtualizer.scrollToIndex(next, { align: 'auto' });
  }

  const sized = visibleColumns.map((column) => {
    const wanted = dragged?.id === column.id ? dragged.width : props.widths?.get(column.id);
    return wanted === undefined ? column : { width: wanted, grow: 0 };
  });
  const { template, minimum } = columnWidths(selection ? [MARK_COLUMN, ...sized] : sized, width);
  const style = { '--columns': template, '--row-height': `${rowHeight}px`, minWidth: minimum } as CSSProperties;
  const isEmpty = source.total === 0;
  const activeRowId = items.some((item) => item.index === activeIndex) ? `${id}-${activeIndex}` : undefined;

  return (
    <div className={styles.frame} ref={sizeRef}>
      <div
        ref={scroller}
        className={styles.scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={source.total === undefined ? -1 : total + 1}
        aria-colcount={visibleColumns.length + (selection ? 1 : 0)}
        aria-multiselectable={selection !== undefined || undefined}
        aria-busy={source.total === undefined || undefined}
        aria-activedescendant={activeRowId}
        onKeyDown={handleKey}
      >
        <div
          className={styles.content}
          role="presentation"
          style={{ ...style, height: isEmpty ? rowHeight : virtualizer.getTotalSize() }}
        >
          <div className={styles.head} role="row" aria-rowindex={1}>
            {selection && <MarkHeader selection={selection} total={total} />}
            {visibleColumns.map((column) => (
              <HeaderCell key={column.id} column={column} sort={props.sort} onSort={props.onSort}>
                {props.onWiden && <ColumnEdge id={column.id} onDrag={setDragged} onWiden={props.onWiden} />}
              </HeaderCell>
            ))}
          </div>
          {source.total === undefined && (
            <SkeletonRows columns={visibleColumns} rowHeight={rowHeight} hasMarks={selection !== undefined} />
          )}
          {drawn.map((item) => {
            const row = source.rowAt(item.index);
            return (
              <TableRow
                key={item.index % slots}
                slot={item.index % slots}
                index={item.index}
                row={row}
                top={item.start}
                elementId={`${id}-${item.index}`}
                columns={visibleColumns}
                isActive={item.index === activeIndex}
                isOpen={row !== undefined && row.id === props.openId}
                isClickable={canOpen}
                isSelected={selection ? row !== undefined && selection.ids.has(row.id) : null}
                hasSelection={selection !== undefined && selection.ids.size > 0}
                selectLabel={selection && row ? t('lists.choose', { name: selection.nameOf(row) }) : ''}
                editing={editing.cell !== null && editing.cell.id === row?.id ? editing.cell : null}
                editLabel={editLabel}
                onClick={handleClick}
                onToggle={handleToggle}
                onEdit={handleEdit}
                onEditType={editing.type}
                onEditFinish={handleEditFinish}
                onEditMove={handleEditMove}
                onEditCancel={editing.cancel}
              />
            );
          })}
        </div>
      </div>
      {isEmpty && <div className={styles.empty}>{props.empty}</div>}
      <span className={styles.announcement} role="status">
        {source.total === undefined ? '' : t('table.rows', { count: total })}
      </span>
    </div>
  );
}

const MARK_COLUMN = { width: 34, grow: 0 };

/** How many elements are used in turn: never fewer than are drawn at once. */
function useSlots(drawn: number): number {
  const [slots, setSlots] = useState(SLOT_STEP);
  const needed = Math.ceil(drawn / SLOT_STEP) * SLOT_STEP;
  if (needed > slots) setSlots(needed);
  return Math.max(needed, slots);
}

/** Selecting text in a row must not open it. */
function hasSelectedText(): boolean {
  return window.getSelection()?.isCollapsed === false;
}
