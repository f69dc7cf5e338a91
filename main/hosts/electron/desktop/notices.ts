/**
 * Tells the person outside of the window that something waits for them: how many and when, never what or with whom, for systems keep what they have shown in
 * files of their own. A click leads there.
 */
import { createFormats } from '../../../../shared/locale/format.ts';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { CoreWatch, ShellNotice, ShellState } from '../core/watchCore.ts';
import type { Parts } from '../electronParts.ts';
import { needsPerson } from './summary.ts';

export interface NoticesOptions {
  readonly electron: Parts<'Notification'>;
  readonly translator: () => Translator;
  /** Whoever looks at a window sees it there. */
  readonly isWatched: () => boolean;
  readonly take: CoreWatch['takeNotices'];
  readonly show: (place?: string) => void;
}

export function createNotices({
  electron,
  translator,
  isWatched,
  take,
  show,
}: NoticesOptions): (state: ShellState) => void {
  /** What was known last of the session at work; null before its first word. */
  let known: { readonly count: number; readonly isRefused: boolean } | null = null;
  /** Notifications that are collected as garbage lose their click. */
  const shown = new Set<Electron.Notification>();

  /** Whoever looks at a window is told there; what came while nobody did is taken first, so that it is told once. */
  async function tellDue({ notices, preferences }: ShellState): Promise<void> {
    if (notices.length === 0 || isWatched() || !electron.Notification.isSupported()) return;
    const taken = new Set(await take(notices.map(({ key }) => key)));
    for (const [source, due] of Map.groupBy(
      notices.filter(({ key }) => taken.has(key)),
      (notice) => notice.source,
    )) {
      const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
      const formats = createFormats({ ...preferences, moneyUnit: 'rial', timeZone });
      const times = due.slice(-TIMES_NAMED).map(({ at }) => formats.time(at));
      const t = translator();
      tell(
        t(`shell.notice.${source}.title`, { count: due.length }),
        t(`shell.notice.${source}.text`, { times: times.join(t('shell.comma')) }),
        placeOf(due),
      );
    }
  }

  function tell(title: string, body: string, place?: string): void {
    if (isWatched() || !electron.Notification.isSupported()) return;
    const notification = new electron.Notification({ title, body });
    shown.add(notification);
    const forget = (): void => void shown.delete(notification);
    notification.on('close', forget);
    notification.on('click', () => {
      forget();
      show(place);
    });
    notification.show();
  }

  return (state) => {
    void tellDue(state);
    if (!state.sync) {
      known = null;
      return;
    }
    const before = known;
    const now = { count: needsPerson(state), isRefused: state.sync.connection === 'refused' };
    known = now;
    const t = translator();
    // The first word of a session tells what its window shows anyway.
    if (before && now.count > before.count)
      tell(t('shell.notice.needsYou.title'), t('shell.state.needsYou', { count: now.count }), '#/reviews');
    if (before && now.isRefused && !before.isRefused)
      tell(t('shell.notice.refused.title'), t('shell.notice.refused.text'));
  };
}

/** A notice of many would be a list of times. */
const TIMES_NAMED = 3;

const PAGES: Readonly<Record<ShellNotice['collection'], string>> = {
  activities: 'activities',
  serviceRequests: 'service',
};

/** One leads to its record, several to the day. */
function placeOf(due: readonly ShellNotice[]): string {
  const [only] = due;
  return only && due.length === 1 ? `#/${PAGES[only.collection]}/${only.id}` : '#/today';
}
