/** Orders of which more went out, or was invoiced, than was ordered, or that are cancelled under their papers: above the lists of deliveries and invoices, until one of the papers is cancelled. */
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { DateText, Ltr, WrittenText } from '../../ui/text/Text.tsx';
import styles from './Documents.module.css';

export function ExceedingOrders() {
  const { t } = useLocale();
  const { data: orders = [] } = useLive(useCore().salesDocuments.exceeding, undefined);
  if (orders.length === 0) return null;
  return (
    <details className={styles.exceeding}>
      <summary>{t('documents.exceeding', { count: orders.length })}</summary>
      <p className={styles.hint}>{t('documents.exceeding.text')}</p>
      <ul>
        {orders.map(({ orderId, orderNumber, customerName, day, delivered, invoiced, cancelled }) => (
          <li key={orderId}>
            <Link to="/orders/$id" params={{ id: orderId }}>
              <Ltr>{orderNumber ?? '—'}</Ltr>
            </Link>
            <WrittenText>{customerName}</WrittenText>
            {day !== '' && <DateText value={day} />}
            {cancelled && <StateBadge tone="bad">{t('documents.exceeding.cancelled')}</StateBadge>}
            {delivered && <StateBadge tone="bad">{t('documents.exceeding.delivered')}</StateBadge>}
            {invoiced && <StateBadge tone="bad">{t('documents.exceeding.invoiced')}</StateBadge>}
          </li>
        ))}
      </ul>
    </details>
  );
}
