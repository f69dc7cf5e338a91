import type { errorsEn } from './errors.en.ts';
import type { TranslationOf } from './messages.ts';

export const errorsFa: TranslationOf<typeof errorsEn> = {
  'error.wrong_passphrase.title': 'رمز دستگاه درست نیست',
  'error.wrong_passphrase.help':
    'چیزی باز نشد و چیزی تغییر نکرد. زبان صفحه‌کلید و Caps Lock را نگاه کنید و دوباره بنویسید.',
  'error.locked.title': 'پیوند قفل است',
  'error.locked.help': 'داده‌هایتان روی این دستگاه امن است. با رمز دستگاه قفل را باز کنید و ادامه دهید.',
  'error.throttled.title': 'تلاش‌ها زیاد شد',
  'error.throttled.help': 'برای حفاظت از داده‌ها، تلاش بعدی باید کمی صبر کند. زمان باقی‌مانده همین‌جا نشان داده می‌شود.',
  'error.not_signed_in.title': 'وارد حساب نشده‌اید',
  'error.not_signed_in.help': 'هر چه ذخیره کرده‌اید روی این دستگاه هست. برای ادامه دوباره وارد شوید.',
  'error.wrong_credentials.title': 'نام کاربری یا رمز حساب درست نیست',
  'error.wrong_credentials.help':
    'روی این دستگاه چیزی تغییر نکرد. هر دو را بررسی کنید، یا از مدیر سامانه رمز تازه بگیرید.',
  'error.not_enrolled.title': 'سرور این دستگاه را نمی‌شناسد',
  'error.not_enrolled.help': 'هر چه ذخیره کرده‌اید همین‌جاست. دوباره وارد شوید تا سرور این دستگاه را بشناسد.',
  'error.permission_denied.title': 'اجازهٔ این کار را ندارید',
  'error.permission_denied.help': 'چیزی تغییر نکرد. اگر کارتان به آن نیاز دارد، از مدیر خود اجازه بگیرید.',
  'error.not_found.title': 'این مورد اینجا نیست',
  'error.not_found.help': 'شاید حذف شده یا به همکار دیگری سپرده شده است. به فهرست برگردید؛ بقیه دست‌نخورده است.',
  'error.invalid_input.title': 'چیزی درست پر نشده است',
  'error.invalid_input.help': 'هنوز ذخیره نشده و نوشته‌هایتان سر جایش است. خانه‌های مشخص‌شده را درست و دوباره ذخیره کنید.',
  'error.stale_edit.title': 'هم‌زمان با ویرایش شما، کسی این را تغییر داد',
  'error.stale_edit.help':
    'نوشته‌هایتان سر جایش است. مقدارهای تازه را ببینید و اگر حرف شما درست است، دوباره ذخیره کنید.',
  'error.illegal_transition.title': 'این کار حالا شدنی نیست',
  'error.illegal_transition.help':
    'چیزی تغییر نکرد. وضعیت این مورد دیگر آن نیست که این کار لازم دارد؛ دوباره نگاهش کنید.',
  'error.price_missing.title': 'یک قلم در این تاریخ قیمت ندارد',
  'error.price_missing.help':
    'سفارش هنوز پیش‌نویس است و چیزی از دست نرفته. برای آن قلم قیمت بگذارید، حذفش کنید، یا تاریخ سفارش را عوض کنید.',
  'error.number_block_exhausted.title': 'شمارهٔ سند برای این دستگاه تمام شده',
  'error.number_block_exhausted.help':
    'سفارش به شکل پیش‌نویس می‌ماند. یک بار با سرور همگام شوید تا شمارهٔ تازه برسد، بعد تأییدش کنید.',
  'error.store_damaged.title': 'فایل دادهٔ این دستگاه آسیب دیده است',
  'error.store_damaged.help':
    'آنچه به دفتر مرکزی رسیده آنجا امن است، و روی این فایل چیزی نوشته نمی‌شود. پیش از هر کاری با پشتیبانی تماس بگیرید.',
  'error.store_foreign.title': 'این فایلِ دادهٔ پیوند نیست',
  'error.store_foreign.help': 'به آن دست نزدیم. ببینید پوشهٔ داده درست انتخاب شده باشد.',
  'error.store_in_use.title': 'پیوند دیگری با این داده‌ها کار می‌کند',
  'error.store_in_use.help': 'به چیزی دست نزدیم. آن یکی را ببندید، یا در همان پنجره ادامه دهید.',
  'error.disk_full.title': 'دیسک پر است',
  'error.disk_full.help':
    'این یکی ذخیره نشد، ولی نوشته‌هایتان سر جایش است و کارهای قبلی امن است. کمی جا باز کنید و دوباره ذخیره کنید.',
  'error.store_newer.title': 'این داده‌ها مال نسخهٔ تازه‌تری از پیوند است',
  'error.store_newer.help': 'به آن دست نزدیم. برای باز کردنش نسخهٔ تازه‌تر را نصب کنید.',
  'error.server_unreachable.title': 'سرور در دسترس نیست',
  'error.server_unreachable.help':
    'می‌توانید به کارتان ادامه دهید؛ همه‌چیز روی این دستگاه ذخیره می‌شود و با برگشتن اتصال ارسال می‌شود. اگر اینترنت دارید، نشانی سرور را بررسی کنید.',
  'error.server_refused.title': 'سرور نپذیرفت',
  'error.server_refused.help':
    'کارتان روی این دستگاه امن است. کمی بعد دوباره تلاش کنید؛ اگر ادامه داشت، به مدیر سامانه بگویید.',
  'error.protocol_newer.title': 'سرور از این پیوند تازه‌تر است',
  'error.protocol_newer.help': 'کارتان روی این دستگاه امن است. پیوند را به‌روز کنید تا ارسال شود.',
  'error.protocol_older.title': 'سرور از این پیوند قدیمی‌تر است',
  'error.protocol_older.help': 'کارتان روی این دستگاه امن است. از مدیر سامانه بخواهید سرور را به‌روز کند.',
  'error.token_foreign.title': 'این ورود مال دستگاه دیگری است',
  'error.token_foreign.help': 'کارتان روی این دستگاه امن است. همین‌جا دوباره وارد شوید.',
  'error.token_expired.title': 'مهلت ورود تمام شده',
  'error.token_expired.help': 'کارتان روی این دستگاه امن است. برای ادامه دوباره وارد شوید.',
  'error.signature_invalid.title': 'سرور نتوانست درستی این کار را بسنجد',
  'error.signature_invalid.help':
    'روی این دستگاه می‌ماند و چیزی از دست نمی‌رود. به مدیر سامانه بگویید؛ لازم نیست دوباره بنویسیدش.',
  'error.message_too_large.title': 'این برای یک بار ارسال بزرگ است',
  'error.message_too_large.help': 'چیزی از دست نرفت. به بخش‌های کوچک‌تر تقسیمش کنید و دوباره بفرستید.',
  'error.clock_skewed.title': 'ساعت این دستگاه درست نیست',
  'error.clock_skewed.help': 'کارتان امن است. تاریخ و ساعت دستگاه را درست کنید و دوباره تلاش کنید.',
  'error.parked.title': 'دفتر مرکزی این تغییر را نگه داشته است',
  'error.parked.help':
    'اینجا و آنجا امن است. دلیلش در بخش همگام‌سازی نوشته شده و کسی که اختیار دارد دربارهٔ آن تصمیم می‌گیرد.',
  'error.file_unreadable.title': 'فایل خوانده نمی‌شود',
  'error.file_unreadable.help': 'چیزی وارد نشد. ببینید فایل سر جایش باشد و در برنامهٔ دیگری باز نباشد.',
  'error.file_encoding.title': 'حروف این فایل شناخته نمی‌شود',
  'error.file_encoding.help':
    'چیزی وارد نشد. کدگذاری آن را انتخاب کنید (بیشتر وقت‌ها Windows-1256 است)، یا فایل را با UTF-8 ذخیره کنید.',
  'error.file_malformed.title': 'این فایل جدول درستی نیست',
  'error.file_malformed.help':
    'چیزی وارد نشد. ردیفی را که نام برده شده ببینید (معمولاً یک گیومه باز مانده) و دوباره تلاش کنید.',
  'error.file_too_large.title': 'فایل بیش از اندازه بزرگ است',
  'error.file_too_large.help': 'چیزی وارد نشد. آن را به چند فایل کوچک‌تر تقسیم کنید.',
  'error.import_unmapped.title': 'بعضی مقدارها با چیزی جور نیست',
  'error.import_unmapped.help': 'برای آن‌ها چیزی وارد نشد. در فهرست معادل‌ها بگویید هر کدام یعنی چه و دوباره اجرا کنید.',
  'error.cancelled.title': 'متوقف شد',
  'error.cancelled.help': 'آنچه پیش از آن تمام شده بود سر جایش می‌ماند.',
  'error.core_unreachable.title': 'پیوند روی این دستگاه پاسخ نداد',
  'error.core_unreachable.help':
    'نوشته‌هایتان سر جایش است. معلوم نیست ذخیره شده باشد یا نه: صبر کنید تا پنجره دوباره وصل شود، نگاه کنید، و فقط اگر نبود دوباره ذخیره کنید.',
  'error.internal.title': 'اشکالی در پیوند پیش آمد',
  'error.internal.help':
    'آنچه پیش‌تر ذخیره شده امن است. دوباره تلاش کنید؛ اگر ادامه داشت، به پشتیبانی بگویید چه می‌کردید.',
};
