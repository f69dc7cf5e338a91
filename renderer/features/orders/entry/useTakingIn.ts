/** Takes what waits into the order, one at a time: what nothing is called is told and kept; what somebody forgot meanwhile, or another page has, is left alone. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { flushSync } from 'react-dom';
import { elementsOf, integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { quantityIn, saidInOf, type SaidIn } from '../../../../shared/domain/products/units.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { idOf } from '../../records/bodyEdits.ts';
import { newElementId } from '../../records/newElementId.ts';
import type { RecordForm } from '../../records/useRecordForm.ts';
import { lineOf, withCount, withMore, withoutLine } from '../orderEdits.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone } from './entryText.ts';
import { findProduct, type Refusal } from './findProduct.ts';
import { play } from './sounds.ts';
import { ONE_PIECE, type Refused } from './refusedList.ts';
import type { RefusedEntries } from './useRefused.ts';
import type { WaitingEntries } from './useWaiting.ts';
import type { Waiting, WantedLine } from './waitingList.ts';

/** What an entry led to. */
export type Outcome =
  | {
      readonly is: 'added';
      readonly lineId: string;
      readonly name: string;
      readonly unit: string;
      /** In which unit the line is said now. */
      readonly saidIn: SaidIn | null;
      readonly before: number;
      readonly quantity: number;
      /** A product whose code the number is that was taken for how much. */
      readonly namesake?: string | undefined;
    }
  | Refused;

/** Of several at once: how many lines came of it. */
export interface Taken {
  readonly added: number;
  readonly undo: () => void;
}

export interface TakingHooks {
  /** Where what is not in the order yet is kept. */
  readonly waiting: WaitingEntries;
  /** Where what could not be entered is kept. */
  readonly kept: Pick<RefusedEntries, 'list' | 'add' | 'remove'>;
  /** Told of a line for which no quantity was typed: the cursor may go there. */
  readonly onAdded: (lineId: string) => void;
  /** The order is saved under an address of its own: what waits is taken in there. */
  readonly hasMoved: () => boolean;
}

export const NOTHING_ADDED: Taken = { added: 0, undo: () => {} };

export interface TakingIn {
  /** In its turn. */
  take(waiting: Waiting): Promise<Taken>;
  /** What an earlier page left; before anything else. */
  takeLeftBehind(): Promise<void>;
  /** The last thing that was entered. */
  readonly last: Outcome | null;
  tell(outcome: Outcome): void;
  /** How many could not be entered so far. */
  readonly refusals: RefObject<number>;
  /** Set where Enter was pressed once more since the last product: its line stays at one piece. */
  readonly isLeftAtOne: RefObject<boolean>;
}

