/** When this person's device syncs by itself: kept with their data on this machine, never synced. */
import type { Clock } from '../../../shared/base/clock.ts';
import { syncRhythmSchema, type SyncRhythm } from '../../../shared/contract/sync.ts';
import type { RecordStore } from '../store/types.ts';
import { isDue, lastBefore, nextAfter } from './schedule.ts';

export interface Rhythm {
  read(): SyncRhythm;
  change(next: SyncRhythm): void;
  /** Has one of the fixed times come? */
  isDue(): boolean;
  /** The next of them, in milliseconds; null without any. */
  next(): number | null;
  noteWholeRound(): void;
}

const AREA = 'sync';
const RHYTHM = 'rhythm';
const LAST = 'lastWholeRound';
const ALWAYS: SyncRhythm = { metered: false, times: [] };

export function createRhythm(
  store: Pick<RecordStore, 'getLocal' | 'putLocal'>,
  clock: Clock,
  timeZone: () => string,
): Rhythm {
  const readKept = (): SyncRhythm => {
    const kept = syncRhythmSchema.safeParse(store.getLocal(AREA, RHYTHM));
    return kept.success ? kept.data : ALWAYS;
  };
  let rhythm = readKept();
  /** Milliseconds by this machine's clock. */
  function last(): number | null {
    const kept = store.getLocal(AREA, LAST);
    const known = typeof kept === 'number' ? kept : null;
    const believed = lastBefore(known, clock.now());
    if (believed !== known) store.putLocal(AREA, LAST, believed);
    return believed;
  }
  return {
    read: () => rhythm,
    change(next) {
      store.putLocal(AREA, RHYTHM, next);
      rhythm = next;
    },
    isDue: () => rhythm.times.length > 0 && isDue(rhythm.times, timeZone(), last(), clock.now()),
    // Asked with every state, and asking the machine for its time zone costs more than the rest of one.
    next: () => (rhythm.times.length === 0 ? null : nextAfter(rhythm.times, timeZone(), clock.now())),
    noteWholeRound() {
      // Asked for only with fixed times, and each write is a sync of the disk.
      if (rhythm.times.length > 0) store.putLocal(AREA, LAST, clock.now());
    },
  };
}
