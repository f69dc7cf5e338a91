/**
 * Tells, wherever in the window one is, what is to be told now: once each, with the way there. The core keeps the clock and gives each notice to the first
 * that takes it. While nobody looks at the window the system tells: in the desktop program its shell, in a browser the browser, where it is allowed to.
 */
import { useEffect, useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { Notice } from '../../../shared/contract/day.ts';
import { outsideNotices } from '../../../shared/locale/noticeWords.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { attempt } from '../../data/useCommand.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { tellBySystem } from './systemNotices.ts';
import { useIsWatched } from './useIsWatched.ts';

/** Many at once would be noise: the last are told, and how many more there are. */
const TOLD_AT_ONCE = 3;

/** Shows nothing itself. */
export function TellNotices() {
  const { t, formats } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const isWatched = useIsWatched();
  const { data } = useLive(core.day.notices, { inWords: true });
  const taking = useRef(new Set<string>());

  useEffect(() => {
    const waiting = data?.filter(({ key }) => !taking.current.has(key)) ?? [];
    if (waiting.length === 0) return;
    const tell = isWatched ? tellHere : tellOutside();
    if (tell === null) return;
    const keys = waiting.map(({ key }) => key);
    for (const key of keys) taking.current.add(key);
    void attempt(core.day.tell, { keys }).then((taken) => {
      for (const key of keys) taking.current.delete(key);
      const ours = taken.ok ? new Set(taken.value.keys) : new Set();
      const due = waiting.filter(({ key }) => ours.has(key));
      if (due.length > 0) tell(due);
    });

    function tellHere(due: readonly Notice[]): void {
      const more = due.length - TOLD_AT_ONCE;
      if (more > 0)
        notify(t('day.reminder.more', { count: more }), {
          label: t('day.reminder.open'),
          run: () => void navigate({ to: '/today' }),
        });
      for (const notice of due.slice(-TOLD_AT_ONCE))
        notify(wordsOf(notice), { label: t('day.reminder.open'), run: () => open(notice) });
    }

    /** Without words: what the system shows it keeps, in files of its own. */
    function tellOutside(): ((due: readonly Notice[]) => void) | null {
      const show = tellBySystem();
      if (show === null) return null;
      return (due) => {
        for (const notice of outsideNotices(due, { t, formats })) {
          const [only] = notice.due;
          show({
            title: notice.title,
            text: notice.text,
            onClick: () => (only && notice.due.length === 1 ? open(only) : void navigate({ to: '/today' })),
          });
        }
      };
    }

    function wordsOf({ at, dueAt, words }: Notice): string {
      const { subject = '', customerName = null } = words ?? {};
      const what = customerName === null ? subject : `${subject}${t('day.comma')}${customerName}`;
      return dueAt === undefined
        ? t('day.reminder', { time: formats.time(at), subject: what })
        : t('service.promise.notice', { time: formats.dateTime(dueAt), subject: what });
    }

    function open({ collection, id }: Notice): void {
      if (collection === 'activities') void navigate({ to: '/activities/$id', params: { id } });
      else void navigate({ to: '/service/$id', params: { id } });
    }
  }, [core, data, formats, isWatched, navigate, t]);
  return null;
}
