/**
 * How far an order has come: of each line how much was delivered, invoiced and brought back, and what is still open. Reckoned from the order and the
 * documents that belong to it, wherever they are held; never stored and never sent.
 *
 * What counts: deliveries that went out, invoices that were issued, returns that were accepted or are back in store. Drafts, cancelled and refused
 * papers count for nothing. Two machines may each deliver the rest without knowing of the other: both papers are true, so both count, and the line
 * says how much went out too much.
 */
import { elementsOf, integerOf, textOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';
import { isDeliveredWhole, NOTHING_COUNTED, tallyChain, type ChainDocument } from './chainTally.ts';
import { isFreightTooMuch } from './freight.ts';

export { isOut, type ChainDocument } from './chainTally.ts';

/** Quantities × 1,000. */
export interface LineProgress {
  /** Element id of the order's line. */
  readonly lineId: string;
  readonly unit: string;
  readonly ordered: number;
  readonly delivered: number;
  readonly invoiced: number;
  readonly returned: number;
  /** Of what was returned: to be sent once more. */
  readonly toReplace: number;
  readonly toDeliver: number;
  readonly toInvoice: number;
  /** What the customer has, and could bring back. */
  readonly returnable: number;
  /** Beyond what was ordered, or sent once more. */
  readonly deliveredTooMuch: number;
  readonly invoicedTooMuch: number;
}

/** "3 of 5": in the lines' unit where they share one, in lines that are done where they do not. */
export interface Share {
  readonly done: number;
  readonly of: number;
  /** null: `done` and `of` count lines; else they are quantities × 1,000 in this unit. */
  readonly unit: string | null;
  readonly state: 'none' | 'part' | 'all' | 'tooMuch';
}

export interface OrderProgress {
  readonly lines: readonly LineProgress[];
  readonly delivered: Share;
  readonly invoiced: Share;
  /** In any line. */
  readonly isReturned: boolean;
}

/** @param documents All that belong to the order and are here, of any kind and in any state. */
export function orderProgress(order: RecordBody, documents: readonly ChainDocument[]): OrderProgress {
  const tally = tallyChain(order, documents).lines;
  const isWhole = isDeliveredWhole(order, documents);
  const lines = elementsOf(order, 'lines').map((line): LineProgress => {
    const lineId = textOf(line, 'id') ?? '';
    const ordered = integerOf(line, 'quantity') ?? 0;
    const { invoiced, returned, toReplace, returnedUninvoiced, ...counted } = tally.get(lineId) ?? NOTHING_COUNTED;
    const delivered = isWhole ? ordered : counted.delivered;
    return {
      lineId,
      unit: textOf(line, 'unit') ?? '',
      ordered,
      delivered,
      invoiced,
      returned,
      toReplace,
      toDeliver: Math.max(0, ordered + toReplace - delivered),
      toInvoice: Math.max(0, ordered - returnedUninvoiced - invoiced),
      returnable: Math.max(0, Math.max(delivered, invoiced) - returned),
      deliveredTooMuch: Math.max(0, delivered - ordered - toReplace),
      invoicedTooMuch: Math.max(0, invoiced - ordered),
    };
  });
  return {
    lines,
    delivered: shareOf(lines, {
      done: ({ delivered }) => delivered,
      of: ({ ordered, toReplace }) => ordered + toReplace,
      isTooMuch: ({ deliveredTooMuch }) => deliveredTooMuch > 0,
    }),
    invoiced: shareOf(lines, {
      done: ({ invoiced }) => invoiced,
      // What came back before it was invoiced never will be.
      of: ({ invoiced, toInvoice }) => invoiced + toInvoice,
      isTooMuch: ({ invoicedTooMuch }) => invoicedTooMuch > 0 || isFreightTooMuch(order, documents),
    }),
    isReturned: lines.some(({ returned }) => returned > 0),
  };
}

/** Of each return, by element id of the order's line: what came back before it was invoiced, × 1,000. Nobody owes it, and nobody is paid for it. */
export const uninvoicedReturns = (
  order: RecordBody,
  documents: readonly ChainDocument[],
): ReadonlyMap<ChainDocument, ReadonlyMap<string, number>> => tallyChain(order, documents).uninvoiced;

interface Reading {
  readonly done: (line: LineProgress) => number;
  readonly of: (line: LineProgress) => number;
  readonly isTooMuch: (line: LineProgress) => boolean;
}

function shareOf(lines: readonly LineProgress[], { done, of, isTooMuch }: Reading): Share {
  const units = new Set(lines.map(({ unit }) => unit));
  const [unit] = units;
  const sum = (read: (line: LineProgress) => number): number => lines.reduce((total, line) => total + read(line), 0);
  const isDone = (line: LineProgress): boolean => done(line) >= of(line);
  const state = lines.some(isTooMuch)
    ? 'tooMuch'
    : lines.every((line) => done(line) === 0)
      ? 'none'
      : lines.every(isDone)
        ? 'all'
        : 'part';
  return units.size === 1 && unit !== undefined
    ? { done: sum(done), of: sum(of), unit, state }
    : { done: lines.filter((line) => done(line) > 0 && isDone(line)).length, of: lines.length, unit: null, state };
}
