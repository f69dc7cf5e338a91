import { Button } from '@mantine/core';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { JobProgress } from '../../ui/state/JobProgress.tsx';
import { EmptyState, ErrorState } from '../../ui/state/States.tsx';
import styles from './RunPanel.module.css';
import type { ImportRun } from './useImport.ts';

/** The import under way, and what is left to do when it was cancelled or failed. */
export function RunPanel({ run, onAgain, onBack }: { run: ImportRun; onAgain: () => void; onBack: () => void }) {
  const { t } = useLocale();
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
  return (
    <div className={styles.run}>
      <JobProgress
        label={t('imports.progress')}
        step={t(`imports.stage.${progress?.stage ?? 'reading'}`)}
        progress={progress}
        cancelLabel={t('imports.cancel')}
        onCancel={run.cancel}
      />
    </div>
  );
}
