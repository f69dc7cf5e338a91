import type { StockAtPlace } from '../../../shared/contract/stock.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { RelativeTime } from '../../ui/text/Text.tsx';
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
export function StockFigure({ quantity, asOf, unit }: { quantity: number; asOf: string; unit: string }) {
  return (
    <span className={styles.figure}>
      <QuantityText quantity={quantity} unit={unit} />
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
