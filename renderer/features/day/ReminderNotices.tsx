/** Reminds, wherever in the window one is, of what one wanted to be reminded of: quietly, once each, with the way there. */
import { useEffect, useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import type { Instant } from '../../../shared/base/clock.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useDraft } from '../../data/useDraft.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';
import { useNow } from '../../ui/text/Text.tsx';

/** How often it looks at the clock. */
const LOOKS_MILLISECONDS = 10_000;
/** Reminders that came while nobody was at work, all at once, would be noise: they stand in the day's list. */
const TOLD_AT_ONCE = 3;

/** Shows nothing itself. What was told is remembered on this machine; a reminder that is put off is told again. */
export function ReminderNotices() {
  const { t, formats } = useLocale();
  const navigate = useNavigate();
  const now = useNow(LOOKS_MILLISECONDS);
  const { data } = useLive(useCore().day.reminders, undefined);
  const told = useDraft<{ through: Instant }>('day/reminded', { through: '' });
  const telling = useRef('');
  useEffect(() => {
    if (!data || !told.value) return;
    const through = told.value.through > telling.current ? told.value.through : telling.current;
    const due = data.filter(({ remindAt }) => remindAt <= now && remindAt > through);
    const last = due.at(-1);
    if (!last) return;
    telling.current = last.remindAt;
    told.keepNow({ through: last.remindAt });
    for (const { id, subject, customerName, remindAt } of due.slice(-TOLD_AT_ONCE))
      notify(
        t('day.reminder', {
          time: formats.time(remindAt),
          subject: customerName === null ? subject : `${subject}${t('day.comma')}${customerName}`,
        }),
        { label: t('day.reminder.open'), run: () => void navigate({ to: '/activities/$id', params: { id } }) },
      );
  }, [data, now, told, navigate, t, formats]);
  return null;
}
