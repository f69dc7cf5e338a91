import type { ReactNode } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyListText, RelativeTime } from '../../ui/text/Text.tsx';
import styles from './CustomerFigures.module.css';

/** What the customer comes to, in six figures. */
export function CustomerFigures({ customerId }: { customerId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: summary } = useLive(core.customers.summary, { customerId });
  const never = <span className={styles.nothing}>{t('customers.never')}</span>;
  const count = (number: number): ReactNode =>
    number === 0 ? <span className={styles.nothing}>{t('state.none')}</span> : formats.number(number);
  const figures: readonly (readonly [string, ReactNode])[] = [
    [
      t('customers.figure.lastContact'),
      summary && (summary.lastContactAt === null ? never : <RelativeTime instant={summary.lastContactAt} />),
    ],
    [
      t('customers.figure.lastOrder'),
      summary && (summary.lastOrderOn === null ? never : <DateText value={summary.lastOrderOn} />),
    ],
    [
      t('customers.figure.revenue'),
      summary &&
        (summary.revenue.length === 0 ? (
          <span className={styles.nothing}>{t('customers.figure.orders', { count: summary.orderCount })}</span>
        ) : (
          <>
            <MoneyListText amounts={summary.revenue} />
            <span className={styles.more}>{t('customers.figure.orders', { count: summary.orderCount })}</span>
          </>
        )),
    ],
    [t('customers.figure.openOrders'), summary && count(summary.openOrders)],
    [t('customers.figure.contracts'), summary && count(summary.activeContracts)],
    [t('customers.figure.opportunities'), summary && count(summary.openOpportunities)],
  ];
  return (
    <dl className={styles.figures}>
      {figures.map(([label, value]) => (
        <div key={label} className={styles.figure}>
          <dt>{label}</dt>
          <dd>{summary ? value : <Skeleton width={72} />}</dd>
        </div>
      ))}
    </dl>
  );
}
