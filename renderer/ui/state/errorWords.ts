import type { PeyvandError } from '../../../shared/base/errors.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

export interface ErrorWords {
  /** What happened. */
  readonly title: string;
  /** What is safe and what to do. */
  readonly help: string;
}

/** The words of an error in the person's language. */
export function errorToWords(t: Translator, error: PeyvandError): ErrorWords {
  const reason = error.facts['reason'];
  const worded = typeof reason === 'string' ? t.maybe(`reason.${reason}`) : undefined;
  return { title: t(`error.${error.code}.title`), help: worded ?? t(`error.${error.code}.help`) };
}

/**
 * The words beside one field for what a reader of typed text refused (`invalid_input` with a `reason`), or for a rule of trade.
 * `example` is what a right value looks like.
 */
export function fieldErrorWords(t: Translator, error: PeyvandError, example: string): string {
  const { reason, decimals } = error.facts;
  switch (reason) {
    case 'empty':
      return t('field.error.empty');
    case 'not_a_number':
      return t('field.error.notANumber', { example });
    case 'grouping':
      return t('field.error.grouping', { example });
    case 'too_many_decimals':
      return t('field.error.tooManyDecimals', { decimals: typeof decimals === 'number' ? decimals : 0 });
    case 'too_large':
      return t('field.error.tooLarge');
    case 'negative':
      return t('field.error.negative');
    case 'date':
    case 'instant':
      return t('field.error.date');
    default:
      return (typeof reason === 'string' ? t.maybe(`reason.${reason}`) : undefined) ?? t('field.error.other');
  }
}
