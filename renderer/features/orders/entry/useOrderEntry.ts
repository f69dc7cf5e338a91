/**
 * Entries of an order, one after the other in the order in which they came, however fast they come: a code or a barcode as a whole, else what a search finds first.
 * What nothing is called is told and kept, and nothing that was typed is lost.
 */
import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { ProductRow } from '../../../../shared/contract/sales.ts';
import { elementsOf, integerOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { looksMisread } from '../../../../shared/domain/products/barcode.ts';
import type { RecordBody } from '../../../../shared/domain/record.ts';
import { documentDay } from '../../../../shared/domain/salesDocuments/documentStates.ts';
import { useCore } from '../../../data/CoreProvider.tsx';
import { attempt } from '../../../data/useCommand.ts';
import { idOf } from '../../records/bodyEdits.ts';
import { newElementId } from '../../records/newElementId.ts';
import type { RecordForm } from '../../records/useRecordForm.ts';
import { lineOf, withMore, withoutLine, withQuantity } from '../orderEdits.ts';
import type { Pricing } from '../usePricing.ts';
import { quantityAlone, readingsOf } from './entryText.ts';
import { play } from './sounds.ts';

export interface Entry {
  readonly text: string;
  /** What was chosen among the offered ones, in place of what the text would find. */
  readonly chosen?: ProductRow | undefined;
  readonly scanned: boolean;
}

/** What an entry led to. */
export type Outcome =
  | {
      readonly is: 'added';
      readonly lineId: string;
      readonly name: string;
      readonly unit: string;
      readonly before: number;
      readonly quantity: number;
    }
  | { readonly is: 'refused'; readonly text: string; readonly why: Refusal; readonly name?: string };
export type Refusal = 'unknown' | 'misread' | 'discontinued' | 'notHere';

/** Products to take in at once. */
export interface WantedLine {
  readonly productId: string;
  readonly quantity: number;
}

export interface OrderEntry {
  enter(entry: Entry): void;
  /** Takes in those that the order does not have yet, together. */
  enterAll(lines: readonly WantedLine[]): Promise<{ added: number; undo: () => void }>;
  /** More of one product. */
  enterOne(line: WantedLine): Promise<void>;
  /** True while an entry is looked up. */
  readonly busy: boolean;
  /** The last thing that was entered. */
  readonly last: Outcome | null;
  /** What could not be entered and was not taken up again. */
  readonly refused: readonly Extract<Outcome, { is: 'refused' }>[];
  dismiss(text: string): void;
}

const ONE_PIECE = 1_000;
const MOST_REFUSED = 8;

/** @param onAdded told of a line for which no quantity was typed: the cursor may go there. */
export function useOrderEntry(form: RecordForm, pricing: Pricing, onAdded: (lineId: string) => void): OrderEntry {
  const core = useCore();
  const [busy, setBusy] = useState(false);
  const [last, setLast] = useState<Outcome | null>(null);
  const [refused, setRefused] = useState<OrderEntry['refused']>([]);
  const latest = useRef({ form, pricing, onAdded });
  useLayoutEffect(() => {
    latest.current = { form, pricing, onAdded };
  });
  const queue = useRef(Promise.resolve());
  const waiting = useRef(0);
  /** The line that a quantity right after belongs to. */
  const lastLine = useRef<string | null>(null);

  const find = useCallback(
    async ({ text, chosen, scanned }: Entry): Promise<Found> => {
      const readings = scanned ? [{ find: text, quantity: null }] : readingsOf(text);
      if (chosen) {
        const quantity = readings.find((reading) => reading.quantity !== null)?.quantity ?? null;
        return {
          productId: chosen.id,
          name: chosen.name,
          unit: chosen.unit,
          quantity: isExplicit(text) ? quantity : null,
        };
      }
      const coded = await attempt(core.products.byCode, {
        codes: readings.map((reading) => reading.find.slice(0, 100)),
      });
      const [exact] = coded.ok ? coded.value.rows : [];
      if (exact) {
        if (exact.discontinued) return { why: 'discontinued', name: exact.name };
        const quantity = readings.find((reading) => reading.find === exact.code)?.quantity ?? null;
        return { productId: exact.id, name: exact.name, unit: exact.unit, quantity };
      }
      if (readings.some((reading) => looksMisread(reading.find))) return { why: 'misread' };
      if (scanned || readings.some((reading) => /^\d{8,}$/.test(reading.find))) return { why: 'unknown' };
      for (const reading of readings) {
        const first = await firstFound(core, latest.current.form.body, reading.find);
        if (first) return { productId: first.id, name: first.name, unit: first.unit, quantity: reading.quantity };
      }
      return { why: 'unknown' };
    },
    [core],
  );

  const add = useCallback(
    async (productId: string, quantity: number): Promise<{ lineId: string; before: number } | null> => {
      const terms = await latest.current.pricing.termsWith([productId]);
      if (!terms?.products.has(productId)) return null;
      const newId = newElementId();
      let lineId = newId;
      let before = 0;
      // Drawn at once: the next entry is reckoned over this one.
      flushSync(() =>
        latest.current.form.change((body) => {
          lineId = lineOf(body, productId) ?? newId;
          before = quantityIn(body, lineId);
          return withMore(body, newId, productId, quantity, terms);
        }),
      );
      lastLine.current = lineId;
      return { lineId, before };
    },
    [],
  );

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

  const refuse = useCallback((text: string, why: Refusal, name?: string): void => {
    const outcome = { is: 'refused' as const, text, why, ...(name === undefined ? {} : { name }) };
    setLast(outcome);
    setRefused((before) => [...before.filter((one) => one.text !== text), outcome].slice(-MOST_REFUSED));
  }, []);

  const enter = useCallback(
    (entry: Entry): void => {
      const alone = entry.scanned || entry.chosen ? null : quantityAlone(entry.text);
      const mayFollow = waiting.current > 0;
      void inTurn(async () => {
        // Typed while the product before it was still being looked up: how much of that.
        const lineId = lastLine.current;
        if (alone !== null && mayFollow && lineId !== null) {
          flushSync(() =>
            latest.current.form.change((body) => withQuantity(body, lineId, alone, latest.current.pricing.terms)),
          );
          return;
        }
        const found = await find(entry);
        const added = 'why' in found ? null : await add(found.productId, found.quantity ?? ONE_PIECE);
        if ('why' in found || added === null) {
          if (entry.scanned) play('bad');
          refuse(entry.text, 'why' in found ? found.why : 'notHere', found.name);
          return;
        }
        if (entry.scanned) play('good');
        const { name, unit, quantity } = found;
        setRefused((before) => before.filter((one) => one.text !== entry.text));
        setLast({ is: 'added', ...added, name, unit, quantity: added.before + (quantity ?? ONE_PIECE) });
        if (quantity === null && !entry.scanned && waiting.current === 1) latest.current.onAdded(added.lineId);
      });
    },
    [find, add, inTurn, refuse],
  );

  const enterAll = useCallback(
    (wanted: readonly WantedLine[]) =>
      inTurn(async () => {
        const terms = await latest.current.pricing.termsWith(wanted.map(({ productId }) => productId));
        if (!terms) return { added: 0, undo: () => {} };
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
    [inTurn],
  );

  const enterOne = useCallback(
    ({ productId, quantity }: WantedLine) =>
      inTurn(async () => {
        const added = await add(productId, quantity);
        if (added === null) return;
        const line = elementsOf(latest.current.form.body, 'lines').find((one) => idOf(one) === added.lineId) ?? {};
        setLast({
          is: 'added',
          ...added,
          name: textOf(line, 'productName') ?? '',
          unit: textOf(line, 'unit') ?? '',
          quantity: added.before + quantity,
        });
      }),
    [add, inTurn],
  );

  const dismiss = useCallback((text: string) => setRefused((before) => before.filter((one) => one.text !== text)), []);
  return { enter, enterAll, enterOne, busy, last, refused, dismiss };
}

type Found =
  | { readonly productId: string; readonly name: string; readonly unit: string; readonly quantity: number | null }
  | { readonly why: Refusal; readonly name?: string };

/** `12*` says outright how much; a number at the end may be a part of the name that was chosen. */
const isExplicit = (text: string): boolean => /[*×]/u.test(text);

function quantityIn(body: RecordBody, lineId: string): number {
  const line = elementsOf(body, 'lines').find((one) => idOf(one) === lineId);
  return line ? (integerOf(line, 'quantity') ?? 0) : 0;
}

/** What a search for these words finds first, on the order's day. */
async function firstFound(
  core: ReturnType<typeof useCore>,
  body: RecordBody,
  text: string,
): Promise<ProductRow | null> {
  const stream = await attempt(core.products.search, {
    text: text.slice(0, 200),
    on: documentDay(body) ?? new Date().toISOString().slice(0, 10),
    offset: 0,
    limit: 1,
  });
  if (!stream.ok) return null;
  const first = await stream.value.next();
  await stream.value.return?.();
  return first.done === true ? null : (first.value.rows[0] ?? null);
}
