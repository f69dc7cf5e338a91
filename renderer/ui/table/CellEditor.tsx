/** A field in place of a cell: Enter saves, Esc leaves it as it was. What was typed is saved as well when one goes elsewhere. */
import { Tooltip } from '@mantine/core';
import styles from './DataTable.module.css';
import type { EditedCell } from './useCellEditing.ts';

export interface CellEditorProps {
  label: string;
  cell: EditedCell;
  onType: (text: string) => void;
  /** `byKey`: Enter was pressed. */
  onFinish: (byKey: boolean) => void;
  onCancel: () => void;
}

export function CellEditor({ label, cell, onType, onFinish, onCancel }: CellEditorProps) {
  const { typed, problem, busy } = cell;
  return (
    <Tooltip opened={problem !== null} label={problem} color="red.9" position="bottom-start" multiline maw={360}>
      <input
        className={styles.editor}
        aria-label={problem === null ? label : `${label}: ${problem}`}
        aria-invalid={problem !== null || undefined}
        dir="auto"
        value={typed}
        readOnly={busy}
        ref={focusOnce}
        onClick={(event) => event.stopPropagation()}
        onDoubleClick={(event) => event.stopPropagation()}
        onChange={(event) => onType(event.currentTarget.value)}
        onBlur={() => onFinish(false)}
        onKeyDown={(event) => {
          event.stopPropagation();
          if (event.key === 'Enter') {
            event.preventDefault();
            onFinish(true);
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.nativeEvent.stopPropagation();
            onCancel();
          }
        }}
      />
    </Tooltip>
  );
}

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
  element?.select();
}
