/** An entry of the calendar that the pointer carries to another day or hour, and where it can be let go. By keyboard `M` puts one off (CalendarEntries). */
import { useRef, type ReactNode } from 'react';
import { IconRepeat } from '@tabler/icons-react';
import { isTextDropItem, useDrag, useDrop } from 'react-aria-components';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Calendar.module.css';

/** What is carried, and understood nowhere else. */
const ENTRY_TYPE = 'application/x-peyvand-calendar-entry';

export interface CarriedEntry extends Pick<CalendarEntry, 'recordId' | 'subject' | 'customerName' | 'at'> {
  /** The day from which it comes. */
  readonly from: IsoDate;
}

/** What is done has been on its day, what is ahead goes with its rule; a job's day is agreed to on the job. */
export const mayMoveEntry = ({ collection, state }: CalendarEntry): boolean =>
  collection === 'activities' && state !== 'done' && state !== 'ahead';

export function DraggedEntry({ entry, mayMove }: { entry: CalendarEntry; mayMove: boolean }) {
  const { t, formats } = useLocale();
  const isMovable = mayMove && mayMoveEntry(entry);
  const { dragProps, isDragging } = useDrag({
    isDisabled: !isMovable,
    // The pointer's alone: the entry itself takes no keys.
    hasDragButton: true,
    getAllowedDropOperations: () => ['move'],
    getItems: () => {
      const { recordId, subject, customerName, at, on } = entry;
      const carried: CarriedEntry = { recordId, subject, customerName, at, from: on };
      return [{ [ENTRY_TYPE]: JSON.stringify(carried), 'text/plain': customerName ?? subject }];
    },
  });
  return (
    <span
      {...(isMovable ? dragProps : {})}
      className={styles.entry}
      data-state={entry.state}
      data-movable={isMovable || undefined}
      data-dragging={isDragging || undefined}
    >
      {entry.at !== null && <span className={styles.entryTime}>{formats.time(entry.at)}</span>}
      {entry.series !== null && <IconRepeat size={12} stroke={1.75} role="img" aria-label={t('field.repeat')} />}
      <bdi>{entry.customerName ?? entry.subject}</bdi>
    </span>
  );
}

export interface EntryDropProps {
  className: string | undefined;
  /** Absent where nothing may be let go. */
  onDrop: ((entry: CarriedEntry) => void) | undefined;
  children: ReactNode;
}

export function EntryDrop({ className, onDrop, children }: EntryDropProps) {
  const ref = useRef<HTMLDivElement>(null);
  const { dropProps, isDropTarget } = useDrop({
    ref,
    isDisabled: onDrop === undefined,
    getDropOperation: (types) => (types.has(ENTRY_TYPE) ? 'move' : 'cancel'),
    onDrop: ({ items }) => {
      const carried = items.find((item) => isTextDropItem(item) && item.types.has(ENTRY_TYPE));
      if (carried && isTextDropItem(carried))
        void carried.getText(ENTRY_TYPE).then((text) => onDrop?.(JSON.parse(text) as CarriedEntry));
    },
  });
  return (
    <div {...dropProps} ref={ref} className={className} data-target={isDropTarget || undefined}>
      {children}
    </div>
  );
}
