/** A grid of paper: what was entered stands on top with its number, below it rows to type into, as in a spreadsheet. Enter goes on, arrows go up and down, Ctrl+Delete throws a row away. */
import { Fragment, useLayoutEffect, useRef, type ClipboardEvent, type FocusEvent, type KeyboardEvent } from 'react';
import { ActionIcon } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { EnteredRow } from '../../../shared/contract/branch.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useKeys } from '../../ui/keyboard/Keys.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { EnteredLine } from './EnteredLine.tsx';
import { LookupCell } from './LookupCell.tsx';
import styles from './Paper.module.css';
import {
  cellOf,
  CHOICES,
  COLUMNS,
  FIRST_GOODS_COLUMN,
  groupAt,
  groupRows,
  isEmptyRow,
  readBlock,
  type PaperColumn,
  type PaperKind,
  type TypedRow,
} from './paperRows.ts';
import { RefusedRow } from './RefusedRow.tsx';
import type { PaperRows } from './usePaperRows.ts';

export interface PaperGridProps {
  kind: PaperKind;
  paper: PaperRows;
  entered: readonly EnteredRow[];
  onTakeBack: (row: EnteredRow) => void;
}

const LEFT_TO_RIGHT: ReadonlySet<PaperColumn> = new Set([
  'slip',
  'quantity',
  'price',
  'amount',
  'reference',
  'dueOn',
  'time',
]);

