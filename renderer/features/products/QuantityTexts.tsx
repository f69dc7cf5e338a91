/** Quantities of products as people say them. */
import { saidInOf, type SaidIn } from '../../../shared/domain/products/units.ts';
import { integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import type { UnitRow } from '../../../shared/contract/lists.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { countWords, saidWords, shelfWords } from '../../../shared/locale/quantityWords.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import styles from './Quantities.module.css';

/** «۲ کارتن (۲۴ عدد)» @param props.quantity × 1,000. */
export function QuantityInWords(props: { quantity: number; unit: string; saidIn: SaidIn | null }) {
  const { quantity, unit, saidIn } = props;
  const { formats, direction } = useLocale();
  const said = saidWords({ formats }, quantity, saidIn);
  if (said === null)
    return (
      <bdi dir={direction}>
        {formats.quantity(quantity)} <span className={styles.own}>{formats.digits(unit)}</span>
      </bdi>
    );
  return (
    <bdi dir={direction}>
      {said} <span className={styles.own}>({countWords({ formats }, quantity, unit)})</span>
    </bdi>
  );
}

/** Of a line of a document, or of a part that was used. */
export const LineQuantityText = ({ line }: { line: RecordBody }) => (
  <QuantityInWords
    quantity={integerOf(line, 'quantity') ?? 0}
    unit={textOf(line, 'unit') ?? ''}
    saidIn={saidInOf(line)}
  />
);

/** «۳ کارتن و ۴ عدد», small, beneath how many that are; nothing where no carton is full. @param props.quantity × 1,000. */
export function ShelfText({ quantity, unit, units }: { quantity: number; unit: string; units: readonly UnitRow[] }) {
  const { t, formats } = useLocale();
  const words = shelfWords({ t, formats }, quantity, unit, units);
  return words === null ? null : (
    <span className={styles.shelf} title={words}>
      {words}
    </span>
  );
}
