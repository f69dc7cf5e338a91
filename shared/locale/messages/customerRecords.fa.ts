import type { customerRecordsEn } from './customerRecords.en.ts';
import type { TranslationOf } from './messages.ts';

export const customerRecordsFa: TranslationOf<typeof customerRecordsEn> = {
  'kind.customerGroup': 'گروه مشتری',
  'kind.customField': 'فیلد سفارشی',

  'field.alsoKnownAs': 'نام‌های دیگر',
  'field.class': 'رده',
  'field.economicCode': 'کد اقتصادی',
  'field.groupIds': 'گروه‌ها',
  'field.supplierIds': 'تأمین‌کننده',
  'field.referredById': 'معرف',
  'field.sharedTerritoryIds': 'منطقه‌های دیگر',
  'field.mergedIntoId': 'ادغام‌شده در',
  'field.standsForIds': 'به جای',
  'field.mergeTaken': 'آنچه با ادغام منتقل شد',
  'field.toldApart': 'جدا از',
  'field.organisation.key': 'کلید',
  'field.organisation.type': 'نوع',
  'field.organisation.choices': 'گزینه‌ها',
  'field.organisation.kinds': 'برای',
  'field.organisation.collection': 'برای کدام فهرست',
  'field.organisation.required': 'الزامی',
  'field.organisation.retired': 'دیگر پرسیده نمی‌شود',
  'field.organisation.hint': 'راهنما',
  'field.organisation.englishName': 'نام انگلیسی',

  'value.customers.class.A': 'الف',
  'value.customers.class.B': 'ب',
  'value.customers.class.C': 'ج',
  'value.customers.class.D': 'د',
  'value.organisation.type.text': 'متن',
  'value.organisation.type.number': 'عدد',
  'value.organisation.type.date': 'تاریخ',
  'value.organisation.type.choice': 'گزینه‌ای',
  'value.organisation.type.yesNo': 'بله یا خیر',
};
