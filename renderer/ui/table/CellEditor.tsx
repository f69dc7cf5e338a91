/**
 * A field in place of a cell: Enter saves, Esc leaves it as it was, Tab goes on to the next cell of its row that can be edited. What was typed or chosen is saved
 * as well when one goes elsewhere.
 */
import type { FocusEventHandler, KeyboardEvent, MouseEvent } from 'react';
import { Tooltip } from '@mantine/core';
import styles from './DataTable.module.css';
import type { EditedCell } from './useCellEditing.ts';

export interface CellEditorProps {
  label: string;
  cell: EditedCell;
  onType: (text: string) => void;
  onFinish: (by: 'enter' | 'blur') => void;
  /** To the next cell, or the one before. */
  onMove: (by: -1 | 1) => void;
  onCancel: () => void;
}

export function CellEditor({ label, cell, onType, onFinish, onMove, onCancel }: CellEditorProps) {
  const { typed, problem, busy, options } = cell;
  const field = {
    className: styles.editor,
    'aria-label': problem === null ? label : `${label}: ${problem}`,
    'aria-invalid': problem !== null || undefined,
    dir: 'auto',
    value: typed,
    ref: focusOnce,
    onClick: stay,
    onDoubleClick: stay,
    onBlur: (() => onFinish('blur')) satisfies FocusEventHandler,
    onKeyDown(event: KeyboardEvent) {
      event.stopPropagation();
      if (event.key === 'Enter') {
        event.preventDefault();
        onFinish('enter');
      } else if (event.key === 'Tab') {
        event.preventDefault();
        onMove(event.shiftKey ? -1 : 1);
      } else if (event.key === 'Escape') {
        event.preventDefault();
        event.nativeEvent.stopPropagation();
        onCancel();
      }
    },
  };
  return (
    <Tooltip opened={problem !== null} label={problem} color="red.9" position="bottom-start" multiline maw={360}>
      {options === undefined ? (
        <input {...field} readOnly={busy} onChange={(event) => onType(event.currentTarget.value)} />
      ) : (
        <select {...field} onChange={(event) => onType(event.currentTarget.value)}>
          {options.map(({ value, label: words }) => (
            <option key={value} value={value}>
              {words}
            </option>
          ))}
        </select>
      )}
    </Tooltip>
  );
}

const stay = (event: MouseEvent): void => event.stopPropagation();

function focusOnce(element: HTMLInputElement | HTMLSelectElement | null): void {
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}
