import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';

/** Where a customer stands. */
export function StageBadge({ stage }: { stage: string }) {
  const { t } = useLocale();
  return <StateBadge tone={stateTone('customers', stage)}>{valueLabel(t, 'customers', 'stage', stage)}</StateBadge>;
}
