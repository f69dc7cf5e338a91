/** A field in place of a cell: Enter saves, Esc leaves it as it was. What was typed is saved as well when one goes elsewhere. */
import { useEffect, useRef, useState } from 'react';
import styles from './DataTable.module.css';

export interface CellEdit<Row> {
  /** Absent: of every row. */
  readonly isOffered?: (row: Row) => boolean;
  readonly text: (row: Row) => string;
  /** Saves, and tells what is wrong with it, or nothing. */
  readonly save: (row: Row, text: string) => Promise<string | null>;
}

export interface CellEditorProps {
  label: string;
  text: string;
  save: (text: string) => Promise<string | null>;
  /** Told when it is over; `byKey` where the cursor goes back to the list. */
  onEnd: (byKey: boolean) => void;
}

export function CellEditor({ label, text, save, onEnd }: CellEditorProps) {
  const [typed, setTyped] = useState(text);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const latest = useRef({ typed: text, isOver: false, save, onEnd });
  latest.current.save = save;
  latest.current.onEnd = onEnd;
  // A row that scrolls away, or a list that goes, takes nothing of what was typed with it.
  useEffect(() => {
    const { current } = latest;
    return () => {
      if (!current.isOver && current.typed !== text) void current.save(current.typed);
    };
  }, [text]);

  async function finish(byKey: boolean): Promise<void> {
    if (busy || latest.current.isOver) return;
    if (typed === text) return end(byKey);
    setBusy(true);
    const wrong = await latest.current.save(typed);
    setBusy(false);
    setProblem(wrong);
    if (wrong === null) end(byKey);
  }

  function end(byKey: boolean): void {
    latest.current.isOver = true;
    latest.current.onEnd(byKey);
  }

  return (
    <input
      className={styles.editor}
      aria-label={problem === null ? label : `${label}: ${problem}`}
      aria-invalid={problem !== null || undefined}
      title={problem ?? undefined}
      dir="auto"
      value={typed}
      readOnly={busy}
      ref={focusOnce}
      onClick={(event) => event.stopPropagation()}
      onDoubleClick={(event) => event.stopPropagation()}
      onChange={(event) => {
        latest.current.typed = event.currentTarget.value;
        setTyped(event.currentTarget.value);
        setProblem(null);
      }}
      onBlur={() => void finish(false)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === 'Enter') {
          event.preventDefault();
          void finish(true);
        } else if (event.key === 'Escape') {
          event.preventDefault();
          event.nativeEvent.stopPropagation();
          end(true);
        }
      }}
    />
  );
}

function focusOnce(element: HTMLInputElement | null): void {
  element?.focus();
  element?.select();
}
