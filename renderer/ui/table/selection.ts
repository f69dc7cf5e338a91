/** Which rows of a list are chosen, as a table shows it. Connected: `useSelection` of features/records. */
export interface RowSelection<Row> {
  readonly ids: ReadonlySet<string>;
  /** What its check mark is called. */
  nameOf(row: Row): string;
  toggle(index: number): void;
  /** All between the one that was touched last and this one; `from` where none was. */
  extendTo(index: number, from?: number): void;
  /** As many as the list lets be chosen. */
  all(): void;
  clear(): void;
}
