export const salesCreditsEn = {
  'salesCredits.own': 'My sales in {month}',
  'salesCredits.credited':
    '{count, plural, =0 {No order is credited to you yet.} one {# order credited to you} other {# orders credited to you}}',
  'salesCredits.awaited':
    '{count, plural, one {# more order of yours is not credited yet:} other {# more orders of yours are not credited yet:}}',
  'salesCredits.awaitedHelp': 'Head office credits an order to you when it has received it.',
};
