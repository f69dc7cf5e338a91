import { isIsoDate } from '../../../shared/base/clock.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { useToday } from '../records/useDirectory.ts';

/** Whether the guarantee runs, as of today. */
export function WarrantyBadge({ until, removedOn }: { until: string | null; removedOn: string | null }) {
  const { t } = useLocale();
  const today = useToday();
  if (removedOn !== null && removedOn <= today) return <StateBadge tone="neutral">{t('equipment.removed')}</StateBadge>;
  if (!isIsoDate(until)) return <StateBadge tone="neutral">{t('equipment.warranty.unknown')}</StateBadge>;
  return today <= until ? (
    <StateBadge tone="good">{t('equipment.warranty.running')}</StateBadge>
  ) : (
    <StateBadge tone="warn">{t('equipment.warranty.ended')}</StateBadge>
  );
}
