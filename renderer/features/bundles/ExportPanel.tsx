/** Writes what waits here into a file, and hands it to the person. */
import { Button } from '@mantine/core';
import { IconPackageExport } from '@tabler/icons-react';
import type { BundleExportReport } from '../../../shared/contract/bundles.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { saveFile } from './bundleFile.ts';
import styles from './Bundles.module.css';
import { BundleProgress } from './BundleProgress.tsx';
import { useBundleJob } from './useBundleJob.ts';
import { useFileSize } from './useFileSize.ts';

export function ExportPanel() {
  const { t } = useLocale();
  const core = useCore();
  const job = useBundleJob<BundleExportReport>((report, pieces) => saveFile({ name: report.fileName, pieces }));
  const { state } = job;
  const start = (): void => job.start((signal) => core.bundles.export(undefined, { signal }));
  return (
    <section className={styles.panel} aria-label={t('bundles.export.title')}>
      <h2 className={styles.heading}>{t('bundles.export.title')}</h2>
      <p className={styles.dim}>{t('bundles.export.text')}</p>
      {state.phase === 'running' && <BundleProgress progress={state.progress} onCancel={job.cancel} />}
      {state.phase === 'failed' && <ErrorState error={state.error} onRetry={start} />}
      {state.phase === 'cancelled' && <p role="status">{t('bundles.cancelled.title')}</p>}
      {state.phase === 'done' && <Written report={state.report} pieces={state.pieces} />}
      {state.phase !== 'running' && state.phase !== 'failed' && (
        <div>
          <Button
            variant={state.phase === 'done' ? 'default' : 'filled'}
            leftSection={<IconPackageExport size={16} stroke={1.75} aria-hidden />}
            onClick={start}
          >
            {t('bundles.export.run')}
          </Button>
        </div>
      )}
    </section>
  );
}

function Written({ report, pieces }: { report: BundleExportReport; pieces: readonly string[] }) {
  const { t } = useLocale();
  const size = useFileSize();
  const { fileName, bytes, groups, sealed, names, left } = report;
  return (
    <div className={styles.report} role="status">
      <h3 className={styles.title}>{t('bundles.export.done')}</h3>
      <ul className={styles.facts}>
        <li>{t('bundles.export.groups', { count: groups })}</li>
        {sealed > 0 && (
          <li>
            {t('bundles.export.sealed', { count: sealed })}
            {names.length > 0 && <bdi> ({names.join(t.language === 'fa' ? '، ' : ', ')})</bdi>}
          </li>
        )}
        <li>
          <bdi dir="ltr">{fileName}</bdi> · {size(bytes)}
        </li>
        {left > 0 && <li className={styles.warn}>{t('bundles.export.left', { count: left })}</li>}
      </ul>
      <p className={styles.line}>{t('bundles.export.next')}</p>
      <div>
        <Button onClick={() => saveFile({ name: fileName, pieces })}>{t('bundles.save')}</Button>
      </div>
    </div>
  );
}
