/** What is here beside what head office says: alike, or which records are not, and why. */
import type { CloseDayReply, DayComparison, DayDifference } from '../../../../shared/contract/dayEnd.ts';
import { canonicalJson } from '../../../../shared/base/canonicalJson.ts';
import { dayFigures } from '../../../../shared/sync/receipt.ts';
import type { HeldRecord } from '../../store/types.ts';
import type { Work } from '../procedures.ts';
import { recordTitle } from '../records/titles.ts';
import type { DayRecordHere } from './dayHere.ts';

/** More than a person looks through. */
const DIFFERENCES_SHOWN = 200;

export function compareDay(work: Work, here: readonly DayRecordHere[], reply: CloseDayReply): DayComparison {
  const { receipt } = reply;
  const figures = dayFigures(here);
  const differences = findDifferences(work, here, reply);
  const { pending, parked } = work.store.sync.counts();
  // Not by the records alone: the answer may not name them all.
  const isAlike = canonicalJson(figures) === canonicalJson(receipt.figures) && differences.length === 0;
  return {
    here: figures,
    receipt,
    isAlike,
    differences: differences
      .slice(0, DIFFERENCES_SHOWN)
      .map((difference) => ({ ...difference, title: recordTitle(work.store.read, difference) })),
    differencesLeftOut: Math.max(0, differences.length - DIFFERENCES_SHOWN),
    isSettled:
      isAlike &&
      receipt.chain.arrived &&
      pending === 0 &&
      parked === 0 &&
      receipt.people.every(({ held, waiting }) => held === 0 && waiting === 0),
  };
}

/** What head office did not even store, it does not hold: it waits here. */
const isHeldThere = (record: HeldRecord | null): boolean =>
  record !== null && record.held !== null && record.held.reason !== 'refused';

function findDifferences(
  work: Work,
  here: readonly DayRecordHere[],
  { records, recordsLeftOut }: CloseDayReply,
): Omit<DayDifference, 'title'>[] {
  const keyOf = ({ collection, id }: { collection: string; id: string }): string => `${collection}/${id}`;
  const there = new Map(records.map((record) => [keyOf(record), record]));
  const known = new Set(here.map(keyOf));
  const isHeld = (record: DayRecordHere): boolean => isHeldThere(work.store.read.record(record));
  return [
    ...here.flatMap((record): Omit<DayDifference, 'title'>[] => {
      const { collection, id, version, isPending } = record;
      const server = there.get(keyOf(record));
      // A record that the answer had no room for is not known to be missing.
      if (!server && recordsLeftOut > 0 && !isPending) return [];
      if (server?.version === version && !isPending) return [];
      const why = isPending ? (isHeld(record) ? 'held' : 'waiting') : 'unfetched';
      return [{ collection, id, where: server ? 'both' : 'here', why }];
    }),
    ...records
      .filter((record) => !known.has(keyOf(record)))
      .map(({ collection, id }): Omit<DayDifference, 'title'> => {
        const shown = work.store.read.record({ collection, id });
        // It was taken out of the day here, and head office has not heard of it.
        const why = isHeldThere(shown) ? 'held' : shown?.pending ? 'waiting' : 'unfetched';
        return { collection, id, where: shown && !shown.deleted ? 'both' : 'server', why };
      }),
  ];
}
