/** What a notice says where the system shows it, and keeps it in files of its own: of what kind, how many and when, never what it is about. */
import type { Notice } from '../contract/day.ts';
import type { Formats } from './format.ts';
import type { Translator } from './translator.ts';

/** A notice of many would be a list of times: the last are named. */
const TIMES_NAMED = 3;

export interface OutsideNotice<Due> {
  readonly title: string;
  readonly text: string;
  /** What it tells of: at least one, in the order given. */
  readonly due: readonly Due[];
}

/** One for each kind of what is due. */
export function outsideNotices<Due extends Pick<Notice, 'source' | 'at'>>(
  due: readonly Due[],
  { t, formats }: { readonly t: Translator; readonly formats: Pick<Formats, 'time'> },
): OutsideNotice<Due>[] {
  return [...Map.groupBy(due, ({ source }) => source)].map(([source, ofSource]) => {
    const times = ofSource.slice(-TIMES_NAMED).map(({ at }) => formats.time(at));
    return {
      title: t(`shell.notice.${source}.title`, { count: ofSource.length }),
      text: t(`shell.notice.${source}.text`, { times: times.join(t('shell.comma')) }),
      due: ofSource,
    };
  });
}