export function PaperGrid({ kind, paper, entered, onTakeBack }: PaperGridProps) {
  const { t } = useLocale();
  const table = useRef<HTMLTableElement>(null);
  const columns: readonly PaperColumn[] = COLUMNS[kind];
  const rows = paper.rowsOf(kind);
  const groups = groupRows(rows);
  /** Rows of an order below its first. */
  const following = new Set(groups.flatMap((group) => group.slice(1).map(({ id }) => id)));

  // Listed for whoever asks; the cells take it themselves, and other fields of the page keep what it does to words.
  useKeys([{ keys: ['Mod', 'Delete'], label: t('slips.removeThisRow') }]);

  function focusCell(row: number, column: number): void {
    table.current?.querySelector<HTMLElement>(`[data-row="${row}"][data-column="${column}"]`)?.focus();
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>, place: number, across: number): void {
    const target = event.target as HTMLElement;
    if (event.defaultPrevented) return;
    if (event.key === 'Delete' && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      const row = rows[place];
      if (!row || isEmptyRow(row) || paper.busy.has(row.id) || event.repeat) return;
      goesOnAt.current = { place, across };
      remove(row);
      return;
    }
    if (target.getAttribute('aria-expanded') === 'true') return;
    if (event.key === 'Enter' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const isLast = across === columns.length - 1;
      const row = rows[place];
      // The next line of an order begins with its goods; without any, the next slip begins.
      if (isLast) focusCell(place + 1, kind === 'order' ? FIRST_GOODS_COLUMN : 0);
      else if (kind === 'order' && across === FIRST_GOODS_COLUMN && place > 0 && row && isEmptyRow(row))
        focusCell(place, 0);
      else focusCell(place, across + 1);
    }
    // A choice is changed by the arrows.
    if (target.tagName === 'SELECT') return;
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      focusCell(place + 1, across);
    }
    if (event.key === 'ArrowUp' && place > 0) {
      event.preventDefault();
      focusCell(place - 1, across);
    }
  }

  function onPaste(event: ClipboardEvent<HTMLElement>, place: number, across: number): void {
    const block = readBlock(event.clipboardData.getData('text/plain'));
    if (!block) return;
    event.preventDefault();
    void paper.paste(kind, { row: place, column: across }, block);
  }

  /** The rows of one order belong together: only whoever leaves all of them has left it. */
  function onBlur(event: FocusEvent<HTMLElement>, place: number, across: number): void {
    if (isOfWindow(event)) return;
    const [left] = groupAt(rows, place, across);
    const next = event.relatedTarget instanceof HTMLElement ? event.relatedTarget.dataset : {};
    const [going] = next['row'] === undefined ? [] : groupAt(rows, Number(next['row']), Number(next['column'] ?? 0));
    if (left && left.id !== going?.id) paper.leave(left);
  }

  /** In which row the cursor is. A row that goes takes it along: after one that was entered it goes on in the empty row. */
  const cursorIn = useRef<string | null>(null);
  /** Where a row was thrown away by its key: the cursor stays in that cell of whatever row is there now. */
  const goesOnAt = useRef<{ place: number; across: number } | null>(null);
  const lastPlace = rows.length - 1;
  const isGone = (id: string | null): boolean => id !== null && rows.every((row) => row.id !== id);
  useLayoutEffect(() => {
    const { place, across } = goesOnAt.current ?? { place: lastPlace, across: 0 };
    goesOnAt.current = null;
    if (isGone(cursorIn.current) && document.activeElement === document.body) focusCell(place, across);
  });

  function remove(row: TypedRow): void {
    const putBack = paper.remove(row);
    notify(t('slips.rowRemoved'), { label: t('action.undo'), run: putBack });
  }

  return (
    <div className={styles.scroll}>
      <table
        className={styles.grid}
        ref={table}
        aria-label={t(`slips.kind.${kind}`)}
        onFocus={({ target }) => {
          cursorIn.current = rows[Number(target.dataset['row'] ?? -1)]?.id ?? null;
        }}
        onBlur={(event) => {
          if (!isOfWindow(event) && !event.currentTarget.contains(event.relatedTarget)) cursorIn.current = null;
        }}
      >
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" data-column={column}>
                {t(`slips.column.${column}`)}
              </th>
            ))}
            <th scope="col" data-column="state">
              {t('slips.state')}
            </th>
          </tr>
        </thead>
        <tbody>
          {entered.map((row) => (
            <EnteredLine key={row.id} row={row} span={columns.length} onTakeBack={onTakeBack} />
          ))}
        </tbody>
        <tbody>
          {rows.map((row, place) => {
            const problems = paper.problems.get(row.id) ?? [];
            const refusal = paper.refusals.get(row.id);
            const isBusy = paper.busy.has(row.id);
            const number = place + 1;
            return (
              <Fragment key={row.id}>
                <tr data-following={following.has(row.id) || undefined} aria-busy={isBusy}>
                  {columns.map((column, across) => {
                    const problem = problems.find((candidate) => candidate.column === column);
                    const common = {
                      'data-row': place,
                      'data-column': across,
                      'aria-label': t('slips.cell', { column: t(`slips.column.${column}`), row: number }),
                      'aria-invalid': problem !== undefined,
                      ...(problem ? { title: t(problem.words) } : {}),
                      onKeyDown: (event: KeyboardEvent<HTMLElement>) => onKeyDown(event, place, across),
                      onPaste: (event: ClipboardEvent<HTMLElement>) => onPaste(event, place, across),
                      onBlur: (event: FocusEvent<HTMLElement>) => onBlur(event, place, across),
                    };
                    const choices = CHOICES[column];
                    // While its order is being entered a line begins no other one.
                    const readOnly = isBusy && following.has(row.id) && across < FIRST_GOODS_COLUMN;
                    return (
                      <td key={column} data-wrong={problem !== undefined || undefined}>
                        {column === 'customer' || column === 'product' ? (
                          <LookupCell
                            cell={{ ...common, readOnly }}
                            text={row.cells[column] ?? ''}
                            isFound={(column === 'customer' ? row.customerId : row.productId) !== null}
                            find={(text) => paper.find(column === 'customer' ? 'customers' : 'products', text)}
                            onType={(text) => paper.type(row, column, text)}
                            onChoose={(option) => paper.choose(row, column, option)}
                          />
                        ) : choices ? (
                          <select
                            {...common}
                            className={styles.choice}
                            value={cellOf(row, column)}
                            onChange={(event) => paper.type(row, column, event.currentTarget.value)}
                          >
                            <option value="">
                              {column === 'method' && !isEmptyRow(row) ? wordOf('method', 'cash') : ''}
                            </option>
                            {choices
                              .filter((value) => column !== 'method' || value !== 'cash')
                              .map((value) => (
                                <option key={value} value={value}>
                                  {wordOf(column, value)}
                                </option>
                              ))}
                          </select>
                        ) : (
                          <input
                            {...common}
                            readOnly={readOnly}
                            className={styles.input}
                            dir={LEFT_TO_RIGHT.has(column) ? 'ltr' : 'auto'}
                            autoComplete="off"
                            value={row.cells[column] ?? ''}
                            onChange={(event) => paper.type(row, column, event.currentTarget.value)}
                          />
                        )}
                      </td>
                    );
                  })}
                  <td className={styles.state}>
                    {isBusy ? t('slips.entering') : problems[0] ? t(problems[0].words) : null}
                    {!isEmptyRow(row) && (
                      <ActionIcon
                        // Whoever goes there has not left the row.
                        data-row={place}
                        variant="subtle"
                        tabIndex={-1}
                        disabled={isBusy}
                        aria-label={t('slips.removeRow', { row: number })}
                        onClick={() => remove(row)}
                      >
                        <IconTrash size={14} stroke={1.75} aria-hidden />
                      </ActionIcon>
                    )}
                  </td>
                </tr>
                {refusal && (
                  <tr>
                    <td colSpan={columns.length + 1} className={styles.refusal} role="alert">
                      <RefusedRow
                        refusal={refusal}
                        place={place}
                        onAnyway={() => paper.enterAnyway(row)}
                        onReplace={() => void paper.replace(row)}
                      />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );

  function wordOf(column: PaperColumn, value: string): string {
    return column === 'method'
      ? valueLabel(t, 'salesDocuments', 'method', value)
      : valueLabel(t, 'activities', column === 'reason' ? 'noOrderReason' : 'outcome', value);
  }
}

/** The window lost the cursor, not the cell: whoever looks something up in another program has not left the row. */
const isOfWindow = ({ relatedTarget, target }: FocusEvent<HTMLElement>): boolean =>
  relatedTarget === null && (!document.hasFocus() || document.activeElement === target);
