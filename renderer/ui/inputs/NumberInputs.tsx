import type { CurrencyCode, Money } from '../../../shared/base/money.ts';
import { parseMoneyInput, parsePercentageInput, parseQuantityInput } from '../../../shared/locale/format.ts';
import { useLocale } from '../locale/LocaleProvider.tsx';
import { DecimalInput, type NumberFieldProps } from './DecimalInput.tsx';

const EXAMPLE_AMOUNT = 1_250_000;
const EXAMPLE_QUANTITY = 2_500;
const PERCENT_SIGN = { fa: '٪', en: '%' } as const;

/** An amount of one currency. Rials are typed and shown in the person's unit (rial or toman). */
export function MoneyInput({ currency, ...props }: NumberFieldProps<Money> & { currency: CurrencyCode }) {
  const { formats, moneyUnit } = useLocale();
  return (
    <DecimalInput
      {...props}
      format={formats.amount}
      parse={(text) => parseMoneyInput(text, currency, moneyUnit)}
      isNegative={(money) => money.amount < 0}
      unit={formats.moneyUnitName(currency)}
      example={formats.amount({ amount: EXAMPLE_AMOUNT, currency })}
    />
  );
}

/** A stored quantity (× 1,000), exact to three decimals. */
export function QuantityInput({ unit, ...props }: NumberFieldProps<number> & { unit?: string }) {
  const { formats } = useLocale();
  return (
    <DecimalInput
      {...props}
      format={formats.quantity}
      parse={parseQuantityInput}
      isNegative={(quantity) => quantity < 0}
      unit={unit}
      example={formats.quantity(EXAMPLE_QUANTITY)}
    />
  );
}

/** A stored percentage (× 10,000), exact to four decimals. */
export function PercentageInput(props: NumberFieldProps<number>) {
  const { formats, language } = useLocale();
  return (
    <DecimalInput
      {...props}
      format={(percentage) => formats.percentage(percentage).replace(/[%٪\u200e\u200f\u061c\s]/g, '')}
      parse={parsePercentageInput}
      isNegative={(percentage) => percentage < 0}
      unit={PERCENT_SIGN[language]}
      example={formats.number(9)}
    />
  );
}
