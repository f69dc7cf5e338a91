import { Button } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './CrashScreen.module.css';

export function CrashScreen({ details }: { details: string }) {
  const { t } = useLocale();
  return (
    <main className={styles.screen} role="alert">
      <h1 className={styles.title}>{t('crash.title')}</h1>
      <p className={styles.text}>{t('crash.text')}</p>
      <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
      <details className={styles.details}>
        <summary>{t('crash.details')}</summary>
        <pre dir="ltr" lang="en">
          {details}
        </pre>
      </details>
    </main>
  );
}