/** @param turnsAhead how much is not done yet, what is being taken in too. */
export function useTakingIn(
  form: RecordForm,
  pricing: Pricing,
  hooks: TakingHooks,
  turnsAhead: RefObject<number>,
): TakingIn {
  const core = useCore();
  const [last, setLast] = useState<Outcome | null>(null);
  const latest = useRef({ form, pricing, ...hooks });
  useLayoutEffect(() => {
    latest.current = { form, pricing, ...hooks };
  });
  const isLeftAtOne = useRef(false);
  const refusals = useRef(0);
  const isGone = useRef(false);
  useEffect(() => {
    isGone.current = false;
    return () => {
      isGone.current = true;
    };
  }, []);

  /** Not where somebody forgot it meanwhile, nor where another page is to take it in. */
  const isStillWanted = useCallback(
    (id: string): boolean =>
      !isGone.current && !latest.current.hasMoved() && latest.current.waiting.all().some((one) => one.id === id),
    [],
  );

  /** What has become of it stands in the order by now, or among what was refused. */
  const isDone = useCallback((id: string) => latest.current.waiting.remove(id), []);

  /**
   * Changes the order and ends what waited in one; drawn at once: the next entry is reckoned over this one.
   * @param asked the line of which it asks how much; left out where it says so itself.
   */
  const workIn = useCallback(
    (id: string, change: (body: RecordBody) => RecordBody, asked: () => string = () => NO_LINE): void => {
      flushSync(() => latest.current.form.change(change, () => [id, asked()]));
      latest.current.form.keepNow();
      isDone(id);
    },
    [isDone],
  );

  const refuse = useCallback(
    (id: string, text: string, why: Refusal, more: Omit<Refused, 'is' | 'text' | 'why'>): void => {
      const outcome: Refused = { is: 'refused', text, why, ...more };
      refusals.current += 1;
      setLast(outcome);
      latest.current.kept.add(outcome);
      isDone(id);
    },
    [isDone],
  );

  /** null where it is not wanted any more. */
  const add = useCallback(
    async (
      id: string,
      { productId, quantity, saidIn, asksHowMuch }: Added,
    ): Promise<{ lineId: string; before: number } | Refusal | null> => {
      const terms = await latest.current.pricing.termsWith([productId]);
      if (!isStillWanted(id)) return null;
      if (!terms.ok) return 'failed';
      const known = terms.value;
      if (!known?.products.has(productId)) return 'notHere';
      const newId = newElementId();
      let lineId = newId;
      let before = 0;
      workIn(
        id,
        (body) => {
          lineId = lineOf(body, productId) ?? newId;
          before = quantityOfLine(body, lineId);
          return withMore(body, newId, productId, quantity, known, saidIn);
        },
        () => (asksHowMuch ? lineId : NO_LINE),
      );
      return { lineId, before };
    },
    [isStillWanted, workIn],
  );

  /** Typed while the product before it was still being looked up: how much of that. */
  const takeQuantity = useCallback(
    async (id: string, text: string, lineId: string, count: number): Promise<void> => {
      workIn(id, (body) => withCount(body, lineId, count, latest.current.pricing.terms));
      const coded = await attempt(core.products.byCode, { codes: [text] });
      const namesake = coded.ok ? coded.value.rows[0]?.name : undefined;
      setLast({ is: 'added', lineId, ...wordsOf(latest.current.form.body, lineId), before: 0, namesake });
    },
    [core, workIn],
  );

  const takeEntry = useCallback(
    async ({ id, entry, follows }: Extract<Waiting, { is: 'entry' }>): Promise<void> => {
      const lineBefore = (follows === undefined ? undefined : latest.current.form.workedIn[follows]) ?? NO_LINE;
      const alone = lineBefore === NO_LINE ? null : quantityAlone(entry.text);
      if (alone !== null) return takeQuantity(id, entry.text, lineBefore, alone);
      const found = await findProduct(core, latest.current.form.body, entry);
      if (!isStillWanted(id)) return;
      const quantity = 'why' in found ? null : ownQuantity(found.count ?? ONE_PIECE, found.saidIn);
      const asksHowMuch = !('why' in found) && found.count === null && !entry.scanned;
      const added =
        'why' in found
          ? found.why
          : quantity === null
            ? 'uneven'
            : await add(id, { productId: found.productId, quantity, saidIn: found.saidIn, asksHowMuch });
      if (added === null) return;
      if ('why' in found || typeof added === 'string') {
        if (entry.scanned) play('bad');
        const name = found.name === undefined ? {} : { name: found.name };
        const why = typeof added === 'string' ? added : 'unknown';
        refuse(id, entry.text, why, { ...name, isWhole: entry.scanned });
        return;
      }
      if (entry.scanned) play('good');
      // Of several that were refused this is one.
      latest.current.kept.remove(entry.text, ONE_PIECE);
      setLast({ is: 'added', ...added, ...wordsOf(latest.current.form.body, added.lineId) });
      // Drawn at once, too: what comes next in the queue may be the end of this order.
      if (asksHowMuch && turnsAhead.current === 1 && !isLeftAtOne.current)
        flushSync(() => latest.current.onAdded(added.lineId));
    },
    [core, add, isStillWanted, refuse, takeQuantity, turnsAhead],
  );

  const takeAll = useCallback(
    async (id: string, wanted: readonly WantedLine[]): Promise<Taken> => {
      const answer = await latest.current.pricing.termsWith(wanted.map(({ productId }) => productId));
      if (!isStillWanted(id)) return NOTHING_ADDED;
      const terms = answer.ok ? answer.value : null;
      const isKnown = ({ productId }: WantedLine): boolean => terms?.products.has(productId) === true;
      const missing = wanted.filter(({ productId }) => lineOf(latest.current.form.body, productId) === null);
      for (const { name, quantity } of missing.filter((line) => !isKnown(line)))
        refuse(id, name, answer.ok ? 'notHere' : 'failed', { name, quantity, isWhole: true });
      if (!terms) {
        isDone(id);
        return NOTHING_ADDED;
      }
      const added: string[] = [];
      workIn(id, (before) => {
        added.length = 0;
        return wanted.filter(isKnown).reduce((body, { productId, quantity, saidIn }) => {
          if (lineOf(body, productId) !== null) return body;
          const lineId = newElementId();
          added.push(lineId);
          return withMore(body, lineId, productId, quantity, terms, saidIn ?? null);
        }, before);
      });
      const undo = (): void =>
        latest.current.form.change((body) =>
          added.reduce((left, lineId) => withoutLine(left, lineId, latest.current.pricing.terms), body),
        );
      return { added: added.length, undo };
    },
    [isDone, isStillWanted, refuse, workIn],
  );

  const takeOne = useCallback(
    async (id: string, { productId, name, quantity, saidIn = null }: WantedLine): Promise<void> => {
      const added = await add(id, { productId, quantity, saidIn, asksHowMuch: false });
      if (added === null) return;
      if (typeof added === 'string') return refuse(id, name, added, { name, quantity, isWhole: true });
      setLast({ is: 'added', ...added, ...wordsOf(latest.current.form.body, added.lineId) });
    },
    [add, refuse],
  );

  const take = useCallback(
    async (waiting: Waiting): Promise<Taken> => {
      if (!isStillWanted(waiting.id)) return NOTHING_ADDED;
      if (waiting.is === 'all') return takeAll(waiting.id, waiting.lines);
      await (waiting.is === 'one' ? takeOne(waiting.id, waiting.line) : takeEntry(waiting));
      return NOTHING_ADDED;
    },
    [isStillWanted, takeAll, takeEntry, takeOne],
  );

  const takeLeftBehind = useCallback(async () => {
    for (const waiting of await latest.current.waiting.opened()) {
      // The list may be a step behind the order.
      if (Object.hasOwn(latest.current.form.workedIn, waiting.id)) isDone(waiting.id);
      else await take(waiting);
    }
  }, [isDone, take]);

  return { take, takeLeftBehind, last, tell: setLast, refusals, isLeftAtOne };
}

/** What became of an entry that is followed by no quantity. */
const NO_LINE = '';

interface Added {
  readonly productId: string;
  /** × 1,000, of the product's own unit. */
  readonly quantity: number;
  readonly saidIn: SaidIn | null;
  /** A number that follows it says how much. */
  readonly asksHowMuch: boolean;
}

const lineIn = (body: RecordBody, lineId: string): RecordBody =>
  elementsOf(body, 'lines').find((one) => idOf(one) === lineId) ?? {};

const quantityOfLine = (body: RecordBody, lineId: string): number => integerOf(lineIn(body, lineId), 'quantity') ?? 0;

/** As the line stands now. */
function wordsOf(body: RecordBody, lineId: string) {
  const line = lineIn(body, lineId);
  return {
    name: textOf(line, 'productName') ?? '',
    unit: textOf(line, 'unit') ?? '',
    saidIn: saidInOf(line),
    quantity: integerOf(line, 'quantity') ?? 0,
  };
}

const ownQuantity = (count: number, saidIn: SaidIn | null): number | null =>
  saidIn === null ? count : quantityIn(count, saidIn);
