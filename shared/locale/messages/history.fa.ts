import type { historyEn } from './history.en.ts';
import type { TranslationOf } from './messages.ts';

export const historyFa: TranslationOf<typeof historyEn> = {
  'history.open': 'تغییرات',
  'history.title': 'تغییرات',
  'history.created': '{name} آن را ساخت',
  'history.changed': '{name} آن را تغییر داد',
  'history.deleted': '{name} آن را حذف کرد',
  'history.someone': 'کسی',
  'history.hidden': 'تنها در آنچه شما نمی‌بینید.',
  'history.more': 'تغییرات پیش‌تر',
  'history.leftOut': '{count, plural, one {و یک تغییر دیگر} other {و # تغییر دیگر}}',
  'history.restore': 'بازگردان',
  'history.restoreField': 'مقدار پیشین {field} را بازگردان',
  'history.restored': 'بازگردانده شد',
  'history.before': 'پیش از آن',
  'history.after': 'پس از آن',
  'history.here': 'فقط روی این رایانه',
  'history.held': 'نزد دفتر مرکزی مانده',
  'history.offline.title': 'فقط آنچه روی همین رایانه انجام شده',
  'history.offline.text':
    'هر چه دیگران تغییر داده‌اند نزد دفتر مرکزی نگه داشته می‌شود. برای دیدنش وصل شوید؛ چیزی گم نشده است.',
  'history.empty': 'روی این رایانه چیزی تغییر نکرده است.',
  'history.loading': 'در حال پرسیدن از دفتر مرکزی',
};
