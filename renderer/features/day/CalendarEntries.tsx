/** What stands on one day of the calendar, in order of time. */
import { IconCalendarOff, IconCalendarShare, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { ActionIcon, Tooltip } from '@mantine/core';
import { addDays, type IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { kindIcon } from '../records/kindLooks.ts';
import styles from './Calendar.module.css';
import { mayMoveEntry } from './DraggedEntry.tsx';
import { useMoveEntry } from './useMoveEntry.ts';

const TONES: Readonly<Record<CalendarEntry['state'], Tone>> = {
  planned: 'info',
  overdue: 'warn',
  done: 'good',
  ahead: 'neutral',
};

export interface CalendarEntriesProps {
  entries: readonly CalendarEntry[];
  on: IsoDate;
  /** Of others one looks at the days alone. */
  of: string | undefined;
}

export function CalendarEntries({ entries, on, of }: CalendarEntriesProps) {
  const { t } = useLocale();
  const move = useMoveEntry();
  const mayWrite = useMay('activities.write') && of === undefined;
  /** An agreed hour stays the hour, on the day after. */
  const putOff = (entry: CalendarEntry): void => move({ ...entry, from: on }, addDays(on, 1));

  if (entries.length === 0)
    return (
      <EmptyState
        icon={<IconCalendarOff size={24} stroke={1.5} />}
        title={t('calendar.empty')}
        text={t('calendar.emptyText')}
        action={
          <ButtonLink variant="default" to="/today" search={{ on, ...(of === undefined ? {} : { of }) }}>
            {t('calendar.openDay')}
          </ButtonLink>
        }
      />
    );
  return (
    <>
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <li
            key={entry.id}
            className={styles.item}
            onKeyDown={(event) => {
              const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
              if (!mayWrite || !mayMoveEntry(entry) || !isPlain || event.code !== 'KeyM') return;
              event.preventDefault();
              event.stopPropagation();
              putOff(entry);
            }}
          >
            <Entry entry={entry} />
            {mayWrite && mayMoveEntry(entry) && (
              <Tooltip label={t('calendar.putOffHint')}>
                <ActionIcon
                  aria-label={t('calendar.putOff', { name: entry.customerName ?? entry.subject })}
                  onClick={() => putOff(entry)}
                >
                  <IconCalendarShare size={15} stroke={1.75} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      <ButtonLink variant="subtle" size="compact-sm" to="/today" search={{ on, ...(of === undefined ? {} : { of }) }}>
        {t('calendar.openDay')}
      </ButtonLink>
    </>
  );
}

function Entry({ entry }: { entry: CalendarEntry }) {
  const { t, formats } = useLocale();
  const isJob = entry.collection === 'serviceRequests';
  const KindIcon = isJob ? IconTool : kindIcon(entry.kind);
  const words = (
    <>
      <KindIcon size={16} stroke={1.6} role="img" aria-label={t.maybe(`kind.${entry.kind}`) ?? entry.kind} />
      <span className={styles.words}>
        <NameText>{entry.customerName ?? entry.subject}</NameText>
        <span className={styles.dim}>
          {[entry.at === null ? t('calendar.anyTime') : formats.time(entry.at), entry.customerName && entry.subject]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </span>
      <StateBadge tone={TONES[entry.state]}>{valueLabel(t, 'activities', 'state', entry.state)}</StateBadge>
    </>
  );
  if (isJob) return <span className={styles.row}>{words}</span>;
  return (
    <Link to="/activities/$id" params={{ id: entry.recordId }} className={styles.row}>
      {words}
    </Link>
  );
}
