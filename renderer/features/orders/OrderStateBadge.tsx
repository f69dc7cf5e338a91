import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';

export function OrderStateBadge({ state }: { state: string }) {
  const { t } = useLocale();
  return (
    <StateBadge tone={stateTone('salesDocuments', state)}>{valueLabel(t, 'salesDocuments', 'state', state)}</StateBadge>
  );
}
