/** How large a file is, and where its bytes are, in words. */
import type { AttachmentRow } from '../../../shared/contract/attachments.ts';
import type { Locale } from '../../ui/locale/LocaleProvider.tsx';
import type { Tone } from '../../ui/state/StateBadge.tsx';

const KILOBYTE = 1_024;
const MEGABYTE = KILOBYTE * KILOBYTE;

export function sizeWords({ t, formats }: Pick<Locale, 't' | 'formats'>, bytes: number): string {
  if (bytes < KILOBYTE) return t('attachments.size.bytes', { count: formats.number(bytes) });
  if (bytes < MEGABYTE) return t('attachments.size.kilobytes', { count: formats.number(Math.round(bytes / KILOBYTE)) });
  // Tenths, as a stored quantity has thousandths.
  return t('attachments.size.megabytes', { count: formats.quantity(Math.round((bytes / MEGABYTE) * 10) * 100) });
}

/** null where there is nothing to say: the file is here and at head office. */
export function stateWords(
  { t, formats }: Pick<Locale, 't' | 'formats'>,
  { state, progress }: Pick<AttachmentRow, 'state' | 'progress'>,
): { words: string; tone: Tone } | null {
  const percent = formats.percentage(Math.round(progress * 100) * 10_000);
  switch (state) {
    case 'here':
      return null;
    case 'waiting':
      return { words: t('attachments.state.waiting'), tone: 'neutral' };
    case 'sending':
      return { words: t('attachments.state.sending', { percent }), tone: 'info' };
    case 'fetching':
      return { words: t('attachments.state.fetching', { percent }), tone: 'info' };
    case 'elsewhere':
      return { words: t('attachments.state.elsewhere'), tone: 'neutral' };
    case 'underway':
      return { words: t('attachments.state.underway'), tone: 'neutral' };
    case 'failed':
      return { words: t('attachments.state.failed'), tone: 'bad' };
  }
}

/** Why it waits or was not taken; null when there is nothing more to say. */
export function whyWords(t: Locale['t'], why: string | null): string | null {
  if (why === null) return null;
  return t.maybe(`attachments.why.${why}`) ?? t('attachments.why.other');
}
