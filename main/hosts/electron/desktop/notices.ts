/** Tells the person outside of the window that something waits for them: how many, never what. A click leads there. */
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { ShellState } from '../core/watchCore.ts';
import type { Parts } from '../electronParts.ts';
import { needsPerson } from './summary.ts';

export interface NoticesOptions {
  readonly electron: Parts<'Notification'>;
  readonly translator: () => Translator;
  /** Whoever looks at a window sees it there. */
  readonly isWatched: () => boolean;
  readonly show: (place?: string) => void;
}

export function createNotices({ electron, translator, isWatched, show }: NoticesOptions): (state: ShellState) => void {
  /** What was known last of the session at work; null before its first word. */
  let known: { readonly count: number; readonly isRefused: boolean } | null = null;
  /** Notifications that are collected as garbage lose their click. */
  const shown = new Set<Electron.Notification>();

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
