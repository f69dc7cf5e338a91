/**
 * Entries of an order, one after the other in the order in which they came, however fast they come. What nothing is called is told and kept, and nothing that was
 * typed is lost. What keys mean does not depend on how soon the catalogue answers.
 */
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import { newElementId } from '../../records/newElementId.ts';
import type { RecordForm } from '../../records/useRecordForm.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone } from './entryText.ts';
import type { Entry } from './findProduct.ts';
import { play } from './sounds.ts';
import type { Refused } from './refusedList.ts';
import { NOTHING_ADDED, useTakingIn, type Outcome, type Taken, type TakingHooks } from './useTakingIn.ts';
import { useTurns } from './useTurns.ts';
import { textOfWaiting, type Waiting, type WantedLine } from './waitingList.ts';

export interface OrderEntry {
  enter(entry: Entry): void;
  /** Enter in the empty entry line: the product that is still being looked up stays at one piece. */
  leaveAtOne(): void;
  /** Takes in those that the order does not have yet, together. */
  enterAll(lines: readonly WantedLine[]): Promise<Taken>;
  /** More of one product. */
  enterOne(line: WantedLine): Promise<void>;
  /**
   * Done after everything that was entered before stands in the order, and before what is entered after it.
   * @param work told whether all of what it waited for could be entered.
   */
  inTurn(work: (isComplete: boolean) => Promise<void>): Promise<void>;
  /** Says of what stands in the entry line that it is no line yet. */
  tellStanding(text: string): void;
  /** True while an entry is looked up. */
  readonly busy: boolean;
  /** The last thing that was entered. */
  readonly last: Outcome | null;
  /** What could not be entered and was not taken up again. */
  readonly refused: readonly Refused[];
  /** @param quantity × 1,000; all of that text where none is given. */
  dismiss(text: string, quantity?: number): void;
}

export interface OrderEntryHooks extends TakingHooks {
  /** The order is finished: nothing more is entered. */
  readonly isFinished: () => boolean;
  /** Told of what came when it was finished. */
  readonly onLate: (text: string) => void;
}

export function useOrderEntry(form: RecordForm, pricing: Pricing, hooks: OrderEntryHooks): OrderEntry {
  const { busy, waiting: turnsAhead, inTurn: queued } = useTurns();
  const { take, takeLeftBehind, last, tell, refusals, isLeftAtOne } = useTakingIn(form, pricing, hooks, turnsAhead);
  const latest = useRef(hooks);
  useLayoutEffect(() => {
    latest.current = hooks;
  });
  const lastEntry = useRef<string | undefined>(undefined);

  useEffect(() => void queued(takeLeftBehind), [queued, takeLeftBehind]);

  /** Kept at once, done in its turn. */
  const keepAndTake = useCallback(
    (waiting: Waiting) => {
      if (latest.current.isFinished()) {
        latest.current.onLate(textOfWaiting(waiting));
        return Promise.resolve(NOTHING_ADDED);
      }
      lastEntry.current = waiting.id;
      latest.current.waiting.add(waiting);
      return queued(() => take(waiting));
    },
    [queued, take],
  );

  const enter = useCallback(
    (entry: Entry): void => {
      const isAlone = !entry.scanned && !entry.chosen && quantityAlone(entry.text) !== null;
      const mayFollow = isAlone && turnsAhead.current > 0 && !isLeftAtOne.current;
      isLeftAtOne.current = false;
      if (entry.scanned && latest.current.isFinished()) play('bad');
      const follows = mayFollow && lastEntry.current !== undefined ? { follows: lastEntry.current } : {};
      void keepAndTake({ id: newElementId(), is: 'entry', entry, ...follows });
    },
    [keepAndTake, turnsAhead, isLeftAtOne],
  );

  const leaveAtOne = useCallback(() => {
    if (turnsAhead.current > 0) isLeftAtOne.current = true;
  }, [turnsAhead, isLeftAtOne]);

  const enterAll = useCallback(
    (lines: readonly WantedLine[]) => keepAndTake({ id: newElementId(), is: 'all', lines: lines.map(wantedOf) }),
    [keepAndTake],
  );
  const enterOne = useCallback(
    async (line: WantedLine) => void (await keepAndTake({ id: newElementId(), is: 'one', line: wantedOf(line) })),
    [keepAndTake],
  );

  const inTurn = useCallback(
    (work: (isComplete: boolean) => Promise<void>) => {
      const refusedBefore = refusals.current;
      return queued(() => work(refusals.current === refusedBefore));
    },
    [queued, refusals],
  );

  const tellStanding = useCallback((text: string) => tell({ is: 'refused', text, why: 'standing' }), [tell]);
  const dismiss = useCallback((text: string, quantity?: number) => latest.current.kept.remove(text, quantity), []);
  return { enter, leaveAtOne, enterAll, enterOne, inTurn, tellStanding, busy, last, refused: hooks.kept.list, dismiss };
}

/** Of a line on offer, what is wanted of it. */
const wantedOf = ({ productId, name, quantity, saidIn }: WantedLine): WantedLine => ({
  productId,
  name,
  quantity,
  ...(saidIn ? { saidIn } : {}),
});
