/** A quantity in one of a product's units: a number is of the unit that stands there, a word behind it says another one. «۲ کارتن» */
import { createError } from '../../../shared/base/errors.ts';
import { fail, ok, type Result } from '../../../shared/base/result.ts';
import type { UnitRow } from '../../../shared/contract/lists.ts';
import { partsIn, quantityIn, toSaidIn, unitCalled, type SaidIn } from '../../../shared/domain/products/units.ts';
import { parseCountsInput, type TypedCount } from '../../../shared/locale/formatInput.ts';
import { ShelfText } from './QuantityTexts.tsx';
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
  const one = ({ count, word }: TypedCount): Result<UnitQuantity> => {
    const named = word === null ? (shown ?? 'own') : unitCalled(word, unit, units);
    if (named === null) return fail(createError('invalid_input', { reason: 'unit_unknown' }));
    const said = named === 'own' ? null : 'unitId' in named ? named : toSaidIn(named);
    const quantity = said === null ? count : quantityIn(count, said);
    return quantity === null
      ? fail(createError('invalid_input', { reason: 'unit_uneven' }))
      : ok({ quantity, saidIn: said });
  };
  const read = (text: string): Result<UnitQuantity> => {
    const typed = parseCountsInput(text);
    if (!typed.ok) return typed;
    const [first, ...others] = typed.value;
    if (first === undefined) return fail(createError('invalid_input', { reason: 'empty' }));
    if (others.length === 0) return one(first);
    // «۳ کارتن و ۴ عدد»: what has no word there is of the product's own unit.
    let sum = 0;
    for (const count of typed.value) {
      const part = one({ ...count, word: count.word ?? unit });
      if (!part.ok) return part;
      sum += part.value.quantity;
    }
    return Number.isSafeInteger(sum)
      ? ok({ quantity: sum, saidIn: null })
      : fail(createError('invalid_input', { reason: 'too_large' }));
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
