import type { ProposalView } from '../../../shared/contract/service.ts';
import type { Unavailable } from '../../../shared/domain/organisation/availability.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';
import { durationWords } from './RequestBadges.tsx';
import type { Translator } from '../../../shared/locale/translator.ts';

type Formats = Locale['formats'];

/** Why somebody stands where they stand, in words. */
export function toMessage(
  t: Translator,
  formats: Formats,
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
      return t(`service.reason.distance.${reason.from}`, {
        way:
          reason.count < METRES_PER_KILOMETRE
            ? t('service.reason.near')
            : t('service.reason.distance', {
                kilometres: formats.number(Math.round(reason.count / METRES_PER_KILOMETRE)),
              }),
        age: durationWords(t, reason.minutes ?? 0),
      });
    case 'unavailable':
      return unavailableWords(t, formats, reason.unavailable);
    default:
      return t(`service.reason.${reason.reason}`);
  }
}

/** What keeps somebody on a day. */
export function unavailableWords(t: Translator, formats: Formats, unavailable: Unavailable): string {
  switch (unavailable.why) {
    case 'away':
      return t('service.reason.away', { until: formats.date(unavailable.until) });
    case 'holiday':
      return t('service.reason.holiday', { name: unavailable.name });
    case 'over':
      return t('service.reason.over', { time: formats.code(unavailable.at) });
    case 'dayOff':
      return t('service.reason.dayOff');
  }
}

const METRES_PER_KILOMETRE = 1_000;
