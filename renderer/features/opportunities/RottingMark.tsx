import { IconHourglassEmpty } from '@tabler/icons-react';
import { instantToMilliseconds } from '../../../shared/base/clock.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { useNow } from '../../ui/text/Text.tsx';

const DAY = 86_400_000;

/** Says in words that a deal has stood still for too long, and for how long. */
export function RottingMark({ enteredAt }: { enteredAt: string }) {
  const { t } = useLocale();
  const now = useNow(600_000);
  const count = Math.max(0, Math.floor((instantToMilliseconds(now) - instantToMilliseconds(enteredAt)) / DAY));
  return (
    <StateBadge tone="warn" icon={<IconHourglassEmpty size={13} stroke={1.75} aria-hidden />}>
      {t('opportunities.rotting', { count })}
    </StateBadge>
  );
}
