/**
 * Entries of an order, one after the other in the order in which they came, however fast they come. What nothing is called is told and kept, and nothing that was
 * typed is lost. What keys mean does not depend on how soon the catalogue answers.
 */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { PeyvandError } from '../../../../shared/base/errors.ts';
import { elementsOf, integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { idOf } from '../../records/bodyEdits.ts';
import { newElementId } from '../../records/newElementId.ts';
import type { RecordForm } from '../../records/useRecordForm.ts';
import { lineOf, withMore, withoutLine, withQuantity } from '../orderEdits.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone } from './entryText.ts';
import { findProduct, type Entry, type Refusal } from './findProduct.ts';
import { play } from './sounds.ts';
import { ONE_PIECE, timesText, type Refused } from './refusedList.ts';
import type { RefusedEntries } from './useRefused.ts';

/** What an entry led to. */
export type Outcome =
  | {
      readonly is: 'added';
      readonly lineId: string;
      readonly name: string;
      readonly unit: string;
      readonly before: number;
      readonly quantity: number;
      /** A product whose code the number is that was taken for how much. */
      readonly namesake?: string | undefined;
    }
  | Refused;

/** Products to take in at once. */
export interface WantedLine {
  readonly productId: string;
  readonly name: string;
  readonly quantity: number;
}

export interface OrderEntry {
  enter(entry: Entry): void;
  /** Enter in the empty entry line: the product that is still being looked up stays at one piece. */
  leaveAtOne(): void;
  /** Takes in those that the order does not have yet, together. */
  enterAll(lines: readonly WantedLine[]): Promise<{ added: number; undo: () => void }>;
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

export interface OrderEntryHooks {
  /** Where what could not be entered is kept. */
  readonly kept: Pick<RefusedEntries, 'list' | 'add' | 'remove'>;
  /** Told of a line for which no quantity was typed: the cursor may go there. */
  readonly onAdded: (lineId: string) => void;
  /** The order is no longer edited here: a line that came now would begin another one. */
  readonly isOver: () => boolean;
  /** Told of what came when it was over. */
  readonly onLate: (text: string) => void;
  /** Told of what the core refused of lines that nobody typed. */
  readonly onFailure: (error: PeyvandError) => void;
}

const NOTHING_ADDED = { added: 0, undo: () => {} };

export function useOrderEntry(form: RecordForm, pricing: Pricing, hooks: OrderEntryHooks): OrderEntry {
  const core = useCore();
  const { busy, waiting, inTurn: queued } = useTurns();
  const [last, setLast] = useState<Outcome | null>(null);
  const latest = useRef({ form, pricing, ...hooks });
  useLayoutEffect(() => {
    latest.current = { form, pricing, ...hooks };
  });
  /** The line that a quantity right after belongs to. */
  const lastLine = useRef<string | null>(null);
  /** Enter was pressed once more since the last product: its line stays at one piece. */
  const isLeftAtOne = useRef(false);
  const refusals = useRef(0);

  const refuse = useCallback((text: string, why: Refusal, more: Omit<Refused, 'is' | 'text' | 'why'>): void => {
    const outcome: Refused = { is: 'refused', text, why, ...more };
    refusals.current += 1;
    lastLine.current = null;
    setLast(outcome);
    latest.current.kept.add(outcome);
  }, []);

  const add = useCallback(
    async (productId: string, quantity: number): Promise<{ lineId: string; before: number } | Refusal> => {
      const terms = await latest.current.pricing.termsWith([productId]);
      if (!terms.ok) return 'failed';
      const known = terms.value;
      if (!known?.products.has(productId)) return 'notHere';
      const newId = newElementId();
      let lineId = newId;
      let before = 0;
      // Drawn at once: the next entry is reckoned over this one.
      flushSync(() =>
        latest.current.form.change((body) => {
          lineId = lineOf(body, productId) ?? newId;
          before = quantityIn(body, lineId);
          return withMore(body, newId, productId, quantity, known);
        }),
      );
      return { lineId, before };
    },
    [],
  );

  /** Typed while the product before it was still being looked up: how much of that. */
  const enterQuantity = useCallback(
    async (text: string, lineId: string, quantity: number): Promise<void> => {
      flushSync(() =>
        latest.current.form.change((body) => withQuantity(body, lineId, quantity, latest.current.pricing.terms)),
      );
      lastLine.current = null;
      const coded = await attempt(core.products.byCode, { codes: [text] });
      const namesake = coded.ok ? coded.value.rows[0]?.name : undefined;
      setLast({ is: 'added', lineId, ...wordsOf(latest.current.form.body, lineId), before: 0, quantity, namesake });
    },
    [core],
  );

  const enter = useCallback(
    (entry: Entry): void => {
      const alone = entry.scanned || entry.chosen ? null : quantityAlone(entry.text);
      const mayFollow = waiting.current > 0 && !isLeftAtOne.current;
      isLeftAtOne.current = false;
      void queued(async () => {
        if (latest.current.isOver()) {
          if (entry.scanned) play('bad');
          latest.current.onLate(entry.text);
          return;
        }
        const lineBefore = lastLine.current;
        if (alone !== null && mayFollow && lineBefore !== null) return enterQuantity(entry.text, lineBefore, alone);
        const found = await findProduct(core, latest.current.form.body, entry);
        const added = 'why' in found ? found.why : await add(found.productId, found.quantity ?? ONE_PIECE);
        if ('why' in found || typeof added === 'string') {
          if (entry.scanned) play('bad');
          const name = found.name === undefined ? {} : { name: found.name };
          refuse(entry.text, typeof added === 'string' ? added : 'unknown', { ...name, isWhole: entry.scanned });
          return;
        }
        if (entry.scanned) play('good');
        const { name, unit, quantity } = found;
        // Of several that were refused this is one.
        latest.current.kept.remove(entry.text, ONE_PIECE);
        setLast({ is: 'added', ...added, name, unit, quantity: added.before + (quantity ?? ONE_PIECE) });
        const asksHowMuch = quantity === null && !entry.scanned;
        lastLine.current = asksHowMuch ? added.lineId : null;
        // Drawn at once, too: what comes next in the queue may be the end of this order.
        if (asksHowMuch && waiting.current === 1 && !isLeftAtOne.current)
          flushSync(() => latest.current.onAdded(added.lineId));
      });
    },
    [core, add, enterQuantity, queued, refuse, waiting],
  );

  const leaveAtOne = useCallback(() => {
    if (waiting.current > 0) isLeftAtOne.current = true;
  }, [waiting]);

  const enterAll = useCallback(
    (wanted: readonly WantedLine[]) =>
      queued(async () => {
        if (latest.current.isOver()) {
          latest.current.onLate(wanted.map(({ name }) => name).join(', '));
          return NOTHING_ADDED;
        }
        const answer = await latest.current.pricing.termsWith(wanted.map(({ productId }) => productId));
        if (!answer.ok) latest.current.onFailure(answer.error);
        const terms = answer.ok ? answer.value : null;
        if (!terms) return NOTHING_ADDED;
        lastLine.current = null;
        const added: string[] = [];
        flushSync(() =>
          latest.current.form.change((before) => {
            added.length = 0;
            return wanted.reduce((body, { productId, quantity }) => {
              if (lineOf(body, productId) !== null || !terms.products.has(productId)) return body;
              const lineId = newElementId();
              added.push(lineId);
              return withMore(body, lineId, productId, quantity, terms);
            }, before);
          }),
        );
        const undo = (): void =>
          latest.current.form.change((body) =>
            added.reduce((left, lineId) => withoutLine(left, lineId, latest.current.pricing.terms), body),
          );
        return { added: added.length, undo };
      }),
    [queued],
  );

  const enterOne = useCallback(
    ({ productId, name, quantity }: WantedLine) =>
      queued(async () => {
        if (latest.current.isOver()) return latest.current.onLate(timesText(name, quantity));
        const added = await add(productId, quantity);
        if (typeof added === 'string') return refuse(name, added, { name, quantity, isWhole: true });
        lastLine.current = null;
        const words = wordsOf(latest.current.form.body, added.lineId);
        setLast({ is: 'added', ...added, ...words, quantity: added.before + quantity });
      }),
    [add, queued, refuse],
  );

  const inTurn = useCallback(
    (work: (isComplete: boolean) => Promise<void>) => {
      const refusedBefore = refusals.current;
      return queued(() => work(refusals.current === refusedBefore));
    },
    [queued],
  );

  const tellStanding = useCallback((text: string) => setLast({ is: 'refused', text, why: 'standing' }), []);
  const dismiss = useCallback((text: string, quantity?: number) => latest.current.kept.remove(text, quantity), []);
  return { enter, leaveAtOne, enterAll, enterOne, inTurn, tellStanding, busy, last, refused: hooks.kept.list, dismiss };
}

/** Work that is done one after the other. */
function useTurns() {
  const [busy, setBusy] = useState(false);
  const queue = useRef(Promise.resolve());
  const waiting = useRef(0);
  const inTurn = useCallback(<Value>(work: () => Promise<Value>): Promise<Value> => {
    waiting.current += 1;
    setBusy(true);
    const done = queue.current.then(work);
    queue.current = done.then(
      () => {},
      () => {},
    );
    return done.finally(() => {
      waiting.current -= 1;
      if (waiting.current === 0) setBusy(false);
    });
  }, []);
  return { busy, waiting, inTurn };
}

const lineIn = (body: RecordBody, lineId: string): RecordBody =>
  elementsOf(body, 'lines').find((one) => idOf(one) === lineId) ?? {};

const quantityIn = (body: RecordBody, lineId: string): number => integerOf(lineIn(body, lineId), 'quantity') ?? 0;

function wordsOf(body: RecordBody, lineId: string): { name: string; unit: string } {
  const line = lineIn(body, lineId);
  return { name: textOf(line, 'productName') ?? '', unit: textOf(line, 'unit') ?? '' };
}
