/**
 * One cell of a list that is edited in its place. What is typed belongs to the list and not to the field: a row may move or leave the screen meanwhile, and a
 * newer value may come from elsewhere. That one is shown before it is written over; what cannot be saved any more is told with its words.
 */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { notifyFailure } from '../state/notify.tsx';

export interface CellOption {
  readonly value: string;
  readonly label: string;
}

export interface CellEdit<Row> {
  /** Absent: of every row. */
  readonly isOffered?: (row: Row) => boolean;
  /** As it is edited: of one with options the value. */
  readonly text: (row: Row) => string;
  /** One of these is chosen; absent: it is typed. */
  readonly options?: readonly CellOption[];
  /** Saves over the row as it was seen, and tells what is wrong with it, or nothing: also that another value stands there by now. */
  readonly save: (seen: Row, text: string) => Promise<string | null>;
}

/** A cell as its field draws it. */
export interface EditedCell {
  readonly id: string;
  readonly column: string;
  readonly typed: string;
  readonly options?: readonly CellOption[] | undefined;
  readonly problem: string | null;
  readonly busy: boolean;
}

interface EditableColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly edit?: CellEdit<Row>;
}

interface Open<Row> {
  readonly cell: EditedCell;
  /** What the person has before them: what they change, and nothing newer. */
  readonly seen: Row;
  readonly edit: CellEdit<Row>;
  readonly header: string;
  /** A newer value was shown, and nobody has said yet that theirs goes over it. */
  readonly isTold: boolean;
}

/** Enter, which alone writes over a newer value that was shown; Tab; or the person went elsewhere. */
export type FinishedBy = 'enter' | 'tab' | 'blur';

export interface CellEditing<Row> {
  readonly cell: EditedCell | null;
  begin(row: Row, column: EditableColumn<Row>): void;
  type(text: string): void;
  /** @param row as it is now. @returns whether it is closed: it stays open with what is wrong with it. */
  finish(row: Row, by: FinishedBy): Promise<boolean>;
  cancel(): void;
  /** The list shows something else now. */
  leave(): void;
}

/** @param onEnd told when the cursor goes back to the list. */
export function useCellEditing<Row extends { readonly id: string }>(onEnd: () => void): CellEditing<Row> {
  const { t } = useLocale();
  const [cell, setCell] = useState<EditedCell | null>(null);
  const open = useRef<Open<Row> | null>(null);
  const latest = useRef({ t, onEnd });
  useLayoutEffect(() => {
    latest.current = { t, onEnd };
  });

  const keep = useCallback((next: Open<Row> | null): void => {
    open.current = next;
    setCell(next?.cell ?? null);
  }, []);
  const change = useCallback(
    (before: Open<Row>, cellChanges: Partial<EditedCell>, changes: Partial<Open<Row>> = {}): Open<Row> => {
      const next = { ...before, ...changes, cell: { ...before.cell, ...cellChanges } };
      keep(next);
      return next;
    },
    [keep],
  );
  const tellLost = useCallback(
    ({ header, edit, cell: { typed } }: Open<Row>, problem: string) =>
      notifyFailure({
        title: problem,
        help: latest.current.t('lists.cell.notSaved', { field: header, text: isolated(edit, typed) }),
      }),
    [],
  );

  /** Saved without anybody looking. */
  const leave = useCallback((): void => {
    const left = open.current;
    if (!left) return;
    keep(null);
    const { cell: leftCell, edit, seen, isTold } = left;
    if (leftCell.busy || leftCell.typed === edit.text(seen)) return;
    if (isTold) return tellLost(left, leftCell.problem ?? '');
    void edit.save(seen, leftCell.typed).then((problem) => problem !== null && tellLost(left, problem));
  }, [keep, tellLost]);
  useEffect(() => leave, [leave]);

  const finish = useCallback(
    async (row: Row, by: FinishedBy): Promise<boolean> => {
      const before = open.current;
      if (!before || before.cell.busy || (before.isTold && by !== 'enter')) return false;
      const { edit, seen } = before;
      const { typed } = before.cell;
      // Another row may have come to stand where this one was.
      const now = row.id === before.cell.id ? row : seen;
      const end = (): true => {
        keep(null);
        if (by === 'enter') latest.current.onEnd();
        return true;
      };
      if (typed === edit.text(seen) || typed === edit.text(now)) return end();
      if (edit.text(now) !== edit.text(seen)) {
        const problem = latest.current.t('lists.cell.changed', { now: isolated(edit, edit.text(now)) });
        change(before, { problem }, { seen: now, isTold: true });
        return false;
      }
      const saving = change(before, { busy: true, problem: null }, { isTold: false });
      const problem = await edit.save(seen, typed);
      // The list was left meanwhile: there is no field that could say it.
      if (open.current !== saving) {
        if (problem !== null) tellLost(saving, problem);
        return false;
      }
      if (problem === null) return end();
      change(saving, { busy: false, problem });
      return false;
    },
    [change, keep, tellLost],
  );

  const begin = useCallback(
    (row: Row, column: EditableColumn<Row>): void => {
      const { edit, header } = column;
      if (!edit) return;
      leave();
      const { options } = edit;
      const begun = { id: row.id, column: column.id, typed: edit.text(row), options, problem: null, busy: false };
      keep({ cell: begun, seen: row, edit, header, isTold: false });
    },
    [keep, leave],
  );
  const type = useCallback(
    (typed: string): void => {
      const before = open.current;
      if (before && !before.cell.busy) change(before, { typed, ...(before.isTold ? {} : { problem: null }) });
    },
    [change],
  );
  const cancel = useCallback((): void => {
    keep(null);
    latest.current.onEnd();
  }, [keep]);
  return { cell, begin, type, finish, cancel, leave };
}

/** As a person reads it, whatever direction its words have. */
function isolated<Row>({ options }: CellEdit<Row>, text: string): string {
  return `\u2068${options?.find(({ value }) => value === text)?.label ?? text}\u2069`;
}
