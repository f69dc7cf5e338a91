/** The edge of a header, drawn by the mouse; a double click gives the width back to the list. The menu of columns does the same by keyboard. */
import { useRef, useState, type PointerEvent } from 'react';
import { widthWithin } from './columnLayout.ts';
import styles from './DataTable.module.css';

export interface ColumnEdgeProps {
  id: string;
  /** While it is drawn; null when it goes back to where it was. */
  onDrag: (dragged: { readonly id: string; readonly width: number } | null) => void;
  onWiden: (id: string, width: number | null) => void;
}

interface Drag {
  readonly from: number;
  readonly width: number;
  /** -1 where lines run from right to left. */
  readonly way: 1 | -1;
}

export function ColumnEdge({ id, onDrag, onWiden }: ColumnEdgeProps) {
  const drag = useRef<Drag | null>(null);
  const [isDragged, setDragged] = useState(false);
  const widthAt = ({ from, width, way }: Drag, event: PointerEvent): number =>
    widthWithin(width + (event.clientX - from) * way);

  function begin(event: PointerEvent<HTMLSpanElement>): void {
    const header = event.currentTarget.parentElement;
    if (event.button !== 0 || !header) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    const way = getComputedStyle(header).direction === 'rtl' ? -1 : 1;
    drag.current = { from: event.clientX, width: header.getBoundingClientRect().width, way };
    setDragged(true);
  }
  function end(event: PointerEvent<HTMLSpanElement>, isKept: boolean): void {
    const begun = drag.current;
    if (!begun) return;
    drag.current = null;
    setDragged(false);
    // What is kept stands as it was drawn until the list has it so.
    if (isKept && event.clientX !== begun.from) onWiden(id, widthAt(begun, event));
    else onDrag(null);
  }
  return (
    <span
      className={styles.edge}
      data-dragged={isDragged || undefined}
      data-edge={id}
      aria-hidden
      onPointerDown={begin}
      onPointerMove={(event) => drag.current && onDrag({ id, width: widthAt(drag.current, event) })}
      onPointerUp={(event) => end(event, true)}
      onPointerCancel={(event) => end(event, false)}
      onDoubleClick={() => onWiden(id, null)}
    />
  );
}
