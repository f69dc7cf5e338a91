import { useEffect, type ReactNode } from 'react';
import { SegmentedControl } from '@mantine/core';
import { usePreferences } from '../../data/preferences.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Mark } from './Mark.tsx';
import styles from './SessionPanel.module.css';

/** The one panel of the screens before work begins. The language can be changed here: nobody should have to read the other one. */
export interface SessionPanelProps {
  title: string;
  text?: string;
  children: ReactNode;
  below?: ReactNode;
  /** Beside the panel where there is room. */
  aside?: ReactNode;
}

export function SessionPanel({ title, text, children, below, aside }: SessionPanelProps) {
  const { t } = useLocale();
  const { preferences, change } = usePreferences();
  useEffect(() => {
    document.title = `${title} · ${t('app.name')}`;
  }, [title, t]);
  return (
    <div className={styles.screen}>
      <main className={styles.column}>
        <header className={styles.brand}>
          <Mark />
          <span>{t('app.name')}</span>
          <SegmentedControl
            className={styles.language ?? ''}
            size="xs"
            aria-label={t('settings.language')}
            value={preferences.language}
            onChange={(language) => change({ language: language === 'en' ? 'en' : 'fa' })}
            data={[
              { value: 'fa', label: <span lang="fa">فارسی</span> },
              { value: 'en', label: <span lang="en">English</span> },
            ]}
          />
        </header>
        <div className={styles.start}>
          <section className={styles.panel}>
            <h1 className={styles.title}>{title}</h1>
            {text !== undefined && <p className={styles.text}>{text}</p>}
            {children}
          </section>
          {below}
        </div>
        {aside}
      </main>
    </div>
  );
}
