import { dayOfMonth, weekdaysOf, type Repeat } from '../../../shared/domain/activities/repeat.ts';
import { weekdayOf } from '../../../shared/domain/activities/dueVisits.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';

/** A rule in a line: "Every 2 weeks: Saturday, Tuesday, until 30 Esfand". */
export function repeatWords({ t, formats }: Pick<Locale, 't' | 'formats'>, repeat: Repeat): string {
  const { every, unit, calendar, slot, until } = repeat;
  const chosen = repeat.weekdays && repeat.weekdays.length > 0 ? repeat.weekdays : [weekdayOf(slot)];
  const days = weekdaysOf(calendar)
    .filter((weekday) => chosen.includes(weekday))
    .map((weekday) => valueLabel(t, 'activities', 'weekdays', weekday));
  const day = repeat.monthDay ?? dayOfMonth(slot, calendar);
  const rule = t(`repeat.words.${unit}`, { every, days: days.join(t('day.comma')), day });
  return until === undefined ? rule : t('repeat.words.until', { rule, date: formats.date(until) });
}
