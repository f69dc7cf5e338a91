import { Button, Progress } from '@mantine/core';
import type { BundleProgress } from '../../../shared/contract/bundles.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Bundles.module.css';

/** A bundle that is being written or taken in; it can be cancelled at any moment. */
export function JobProgress({ progress, onCancel }: { progress: BundleProgress | null; onCancel: () => void }) {
  const { t, formats } = useLocale();
  const share = progress && progress.expected > 0 ? (progress.done / progress.expected) * 100 : 0;
  return (
    <div className={styles.job} role="status">
      <p className={styles.line}>{t(`bundles.step.${progress?.step ?? 'reading'}`)}</p>
      <Progress value={share} size={6} transitionDuration={120} aria-label={t('bundles.progress')} />
      <div className={styles.foot}>
        <span className={styles.dim}>
          {progress &&
            progress.expected > 0 &&
            t('imports.doneOf', { done: formats.number(progress.done), expected: formats.number(progress.expected) })}
        </span>
        <Button variant="default" onClick={onCancel}>
          {t('bundles.cancel')}
        </Button>
      </div>
    </div>
  );
}
