import type { activitiesEn } from './activities.en.ts';
import type { TranslationOf } from './messages.ts';

export const activitiesFa: TranslationOf<typeof activitiesEn> = {
  'activities.title': 'فعالیت‌ها',
  'activities.new': 'فعالیت تازه',
  'activities.show': 'نمایش',
  'activities.tab.planned': 'در برنامه',
  'activities.tab.done': 'انجام‌شده',
  'activities.mine': 'فقط مال من',
  'activities.when': 'زمان',
  'activities.happened': 'انجام شده',
  'activities.planned': 'در برنامه است',
  'activities.doneNow': 'همین حالا انجام شد',
  'activities.logCall': 'ثبت تماس با {name}',
  'activities.logVisit': 'ثبت بازدید از {name}',
  'activities.logged': 'ثبت شد',
  'activities.empty.planned': 'چیزی در برنامه نیست',
  'activities.empty.plannedText': 'تماس یا بازدیدی را برنامه‌ریزی کنید تا انجام شود، همین‌جا می‌ماند.',
  'activities.empty.done': 'هنوز چیزی ثبت نشده',
  'activities.empty.doneText': 'تماس و بازدید را از صفحهٔ مشتری ثبت کنید، یا از همین‌جا.',
  'value.activities.state.planned': 'در برنامه',
  'value.activities.state.overdue': 'عقب‌افتاده',
  'value.activities.state.done': 'انجام‌شده',
};
