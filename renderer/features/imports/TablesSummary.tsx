import type { ImportReport } from '../../../shared/contract/imports.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { tableName } from './importWords.ts';
import styles from './TablesSummary.module.css';

const FATES = ['created', 'merged', 'unchanged', 'skipped'] as const;

/** What became, or would become, of the rows of each table. */
export function TablesSummary({ report, isPreview = false }: { report: ImportReport; isPreview?: boolean }) {
  const { t, formats } = useLocale();
  const tables = report.tables.filter(({ file }) => file !== null);
  const total = (fate: (typeof FATES)[number] | 'rows'): number => tables.reduce((sum, table) => sum + table[fate], 0);
  const number = (count: number) => (count === 0 ? <span className={styles.zero}>–</span> : formats.number(count));
  return (
    <div className={styles.scroll}>
      <table className={styles.summary} aria-label={t('imports.summary')}>
        <thead>
          <tr>
            <th scope="col">{t('imports.column.table')}</th>
            <th scope="col">{t('imports.column.rows')}</th>
            {FATES.map((fate) => (
              <th key={fate} scope="col">
                {t(isPreview ? `imports.willBe.${fate}` : `imports.was.${fate}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tables.map((table) => (
            <tr key={table.table}>
              <th scope="row">{tableName(t, table.table)}</th>
              <td>{formats.number(table.rows)}</td>
              {FATES.map((fate) => (
                <td key={fate} data-fate={fate} data-some={table[fate] > 0 || undefined}>
                  {number(table[fate])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('imports.together')}</th>
            <td>{formats.number(total('rows'))}</td>
            {FATES.map((fate) => (
              <td key={fate} data-fate={fate} data-some={total(fate) > 0 || undefined}>
                {number(total(fate))}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
