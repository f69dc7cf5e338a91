import type { TranslationOf } from './messages.ts';
import type { syncEn } from './sync.en.ts';

export const syncFa: TranslationOf<typeof syncEn> = {
  'sync.pill.label': 'وضعیت همگام‌سازی',
  'sync.pill.sent': 'همه ارسال شده',
  'sync.pill.waiting': '{count, number} در صف ارسال',
  'sync.pill.needsYou': '{count, plural, one {# منتظر شما} other {# منتظر شما}}',

  'sync.panel.title': 'همگام‌سازی',
  'sync.panel.allSent': 'همهٔ کار شما به دفتر مرکزی رسیده است.',
  'sync.panel.waiting':
    '{count, plural, one {# تغییر اینجا ذخیره شده و در صف ارسال است.} other {# تغییر اینجا ذخیره شده و در صف ارسال است.}}',
  'sync.panel.online': 'متصل',
  'sync.panel.offline': 'بدون شبکه',
  'sync.panel.offlineText': 'کارتان را بکنید: همه‌چیز همین‌جا ذخیره می‌شود و با آمدن شبکه ارسال می‌شود.',
  'sync.panel.syncing': 'در حال تبادل',
  'sync.panel.refused': 'پذیرفته نشد',
  'sync.panel.refusedText': 'سرور فعلاً این دستگاه را نمی‌پذیرد. کارتان اینجا امن است و در صف می‌ماند.',
  'sync.panel.lastContact': 'آخرین تماس با سرور',
  'sync.panel.never': 'هنوز نه',
  'sync.panel.now': 'همین حالا همگام کن',
  'sync.panel.syncingNow': 'در حال همگام‌سازی',
  'sync.panel.receiving': 'دریافت {done, number} از {expected, number}',
  'sync.panel.reviews': '{count, plural, one {# بازبینی منتظر شماست} other {# بازبینی منتظر شماست}}',
  'sync.panel.waitingTitle': 'در صف ارسال',
  'sync.panel.waitingMore': '{count, plural, one {و یک تغییر دیگر} other {و # تغییر دیگر}}',
  'sync.panel.behindEarlier': 'به دفتر مرکزی رسیده و منتظر چیزی است که پایهٔ آن است',
  'sync.panel.heldTitle': 'نگه‌داشته در دفتر مرکزی',
  'sync.panel.heldText': 'این‌ها امن هستند و شماره‌شان محفوظ است. منتظر تصمیم‌اند.',
  'sync.panel.change': 'تغییر شمارهٔ {n, number}',

  'park.permission_denied': 'وقتی این تغییر رسید، اجازهٔ آن را نداشتید.',
  'park.invalid': 'دفتر مرکزی نتوانست این تغییر را بخواند؛ شاید پیوندِ آنجا قدیمی‌تر است.',
  'park.invariant_broken': 'این تغییر در کنار کار دیگران، یکی از قاعده‌ها را می‌شکند.',
  'park.locked_record': 'در این فاصله آن مورد قفل شده است، مثلاً تأیید شده.',
  'park.unknown_record': 'به موردی برمی‌گردد که دفتر مرکزی آن را ندارد.',
  'park.scope_departed': 'این مورد حالا با همکار دیگری است و او تصمیم می‌گیرد.',
  'park.illegal_transition': 'آن مورد دیگر در وضعیتی نبود که این کار لازم دارد.',
  'park.number_duplicate': 'این شماره پیش‌تر روی سند دیگری به کار رفته است.',
  'park.behind_parked': 'منتظر تغییری پیش از خودش است که نگه داشته شده.',
  'park.unknown': 'دلیل دفتر مرکزی برای این نسخه از پیوند آشنا نیست.',
};
