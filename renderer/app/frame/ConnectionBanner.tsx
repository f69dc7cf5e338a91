import { useConnectionState } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useDelay } from '../../ui/state/States.tsx';
import styles from './ConnectionBanner.module.css';

/** Only when the window has lost the core on its own machine. Being offline is normal and says nothing here. */
export function ConnectionBanner() {
  const state = useConnectionState();
  return state === 'connected' ? null : <Banner />;
}

function Banner() {
  const { t } = useLocale();
  const visible = useDelay(600);
  if (!visible) return null;
  return (
    <p className={styles.banner} role="status">
      {t('connection.lost')}
    </p>
  );
}
