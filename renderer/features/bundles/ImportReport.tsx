import { Button } from '@mantine/core';
import { errorFromWire } from '../../../shared/base/errors.ts';
import type { BundleImportReport } from '../../../shared/contract/bundles.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { errorToWords } from '../../ui/state/errorWords.ts';
import { saveFile } from './bundleFile.ts';
import styles from './Bundles.module.css';
import { useFileSize } from './useFileSize.ts';

/** What became of a bundle, in plain words; never more of another's work than how much it was. */
export function ImportReport({ report, pieces }: { report: BundleImportReport; pieces: readonly string[] }) {
  const { t } = useLocale();
  return (
    <div className={styles.report} role="status">
      {report.kind === 'changes' ? (
        <>
          <h3 className={styles.title}>{t(`bundles.changes.${report.state}`)}</h3>
          <ul className={styles.facts}>
            <li>{t('bundles.changes.rows', { count: report.rows })}</li>
            <li>{t('bundles.changes.answered', { count: report.answered })}</li>
          </ul>
        </>
      ) : (
        <WorkReport report={report} pieces={pieces} />
      )}
    </div>
  );
}

type Work = Extract<BundleImportReport, { kind: 'work' }>;

function WorkReport({ report, pieces }: { report: Work; pieces: readonly string[] }) {
  const { t, formats } = useLocale();
  const size = useFileSize();
  const { from, createdAt, delivered, known, parked, refused, answer, noAnswer } = report;
  const isNew = delivered > known;
  return (
    <>
      <h3 className={styles.title}>{isNew ? t('bundles.work.title', { name: from }) : t('bundles.work.nothing')}</h3>
      <ul className={styles.facts}>
        <li>{t('bundles.work.written', { when: formats.dateTime(createdAt) })}</li>
        <li>{t('bundles.work.delivered', { count: delivered })}</li>
        {known > 0 && <li>{t('bundles.work.known', { count: known })}</li>}
        {parked > 0 && <li className={styles.warn}>{t('bundles.work.parked', { count: parked })}</li>}
        {refused.map(({ code, count }) => (
          <li key={code} className={styles.warn}>
            {t('bundles.work.refused', {
              count,
              reason: t.maybe(`bundles.reason.${code}`) ?? t('bundles.reason.other'),
            })}
          </li>
        ))}
      </ul>
      {answer && (
        <>
          <p className={styles.line}>{t('bundles.work.answer')}</p>
          <p className={styles.dim}>
            <bdi dir="ltr">{answer.fileName}</bdi> · {size(answer.bytes)}
          </p>
          <div>
            <Button onClick={() => saveFile({ name: answer.fileName, pieces })}>{t('bundles.save')}</Button>
          </div>
        </>
      )}
      {noAnswer && (
        <p className={styles.warn}>
          {t('bundles.work.noAnswer', { reason: errorToWords(t, errorFromWire(noAnswer)).title })}
        </p>
      )}
    </>
  );
}
