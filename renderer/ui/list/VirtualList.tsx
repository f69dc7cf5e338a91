/** A list of entries of uneven height inside a page that scrolls: only those on the screen exist, the others are asked for by index. */
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import styles from './VirtualList.module.css';

export interface VirtualListProps {
  /** Names the list for those who do not see it. */
  label: string;
  total: number;
  /** A likely height in pixels; the true one is measured. */
  estimate: number;
  renderEntry: (index: number) => ReactNode;
  /** Told which entries are on the screen. */
  onRange: (first: number, last: number) => void;
}

const OVERSCAN_ENTRIES = 6;

export function VirtualList({ label, total, estimate, renderEntry, onRange }: VirtualListProps) {
  const list = useRef<HTMLUListElement>(null);
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [offset, setOffset] = useState(0);

  // What stands above the list may grow after the first drawing.
  useLayoutEffect(() => {
    const found = scrollParentOf(list.current);
    setScroller(found);
    if (!found) return undefined;
    const measure = (): void => {
      if (!list.current) return;
      setOffset(list.current.getBoundingClientRect().top - found.getBoundingClientRect().top + found.scrollTop);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(found);
    if (found.firstElementChild) observer.observe(found.firstElementChild);
    return () => observer.disconnect();
  }, []);

  const virtualizer = useVirtualizer({
    count: total,
    getScrollElement: () => scroller,
    estimateSize: () => estimate,
    overscan: OVERSCAN_ENTRIES,
    scrollMargin: offset,
  });
  const items = virtualizer.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => onRange(first, last), [onRange, first, last]);

  return (
    <ul ref={list} aria-label={label} className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
      {items.map((item) => (
        <li
          key={item.key}
          ref={virtualizer.measureElement}
          data-index={item.index}
          className={styles.entry}
          aria-setsize={total}
          aria-posinset={item.index + 1}
          style={{ transform: `translateY(${item.start - offset}px)` }}
        >
          {renderEntry(item.index)}
        </li>
      ))}
    </ul>
  );
}

function scrollParentOf(element: HTMLElement | null): HTMLElement | null {
  for (let parent = element?.parentElement ?? null; parent; parent = parent.parentElement) {
    if (/auto|scroll/.test(getComputedStyle(parent).overflowY)) return parent;
  }
  return null;
}
