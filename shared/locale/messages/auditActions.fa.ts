import type { auditActionsEn } from './auditActions.en.ts';
import type { TranslationOf } from './messages.ts';

export const auditActionsFa: TranslationOf<typeof auditActionsEn> = {
  'audit.action.session.signedIn': 'ورود به سامانه',
  'audit.action.session.signInFailed': 'ورود پذیرفته نشد',
  'audit.action.device.enrolled': 'دستگاه ثبت شد',
  'audit.action.device.newIdentity': 'دستگاه شناسهٔ تازه گرفت',
  'audit.action.device.suspended': 'دستگاه تعلیق شد',
  'audit.action.device.lifted': 'تعلیق برداشته شد',
  'audit.action.device.wipeOrdered': 'دستور پاک‌سازی داده شد',
  'audit.action.device.wiped': 'دستگاه پاک شد',
  'audit.action.person.created': 'فرد افزوده شد',
  'audit.action.person.passwordSet': 'رمز تازهٔ حساب تعیین شد',
  'audit.action.person.accountClosed': 'حساب بسته شد',
  'audit.action.person.accountOpened': 'حساب باز شد',
  'audit.action.person.roleChanged': 'نقش تغییر کرد',
  'audit.action.organisation.changed': 'سازمان تغییر کرد',
  'audit.action.review.decided': 'بازبینی تصمیم‌گیری شد',
  'audit.action.parking.decided': 'دربارهٔ کار نگه‌داشته تصمیم گرفته شد',
  'audit.action.parking.released': 'کار منتظر رها شد',
  'audit.action.parking.declaredLost': 'کار از دست رفته اعلام شد',
  'audit.action.server.restored': 'سرور از پشتیبان بازگردانده شد',
  'audit.action.audit.deviceChainBroken': 'گزارش خودِ دستگاه درست نیست',
  'audit.action.unlock.failed': 'رمز نادرست هنگام باز کردن دستگاه',
  'audit.action.passphrase.changed': 'رمز دستگاه عوض شد',
};
