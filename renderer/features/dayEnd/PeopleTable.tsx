/** The people of a branch: what they did that day, and since when nobody has heard of each. */
import type { Receipt } from '../../../shared/sync/receipt.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { DateText, MoneyListText } from '../../ui/text/Text.tsx';
import styles from './DayEnd.module.css';

export function PeopleTable({ people }: { people: Receipt['people'] }) {
  const { t, formats } = useLocale();
  const hasMoney = people.some(({ money }) => money !== undefined && money.length > 0);
  return (
    <table className={styles.figures}>
      <caption className={styles.caption}>{t('dayEnd.people.title')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('dayEnd.people.name')}</th>
          <th scope="col" className={styles.figure}>
            {t('dayEnd.people.records')}
          </th>
          <th scope="col" className={styles.figure}>
            {t('dayEnd.people.open')}
          </th>
          {hasMoney && <th scope="col">{t('dayEnd.people.money')}</th>}
          <th scope="col">{t('dayEnd.people.lastSync')}</th>
        </tr>
      </thead>
      <tbody>
        {people.map(({ id, name, records, held, waiting, lastSyncAt, money = [] }) => (
          <tr key={id}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            <td className={styles.figure}>{formats.number(records)}</td>
            <td className={styles.figure}>{formats.number(held + waiting)}</td>
            {hasMoney && (
              <td>
                {money.map(({ method, currency, amount }) => (
                  <div key={`${method} ${currency}`}>
                    {t.maybe(`value.salesDocuments.method.${method}`) ?? method}{' '}
                    <MoneyListText amounts={[{ currency, amount: Number(amount) }]} />
                  </div>
                ))}
              </td>
            )}
            <td className={lastSyncAt === null ? styles.warn : undefined}>
              {lastSyncAt === null ? t('dayEnd.people.never') : <DateText value={lastSyncAt} withTime />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
