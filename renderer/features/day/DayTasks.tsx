/** What else is to do on a day: tasks and calls to tick off, jobs that were given to the person. */
import { useState } from 'react';
import { Button, Checkbox } from '@mantine/core';
import { IconBellRinging, IconTool } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { instantFromMilliseconds } from '../../../shared/base/clock.ts';
import type { DayJob, DayTask } from '../../../shared/contract/day.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notify, notifyFailure } from '../../ui/state/notify.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText, NameText } from '../../ui/text/Text.tsx';
import { askForSystemNotices, systemNoticesStanding } from '../notices/systemNotices.ts';
import { kindIcon } from '../records/kindLooks.ts';
import styles from './Day.module.css';

export function DayTasks({ tasks, mayWrite }: { tasks: readonly DayTask[]; mayWrite: boolean }) {
  const { t, formats } = useLocale();
  const core = useCore();

  /** @param doneAt when it was done, of one that is taken back: what others saw of it meanwhile is known by that. */
  async function setDone(task: DayTask, doneAt: string | null): Promise<void> {
    const now = instantFromMilliseconds(Date.now());
    const result = await attempt(core.activities.edit, {
      id: task.id,
      changes: [
        doneAt === null
          ? { do: 'set', path: 'happenedAt', value: now }
          : { do: 'unset', path: 'happenedAt', seen: doneAt },
      ],
    });
    if (!result.ok) return notifyFailure(errorToWords(t, result.error));
    if (doneAt === null)
      notify(t('day.task.done', { subject: task.subject }), {
        label: t('action.undo'),
        run: () => void setDone(task, now),
      });
  }

  return (
    <section className={styles.section} aria-labelledby="day-tasks">
      <h2 id="day-tasks" className={styles.heading}>
        {t('day.tasks')}
      </h2>
      {tasks.length === 0 && <p className={styles.dim}>{t('day.tasks.none')}</p>}
      {tasks.some(({ remindAt, isDone }) => remindAt !== null && !isDone) && <AskForReminders />}
      <ul className={styles.tasks}>
        {tasks.map((task) => {
          const KindIcon = kindIcon(task.kind);
          return (
            <li key={task.id} className={styles.task} data-done={task.isDone || undefined}>
              <Checkbox
                checked={task.isDone}
                disabled={!mayWrite}
                aria-label={t('day.task.tick', { subject: task.subject })}
                onChange={(event) => void setDone(task, event.currentTarget.checked ? null : task.at)}
              />
              <KindIcon size={15} stroke={1.6} role="img" aria-label={t.maybe(`kind.${task.kind}`) ?? task.kind} />
              <Link to="/activities/$id" params={{ id: task.id }} className={styles.taskName}>
                <NameText>
                  {task.customerName === null ? task.subject : `${task.subject}${t('day.comma')}${task.customerName}`}
                </NameText>
              </Link>
              {task.priority === 'high' && (
                <StateBadge tone="bad">{valueLabel(t, 'activities', 'priority', task.priority)}</StateBadge>
              )}
              {task.remindAt !== null && !task.isDone && (
                <span className={styles.dim}>
                  <IconBellRinging size={13} stroke={1.6} role="img" aria-label={t('field.remindAt')} />{' '}
                  {formats.time(task.remindAt)}
                </span>
              )}
              <span className={styles.dim}>
                {task.dueOn === null ? !task.anyTime && formats.time(task.at) : <DateText value={task.dueOn} figures />}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** In a browser its person is asked, once, where there is something to be reminded of. */
function AskForReminders() {
  const { t } = useLocale();
  const [standing, setStanding] = useState(systemNoticesStanding);
  if (standing !== 'default') return null;
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      leftSection={<IconBellRinging size={14} stroke={1.75} aria-hidden />}
      onClick={() => {
        void askForSystemNotices().then((answer) => {
          setStanding(answer);
          if (answer === 'denied') notify(t('day.reminder.refused'));
        });
      }}
    >
      {t('day.reminder.ask')}
    </Button>
  );
}

export function DayJobs({ jobs }: { jobs: readonly DayJob[] }) {
  const { t } = useLocale();
  if (jobs.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="day-jobs">
      <h2 id="day-jobs" className={styles.heading}>
        {t('day.jobs')}
      </h2>
      <ul className={styles.tasks}>
        {jobs.map((job) => (
          <li key={job.id} className={styles.task}>
            <IconTool size={15} stroke={1.6} aria-hidden />
            <span className={styles.taskName}>
              <NameText>
                {job.customerName === null ? job.subject : `${job.subject}${t('day.comma')}${job.customerName}`}
              </NameText>
            </span>
            <StateBadge tone={job.state === 'inProgress' ? 'good' : 'info'}>
              {valueLabel(t, 'serviceRequests', 'state', job.state)}
            </StateBadge>
            {job.plannedOn !== null && (
              <span className={styles.dim}>
                <DateText value={job.plannedOn} figures />
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
