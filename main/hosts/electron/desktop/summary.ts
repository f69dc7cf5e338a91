/** What the tray, its menu and the badge say about the state of things: numbers and states, never names. */
import { createFormats } from '../../../../shared/locale/format.ts';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { CoreState } from '../core/coreSupervisor.ts';
import type { ShellPreferences, ShellState } from '../core/watchCore.ts';

/** Each has a picture: resources/runtime/tray. */
export type Mood = 'fine' | 'pending' | 'offline' | 'attention';

/** What waits for the person: open reviews, and work that head office holds. */
export const needsPerson = ({ sync }: ShellState): number => (sync ? sync.reviews + sync.held : 0);

export function moodOf(state: ShellState, core: CoreState): Mood {
  if (core === 'failing' || needsPerson(state) > 0 || state.sync?.connection === 'refused') return 'attention';
  if (!state.sync) return 'fine';
  if (state.sync.pending > 0) return 'pending';
  return state.sync.connection === 'offline' ? 'offline' : 'fine';
}

/** One line for each thing worth knowing, the weightiest first. */
export function summaryLines(state: ShellState, core: CoreState, t: Translator): string[] {
  const { phase, sync, preferences } = state;
  if (core === 'failing') return [t('shell.state.failing')];
  if (phase === null) return [t('shell.state.starting')];
  if (phase !== 'open')
    return [t(phase === 'locked' || phase === 'damaged' ? 'shell.state.locked' : 'shell.state.signedOut')];
  if (!sync) return [t('shell.state.open')];
  const count = needsPerson(state);
  return [
    ...(count > 0 ? [t('shell.state.needsYou', { count })] : []),
    ...(sync.connection === 'refused' ? [t('shell.state.refused')] : []),
    ...(sync.pending > 0 ? [t('shell.state.pending', { count: sync.pending })] : []),
    // What the server did not take is not there, whether or not anything else waits.
    ...(sync.pending === 0 && (sync.refused ?? 0) === 0 ? [t('shell.state.allSent')] : []),
    sync.lastContactAt === null
      ? t('shell.state.noContact')
      : t('shell.state.lastContact', { time: dateTime(sync.lastContactAt, preferences) }),
  ];
}

function dateTime(instant: string, { language, calendar }: ShellPreferences): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return createFormats({ language, calendar, moneyUnit: 'rial', timeZone }).dateTime(instant);
}
