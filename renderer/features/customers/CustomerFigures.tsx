import type { ReactNode } from 'react';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyListText, RelativeTime } from '../../ui/text/Text.tsx';
import { useMayRead } from '../records/useRights.ts';
import styles from './CustomerFigures.module.css';

/** What the customer comes to. While the first data is on its way nothing of it is counted yet, and "never" would be a lie. */
export function CustomerFigures({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const { firstSyncDone } = useSession();
  if (!firstSyncDone) return <p className={styles.later}>{t('customers.figures.later')}</p>;
  return <Figures customerId={customerId} />;
}

function Figures({ customerId }: { customerId: string }) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: summary } = useLive(core.customers.summary, { customerId });
  const never = <span className={styles.nothing}>{t('customers.never')}</span>;
  const count = (number: number): ReactNode =>
    number === 0 ? <span className={styles.nothing}>{t('state.none')}</span> : formats.number(number);
  const seesOrders = useMayRead('salesDocuments');
  const seesOpportunities = useMayRead('opportunities');
  const seesRequests = useMayRead('serviceRequests');
  const seesEquipment = useMayRead('assets');
  const figures: readonly (readonly [string, ReactNode, boolean])[] = [
    [
      t('customers.figure.lastContact'),
      summary && (summary.lastContactAt === null ? never : <RelativeTime instant={summary.lastContactAt} />),
      true,
    ],
    [
      t('customers.figure.lastOrder'),
      summary && (summary.lastOrderOn === null ? never : <DateText value={summary.lastOrderOn} />),
      seesOrders,
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
      seesOrders,
    ],
    [t('customers.figure.openOrders'), summary && count(summary.openOrders), seesOrders],
    [t('customers.figure.contracts'), summary && count(summary.activeContracts), true],
    [t('customers.figure.requests'), summary && count(summary.openRequests), seesRequests],
    [t('customers.figure.equipment'), summary && count(summary.equipment), seesEquipment],
    [t('customers.figure.opportunities'), summary && count(summary.openOpportunities), seesOpportunities],
  ];
  return (
    <dl className={styles.figures}>
      {figures
        .filter(([, , isSeen]) => isSeen)
        .map(([label, value]) => (
          <div key={label} className={styles.figure}>
            <dt>{label}</dt>
            <dd>{summary ? value : <Skeleton width={72} />}</dd>
          </div>
        ))}
    </dl>
  );
}
