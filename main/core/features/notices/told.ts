/** What this machine has told its person. It lies in their encrypted store, survives restarts, and goes when nobody could be told of it again. */
import { instantFromMilliseconds, type Instant } from '../../../../shared/base/clock.ts';
import type { Work } from '../procedures.ts';
import type { DatedNotice } from './sources.ts';

export const TOLD_AREA = 'notices';
/** From when on this machine tells: what was over before is history, not news. Beside the keys of what was told, none of which looks like it. */
const SINCE = 'since';
const DAY = 86_400_000;
/** Longer than anything is told late. */
const KEPT_DAYS = 40;

/** Was it never told here, and is it news to this machine? */
export function isUntold(work: Work, { key, at, changedAt }: DatedNotice, now: number): boolean {
  const since = sinceOf(work, now);
  return (at >= since || changedAt >= since) && typeof work.store.getLocal(TOLD_AREA, key) !== 'string';
}

/** Those that nobody had told before. From now on they are told. */
export function rememberTold(work: Work, keys: readonly string[], now: number): string[] {
  const untold = [...new Set(keys)].filter(
    (key) => key !== SINCE && typeof work.store.getLocal(TOLD_AREA, key) !== 'string',
  );
  if (untold.length === 0) return [];
  const told = instantFromMilliseconds(now);
  for (const key of untold) work.store.putLocal(TOLD_AREA, key, told);
  const forgotten = instantFromMilliseconds(now - KEPT_DAYS * DAY);
  for (const { key, value } of work.store.listLocal(TOLD_AREA))
    if (key !== SINCE && typeof value === 'string' && value < forgotten) work.store.putLocal(TOLD_AREA, key, null);
  work.localChanges.emit(TOLD_AREA);
  return untold;
}

function sinceOf(work: Work, now: number): Instant {
  const kept = work.store.getLocal(TOLD_AREA, SINCE);
  if (typeof kept === 'string') return kept;
  // The day before its first look: a reminder of this morning is news still.
  const since = instantFromMilliseconds(now - DAY);
  work.store.putLocal(TOLD_AREA, SINCE, since);
  return since;
}
