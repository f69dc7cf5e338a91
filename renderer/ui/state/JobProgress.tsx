import { Button, Progress } from '@mantine/core';
import { useLocale } from '../locale/LocaleProvider.tsx';
import styles from './JobProgress.module.css';

export interface JobProgressProps {
  /** What the job is, for those who do not see the bar. */
  label: string;
  /** What it does just now. */
  step: string;
  /** null, or nothing expected: nobody can tell yet. */
  progress: { readonly done: number; readonly expected: number } | null;
  cancelLabel: string;
  onCancel: () => void;
}

/** A long job under way: what it does, how much of how much, and a button that ends it. */
export function JobProgress({ label, step, progress, cancelLabel, onCancel }: JobProgressProps) {
  const { t, formats } = useLocale();
  const isKnown = progress !== null && progress.expected > 0;
  return (
    <div className={styles.job} role="status">
      <p className={styles.step}>{step}</p>
      <Progress
        value={isKnown ? Math.round((progress.done / progress.expected) * 100) : 0}
        size={6}
        transitionDuration={120}
        aria-label={label}
      />
      <div className={styles.foot}>
        <span className={styles.count}>
          {isKnown &&
            t('state.doneOf', { done: formats.number(progress.done), expected: formats.number(progress.expected) })}
        </span>
        <Button variant="default" onClick={onCancel}>
          {cancelLabel}
        </Button>
      </div>
    </div>
  );
}
