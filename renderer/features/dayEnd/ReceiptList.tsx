/** The receipts that this machine keeps, the newest first. */
import { Link } from '@tanstack/react-router';
import { useCore } from '../../data/CoreProvider.tsx';
import { useLive } from '../../data/useLive.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { ErrorNote } from '../../ui/state/States.tsx';
import { DateText } from '../../ui/text/Text.tsx';
import styles from './DayEnd.module.css';

export function ReceiptList() {
  const { t } = useLocale();
  const receipts = useLive(useCore().dayEnd.receipts, undefined);
  const { data } = receipts;
  return (
    <section className={styles.receipts} aria-label={t('dayEnd.receipts.title')}>
      <h2 className={styles.title}>{t('dayEnd.receipts.title')}</h2>
      <ErrorNote error={receipts.error} />
      {data?.length === 0 && <p className={styles.dim}>{t('dayEnd.receipts.none')}</p>}
      {data && data.length > 0 && (
        <ul className={styles.list}>
          {data.map(({ id, receipt, isReplaced }) => (
            <li key={id} className={styles.difference}>
              <Link to="/day-end/$id" params={{ id }} className={styles.link}>
                <DateText value={receipt.day} />
              </Link>
              <bdi>{receipt.of.name}</bdi>
              <span className={styles.dim}>
                {t('dayEnd.receipt.closedAt')} <DateText value={receipt.closedAt} withTime />
              </span>
              {isReplaced && <span className={styles.dim}>{t('dayEnd.receipt.replaced')}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
