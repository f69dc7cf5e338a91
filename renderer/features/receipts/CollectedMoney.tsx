/** What was collected on a day, by person and method: to be counted against what lies in the drawer. Nothing where nothing was. */
import { useId } from 'react';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText, WrittenText } from '../../ui/text/Text.tsx';
import { useMayRead } from '../records/useRights.ts';
import styles from './Receipts.module.css';

export function CollectedMoney({ day }: { day: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const titleId = useId();
  const { data: rows } = useLive(core.receipts.collectedOn, { day }, { enabled: useMayRead('salesDocuments') });
  if (!rows || rows.length === 0) return null;
  return (
    <section className={styles.stack} aria-labelledby={titleId}>
      <h2 id={titleId} className={styles.heading}>
        {t('receipts.collectedOn')}
      </h2>
      <table className={styles.items}>
        <thead>
          <tr>
            <th scope="col">{t('field.salesDocuments.collectedBy')}</th>
            <th scope="col">{t('field.salesDocuments.method')}</th>
            <th scope="col">{t('receipts.count')}</th>
            <th scope="col" className={styles.amount}>
              {t('receipts.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.personName} ${row.method} ${row.amount.currency}`}>
              <th scope="row">
                <WrittenText>{row.personName}</WrittenText>
              </th>
              <td>{valueLabel(t, 'salesDocuments', 'method', row.method)}</td>
              <td>{formats.number(row.count)}</td>
              <td className={styles.amount}>
                <MoneyText money={row.amount} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
