/**
 * Notices of the browser, for a window that runs in one. The desktop program's own window has none: its session grants no such permission, and its shell
 * tells instead.
 */
export interface SystemNotice {
  readonly title: string;
  readonly text: string;
  /** The window has come forward by then. */
  readonly onClick: () => void;
}

type Standing = NotificationPermission | 'none';

/** `default`: its person was not asked yet. `none`: there is nothing to ask. */
export const systemNoticesStanding = (): Standing => ('Notification' in window ? Notification.permission : 'none');

/** Has the browser ask its person; only after something that they pressed. */
export const askForSystemNotices = (): Promise<Standing> =>
  'Notification' in window ? Notification.requestPermission() : Promise.resolve('none');

/** null where the browser may not tell: then it is told in the window, when somebody looks at it. */
export function tellBySystem(): ((notice: SystemNotice) => void) | null {
  if (systemNoticesStanding() !== 'granted') return null;
  return ({ title, text, onClick }) => {
    const shown = new Notification(title, { body: text });
    shown.addEventListener('click', () => {
      window.focus();
      shown.close();
      onClick();
    });
  };
}
