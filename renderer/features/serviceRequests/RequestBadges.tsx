/** How a request stands, in words: its state, its urgency, and the clock of what was promised. */
import { serviceClock, type ServiceClock } from '../../../shared/domain/serviceRequests/serviceClock.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { Translator } from '../../../shared/locale/translator.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import { useLocale } from '../../ui/locale/LocaleProvider.tsx';
import { StateBadge, type Tone } from '../../ui/state/StateBadge.tsx';
import { useNow } from '../../ui/text/Text.tsx';
import { stateTone } from '../records/kindLooks.ts';

export function RequestStateBadge({ state }: { state: string }) {
  const { t } = useLocale();
  return (
    <StateBadge tone={stateTone('serviceRequests', state)}>
      {valueLabel(t, 'serviceRequests', 'state', state)}
    </StateBadge>
  );
}

/** Only what is not usual is said. */
export function PriorityBadge({ priority }: { priority: string }) {
  const { t } = useLocale();
  if (priority !== 'urgent' && priority !== 'high') return null;
  return (
    <StateBadge tone={priority === 'urgent' ? 'bad' : 'warn'}>
      {valueLabel(t, 'serviceRequests', 'priority', priority)}
    </StateBadge>
  );
}

const TONE_BY_CLOCK: Readonly<Record<ServiceClock['state'], Tone>> = {
  none: 'neutral',
  running: 'info',
  soon: 'warn',
  overdue: 'bad',
  met: 'good',
  late: 'warn',
  off: 'neutral',
};

interface ClockBadgeProps {
  /** As much of a request as the clock needs. */
  readonly request: {
    readonly state: string;
    readonly receivedAt: string;
    readonly dueAt: string | null;
    readonly respondedAt: string | null;
  };
}

/** Goes on while it is on the screen. */
export function ClockBadge({ request }: ClockBadgeProps) {
  const { t } = useLocale();
  const now = useNow(30_000);
  const body: RecordBody = {
    state: request.state,
    receivedAt: request.receivedAt,
    ...(request.dueAt === null ? {} : { dueAt: request.dueAt }),
    ...(request.respondedAt === null
      ? {}
      : { workTimes: [{ id: 'first', order: 'a0', startedAt: request.respondedAt }] }),
  };
  const clock = serviceClock(body, now);
  return (
    <StateBadge tone={TONE_BY_CLOCK[clock.state]}>
      {t(`service.clock.${clock.state}`, { time: durationWords(t, clock.minutes) })}
    </StateBadge>
  );
}

const HOUR = 60;
const DAY = 24 * HOUR;

/** In the one unit that says enough. */
export function durationWords(t: Translator, minutes: number): string {
  if (minutes < 2 * HOUR) return t('service.duration.minutes', { minutes });
  if (minutes < 2 * DAY) return t('service.duration.hours', { hours: Math.floor(minutes / HOUR) });
  return t('service.duration.days', { days: Math.floor(minutes / DAY) });
}
