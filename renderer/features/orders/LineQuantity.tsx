/** How much of a line, in the unit in which it is said; the other units of its product are a press away. */
import { IconSwitchHorizontal } from '@tabler/icons-react';
import { isolateName } from '../../../shared/base/direction.ts';
import { integerOf, textOf } from '../../../shared/domain/bodyReads.ts';
import { saidInOf } from '../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { countWords } from '../../../shared/locale/quantityWords.ts';
import { QuantityInput } from '../../ui/inputs/NumberInputs.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { UnitQuantityInput, type UnitQuantity } from '../products/UnitQuantityInput.tsx';
import { nextUnitOf, unitsOfLine, type Terms } from './orderEdits.ts';
import styles from './OrderLines.module.css';

export interface LineQuantityProps {
  line: RecordBody;
  /** null while they are not known: then only what is typed changes. */
  terms: Terms | null;
  onChange: (next: UnitQuantity) => void;
  /** To the next unit of the product. */
  onSwitch: () => void;
  align: 'start' | 'end';
  error: string | undefined;
}

export function LineQuantity({ line, terms, onChange, onSwitch, align, error }: LineQuantityProps) {
  const { t, formats, direction } = useLocale();
  const name = textOf(line, 'productName') ?? '';
  const unit = textOf(line, 'unit') ?? '';
  const quantity = integerOf(line, 'quantity') ?? 0;
  const saidIn = saidInOf(line);
  const units = terms ? unitsOfLine(line, terms) : [];
  const shared = { 'aria-label': t('orders.cell.quantity', { name }), required: true, align, error };
  if (units.length === 0 && saidIn === null)
    return (
      <QuantityInput
        {...shared}
        unit={formats.digits(unit)}
        value={quantity === 0 ? null : quantity}
        onChange={(typed) => onChange({ quantity: typed ?? 0, saidIn: null })}
      />
    );
  const next = terms ? nextUnitOf(line, terms) : undefined;
  const nextName = next === null ? unit : next?.unit;
  return (
    <>
      <UnitQuantityInput
        {...shared}
        unit={unit}
        units={units}
        saidIn={saidIn}
        value={quantity === 0 ? null : { quantity, saidIn }}
        onChange={(typed) => onChange(typed ?? { quantity: 0, saidIn })}
      />
      {nextName !== undefined && (
        <button
          type="button"
          className={styles.unit}
          // Speech control takes what is read on it, so that its name holds it.
          aria-label={`${t('orders.unit.switch', { name, unit: formats.digits(nextName) })} ${hint()}`}
          title={t('orders.unit.switch', { name, unit: formats.digits(nextName) })}
          onClick={onSwitch}
        >
          <IconSwitchHorizontal size={12} stroke={1.75} aria-hidden />
          <bdi dir={direction}>{hint()}</bdi>
        </button>
      )}
    </>
  );

  /** Of cartons how many pieces they are; of pieces how many a carton holds. */
  function hint(): string {
    if (saidIn !== null) return countWords({ formats }, quantity, unit);
    return next
      ? t('orders.unit.holds', {
          unit: isolateName(formats.digits(next.unit)),
          own: countWords({ formats }, next.factor, unit),
        })
      : '';
  }
}
