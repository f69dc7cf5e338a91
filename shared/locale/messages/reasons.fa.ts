import type { TranslationOf } from './messages.ts';
import type { reasonsEn } from './reasons.en.ts';

export const reasonsFa: TranslationOf<typeof reasonsEn> = {
  'reason.activity.timeMissing': 'بنویسید کی انجام شده، یا برای کی برنامه‌ریزی شده است.',
  'reason.contract.coverageMissing': 'دست‌کم یکی از چیزهایی را که قرارداد پوشش می‌دهد انتخاب کنید.',
  'reason.contract.endsBeforeStart': 'پایان قرارداد پیش از شروع آن است. هر دو تاریخ را ببینید.',
  'reason.contract.priceNegative': 'مبلغ نمی‌تواند کمتر از صفر باشد.',
  'reason.contract.visitsNegative': 'تعداد بازدید نمی‌تواند کمتر از صفر باشد.',
  'reason.opportunity.amountNegative': 'مبلغ نمی‌تواند کمتر از صفر باشد.',
  'reason.opportunity.closedBeforeOpened': 'نمی‌تواند پیش از باز شدن بسته شده باشد. هر دو تاریخ را ببینید.',
  'reason.opportunity.closedOnMissing': 'روزی را که به نتیجه رسید بنویسید.',
  'reason.opportunity.closedOnUnexpected': 'این فرصت هنوز باز است: تاریخ بسته شدن را بردارید، یا نتیجه را مشخص کنید.',
  'reason.order.amountTooLarge': 'این مبلغ بیش از اندازه بزرگ است. مقدار و قیمت را ببینید.',
  'reason.order.currencyDiffers': 'ارز این قیمت با ارز سفارش یکی نیست.',
  'reason.order.currencyUnknown': 'این ارز شناخته نیست. ارز دیگری انتخاب کنید.',
  'reason.order.customerMissing': 'مشتری سفارش را انتخاب کنید.',
  'reason.order.discountOutOfRange': 'تخفیف میان ۰ تا ۱۰۰ درصد است.',
  'reason.order.freightNegative': 'کرایهٔ حمل نمی‌تواند کمتر از صفر باشد.',
  'reason.order.linesMissing': 'پیش از تأیید، دست‌کم یک کالا اضافه کنید.',
  'reason.order.priceMissing': 'این کالا در این تاریخ قیمت ندارد. قیمت بنویسید یا این قلم را حذف کنید.',
  'reason.order.priceNegative': 'قیمت نمی‌تواند کمتر از صفر باشد.',
  'reason.order.productMissing': 'کالای این قلم را انتخاب کنید.',
  'reason.order.quantityNotPositive': 'مقداری بیش از صفر بنویسید، یا این قلم را حذف کنید.',
  'reason.order.taxOutOfRange': 'مالیات میان ۰ تا ۱۰۰ درصد است.',
};
