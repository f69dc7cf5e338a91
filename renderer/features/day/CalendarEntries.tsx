/** What stands on one day of the calendar, in order of time. */
import { IconCalendarOff, IconCalendarShare, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { ActionIcon, Tooltip } from '@mantine/core';
import { addDays, type IsoDate } from '../../../shared/base/clock.ts';
import type { CalendarEntry } from '../../../shared/contract/day.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { EmptyState } from '../../ui/state/States.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { NameText } from '../../ui/text/Text.tsx';
import { ButtonLink } from '../records/links.tsx';
import { kindIcon } from '../records/kindLooks.ts';
import styles from './Calendar.module.css';

const TONES: Readonly<Record<CalendarEntry['state'], Tone>> = {
  planned: 'info',
  overdue: 'warn',
  done: 'good',
  ahead: 'neutral',
};

export function CalendarEntries({ entries, on }: { entries: readonly CalendarEntry[]; on: IsoDate }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const mayWrite = useMay('activities.write');
  /** One at a time: a key that is held down does a thing once. */
  const isBusy = useRef(false);

  /** An agreed hour stays the hour, on the day after. */
  async function putOff({ id, subject, customerName }: CalendarEntry): Promise<void> {
    if (isBusy.current) return;
    isBusy.current = true;
    const to = addDays(on, 1);
    const moved = await attempt(core.day.move, { visit: { activityId: id }, to, subject });
    isBusy.current = false;
    if (!moved.ok) return notifyFailure(errorToWords(t, moved.error));
    notify(t('day.moved', { name: customerName ?? subject, date: formats.date(to) }), {
      label: t('action.undo'),
      run: () =>
        void attempt(core.day.move, { visit: { activityId: id }, to: on, subject }).then((movedBack) =>
          movedBack.ok
            ? notify(t('day.moved', { name: customerName ?? subject, date: formats.date(on) }))
            : notifyFailure(errorToWords(t, movedBack.error)),
        ),
    });
  }

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
          <li
            key={entry.id}
            className={styles.item}
            onKeyDown={(event) => {
              const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.repeat;
              if (!mayWrite || !mayPutOff(entry) || !isPlain || event.code !== 'KeyM') return;
              event.preventDefault();
              event.stopPropagation();
              void putOff(entry);
            }}
          >
            <Entry entry={entry} />
            {mayWrite && mayPutOff(entry) && (
              <Tooltip label={t('calendar.putOffHint')}>
                <ActionIcon
                  aria-label={t('calendar.putOff', { name: entry.customerName ?? entry.subject })}
                  onClick={() => void putOff(entry)}
                >
                  <IconCalendarShare size={15} stroke={1.75} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
          </li>
        ))}
      </ul>
      <ButtonLink variant="subtle" size="compact-sm" to="/today" search={{ on }}>
        {t('calendar.openDay')}
      </ButtonLink>
    </>
  );
}

/** What is done has been on its day, what is ahead goes with its rule; a job's day is agreed to on the job. */
export const mayPutOff = ({ collection, state }: CalendarEntry): boolean =>
  collection === 'activities' && state !== 'done' && state !== 'ahead';

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
