/** What a page shows when there is nothing, when something failed, and while it waits. */
import { useEffect, useState, type ReactNode } from 'react';
import { Button } from '@mantine/core';
import type { PeyvandError } from '../../../shared/base/errors.ts';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { Kbd } from '../text/Kbd.tsx';
import { errorToWords } from './errorWords.ts';
import styles from './States.module.css';

/** Teaches in one sentence and offers the first act, with the key that does the same. `icon` is a 24 px outline icon. */
export function EmptyState({
  icon,
  title,
  text,
  action,
  actKey,
}: {
  icon?: ReactNode;
  title: string;
  text?: string;
  action?: ReactNode;
  /** Of the page: what `action` does, by one key. */
  actKey?: string | undefined;
}) {
  const { t } = useLocale();
  return (
    <div className={styles.state}>
      {icon !== undefined && (
        <span className={styles.icon} aria-hidden>
          {icon}
        </span>
      )}
      <h2 className={styles.title}>{title}</h2>
      {text !== undefined && <p className={styles.text}>{text}</p>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
      {actKey !== undefined && (
        <p className={styles.text}>
          {t('empty.orPress')} <Kbd keys={[actKey]} />
        </p>
      )}
    </div>
  );
}

/** What happened, what is safe, what to do; with a way to try again where that makes sense. */
export function ErrorState({
  error,
  onRetry,
  action,
}: {
  error: PeyvandError;
  onRetry?: () => void;
  action?: ReactNode;
}) {
  const { t } = useLocale();
  const words = errorToWords(t, error);
  return (
    <div className={styles.state} role="alert">
      <h2 className={styles.title}>{words.title}</h2>
      <p className={styles.text}>{words.help}</p>
      <div className={styles.action}>
        {onRetry && (
          <Button variant="default" onClick={onRetry}>
            {t('action.retry')}
          </Button>
        )}
        {action}
      </div>
    </div>
  );
}

/** An error beside what failed, in a form or a panel. */
export function ErrorNote({ error }: { error: PeyvandError | null }) {
  const { t } = useLocale();
  if (!error) return null;
  const words = errorToWords(t, error);
  return (
    <div className={styles.note} role="alert">
      <strong>{words.title}</strong>
      <span>{words.help}</span>
    </div>
  );
}

/** True once this has been on the screen for so long. Nothing flickers for what comes at once. */
export function useDelay(milliseconds = 150): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setPassed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return passed;
}

/** A grey bar of the shape of what will come; nothing in the first 150 ms. */
export function Skeleton({ width, height = 12 }: { width: number | string; height?: number }) {
  const visible = useDelay();
  return <span className={styles.skeleton} data-visible={visible || undefined} style={{ width, height }} aria-hidden />;
}

/** The shape of a record page: a title and rows of label and value. */
export function RecordSkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useLocale();
  return (
    <div className={styles.record} aria-busy="true" aria-label={t('loading.label')} role="status">
      <Skeleton width="45%" height={18} />
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles.recordRow}>
          <Skeleton width={80} />
          <Skeleton width={`${30 + ((index * 17) % 40)}%`} />
        </div>
      ))}
    </div>
  );
}
