/**
 * Links of records that lead out of the window: mail, telephone, and web pages. Nothing else is ever handed to the system, for it would start
 * whatever program has claimed the scheme. A web address can carry anything out in its text, so its host is shown and the person asked.
 */
import type { Clock } from '../../../../shared/base/clock.ts';
import type { Translator } from '../../../../shared/locale/translator.ts';
import type { Parts } from '../electronParts.ts';
import type { ShellLog } from '../shellLog.ts';

export interface ExternalLinksOptions {
  readonly electron: Parts<'shell' | 'dialog'>;
  readonly translator: () => Translator;
  readonly clock: Clock;
  readonly log: ShellLog;
}

const LENGTH_MAXIMUM = 2_000;
/** Milliseconds between two: a page that opens one after another is no person who clicks. */
const SHORTEST_PAUSE = 700;

export function createExternalLinks({
  electron,
  translator,
  clock,
  log,
}: ExternalLinksOptions): (address: string) => void {
  let lastAt: number | null = null;
  let isAsking = false;

  async function askAndOpen(url: URL): Promise<void> {
    const t = translator();
    isAsking = true;
    const { response } = await electron.dialog
      .showMessageBox({
        type: 'question',
        message: t('shell.link.title', { host: url.host }),
        detail: t('shell.link.text'),
        buttons: [t('shell.link.open'), t('shell.cancel')],
        defaultId: 1,
        cancelId: 1,
        noLink: true,
      })
      .finally(() => {
        isAsking = false;
      });
    if (response === 0) await electron.shell.openExternal(url.href);
  }

  return (address) => {
    const url = readExternalLink(address);
    if (!url) return log('shell.link_refused', {});
    const now = clock.now();
    if (isAsking || (lastAt !== null && Math.abs(now - lastAt) < SHORTEST_PAUSE)) return log('shell.link_too_soon', {});
    lastAt = now;
    const opening = url.protocol === 'https:' ? askAndOpen(url) : electron.shell.openExternal(url.href);
    opening.catch(() => log('shell.link_failed', { scheme: url.protocol }));
  };
}

/** The address when it may be handed to the system, else null. */
export function readExternalLink(address: string): URL | null {
  if (address.length > LENGTH_MAXIMUM || /[\s"'<>\\^`{|}]/.test(address)) return null;
  const url = URL.parse(address);
  if (!url) return null;
  switch (url.protocol) {
    case 'https:':
      return url.username === '' && url.password === '' && url.hostname !== '' ? url : null;
    case 'tel:':
      return /^tel:\+?\d{1,20}$/.test(address) ? url : null;
    case 'mailto:':
      // One address and nothing more: some mail programs attach files that a link names.
      return /^mailto:[^\s@?&,;:/%]{1,64}@[^\s@?&,;:/%]{1,255}$/.test(address) ? url : null;
    default:
      return null;
  }
}
