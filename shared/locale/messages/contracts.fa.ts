import type { contractsEn } from './contracts.en.ts';
import type { TranslationOf } from './messages.ts';

export const contractsFa: TranslationOf<typeof contractsEn> = {
  'contracts.title': 'قراردادها',
  'contracts.search': 'عنوان، شماره، مشتری',
  'contracts.new': 'قرارداد تازه',
  'contracts.create': 'ثبت قرارداد',
  'contracts.edit.title': 'ویرایش {title}',
  'contracts.daysLeft': '{days, plural, =0 {امروز تمام می‌شود} one {# روز مانده} other {# روز مانده}}',
  'contracts.endedHint': 'فقط اگر در روزی جز روز توافق‌شده پایان یافته است.',
  'contracts.addThing': 'افزودن دستگاه',
  'contracts.removeThing': 'حذف این دستگاه',
  'contracts.empty.title': 'هنوز قراردادی نیست',
  'contracts.empty.text': 'قرارداد خدمات می‌گوید چه چیزی تا کی زیر پوشش است؛ هر که برای تعمیر برود، همان لحظه می‌بیند.',
  'value.contracts.state.upcoming': 'شروع‌نشده',
  'value.contracts.state.running': 'جاری',
  'value.contracts.state.expiring': 'رو به پایان',
  'value.contracts.state.ended': 'پایان‌یافته',
  'value.contracts.state.awaitingApproval': 'در انتظار موافقت',
  'value.contracts.state.refused': 'ردشده',
};
