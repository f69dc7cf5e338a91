/** What stands on one day of the calendar, in order of time. */
import { IconCalendarOff, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { kindIcon } from '../records/kindLooks.ts';
import styles from './Calendar.module.css';

const TONES: Readonly<Record<CalendarEntry['state'], Tone>> = { planned: 'info', overdue: 'warn', done: 'good' };

export function CalendarEntries({ entries, on }: { entries: readonly CalendarEntry[]; on: IsoDate }) {
  const { t } = useLocale();
  if (entries.length === 0)
    return (
      <EmptyState
        icon={<IconCalendarOff size={24} stroke={1.5} />}
        title={t('calendar.empty')}
        text={t('calendar.emptyText')}
        action={
          <ButtonLink variant="default" to="/today" search={{ on }}>
            {t('calendar.openDay')}
          </ButtonLink>
        }
      />
    );
  return (
    <>
      <ul className={styles.entries}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Entry entry={entry} />
          </li>
        ))}
      </ul>
      <ButtonLink variant="subtle" size="compact-sm" to="/today" search={{ on }}>
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
    <Link to="/activities/$id" params={{ id: entry.id }} className={styles.row}>
      {words}
    </Link>
  );
}
