import type { IsoDate } from '../../../shared/base/clock.ts';
import type { Language } from '../../../shared/locale/format.ts';

/** "شنبه", "Saturday". */
export const weekdayName = (language: Language, on: IsoDate): string =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.parse(on));
