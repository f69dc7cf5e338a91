import type { DayVisit } from '../../../shared/contract/day.ts';
import type { Formats } from '../../../shared/locale/format.ts';
import type { Translator } from '../../../shared/locale/translator.ts';

/** Why a visit stands on the day's list, in one line: the rhythm that asks for it, or that somebody planned it. */
export function whyWords(t: Translator, formats: Formats, visit: DayVisit): string {
  const { rhythm, plannedOn, agreedAt, lastVisitOn, state, subject } = visit;
  if (state === 'done') return subject ?? '';
  if (plannedOn !== null) return t('day.why.carried', { date: formats.date(plannedOn) });
  if (rhythm === null) return agreedAt === null ? t('day.why.planned') : t('day.why.agreed');
  const often =
    rhythm.rule === 'class' && rhythm.class !== null
      ? t('day.why.class', { class: rhythm.class, days: rhythm.everyDays })
      : t('day.why.every', { days: rhythm.everyDays });
  if (lastVisitOn === null || rhythm.lateDays === null) return t('day.why.never', { often });
  return rhythm.lateDays === 0 ? t('day.why.due', { often }) : t('day.why.late', { often, late: rhythm.lateDays });
}
