/** What stands small beneath a quantity and a price: what may be promised of the product and how old that figure is, and where its price comes from. It keeps nobody from anything. */
import { isolateName } from '../../../../shared/base/direction.ts';
import type { Money } from '../../../../shared/base/money.ts';
import type { LineStock } from '../../../../shared/contract/sales.ts';
import type { PricedLine } from '../../../../shared/domain/pricing/pricing.ts';
import { priceIn, type SaidIn } from '../../../../shared/domain/products/units.ts';
import { useLocale } from '../../../ui/locale/LocaleProvider.tsx';
import { RelativeTime, WrittenText } from '../../../ui/text/Text.tsx';
import styles from './LineNotes.module.css';

export function StockNote({ stock, quantity }: { stock: LineStock | undefined; quantity: number }) {
  const { t, formats } = useLocale();
  if (!stock) return null;
  const { allotted, asOf, available } = stock;
  return (
    <span className={styles.note}>
      {allotted !== null && (
        <span data-short={quantity > allotted || undefined}>
          {t('orders.line.allotted', { quantity: formats.quantity(Math.max(0, allotted)) })}
        </span>
      )}
      <span data-short={quantity > available || undefined}>
        {t('orders.line.stock', { quantity: formats.quantity(Math.max(0, available)) })}
      </span>
      <RelativeTime instant={asOf} />
    </span>
  );
}

/** At this price, what one of the unit costs in which the line is said. */
export function UnitPriceNote({ price, saidIn }: { price: Money | null; saidIn: SaidIn | null }) {
  const { t, formats } = useLocale();
  if (price === null || saidIn === null) return null;
  return (
    <span className={styles.note}>
      {t('orders.line.priceIn', {
        price: formats.money(priceIn(price, saidIn)),
        unit: isolateName(formats.digits(saidIn.unit)),
      })}
    </span>
  );
}

export function PriceNote({ proposed, isTyped }: { proposed: PricedLine | undefined; isTyped: boolean }) {
  const { t } = useLocale();
  // What somebody typed says so beside the name.
  if (!proposed || isTyped) return null;
  const reasons = [...proposed.priceCauses.slice(-1), ...proposed.discountCauses];
  // The price that everybody pays needs no reason.
  const told = reasons.filter(({ cause }) => cause !== 'product');
  if (told.length === 0) return null;
  return (
    <span className={styles.note}>
      {told.map(({ cause, id, name }) => (
        <span key={`${cause} ${id ?? ''}`}>
          {name === undefined ? t(`pricing.cause.${cause}`) : <WrittenText>{name}</WrittenText>}
        </span>
      ))}
    </span>
  );
}
