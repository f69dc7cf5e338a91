/** What a customer owes, since when, what of it is still on its way through the bank, and what they may still buy on credit. */
import { Link } from '@tanstack/react-router';
import { IconPlus } from '@tabler/icons-react';
import type { CustomerAccount as Account } from '../../../shared/contract/receipts.ts';
import { AGES } from '../../../shared/domain/receivables/account.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useMay } from '../../data/session.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { EmptyState, Skeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, MoneyText } from '../../ui/text/Text.tsx';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import { ButtonLink } from '../records/links.tsx';
import { useDirectory } from '../records/useDirectory.ts';
import { CreditLeft } from './CreditLeft.tsx';
import styles from './Receipts.module.css';

const RECEIPTS_SHOWN = 10;

export function CustomerAccount({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const mayWrite = useMay('orders.write');
  const { currency } = useDirectory();
  const { data: accounts, isPrevious } = useLive(core.receipts.account, { customerId });
  if (!accounts || isPrevious) return <Skeleton width="60%" />;
  return (
    <div className={styles.stack}>
      <div className={styles.actions}>
        {mayWrite && (
          <ButtonLink
            to="/receipts/new"
            search={{ customer: customerId }}
            leftSection={<IconPlus size={15} stroke={2} aria-hidden />}
          >
            {t('receipts.new')}
          </ButtonLink>
        )}
        <ButtonLink variant="default" to="/statements/$id" params={{ id: customerId }}>
          {t('statement.title')}
        </ButtonLink>
      </div>
      <CreditLeft customerId={customerId} currency={accounts[0]?.currency ?? currency} />
      {accounts.length === 0 && <EmptyState title={t('account.settled')} text={t('account.none')} />}
      {accounts.map((account) => (
        <OneAccount key={account.currency} account={account} />
      ))}
      <LastReceipts customerId={customerId} />
    </div>
  );
}

function OneAccount({ account }: { account: Account }) {
  const { t } = useLocale();
  const { currency } = account;
  const money = (amount: number) => <MoneyText money={{ amount, currency }} />;
  const facts = [
    [t('account.cheques'), account.cheques],
    [t('account.bounced'), account.bounced],
  ] as const;
  return (
    <section className={styles.stack}>
      <p className={styles.balance}>
        {account.balance === 0 ? (
          t('account.settled')
        ) : (
          <>
            <span>{t(account.balance > 0 ? 'account.owes' : 'account.inFavour')}</span>
            {money(Math.abs(account.balance))}
          </>
        )}
      </p>
      <dl className={styles.facts}>
        {facts
          .filter(([, { count }]) => count > 0)
          .map(([label, { count, amount }]) => (
            <div key={label}>
              <dt>
                {label} ({t('account.chequesCount', { count })})
              </dt>
              <dd>{money(amount)}</dd>
            </div>
          ))}
        {account.unverified > 0 && (
          <div>
            <dt>{t('account.unverified')}</dt>
            <dd>{money(account.unverified)}</dd>
          </div>
        )}
      </dl>
      {account.open.length > 0 && (
        <>
          <dl className={styles.ages} aria-label={t('account.ages')}>
            {AGES.map((age) => (
              <div key={age}>
                <dt>{t(`account.age.${age}`)}</dt>
                <dd className={age !== 'notDue' && (account.ages[age] ?? 0) > 0 ? styles.bad : undefined}>
                  <MoneyText money={{ amount: account.ages[age] ?? 0, currency }} withoutUnit />
                </dd>
              </div>
            ))}
          </dl>
          <table className={styles.items}>
            <thead>
              <tr>
                <th scope="col">{t('field.number')}</th>
                <th scope="col">{t('field.salesDocuments.dueOn')}</th>
                <th scope="col" className={styles.amount}>
                  {t('account.open')}
                </th>
              </tr>
            </thead>
            <tbody>
              {account.open.map((item) => (
                <tr key={item.id}>
                  <th scope="row">
                    <Link to="/orders/$id" params={{ id: item.id }}>
                      {t(`kind.${item.kind}`)} {item.number !== null && <Ltr>{item.number}</Ltr>}
                    </Link>
                  </th>
                  <td className={item.age === 'notDue' ? undefined : styles.bad}>
                    <DateText value={item.dueOn} />
                  </td>
                  <td className={styles.amount}>{money(item.open)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function LastReceipts({ customerId }: { customerId: string }) {
  const { t } = useLocale();
  const core = useCore();
  const { data: receipts } = useLive(core.receipts.list, { customerId, offset: 0, limit: RECEIPTS_SHOWN });
  if (!receipts || receipts.rows.length === 0) return null;
  return (
    <section className={styles.stack}>
      <h3 className={styles.heading}>{t('account.lastReceipts')}</h3>
      <table className={styles.items}>
        <tbody>
          {receipts.rows.map((row) => (
            <tr key={row.id}>
              <th scope="row">
                <Link to="/orders/$id" params={{ id: row.id }}>
                  <DateText value={row.day} />
                </Link>
              </th>
              <td>
                {valueLabel(t, 'salesDocuments', 'method', row.method)}
                {row.dueOn !== null && (
                  <span className={styles.dim}>
                    {' '}
                    · {t('field.salesDocuments.dueOn')} <DateText value={row.dueOn} />
                  </span>
                )}
              </td>
              <td>
                <OrderStateBadge state={row.state} />
              </td>
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
