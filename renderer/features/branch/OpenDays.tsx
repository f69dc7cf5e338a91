/** Whose paper of which day was begun and not entered to the end: rows wait there until somebody comes back to them. */
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './Paper.module.css';

interface Props {
  /** What is open on the screen already. */
  except?: { personId: string; on: string };
}

export function OpenDays({ except }: Props) {
  const { t } = useLocale();
  const { data: days = [] } = useLive(useCore().branch.open, undefined);
  const others = days.filter(({ personId, on }) => personId !== except?.personId || on !== except.on);
  if (others.length === 0) return null;
  return (
    <nav className={styles.open} aria-label={t('slips.openDays')}>
      <span className={styles.dim}>{t('slips.openDays')}</span>
      <ul>
        {others.map(({ personId, personName, on, rows }) => (
          <li key={`${personId} ${on}`}>
            <Link to="/branch/paper" search={{ person: personId, on }} className={styles.openDay}>
              <bdi>{personName}</bdi> <DateText value={on} />
            </Link>{' '}
            <span className={styles.dim}>{t('slips.openRows', { count: rows })}</span>
          </li>
        ))}
      </ul>
    </nav>
  );
}
