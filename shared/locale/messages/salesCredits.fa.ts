export const salesCreditsFa = {
  'salesCredits.own': 'فروش من در {month}',
  'salesCredits.credited':
    '{count, plural, =0 {هنوز سفارشی به نام شما ثبت نشده است} other {# سفارش به نام شما ثبت شده است}}',
  'salesCredits.awaited': '{count, plural, other {# سفارش شما در انتظار ثبت به نامتان است:}}',
  'salesCredits.awaitedHelp': 'دفتر مرکزی سفارش‌ها را کمی پس از دریافت به نام شما ثبت می‌کند.',
};
