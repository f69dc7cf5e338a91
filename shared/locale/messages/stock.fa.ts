import type { TranslationOf } from './messages.ts';
import type { stockEn } from './stock.en.ts';

export const stockFa: TranslationOf<typeof stockEn> = {
  'kind.movement': 'گردش کالا',
  'kind.allotment': 'سهمیه',

  'field.stock.placeId': 'محل',
  'field.stock.otherPlaceId': 'مبدأ یا مقصد',
  'field.stock.quantity': 'مقدار',
  'field.stock.counted': 'شمارش',
  'field.stock.reason': 'دلیل',
  'field.stock.occurredAt': 'زمان',
  'field.stock.documentId': 'سند',
  'field.stock.transferId': 'جابه‌جایی',
  'field.stock.holderId': 'سهم',
  'field.stock.asOf': 'در تاریخ',
  'field.stock.opening': 'موجودی اول دوره',
  'field.organisation.type': 'نوع محل',
  'field.organisation.holderId': 'تحویل‌دار',

  'value.stock.reason.receipt': 'رسید از تأمین‌کننده',
  'value.stock.reason.delivery': 'تحویل به مشتری',
  'value.stock.reason.return': 'برگشت از مشتری',
  'value.stock.reason.transferOut': 'انتقال به محل دیگر',
  'value.stock.reason.transferIn': 'انتقال از محل دیگر',
  'value.stock.reason.vanLoading': 'بارگیری خودرو',
  'value.stock.reason.count': 'انبارگردانی',
  'value.stock.reason.damage': 'ضایعات یا کسری',
  'value.organisation.type.warehouse': 'انبار',
  'value.organisation.type.van': 'خودروی پخش',
};
