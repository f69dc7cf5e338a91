import type { UnitRow } from '../../../shared/contract/lists.ts';
import type { StockAtPlace } from '../../../shared/contract/stock.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
import { ShelfText } from '../products/QuantityTexts.tsx';
import styles from './Stock.module.css';

type Mark = NonNullable<StockAtPlace['mark']>;

const TONES: Readonly<Record<Mark, Tone>> = {
  negative: 'bad',
  none: 'warn',
  promised: 'warn',
  belowMinimum: 'warn',
  low: 'info',
};

/** How much, and how old that figure is. */
export function StockFigure(props: { quantity: number; asOf: string; unit: string; units: readonly UnitRow[] }) {
  const { quantity, asOf, unit, units } = props;
  return (
    <span className={styles.figure}>
      <QuantityText quantity={quantity} unit={unit} />
      <ShelfText quantity={quantity} unit={unit} units={units} />
      <span className={styles.age}>
        <RelativeTime instant={asOf} />
      </span>
    </span>
  );
}

/** What should be noticed about a figure, in a word. */
export function StockMarkBadge({ mark }: { mark: Mark | null }) {
  const { t } = useLocale();
  return mark === null ? null : <StateBadge tone={TONES[mark]}>{t(`stock.mark.${mark}`)}</StateBadge>;
}

export function QuantityText({ quantity, unit }: { quantity: number; unit: string }) {
  const { formats } = useLocale();
  return (
    <span>
      <bdi dir="ltr">{formats.quantity(quantity)}</bdi> <bdi>{formats.digits(unit)}</bdi>
    </span>
  );
}
