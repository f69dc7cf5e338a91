import { useConnectionState } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDelay } from '../../ui/state/States.tsx';
import styles from './Opening.module.css';

/** Nothing for a moment; then the name, and a word when the core is not there. */
export function Opening() {
  const { t } = useLocale();
  const connection = useConnectionState();
  const visible = useDelay(400);
  return (
    <main className={styles.opening} aria-busy="true">
      {visible && (
        <p className={styles.text} role="status">
          {connection === 'lost' ? t('connection.lost') : t('connection.starting')}
        </p>
      )}
    </main>
  );
}
