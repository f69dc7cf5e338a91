import { Progress } from '@mantine/core';
import { useSession } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { useSyncState } from '../sync/useSyncState.ts';
import styles from './FirstSyncStrip.module.css';

/** While a machine gets its first data: how far it is, above a page that can be used already. */
export function FirstSyncStrip() {
  const { firstSyncDone } = useSession();
  return firstSyncDone ? null : <Strip />;
}

function Strip() {
  const { t } = useLocale();
  const { data: sync } = useSyncState();
  const progress = sync?.progress ?? null;
  const isWaiting = sync?.connection === 'offline' || sync?.connection === 'refused';
  return (
    <section className={styles.strip} aria-label={t('session.firstSync.title')}>
      <div className={styles.words}>
        <strong>{t('session.firstSync.title')}</strong>
        <span className={styles.dim}>{t(isWaiting ? 'session.firstSync.waiting' : 'session.firstSync.text')}</span>
        {progress && <span className={styles.count}>{t('session.firstSync.progress', progress)}</span>}
      </div>
      <Progress
        value={progress && progress.expected > 0 ? (progress.done / progress.expected) * 100 : 0}
        size={4}
        radius={2}
        transitionDuration={120}
        aria-label={t('session.firstSync.title')}
      />
    </section>
  );
}
