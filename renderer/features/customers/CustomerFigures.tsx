import { useId, type ReactNode } from 'react';
import { Link } from '@tanstack/react-router';
import { isCurrencyCode } from '../../../shared/base/money.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useSession } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { Skeleton } from '../../ui/state/States.tsx';
import { DateText, MoneyListText, MoneyText, RelativeTime } from '../../ui/text/Text.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { useMayRead } from '../records/useRights.ts';
import styles from './CustomerFigures.module.css';
import type { CustomerTab } from './useCustomerTab.ts';

interface CustomerFiguresProps {
  customerId: string;
  name: string;
  /** What a figure is made of stands in a part of the page. */
  onTab: (tab: CustomerTab) => void;
}

/** What the customer comes to. While the first data is on its way nothing of it is counted yet, and "never" would be a lie. */
export function CustomerFigures(props: CustomerFiguresProps) {
  const { t } = useLocale();
  const { firstSyncDone } = useSession();
  if (!firstSyncDone) return <p className={styles.later}>{t('customers.figures.later')}</p>;
  return <Figures {...props} />;
}

/** Where the records are that a figure counts: a part of the page, or a list that is searched for the customer. */
type Source = CustomerTab | '/orders' | '/opportunities';

interface Figure {
  readonly label: string;
  readonly value: ReactNode;
  /** Small, beneath it. */
  readonly more?: ReactNode;
  readonly source: Source;
  readonly isSeen: boolean;
}

function Figures({ customerId, name, onTab }: CustomerFiguresProps) {
  const { t, formats } = useLocale();
  const core = useCore();
  const { data: summary } = useLive(core.customers.summary, { customerId });
  const never = <span className={styles.nothing}>{t('customers.never')}</span>;
  const count = (number: number | undefined): ReactNode =>
    number === 0 ? <span className={styles.nothing}>{t('state.none')}</span> : number && formats.number(number);
  const seesOrders = useMayRead('salesDocuments');
  const seesOpportunities = useMayRead('opportunities');
  const seesRequests = useMayRead('serviceRequests');
  const seesEquipment = useMayRead('assets');
  const account = useAccount(customerId, seesOrders);
  const orders = summary && t('customers.figure.orders', { count: summary.orderCount });
  const figures: readonly Figure[] = [
    {
      label: t('customers.figure.lastContact'),
      value: summary && (summary.lastContactAt === null ? never : <RelativeTime instant={summary.lastContactAt} />),
      source: 'story',
      isSeen: true,
    },
    {
      label: t('customers.figure.lastOrder'),
      value: summary && (summary.lastOrderOn === null ? never : <DateText value={summary.lastOrderOn} />),
      source: '/orders',
      isSeen: seesOrders,
    },
    {
      label: t('customers.figure.revenue'),
      value:
        summary &&
        (summary.revenue.length === 0 ? (
          <span className={styles.nothing}>{orders}</span>
        ) : (
          <MoneyListText amounts={summary.revenue} />
        )),
      more: summary && summary.revenue.length > 0 && orders,
      source: '/orders',
      isSeen: seesOrders,
    },
    { label: t('customers.figure.balance'), ...account, source: 'account', isSeen: seesOrders },
    {
      label: t('customers.figure.openOrders'),
      value: count(summary?.openOrders),
      source: '/orders',
      isSeen: seesOrders,
    },
    {
      label: t('customers.figure.opportunities'),
      value: count(summary?.openOpportunities),
      source: '/opportunities',
      isSeen: seesOpportunities,
    },
    {
      label: t('customers.figure.contracts'),
      value: count(summary?.activeContracts),
      source: 'service',
      isSeen: true,
    },
    {
      label: t('customers.figure.requests'),
      value: count(summary?.openRequests),
      source: 'service',
      isSeen: seesRequests,
    },
    {
      label: t('customers.figure.equipment'),
      value: count(summary?.equipment),
      source: 'service',
      isSeen: seesEquipment,
    },
  ];
  return (
    <dl className={styles.figures}>
      {figures
        .filter(({ isSeen }) => isSeen)
        .map((figure) => (
          <OneFigure key={figure.label} {...figure} name={name} onTab={onTab} />
        ))}
    </dl>
  );
}

function OneFigure({
  label,
  value,
  more,
  source,
  name,
  onTab,
}: Omit<Figure, 'isSeen'> & Pick<CustomerFiguresProps, 'name' | 'onTab'>) {
  const id = useId();
  // A figure alone says nothing to whoever hears it.
  const named = { id: `${id}value`, 'aria-labelledby': `${id}label ${id}value` };
  return (
    <div className={styles.figure}>
      <dt id={`${id}label`}>{label}</dt>
      <dd>
        {value === undefined ? (
          <Skeleton width={72} />
        ) : source === '/orders' || source === '/opportunities' ? (
          <Link {...named} to={source} search={{ q: name }} className={styles.leads ?? ''}>
            {value}
          </Link>
        ) : (
          <button {...named} type="button" className={styles.leads} onClick={() => onTab(source)}>
            {value}
          </button>
        )}
        {Boolean(more) && <span className={styles.more}>{more}</span>}
      </dd>
    </div>
  );
}

/** What is open between us, and beneath it what they may still buy on credit, for whoever may see their limits. */
function useAccount(customerId: string, isSeen: boolean): Pick<Figure, 'value' | 'more'> {
  const { t, formats } = useLocale();
  const core = useCore();
  const directory = useDirectory();
  const { data: accounts } = useLive(core.receipts.account, { customerId }, { enabled: isSeen });
  const currency = accounts?.[0]?.currency ?? directory.currency;
  const { data: credit } = useLive(
    core.receipts.credit,
    { customerId, currency },
    { enabled: isSeen && accounts !== undefined && isCurrencyCode(currency) },
  );
  if (accounts === undefined) return { value: undefined };
  const open = accounts.filter(({ balance }) => balance !== 0);
  const limit = credit?.account;
  const left = limit && isCurrencyCode(currency) ? limit.limit - limit.taken : null;
  return {
    value:
      open.length === 0 ? (
        <span className={styles.nothing}>{t('account.settled')}</span>
      ) : (
        open.map(({ balance, currency: own }) => (
          <span key={own} className={styles.balance}>
            <MoneyText money={{ amount: Math.abs(balance), currency: own }} />{' '}
            <span className={styles.nothing}>
              {t(balance > 0 ? 'customers.figure.owes' : 'customers.figure.inFavour')}
            </span>
          </span>
        ))
      ),
    more:
      left === null || !isCurrencyCode(currency) ? null : (
        <span data-over={left < 0 || undefined}>
          {t(left < 0 ? 'customers.figure.creditOver' : 'customers.figure.creditLeft', {
            amount: formats.money({ amount: Math.abs(left), currency }),
          })}
        </span>
      ),
  };
}
