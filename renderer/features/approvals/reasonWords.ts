import { isCurrencyCode } from '../../../shared/base/currency.ts';
import { isolateName } from '../../../shared/base/direction.ts';
import type { ApprovalRow } from '../../../shared/contract/approvals.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';

export type Reason = ApprovalRow['reasons'][number];

/** Why somebody else has to agree, with the figure and how far its author may go. A reason of a newer version is another term. */
export function reasonWords({ t, formats, language }: Locale, reason: Reason): string {
  const { found = 0, limit = 0, currency = '', coverage = [] } = reason;
  const money = (amount: number): string =>
    isCurrencyCode(currency) ? formats.money({ amount, currency }) : formats.number(amount);
  // Whoever does not see the customer's limits is told that they do not suffice.
  if (
    reason.found === undefined &&
    (reason.reason === 'credit' || reason.reason === 'cheque' || reason.reason === 'slice')
  )
    return t(`approvals.reason.${reason.reason}Alone`);
  if (reason.found === undefined && isCounted(reason.reason))
    return t('approvals.reason.unlimited', {
      coverage: valueLabel(t, 'contracts', 'coverage', COUNTED_THINGS[reason.reason]),
    });
  switch (reason.reason) {
    case 'discount':
      if (reason.unmeasured) return t('approvals.reason.unmeasured');
      return t('approvals.reason.discount', { found: formats.percentage(found), limit: formats.percentage(limit) });
    case 'tax':
      return t('approvals.reason.tax', {
        name: isolateName(reason.lineName ?? ''),
        found: formats.percentage(found),
        limit: formats.percentage(limit),
      });
    case 'credit':
    case 'cheque':
      return t(`approvals.reason.${reason.reason}`, { found: money(found), limit: money(limit) });
    case 'creditCurrency':
      return t('approvals.reason.creditCurrency', {
        currency: isCurrencyCode(currency) ? formats.currencyName(currency) : currency,
      });
    case 'visits':
      return t('approvals.reason.visits', { found: formats.quantity(found), limit: formats.quantity(limit) });
    case 'parts':
      return t('approvals.reason.parts', { found: money(found), limit: money(limit) });
    case 'months':
    case 'hours':
    case 'responseHours':
      return t(`approvals.reason.${reason.reason}`, { found: formats.number(found), limit: formats.number(limit) });
    case 'coverage':
      return t('approvals.reason.coverage', {
        coverage: coverage.map((item) => valueLabel(t, 'contracts', 'coverage', item)).join(separatorOf(language)),
      });
    case 'slice':
      return t('approvals.reason.slice', { found: money(found), limit: money(limit) });
    case 'stock':
      return t('approvals.reason.stock', {
        name: isolateName(reason.lineName ?? ''),
        found: formats.quantity(found),
        limit: formats.quantity(limit),
      });
    case 'equipment':
    case 'period':
      return t(`approvals.reason.${reason.reason}`);
    default:
      return t('approvals.reason.unknown');
  }
}

/** What a contract covers so much of, by the reason that there is more of it. */
const COUNTED_THINGS = { visits: 'visits', hours: 'labour', parts: 'parts' } as const;

const isCounted = (reason: string): reason is keyof typeof COUNTED_THINGS => Object.hasOwn(COUNTED_THINGS, reason);

export const reasonsInOneLine = (locale: Locale, reasons: readonly Reason[]): string =>
  reasons.map((reason) => reasonWords(locale, reason)).join(' · ');

const separatorOf = (language: string): string => (language === 'fa' ? '، ' : ', ');
