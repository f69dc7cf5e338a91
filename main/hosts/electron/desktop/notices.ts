/**
 * Tells the person outside of the window that something waits for them: how many and when, never what or with whom, for systems keep what they have shown in
 * files of their own. A click leads there.
 */
import { createFormats } from '../../../../shared/locale/format.ts';
import { outsideNotices } from '../../../../shared/locale/noticeWords.ts';
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
  show: lead,
}: NoticesOptions): (state: ShellState) => void {
  /** What was known last of the session at work; null before its first word. */
  let known: { readonly count: number; readonly isRefused: boolean } | null = null;
  /** Notifications that are collected as garbage lose their click. */
  const shown = new Set<Electron.Notification>();

  /** Whoever looks at a window is told there; what came while nobody did is taken first, so that it is told once. */
  async function tellDue({ notices, preferences }: ShellState): Promise<void> {
    if (notices.length === 0 || isWatched() || !electron.Notification.isSupported()) return;
    const taken = new Set(await take(notices.map(({ key }) => key)));
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const formats = createFormats({ ...preferences, moneyUnit: 'rial', timeZone });
    const ours = notices.filter(({ key }) => taken.has(key));
    // What was taken nobody else tells any more: it is shown, also to whoever has come to the window meanwhile.
    for (const { title, text, due } of outsideNotices(ours, { t: translator(), formats }))
      show(title, text, placeOf(due));
  }

  function tell(title: string, body: string, place?: string): void {
    if (!isWatched() && electron.Notification.isSupported()) show(title, body, place);
  }

  function show(title: string, body: string, place?: string): void {
    const notification = new electron.Notification({ title, body });
    shown.add(notification);
    const forget = (): void => void shown.delete(notification);
    notification.on('close', forget);
    notification.on('click', () => {
      forget();
      lead(place);
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

const PAGES: Readonly<Record<ShellNotice['collection'], string>> = {
  activities: 'activities',
  serviceRequests: 'service',
};

/** One leads to its record, several to the day. */
function placeOf(due: readonly ShellNotice[]): string {
  const [only] = due;
  return only && due.length === 1 ? `#/${PAGES[only.collection]}/${only.id}` : '#/today';
}
