import type { Money } from '../../../shared/base/money.ts';
import type { OrderTotals } from '../../../shared/domain/salesDocuments/orderTotals.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { MoneyText } from '../../ui/text/Text.tsx';
import styles from './TotalsPanel.module.css';

/** What the order comes to, figure by figure; a figure of zero that nobody expects is left out. */
export function TotalsPanel({ totals }: { totals: OrderTotals }) {
  const { t } = useLocale();
  const figures: readonly (readonly [string, Money, boolean])[] = [
    [t('orders.totals.gross'), totals.gross, true],
    [t('orders.totals.lineDiscount'), totals.lineDiscount, totals.lineDiscount.amount !== 0],
    [t('orders.totals.documentDiscount'), totals.documentDiscount, totals.documentDiscount.amount !== 0],
    [t('orders.totals.net'), totals.net, totals.discount.amount !== 0],
    [t('orders.totals.tax'), totals.tax, true],
    [t('orders.totals.freight'), totals.freight, totals.freight.amount !== 0],
  ];
  return (
    <dl className={styles.totals} aria-label={t('orders.totals.label')}>
      {figures
        .filter(([, , isShown]) => isShown)
        .map(([label, money]) => (
          <div key={label} className={styles.row}>
            <dt>{label}</dt>
            <dd>
              <MoneyText money={money} />
            </dd>
          </div>
        ))}
      <div className={styles.total}>
        <dt>{t('orders.totals.total')}</dt>
        <dd>
          <MoneyText money={totals.total} />
        </dd>
      </div>
      {!totals.isComplete && <p className={styles.incomplete}>{t('orders.totals.incomplete')}</p>}
    </dl>
  );
}
