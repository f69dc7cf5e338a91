/** Takes a bundle in: a branch's work at head office, whose answer is handed to the person at once; or the answer at the branch. */
import { Button } from '@mantine/core';
import { IconPackageImport } from '@tabler/icons-react';
import { createError } from '../../../shared/base/errors.ts';
import type { BundleImportReport } from '../../../shared/contract/bundles.ts';
import { BUNDLE_BYTES_MAXIMUM } from '../../../shared/sync/bundle.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { FileDrop } from '../../ui/inputs/FileDrop.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { notifyFailure } from '../../ui/state/notify.tsx';
import { ErrorState } from '../../ui/state/States.tsx';
import { readPickedFile, saveFile } from './bundleFile.ts';
import styles from './Bundles.module.css';
import { ImportReport } from './ImportReport.tsx';
import { OfferedFile } from './OfferedFile.tsx';
import { BundleProgress } from './BundleProgress.tsx';
import { useBundleJob } from './useBundleJob.ts';

export function ImportPanel() {
  const { t } = useLocale();
  const core = useCore();
  const mayReceive = useMay('bundles.receive');
  const job = useBundleJob<BundleImportReport>((report, pieces) => {
    if (report.kind === 'work' && report.answer) saveFile({ name: report.answer.fileName, pieces });
  });
  const { state } = job;

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    // Before it is read: what is far too large need not be in memory to be refused.
    if (file.size > BUNDLE_BYTES_MAXIMUM) {
      notifyFailure(errorToWords(t, createError('bundle_unrecognised')));
      return;
    }
    try {
      const picked = await readPickedFile(file);
      job.start((signal) => core.bundles.import(picked, { signal }));
    } catch {
      notifyFailure(errorToWords(t, createError('file_unreadable')));
    }
  }

  const another = (
    <Button variant="default" onClick={job.reset}>
      {t('bundles.again')}
    </Button>
  );
  return (
    <section className={styles.panel} aria-label={t('bundles.import.title')}>
      <h2 className={styles.heading}>{t('bundles.import.title')}</h2>
      <p className={styles.dim}>{t(mayReceive ? 'bundles.import.text.headOffice' : 'bundles.import.text.branch')}</p>
      {state.phase !== 'running' && <OfferedFile onTake={(file) => void take(file)} />}
      {state.phase === 'idle' && (
        <FileDrop
          icon={<IconPackageImport size={24} stroke={1.5} aria-hidden />}
          title={t('bundles.import.choose')}
          label={t('bundles.import.choose')}
          multiple={false}
          onSeveral={() =>
            notifyFailure({ title: t('bundles.import.several.title'), help: t('bundles.import.several.help') })
          }
          onDrop={([file]) => void take(file)}
        />
      )}
      {state.phase === 'running' && <BundleProgress progress={state.progress} onCancel={job.cancel} />}
      {state.phase === 'failed' && <ErrorState error={state.error} action={another} />}
      {state.phase === 'cancelled' && (
        <div className={styles.report} role="status">
          <h3 className={styles.title}>{t('bundles.cancelled.title')}</h3>
          <p className={styles.line}>{t('bundles.cancelled.text')}</p>
          <div>{another}</div>
        </div>
      )}
      {state.phase === 'done' && (
        <>
          <ImportReport report={state.report} pieces={state.pieces} />
          <div>{another}</div>
        </>
      )}
    </section>
  );
}
