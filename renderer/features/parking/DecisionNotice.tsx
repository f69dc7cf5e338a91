/** Tells a person, wherever they are in the window, that somebody decided about work of theirs that was held: nothing vanishes unexplained. */
import { useEffect, useRef } from 'react';
import { useNavigate } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useDraft } from '../../data/useDraft.ts';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { notify } from '../../ui/state/notify.tsx';

/** Looked at when something new is told: older ones than these stand in the list. */
const NEWEST = 20;

/** Shows nothing itself. What was told is remembered on this machine, so that each decision is told once here. */
export function DecisionNotice() {
  const { t } = useLocale();
  const navigate = useNavigate();
  const { data } = useLive(useCore().parking.decisions, { offset: 0, limit: NEWEST });
  const told = useDraft<{ through: string }>('parking/told', { through: '' });
  const telling = useRef('');
  useEffect(() => {
    const newest = data?.rows[0];
    if (!newest || !told.value) return;
    const through = told.value.through > telling.current ? told.value.through : telling.current;
    const fresh = data.rows.filter(({ decidedAt }) => decidedAt > through);
    if (fresh.length === 0) return;
    telling.current = newest.decidedAt;
    told.keepNow({ through: newest.decidedAt });
    notify(t('parking.notice', { count: fresh.length, name: newest.decidedByName }), {
      label: t('parking.notice.show'),
      run: () => void navigate({ to: '/parking', search: { show: 'decisions' } }),
    });
  }, [data, told, navigate, t]);
  return null;
}
