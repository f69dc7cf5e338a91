import type { Translator } from '../../../shared/locale/translator.ts';
import type { Problem } from './bodyEdits.ts';

/** What stands beside the field. */
export function problemWords(t: Translator, { reason, bound = 0 }: Problem): string {
  switch (reason) {
    case 'missing':
      return t('field.error.empty');
    case 'tooLong':
      return t('field.error.tooLong', { maximum: bound });
    case 'tooShort':
      return t('field.error.tooShort', { minimum: bound });
    case 'choice':
      return t('field.error.choice');
    case 'outOfRange':
      return t('field.error.outOfRange');
    default:
      return t.maybe(`reason.${reason}`) ?? t('field.error.other');
  }
}
