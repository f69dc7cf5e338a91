import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ImportReport } from '../../../shared/contract/imports.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText } from '../../ui/text/Text.tsx';
import { figureWords, kindWords, presetName } from './importWords.ts';
import { IssuesTable } from './IssuesTable.tsx';
import styles from './ReportPanel.module.css';
import { TablesSummary } from './TablesSummary.tsx';
import { ButtonLink } from '../records/links.tsx';

/** What the import did: by table, by kind of record, and the figures to hold against the old program. */
export function ReportPanel({ report, onAgain }: { report: ImportReport; onAgain: () => void }) {
  const { t, formats } = useLocale();
  return (
    <div className={styles.report}>
      <header className={styles.header}>
        <div>
          <h2 className={styles.title}>{doneWords(t, report)}</h2>
          <span className={styles.dim}>{presetName(t, report.preset)}</span>
        </div>
        <div className={styles.buttons}>
          <Button
            variant="default"
            leftSection={<IconDownload size={15} stroke={1.75} aria-hidden />}
            onClick={() => download(report)}
          >
            {t('imports.download')}
          </Button>
          <Button variant="default" onClick={onAgain}>
            {t('imports.another')}
          </Button>
          <Onward preset={report.preset} />
        </div>
      </header>
      <div className={styles.figures}>
        <section>
          <h3 className={styles.heading}>{t('imports.byKind')}</h3>
          <table className={styles.kinds} aria-label={t('imports.byKind')}>
            <thead>
              <tr>
                <th scope="col">{t('imports.column.kind')}</th>
                <th scope="col">{t('imports.was.created')}</th>
                <th scope="col">{t('imports.was.merged')}</th>
                <th scope="col">{t('imports.was.unchanged')}</th>
              </tr>
            </thead>
            <tbody>
              {Object.entries(report.kinds).map(([kind, counts]) => (
                <tr key={kind}>
                  <th scope="row">{kindWords(t, kind)}</th>
                  <td>{formats.number(counts.created)}</td>
                  <td>{formats.number(counts.merged)}</td>
                  <td>{formats.number(counts.unchanged)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <section>
          <h3 className={styles.heading}>{t('imports.toCheck')}</h3>
          <dl className={styles.totals}>
            {Object.entries(report.totals).map(([name, money]) => (
              <div key={name}>
                <dt>{t(`imports.worth`, { what: figureWords(t, name) })}</dt>
                <dd>
                  <MoneyText money={money} />
                </dd>
              </div>
            ))}
            {Object.entries(report.counts).map(([name, count]) => (
              <div key={name}>
                <dt>{t('imports.numberOf', { what: figureWords(t, name) })}</dt>
                <dd>{formats.number(count)}</dd>
              </div>
            ))}
          </dl>
        </section>
      </div>
      <TablesSummary report={report} />
      <IssuesTable issues={report.issues} />
    </div>
  );
}

/** Prices are rows of one record. */
function doneWords(t: Translator, { preset, kinds, tables }: ImportReport): string {
  const taken = (counts: readonly { readonly created: number; readonly merged: number }[]): number =>
    counts.reduce((sum, { created, merged }) => sum + created + merged, 0);
  return preset === 'price-list'
    ? t('imports.done.prices', { count: taken(tables) })
    : t('imports.done.title', { count: taken(Object.values(kinds)) });
}

/** To what was brought in. */
function Onward({ preset }: { preset: string }) {
  const { t } = useLocale();
  if (preset === 'catalogue') return <ButtonLink to="/products">{t('imports.toProducts')}</ButtonLink>;
  if (preset === 'price-list') return <ButtonLink to="/prices">{t('imports.toPrices')}</ButtonLink>;
  return <ButtonLink to="/customers">{t('imports.toCustomers')}</ButtonLink>;
}

/** The whole report as JSON, every issue in it. */
function download(report: ImportReport): void {
  const address = URL.createObjectURL(new Blob([JSON.stringify(report, null, 2)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `import-report-${report.preset}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
