/** A quantity in one of a product's units: a number is of the unit that stands there, a word behind it says another one. «۲ کارتن» */
import { createError } from '../../../shared/base/errors.ts';
import { fail, ok, type Result } from '../../../shared/base/result.ts';
import type { UnitRow } from '../../../shared/contract/sales.ts';
import { partsIn, quantityIn, toSaidIn, unitCalled, type SaidIn } from '../../../shared/domain/products/units.ts';
import { parseCountInput } from '../../../shared/locale/format.ts';
import { DecimalInput, type NumberFieldProps } from '../../ui/inputs/DecimalInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

const EXAMPLE_QUANTITY = 2_500;

/** In the product's own unit, × 1,000, and in which unit it was said. */
export interface UnitQuantity {
  readonly quantity: number;
  readonly saidIn: SaidIn | null;
}

export interface UnitQuantityInputProps extends NumberFieldProps<UnitQuantity> {
  /** In which unit a number by itself is read, where `value` says none. */
  saidIn: SaidIn | null;
  /** The product's own. */
  unit: string;
  units: readonly UnitRow[];
}

export function UnitQuantityInput({ saidIn, unit, units, ...props }: UnitQuantityInputProps) {
  const { formats } = useLocale();
  const shown = shownIn(props.value, saidIn);
  const read = (text: string): Result<UnitQuantity> => {
    const typed = parseCountInput(text);
    if (!typed.ok) return typed;
    const named = typed.value.word === null ? shown : unitCalled(typed.value.word, unit, units);
    if (named === null && typed.value.word !== null)
      return fail(createError('invalid_input', { reason: 'unit_unknown' }));
    const said = named === null || named === 'own' ? null : 'unitId' in named ? named : toSaidIn(named);
    const quantity = said === null ? typed.value.count : quantityIn(typed.value.count, said);
    return quantity === null
      ? fail(createError('invalid_input', { reason: 'unit_uneven' }))
      : ok({ quantity, saidIn: said });
  };
  return (
    <DecimalInput
      {...props}
      format={(value) => formats.quantity(countOf(value))}
      parse={read}
      isNegative={({ quantity }) => quantity < 0}
      unit={formats.digits(shown?.unit ?? unit)}
      example={formats.quantity(EXAMPLE_QUANTITY)}
    />
  );
}

/** The unit in which a value stands in the field: its own where it is no count of the other. */
const shownIn = (value: UnitQuantity | null, saidIn: SaidIn | null): SaidIn | null =>
  value === null
    ? saidIn
    : value.saidIn !== null && partsIn(value.quantity, value.saidIn) !== null
      ? value.saidIn
      : null;

const countOf = ({ quantity, saidIn }: UnitQuantity): number =>
  (saidIn === null ? null : partsIn(quantity, saidIn)) ?? quantity;
