import type { PRICING_STATES } from '../../../shared/contract/pricing.ts';
import { textOf } from '../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';

export type PricingState = (typeof PRICING_STATES)[number];

const TONES: Readonly<Record<PricingState, Tone>> = { now: 'good', later: 'info', past: 'neutral', paused: 'warn' };

/** Is it in force on the day? */
export function PricingStateBadge({ state }: { state: PricingState }) {
  const { t } = useLocale();
  return <StateBadge tone={TONES[state]}>{t(`pricing.state.${state}`)}</StateBadge>;
}

export function pricingStateOn(body: RecordBody, day: string): PricingState {
  const to = textOf(body, 'to');
  if (body['paused'] === true) return 'paused';
  if (to !== null && to < day) return 'past';
  return (textOf(body, 'from') ?? '') > day ? 'later' : 'now';
}
