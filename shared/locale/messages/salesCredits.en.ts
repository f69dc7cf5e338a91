export const salesCreditsEn = {
  'salesCredits.own': 'My sales in {month}',
  'salesCredits.credited':
    '{count, plural, =0 {No order is credited to you yet} one {# order credited to you} other {# orders credited to you}}',
  'salesCredits.awaited':
    '{count, plural, one {# order of yours waits to be credited:} other {# orders of yours wait to be credited:}}',
  'salesCredits.awaitedHelp': 'Head office credits orders to you soon after it has received them.',
};
