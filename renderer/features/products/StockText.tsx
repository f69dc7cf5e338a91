import type { UnitRow } from '../../../shared/contract/lists.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { ShelfText } from './QuantityTexts.tsx';
import styles from './Products.module.css';

/** How much there is, and how old that figure is: a stock figure without its age is a guess. */
export function StockText(props: {
  stock: { quantity: number; asOf: string } | null;
  unit: string;
  units: readonly UnitRow[];
}) {
  const { stock, unit, units } = props;
  const { t, formats } = useLocale();
  if (!stock) return <span className={styles.dim}>{t('products.stock.unknown')}</span>;
  return (
    <span className={styles.stock} data-none={stock.quantity <= 0 || undefined}>
      <span className={styles.quantity}>
        {stock.quantity <= 0 ? (
          t('products.stock.none')
        ) : (
          <>
            {formats.quantity(stock.quantity)} <bdi>{formats.digits(unit)}</bdi>
          </>
        )}
      </span>
      <ShelfText quantity={stock.quantity} unit={unit} units={units} />
      <span className={styles.age}>
        <RelativeTime instant={stock.asOf} />
      </span>
    </span>
  );
}
