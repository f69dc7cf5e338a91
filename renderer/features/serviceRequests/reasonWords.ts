import type { ProposalView } from '../../../shared/contract/service.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

/** Why somebody stands where they stand, in words. */
export function toMessage(
  t: Translator,
  number: (value: number) => string,
  language: string,
  reason: ProposalView['reasons'][number],
): string {
  switch (reason.reason) {
    case 'skills':
    case 'skillsMissing':
      return t(`service.reason.${reason.reason}`, {
        skills: new Intl.ListFormat(language, { type: 'conjunction' }).format(reason.skills),
      });
    case 'load':
    case 'knows':
      return t(`service.reason.${reason.reason}`, { count: reason.count });
    case 'distance':
      if (reason.count < METRES_PER_KILOMETRE) return t('service.reason.near');
      return t('service.reason.distance', { kilometres: number(Math.round(reason.count / METRES_PER_KILOMETRE)) });
    default:
      return t(`service.reason.${reason.reason}`);
  }
}

const METRES_PER_KILOMETRE = 1_000;
