/** One day by its hours: what stands at each, and where an entry is let go to be at that hour. What has no hour stands above. */
import { instantFromMilliseconds, type Instant, type IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { dayBounds } from '../../../shared/sync/receipt.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Calendar.module.css';
import { DraggedEntry, EntryDrop } from './DraggedEntry.tsx';
import type { MoveEntry } from './useMoveEntry.ts';

const HOUR = 3_600_000;
/** Always there; earlier and later ones where something stands at them. */
const FIRST_HOUR = 7;
const LAST_HOUR = 19;

export interface DayHoursProps {
  entries: readonly CalendarEntry[];
  on: IsoDate;
  onMove: MoveEntry | undefined;
}

export function DayHours({ entries, on, onMove }: DayHoursProps) {
  const { t, formats, timeZone } = useLocale();
  const start = Date.parse(dayBounds(on, timeZone).from);
  const byHour = Map.groupBy(entries, ({ at }) => (at === null ? null : Math.floor((Date.parse(at) - start) / HOUR)));
  const hours = [...byHour.keys()].filter((hour) => hour !== null);
  const first = Math.min(FIRST_HOUR, ...hours);
  const last = Math.max(LAST_HOUR, ...hours);
  const anyTime = byHour.get(null) ?? [];
  const atHour = (hour: number): Instant => instantFromMilliseconds(start + hour * HOUR);
  return (
    <ul className={styles.hours} aria-label={t('calendar.hours')}>
      {anyTime.length > 0 && (
        <li className={styles.hour}>
          <span className={styles.hourName}>{t('calendar.anyTime')}</span>
          <HourEntries entries={anyTime} mayMove={onMove !== undefined} />
        </li>
      )}
      {Array.from({ length: last - first + 1 }, (_, index) => first + index).map((hour) => (
        <li key={hour} data-hour={hour}>
          <EntryDrop className={styles.hour} onDrop={onMove && ((entry) => onMove(entry, on, atHour(hour)))}>
            <time className={styles.hourName} dateTime={atHour(hour)}>
              {formats.time(atHour(hour))}
            </time>
            <HourEntries entries={byHour.get(hour) ?? []} mayMove={onMove !== undefined} />
          </EntryDrop>
        </li>
      ))}
    </ul>
  );
}

function HourEntries({ entries, mayMove }: { entries: readonly CalendarEntry[]; mayMove: boolean }) {
  return (
    <div className={styles.hourEntries}>
      {entries.map((entry) => (
        <DraggedEntry key={entry.id} entry={entry} mayMove={mayMove} />
      ))}
    </div>
  );
}
