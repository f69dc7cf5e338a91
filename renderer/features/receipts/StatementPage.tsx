/** A customer's statement of account, from one day to another: on the screen and on paper. */
import { useMemo } from 'react';
import { Select } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import type { CustomerStatement } from '../../../shared/contract/receipts.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { DateField } from '../../ui/inputs/DateField.tsx';
import { Page } from '../../ui/layout/Page.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorState, RecordSkeleton } from '../../ui/state/States.tsx';
import { DateText, Ltr, MoneyText } from '../../ui/text/Text.tsx';
import { PaperActions } from '../papers/PaperActions.tsx';
import { useDirectory, useToday } from '../records/useDirectory.ts';
import type { StatementSearch } from './receiptSearch.ts';
import styles from './Receipts.module.css';

const route = getRouteApi('/statements/$id');

export function StatementPage() {
  const { t } = useLocale();
  const core = useCore();
  const navigate = useNavigate();
  const { id } = route.useParams();
  const search = route.useSearch();
  const today = useToday();
  const { currency: usual } = useDirectory();
  const { data: customer } = useLive(core.records.observe, { collection: 'customers', id });
  const { data: accounts } = useLive(core.receipts.account, { customerId: id });
  const currencies = useMemo(() => {
    const known = (accounts ?? []).map(({ currency }) => currency);
    return known.length === 0 ? [usual] : known;
  }, [accounts, usual]);
  const currency = search.currency ?? currencies[0] ?? usual;
  const until = search.until ?? today;
  const from = search.from ?? null;
  const {
    data: statement,
    error,
    retry,
  } = useLive(core.receipts.statement, { customerId: id, currency, from, until }, { enabled: accounts !== undefined });
  const narrow = (change: Partial<StatementSearch>): void =>
    void navigate({ to: '/statements/$id', params: { id }, search: { ...search, ...change }, replace: true });
  const name = (customer && textOf(customer.body, 'name')) ?? '';
  return (
    <Page
      title={t('statement.of', { name })}
      actions={<PaperActions of={{ of: 'statement', customerId: id, currency, from, until }} />}
    >
      <div className={styles.statement} tabIndex={-1}>
        <div className={styles.terms}>
          <DateField
            label={t('statement.from')}
            value={from}
            onChange={(date) => narrow({ from: date ?? undefined })}
          />
          <DateField
            label={t('statement.until')}
            value={until}
            onChange={(date) => narrow({ until: date ?? undefined })}
          />
          {currencies.length > 1 && (
            <Select
              label={t('field.currency')}
              allowDeselect={false}
              value={currency}
              data={currencies}
              onChange={(chosen) => narrow({ currency: chosen ?? undefined })}
            />
          )}
        </div>
        {error && !statement ? (
          <ErrorState error={error} onRetry={retry} />
        ) : statement ? (
          <StatementTable statement={statement} />
        ) : (
          <RecordSkeleton />
        )}
      </div>
    </Page>
  );
}

function StatementTable({ statement }: { statement: CustomerStatement }) {
  const { t } = useLocale();
  const { currency, opening, closing, lines } = statement;
  const money = (amount: number) => <MoneyText money={{ amount, currency }} withoutUnit />;
  return (
    <table className={styles.items}>
      <thead>
        <tr>
          <th scope="col">{t('statement.day')}</th>
          <th scope="col">{t('statement.what')}</th>
          <th scope="col" className={styles.amount}>
            {t('statement.debit')}
          </th>
          <th scope="col" className={styles.amount}>
            {t('statement.credit')}
          </th>
          <th scope="col" className={styles.amount}>
            {t('statement.balance')}
          </th>
        </tr>
      </thead>
      <tbody>
        {opening !== 0 && (
          <tr>
            <td />
            <th scope="row">{t('statement.opening')}</th>
            <td />
            <td />
            <td className={styles.amount}>{money(opening)}</td>
          </tr>
        )}
        {lines.map((line) => (
          <tr key={`${line.id} ${line.kind}`}>
            <td>
              <DateText value={line.day} />
            </td>
            <th scope="row">
              <Link to="/orders/$id" params={{ id: line.id }}>
                {line.kind === 'bounce' ? t('statement.bounce') : t(`kind.${line.kind}`)}{' '}
                {line.number !== null && <Ltr>{line.number}</Ltr>}
              </Link>
              {line.method !== null && (
                <span className={styles.dim}> · {valueLabel(t, 'salesDocuments', 'method', line.method)}</span>
              )}
            </th>
            <td className={styles.amount}>{line.amount > 0 && money(line.amount)}</td>
            <td className={styles.amount}>{line.amount < 0 && money(-line.amount)}</td>
            <td className={styles.amount}>{money(line.balance)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          <th scope="row">{lines.length === 0 ? t('statement.empty') : t('statement.closing')}</th>
          <td />
          <td />
          <td className={styles.amount}>
            <MoneyText money={{ amount: closing, currency }} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
