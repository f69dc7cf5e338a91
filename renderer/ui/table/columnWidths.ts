export interface ColumnWidth {
  readonly width: number;
  readonly grow?: number;
}

/** Half of it before the first column, half behind the last. */
const ROW_PADDING = 16;
/** How much of its width a column that grows gives up before the table scrolls sideways: names are cut, dates and amounts are not. */
const YIELDED = 0.4;

export interface ColumnWidths {
  /** For `grid-template-columns`. */
  readonly template: string;
  /** In pixels. A table that is narrower scrolls sideways. */
  readonly minimum: number;
}

/** @param available the width of the table in pixels, 0 while it is not known. */
export function columnWidths(columns: readonly ColumnWidth[], available: number): ColumnWidths {
  const wanted = ROW_PADDING + columns.reduce((sum, { width }) => sum + width, 0);
  const yields = available > 0 && available < wanted;
  const narrowest = columns.map(({ width, grow = 1 }) =>
    yields && grow > 0 ? Math.round(width * (1 - YIELDED)) : width,
  );
  return {
    template: narrowest
      .map((width, index) => {
        const grow = columns[index]?.grow ?? 1;
        return `minmax(${width}px, ${grow === 0 ? `${width}px` : `${grow}fr`})`;
      })
      .join(' '),
    minimum: ROW_PADDING + narrowest.reduce((sum, width) => sum + width, 0),
  };
}
