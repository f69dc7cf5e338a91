/** A quantity in one of a product's units: a number is of the unit that stands there, a word behind it says another one. «۲ کارتن» */
import type { Result } from '../../../shared/base/result.ts';
import type { UnitRow } from '../../../shared/contract/lists.ts';
import { quantitySaid, type SaidQuantity } from '../../../shared/domain/products/namedCounts.ts';
import { partsIn, type SaidIn } from '../../../shared/domain/products/units.ts';
import { parseCountsInput } from '../../../shared/locale/countsInput.ts';
import { ShelfText } from './QuantityTexts.tsx';
import { DecimalInput, type NumberFieldProps } from '../../ui/inputs/DecimalInput.tsx';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';

const EXAMPLE_QUANTITY = 2_500;

export type UnitQuantity = SaidQuantity;

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
    const typed = parseCountsInput(text, [unit, ...units.map((one) => one.unit)]);
    return typed.ok ? quantitySaid(typed.value, unit, units, shown) : typed;
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

export interface CountInputProps extends NumberFieldProps<number> {
  /** The product's own. */
  unit: string;
  units: readonly UnitRow[];
}

/** A quantity that keeps nothing of how it was said: on a shelf what lies there counts. It is told in cartons beneath. */
export function CountInput({ value, onChange, ...props }: CountInputProps) {
  return (
    <>
      <UnitQuantityInput
        {...props}
        saidIn={null}
        value={value === null ? null : { quantity: value, saidIn: null }}
        onChange={(typed) => onChange(typed?.quantity ?? null)}
      />
      <ShelfText quantity={value ?? 0} unit={props.unit} units={props.units} />
    </>
  );
}
