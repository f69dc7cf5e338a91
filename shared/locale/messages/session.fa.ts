import type { TranslationOf } from './messages.ts';
import type { sessionEn } from './session.en.ts';

export const sessionFa: TranslationOf<typeof sessionEn> = {
  'session.signIn.title': 'ورود',
  'session.signIn.text': 'با حسابی که شرکت به شما داده است. روی هر دستگاه یک بار لازم است و شبکه می‌خواهد.',
  'session.signIn.login': 'نام کاربری',
  'session.signIn.password': 'رمز حساب',
  'session.signIn.server': 'نشانی سرور',
  'session.signIn.serverHint': 'مدیر سامانه آن را می‌داند، مثلاً {example}',
  'session.signIn.more': 'سرور دیگر',
  'session.signIn.submit': 'ورود',
  'session.signIn.busy': 'در حال ورود',
  'session.signIn.back': 'بازگشت به افراد این دستگاه',
  'session.sample.title': 'گشتی در داده‌های نمونه',
  'session.sample.text': 'روی این سرور یک شرکت ساختگی هست. یکی را انتخاب کنید و به جای او کار کنید.',
  'session.sample.everywhere': 'همهٔ شرکت',

  'session.passphrase.title': 'برای این دستگاه رمزی انتخاب کنید',
  'session.passphrase.greeting': '{name}، خوش آمدید',
  'session.passphrase.accountTerm': 'رمز حساب',
  'session.passphrase.account': 'به سرور نشان می‌دهد شما چه کسی هستید. همین امروز یک بار به کار آمد.',
  'session.passphrase.machineTerm': 'رمز این دستگاه',
  'session.passphrase.machine':
    'داده‌های روی این دستگاه را رمزنگاری می‌کند. هر بار که پیوند را باز می‌کنید آن را می‌نویسید، بدون شبکه هم. سرور هرگز از آن خبردار نمی‌شود.',
  'session.passphrase.new': 'رمز دستگاه',
  'session.passphrase.repeat': 'یک بار دیگر',
  'session.passphrase.hint': 'چند واژه که فقط شما کنار هم می‌گذارید، هم بلند است و هم به یاد می‌ماند.',
  'session.passphrase.show': 'نوشته‌ام را نشان بده',
  'session.passphrase.differs': 'این دو یکی نیستند.',
  'session.passphrase.tooShort':
    '{count, plural, one {دست‌کم # نویسهٔ دیگر لازم است.} other {دست‌کم # نویسهٔ دیگر لازم است.}}',
  'session.passphrase.weak': 'ضعیف است: یک واژهٔ دیگر اضافه کنید',
  'session.passphrase.fair': 'بد نیست: با یک واژهٔ دیگر محکم می‌شود',
  'session.passphrase.strong': 'محکم است',
  'session.passphrase.strength': 'استحکام رمز',
  'session.passphrase.submit': 'ثبت رمز و شروع کار',
  'session.passphrase.busy': 'در حال آماده کردن دادهٔ رمزنگاری‌شده',
  'session.passphrase.notMe': 'این من نیستم',

  'session.unlock.title': 'چه کسی کار می‌کند؟',
  'session.unlock.titleOne': 'سلام، {name}',
  'session.unlock.passphrase': 'رمز این دستگاه',
  'session.unlock.submit': 'باز کردن قفل',
  'session.unlock.busy': 'در حال باز کردن',
  'session.unlock.addPerson': 'افزودن شخص دیگر',
  'session.unlock.wait': 'تلاش‌ها زیاد شد. تلاش بعدی تا {time} دیگر ممکن است.',
  'session.unlock.waitUnit': '{seconds, plural, one {# ثانیه} other {# ثانیه}}',
  'session.unlock.waitMinutes': '{minutes, plural, one {# دقیقه} other {# دقیقه}}',
  'session.unlock.forgot':
    'رمز فراموش‌شده را نمی‌شود پس گرفت. اگر شرکت راز بازیابی نگه داشته باشد، داده‌هایتان یک بار دیگر باز می‌شود؛ وگرنه دوباره به سرور می‌پیوندید و کار ذخیره‌شده‌ای که فرستاده نشده از رونوشت مهروموم‌شده‌اش تحویل داده می‌شود.',

  'session.lock.nothingLost': 'چیزی از دست نرفته است: هر چه ذخیره کرده‌اید همین‌جا رمزنگاری‌شده هست.',
  'session.lock.expired.title': 'این دستگاه مدت زیادی از شرکت بی‌خبر مانده است',
  'session.lock.expired.text':
    'به شبکه وصل شوید و رمز دستگاه را بنویسید: از سرور پرسیده می‌شود و از همان‌جا که بودید ادامه می‌دهید.',
  'session.lock.outOfHours.title': 'بیرون از ساعت کار',
  'session.lock.outOfHours.text':
    'در {when} دوباره باز می‌شود. اگر ساعت کار عوض شده است، به شبکه وصل شوید و رمز دستگاه را بنویسید.',
  'session.lock.outOfHours.never':
    'شرکت هیچ ساعتی را برای کار تعیین نکرده است. هر وقت تعیین کرد، به شبکه وصل شوید و رمز دستگاه را بنویسید.',
  'session.lock.clockBack.title': 'ساعت این دستگاه عقب است',
  'session.lock.clockBack.text':
    'ساعت {now} را نشان می‌دهد، ولی این دستگاه پیش‌تر {seen} را دیده است. ساعت را درست کنید. اگر اکنون درست است، به شبکه وصل شوید و رمز دستگاه را بنویسید.',
  'session.lock.versionTooOld.title': 'این نسخهٔ برنامه قدیمی است',
  'session.lock.versionTooOld.text':
    'نسخهٔ {version} است و شرکت دست‌کم {minimum} را می‌خواهد. به‌روزرسانی را نصب کنید و سپس مثل همیشه قفل را باز کنید.',
  'session.lock.suspended.title': 'شرکت این دستگاه را معلق کرده است',
  'session.lock.suspended.text':
    'از {when}. با مدیر سامانه صحبت کنید؛ وقتی تعلیق را برداشت، همین‌جا دوباره از سرور بپرسید.',
  'session.lock.wipe.title': 'شرکت خواسته است داده‌های این دستگاه پاک شود',
  'session.lock.wipe.politely':
    'پیش از آن، کاری که نفرستاده‌اید تحویل می‌شود: به شبکه وصل شوید و رمز دستگاه را بنویسید. بدون آن هم داده‌ها به‌زودی پاک می‌شود و آن کار همین‌جا مهروموم می‌ماند.',
  'session.lock.wipe.atOnce': 'هم‌اکنون در حال پاک شدن است. کاری که ارسال نشده، مهروموم برای شرکت، همین‌جا می‌ماند.',
  'session.lock.unreachable':
    'اکنون بدون سرور باز نمی‌شود. به شبکه وصل شوید و دوباره امتحان کنید؛ هر چه ذخیره کرده‌اید همین‌جا امن است.',
  'session.lock.unlockAndAsk': 'پرسیدن از سرور و باز کردن قفل',
  'session.lock.handIn': 'تحویل دادن کارم',
  'session.lock.ask': 'دوباره از سرور بپرس',
  'session.lock.asking': 'در حال پرسیدن',
  'session.lock.sameAnswer': 'پاسخ سرور در {time} همان بود.',
  'session.erased.title': 'داده‌های این دستگاه پاک شده است',
  'session.erased.ordered': 'در {when}، به دستور شرکت.',
  'session.erased.leaseRanOut':
    'در {when}: مدت بسیار زیادی اینجا از شرکت خبری نرسیده بود. هر چه فرستاده‌اید نزد شرکت است.',
  'session.erased.sealedWork':
    'کاری که هرگز ارسال نشده، مهروموم برای شرکت، هنوز اینجاست: هر کس دیگری که با این دستگاه کار کند آن را نخوانده تحویل می‌دهد.',
  'session.erased.nothingWaits': 'چیزی که منتظر ارسال باشد اینجا نمانده است.',
  'session.erased.signIn': 'ورود دوباره',

  'session.firstSync.title': 'در حال آوردن داده‌ها به این دستگاه',
  'session.firstSync.progress': '{done, number} از {expected, number} مورد رسیده است',
  'session.firstSync.text': 'همین حالا می‌توانید شروع کنید؛ هر چه رسیده آماده است.',
  'session.firstSync.paused': 'شما نگهش داشتید. هر چه رسیده آماده است.',
  'session.firstSync.waiting': 'منتظر سرور. با برگشتن شبکه خودش ادامه می‌دهد.',

  'session.lock': 'قفل کردن',

  'role.rep': 'نمایندهٔ فروش',
  'role.technician': 'کارشناس خدمات',
  'role.branchManager': 'مدیر شعبه',
  'role.marketing': 'بازاریابی',
  'role.headOffice': 'دفتر مرکزی',
  'role.administrator': 'مدیر سامانه',
  'role.auditor': 'حسابرس',
};
