/** The quote and the orders of a request, each a step away, and what they leave open. */
import { Link } from '@tanstack/react-router';
import type { RequestFactsView } from '../../../shared/contract/service.ts';
import { useMay } from '../../data/session.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { WrittenText } from '../../ui/text/Text.tsx';
import { OrderStateBadge } from '../orders/OrderStateBadge.tsx';
import { QuantityInWords } from '../products/QuantityTexts.tsx';
import styles from './Service.module.css';

/** @param state Of the request. */
export function RequestPapers({ state, facts }: { state: string; facts: RequestFactsView | undefined }) {
  const { t, formats } = useLocale();
  const maySell = useMay('orders.write');
  if (!facts) return null;
  const { papers } = facts;
  const isBillGone = maySell && state === 'invoiced' && papers.every(({ kind }) => kind !== 'order');
  const unused = state === 'confirmed' || state === 'invoiced' ? facts.unused : [];
  if (papers.length === 0 && !isBillGone) return null;
  return (
    <section aria-label={t('service.section.papers')}>
      <h3 className={styles.heading}>{t('service.section.papers')}</h3>
      {isBillGone && <p className={styles.dim}>{t('service.papers.billGone')}</p>}
      <ul className={styles.lines}>
        {papers.map(({ id, kind, number, state: stands }) => (
          <li key={id}>
            <Link to="/orders/$id" params={{ id }} className={styles.line ?? ''}>
              <span className={styles.link}>{t.maybe(`kind.${kind}`)}</span>
              {number !== null && <span>{formats.code(number)}</span>}
              <span className={styles.lineEnd}>
                <OrderStateBadge state={stands} />
              </span>
            </Link>
          </li>
        ))}
      </ul>
      {unused.length > 0 && (
        <>
          <p className={styles.dim}>{t('service.papers.unused')}</p>
          <ul className={styles.lines}>
            {unused.map(({ productId, productName, unit, quantity }) => (
              <li key={productId} className={styles.line}>
                <WrittenText>{formats.digits(productName)}</WrittenText>
                <span className={styles.lineEnd}>
                  <QuantityInWords quantity={quantity} unit={unit} saidIn={null} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
