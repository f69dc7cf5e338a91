import { Button, Progress } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import styles from './RunPanel.module.css';
import type { ImportRun } from './useImport.ts';

/** The import under way, and what is left to do when it was cancelled or failed. */
export function RunPanel({ run, onAgain, onBack }: { run: ImportRun; onAgain: () => void; onBack: () => void }) {
  const { t, formats } = useLocale();
  const { state } = run;
  const buttons = (
    <>
      <Button onClick={onAgain}>{t('imports.again')}</Button>
      <Button variant="default" onClick={onBack}>
        {t('action.back')}
      </Button>
    </>
  );
  if (state.phase === 'cancelled') {
    return <EmptyState title={t('imports.cancelled.title')} text={t('imports.cancelled.text')} action={buttons} />;
  }
  if (state.phase === 'failed') return <ErrorState error={state.error} action={buttons} />;
  if (state.phase !== 'running') return null;
  const { progress } = state;
  const share = progress && progress.expected > 0 ? (progress.done / progress.expected) * 100 : 0;
  return (
    <div className={styles.run} role="status">
      <p className={styles.stage}>{t(`imports.stage.${progress?.stage ?? 'reading'}`)}</p>
      <Progress value={share} size={6} transitionDuration={120} aria-label={t('imports.progress')} />
      <div className={styles.foot}>
        <span className={styles.dim}>
          {progress &&
            progress.expected > 0 &&
            t('imports.doneOf', { done: formats.number(progress.done), expected: formats.number(progress.expected) })}
        </span>
        <Button variant="default" onClick={run.cancel}>
          {t('imports.cancel')}
        </Button>
      </div>
    </div>
  );
}
