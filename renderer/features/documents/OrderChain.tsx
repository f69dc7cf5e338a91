/** All that belongs to one order, oldest first, and what is still open of it. */
import { Link } from '@tanstack/react-router';
import type { DocumentChain } from '../../../shared/contract/salesDocuments.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RecordBadges } from '../../ui/state/RecordBadges.tsx';
import { DateText, Ltr, MoneyText } from '../../ui/text/Text.tsx';
import { useToday } from '../records/useDirectory.ts';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import styles from './Documents.module.css';
import { shownState } from './documentLooks.ts';

type Share = DocumentChain['progress']['delivered'];

/** @param currentId The document on whose page this stands. */
export function OrderChain({ chain, currentId }: { chain: DocumentChain; currentId: string }) {
  const { t } = useLocale();
  const today = useToday();
  const { progress, documents } = chain;
  const isConfirmed = chain.orderState === 'confirmed';
  return (
    <section className={styles.chain} aria-label={t('documents.chain')}>
      <h2>{t('documents.chain')}</h2>
      {isConfirmed && (
        <dl className={styles.shares}>
          <ShareLine label={t('documents.share.delivered')} share={progress.delivered} />
          <ShareLine label={t('documents.share.invoiced')} share={progress.invoiced} />
        </dl>
      )}
      <ul className={styles.papers}>
        {currentId !== chain.orderId && (
          <li>
            <Link to="/orders/$id" params={{ id: chain.orderId }} className={styles.paper ?? ''}>
              <span className={styles.what}>
                {t('kind.order')} {chain.orderNumber === null ? null : <Ltr>{chain.orderNumber}</Ltr>}
              </span>
              <OrderStateBadge state={chain.orderState} />
            </Link>
          </li>
        )}
        {documents.map((row) => (
          <li key={row.id}>
            <Link
              to="/orders/$id"
              params={{ id: row.id }}
              className={styles.paper ?? ''}
              aria-current={row.id === currentId ? 'page' : undefined}
            >
              <span className={styles.what}>
                {t(`kind.${row.kind}`)} {row.number === null ? t('orders.noNumber') : <Ltr>{row.number}</Ltr>}
                <RecordBadges pending={row.pending} held={row.held} needsYou={row.needsYou} />
              </span>
              <OrderStateBadge state={shownState(row.kind, { state: row.state, validUntil: row.validUntil }, today)} />
              <span className={styles.dim}>
                <DateText value={row.day} />
              </span>
              <span className={styles.amount}>{row.total && <MoneyText money={row.total} />}</span>
            </Link>
          </li>
        ))}
      </ul>
      {documents.length === 0 && <p className={styles.hint}>{t('documents.chain.none')}</p>}
    </section>
  );
}

/** "3 of 5 pieces": a word where all or nothing is done, and in red what is too much. */
function ShareLine({ label, share }: { label: string; share: Share }) {
  const { t, formats } = useLocale();
  const figures =
    share.unit === null
      ? t('documents.share.lines', { done: formats.number(share.done), of: formats.number(share.of) })
      : t('documents.share.pieces', {
          done: formats.quantity(share.done),
          of: formats.quantity(share.of),
          unit: share.unit,
        });
  return (
    <div>
      <dt>{label}</dt>
      <dd className={share.state === 'tooMuch' ? styles.tooMuch : undefined}>
        {share.state === 'tooMuch' ? `${figures} · ${t('documents.share.tooMuch')}` : figures}
      </dd>
    </div>
  );
}
