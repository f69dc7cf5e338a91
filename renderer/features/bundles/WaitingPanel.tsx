/** What waits on this machine: own changes by number, others' by name and nothing else. */
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import styles from './Bundles.module.css';

export function WaitingPanel() {
  const { t } = useLocale();
  const waiting = useLive(useCore().bundles.waiting, undefined);
  if (waiting.error && !waiting.data) return <ErrorState error={waiting.error} onRetry={waiting.retry} />;
  if (!waiting.data) return null;
  const { own, others, delivered } = waiting.data;
  const nameOf = (name: string): string => (name === '' ? t('bundles.waiting.unknown') : name);
  return (
    <section className={styles.panel} aria-label={t('bundles.waiting.title')}>
      <h2 className={styles.heading}>{t('bundles.waiting.title')}</h2>
      <p className={styles.line}>{t('bundles.waiting.own', { count: own })}</p>
      {others.length === 0 ? (
        <p className={styles.dim}>{t('bundles.waiting.none')}</p>
      ) : (
        <ul className={styles.people} aria-label={t('bundles.waiting.others')}>
          {others.map(({ profileId, name, state }) => (
            <li key={profileId} className={styles.person}>
              <bdi className={styles.name}>{nameOf(name)}</bdi>
              <span className={state === 'waiting' ? styles.dim : styles.warn}>
                {t(`bundles.waiting.state.${state}`)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {delivered.length > 0 && (
        <p className={styles.good}>
          {t('bundles.waiting.delivered', {
            names: delivered.map(nameOf).join(t.language === 'fa' ? '، ' : ', '),
          })}
        </p>
      )}
    </section>
  );
}
