export const salesCreditsFa = {
  'salesCredits.own': 'فروش من در {month}',
  'salesCredits.credited':
    '{count, plural, =0 {هنوز سفارشی به نام شما ثبت نشده است.} other {# سفارش به نام شما ثبت شده است}}',
  'salesCredits.awaited': '{count, plural, other {# سفارش دیگر شما هنوز به نامتان ثبت نشده است:}}',
  'salesCredits.awaitedHelp': 'دفتر مرکزی هر سفارش را پس از دریافت به نام شما ثبت می‌کند.',
};
