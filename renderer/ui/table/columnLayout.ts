/** How a person has the columns of a list: which, in what order, how wide. Pure. */

export interface ColumnChoice {
  readonly id: string;
  /** undefined: as the list would by itself. */
  readonly shown?: boolean | undefined;
  /** In pixels; undefined: as the list would by itself. */
  readonly width?: number | undefined;
}
/** In the person's order. Columns that are not named stand where the list has them; ids that the list does not have at the moment are kept. */
export type ColumnLayout = readonly ColumnChoice[];

interface Arrangeable {
  readonly id: string;
  readonly isExtra?: boolean;
  readonly hideBelow?: number;
}

export interface ArrangedColumn<Column> {
  readonly column: Column;
  readonly shown: boolean;
  /** The first one names the row: it may be moved, and is always there. */
  readonly isFixed: boolean;
  readonly width: number | undefined;
}

export const COLUMN_WIDTHS = { minimum: 48, maximum: 800, step: 24 } as const;

/** All columns of the list as the person has them, those that are not shown too. */
export function arrangeColumns<Column extends Arrangeable>(
  columns: readonly Column[],
  layout: ColumnLayout,
): ArrangedColumn<Column>[] {
  return completed(columns, layout).flatMap((choice) => {
    const column = columns.find(({ id }) => id === choice.id);
    if (!column) return [];
    const isFixed = column === columns[0];
    return [
      {
        column: choice.shown === true ? withoutBreakpoint(column) : column,
        shown: isFixed || (choice.shown ?? column.isExtra !== true),
        isFixed,
        width: choice.width,
      },
    ];
  });
}

/** What somebody wants to see is not left out for want of room: the list scrolls sideways then. */
function withoutBreakpoint<Column extends Arrangeable>(column: Column): Column {
  const { hideBelow: _hideBelow, ...always } = column;
  return always as Column;
}

/** The same with one place before (-1) or behind (1) among the columns that the list has; at either end nothing changes. */
export function moveColumn(
  columns: readonly Arrangeable[],
  layout: ColumnLayout,
  id: string,
  by: -1 | 1,
): ColumnLayout {
  const all = [...completed(columns, layout)];
  const isHere = (place: number): boolean => columns.some((column) => column.id === all[place]?.id);
  const from = all.findIndex((choice) => choice.id === id);
  let to = from + by;
  while (to >= 0 && to < all.length && !isHere(to)) to += by;
  const moved = all[from];
  if (!moved || to < 0 || to >= all.length) return layout;
  all.splice(from, 1);
  all.splice(to, 0, moved);
  return all;
}

/** The same with what is said of one column; undefined gives it back to the list. */
export function chooseColumn(
  columns: readonly Arrangeable[],
  layout: ColumnLayout,
  id: string,
  change: Omit<ColumnChoice, 'id'>,
): ColumnLayout {
  return completed(columns, layout).map((choice) => {
    if (choice.id !== id) return choice;
    const { shown, width } = { ...choice, ...change };
    return {
      id,
      ...(shown === undefined ? {} : { shown }),
      ...(width === undefined ? {} : { width: widthWithin(width) }),
    };
  });
}

export const widthWithin = (width: number): number =>
  Math.round(Math.min(COLUMN_WIDTHS.maximum, Math.max(COLUMN_WIDTHS.minimum, width)));

/** Whether a list looks the same with both. */
export function isSameLayout(columns: readonly Arrangeable[], one: ColumnLayout, other: ColumnLayout): boolean {
  const looks = (layout: ColumnLayout): string =>
    JSON.stringify(
      arrangeColumns(columns, layout).map(({ column, shown, width }) => [column.id, shown, shown ? width : undefined]),
    );
  return looks(one) === looks(other);
}

/** Every column of the list and of the layout, once. One that the layout does not know comes behind what stands before it in the list. */
function completed(columns: readonly Arrangeable[], layout: ColumnLayout): readonly ColumnChoice[] {
  const all = layout.filter(({ id }, place) => layout.findIndex((other) => other.id === id) === place);
  for (const [place, { id }] of columns.entries()) {
    if (all.some((choice) => choice.id === id)) continue;
    const before = columns[place - 1]?.id;
    all.splice(all.findIndex((choice) => choice.id === before) + 1, 0, { id });
  }
  return all;
}
