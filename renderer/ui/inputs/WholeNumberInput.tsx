import { parseDecimal } from '../../../shared/base/decimal.ts';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { DecimalInput, type NumberFieldProps } from './DecimalInput.tsx';

/** A count: of rows, pages, days. */
export function WholeNumberInput(props: NumberFieldProps<number>) {
  const { formats } = useLocale();
  return (
    <DecimalInput<number>
      {...props}
      format={(number) => formats.number(number)}
      parse={(text) => parseDecimal(text, 1)}
      isNegative={(number) => number < 0}
      example={formats.number(30)}
    />
  );
}
