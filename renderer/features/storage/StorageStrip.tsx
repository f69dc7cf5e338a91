import { Button } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './StorageStrip.module.css';

/** Above every page, while the last check of the data file found something. */
export function StorageStrip() {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const { data: overview } = useLive(core.storage.overview, undefined);
  if (overview?.check?.ok !== false) return null;
  return (
    <section className={styles.strip} role="alert" aria-label={t('storage.section')}>
      <span>{t('storage.strip')}</span>
      <Button variant="default" size="compact-xs" onClick={() => void navigate({ to: '/settings' })}>
        {t('storage.strip.open')}
      </Button>
    </section>
  );
}
