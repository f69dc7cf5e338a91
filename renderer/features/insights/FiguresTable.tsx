/** The figures as a table: always there, for those who do not see the chart and those who want the number. */
import type { InsightMeasure } from '../../../shared/contract/insights.ts';
import { HUNDRED_PERCENT } from '../../../shared/base/money.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import type { NamedFigure } from './figure.ts';
import styles from './Insights.module.css';

export interface FiguresTableProps {
  figures: readonly NamedFigure[];
  currency: string;
  measure: InsightMeasure;
  title: string;
  openKey: string | undefined;
  onOpen: (key: string | null) => void;
}

export function FiguresTable({ figures, currency, measure, title, openKey, onOpen }: FiguresTableProps) {
  const { t, formats } = useLocale();
  const total = figures.reduce((sum, { amount }) => sum + amount, 0);
  const share = (amount: number): string =>
    total === 0 ? '–' : formats.percentage(Math.round((amount / total) * 1000) * (HUNDRED_PERCENT / 1000));
  return (
    <table className={styles.table}>
      <caption className={styles.hidden}>{title}</caption>
      <thead>
        <tr>
          <th scope="col">{t('insights.name')}</th>
          <th scope="col" className={styles.number}>
            {t(`insights.count.${measure}`)}
          </th>
          <th scope="col" className={styles.number}>
            {t('insights.amount')}
          </th>
          <th scope="col" className={styles.number}>
            {t('insights.share')}
          </th>
        </tr>
      </thead>
      <tbody>
        {figures.map(({ key, name, isKnown, count, amount }) => (
          <tr key={key ?? ''} data-open={(key ?? '') === openKey || undefined}>
            <th scope="row">
              <button
                type="button"
                className={styles.open}
                data-known={isKnown || undefined}
                onClick={() => onOpen(key)}
              >
                <WrittenText>{name}</WrittenText>
              </button>
            </th>
            <td className={styles.number}>{formats.number(count)}</td>
            <td className={styles.number}>
              <MoneyText money={{ amount, currency }} />
            </td>
            <td className={styles.number}>{share(amount)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">{t('insights.total')}</th>
          <td />
          <td className={styles.number}>
            <MoneyText money={{ amount: total, currency }} />
          </td>
          <td />
        </tr>
      </tfoot>
    </table>
  );
}
