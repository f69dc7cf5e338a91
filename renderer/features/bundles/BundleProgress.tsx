import type { BundleProgress as Progress } from '../../../shared/contract/bundles.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { JobProgress } from '../../ui/state/JobProgress.tsx';

/** A bundle that is being written or taken in; it can be cancelled at any moment. */
export function BundleProgress({ progress, onCancel }: { progress: Progress | null; onCancel: () => void }) {
  const { t } = useLocale();
  return (
    <JobProgress
      label={t('bundles.progress')}
      step={t(`bundles.step.${progress?.step ?? 'reading'}`)}
      progress={progress}
      cancelLabel={t('bundles.cancel')}
      onCancel={onCancel}
    />
  );
}
