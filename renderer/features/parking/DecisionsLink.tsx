import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Parking.module.css';

/** Where a person reads what was decided about their held work; nothing while nothing was. */
export function DecisionsLink({ onLeave }: { onLeave: () => void }) {
  const { t } = useLocale();
  const { data } = useLive(useCore().parking.decisions, { offset: 0, limit: 1 });
  if (!data || data.total === 0) return null;
  return (
    <Link to="/parking" search={{ show: 'decisions' }} className={styles.link} onClick={onLeave}>
      {t('parking.link', { count: data.total })}
    </Link>
  );
}
