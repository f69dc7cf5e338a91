import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge } from '../../ui/state/StateBadge.tsx';
import { stateTone } from '../records/kindLooks.ts';

/** Where an opportunity stands in the pipeline. */
export function OpportunityStageBadge({ stage }: { stage: string }) {
  const { t } = useLocale();
  return (
    <StateBadge tone={stateTone('opportunities', stage)}>{valueLabel(t, 'opportunities', 'stage', stage)}</StateBadge>
  );
}
