/** What could not be entered, by its text, and how many of it: five boxes that were scanned are five. Pure. */
import { readingsOf } from './entryText.ts';
import type { Refusal } from './findProduct.ts';

export interface Refused {
  readonly is: 'refused';
  readonly text: string;
  readonly why: Refusal;
  readonly name?: string;
  /** How many of what the text says, × 1,000; one where nothing else is said. */
  readonly quantity?: number;
  /** The text is what something is called, all of it, and no number in it says how much. */
  readonly isWhole?: boolean;
}

type List = readonly Refused[];

export const ONE_PIECE = 1_000;

/** In the order in which they came last; counted by text. */
export function withMoreRefused(list: List, refused: Refused): List {
  const before = list.find(({ text }) => text === refused.text);
  const quantity = (before ? quantityOf(before) : 0) + quantityOf(refused);
  return [...withoutRefused(list, refused.text), { ...refused, quantity }];
}

/** @param quantity × 1,000; all of that text where none is given. */
export function withoutRefused(list: List, text: string, quantity = Number.POSITIVE_INFINITY): List {
  if (list.every((one) => one.text !== text)) return list;
  return list.flatMap((one) => {
    if (one.text !== text) return [one];
    const left = quantityOf(one) - quantity;
    return left > 0 ? [{ ...one, quantity: left }] : [];
  });
}

/** What to type for it, and how many of it that is (× 1,000): all, unless a number in the text may or may not say how much. */
export function againOf(one: Refused): { text: string; quantity: number } {
  const { text } = one;
  const quantity = quantityOf(one);
  if (quantity === ONE_PIECE) return { text, quantity };
  if (one.isWhole) return { text: timesText(text, quantity), quantity };
  const [read, other] = readingsOf(text);
  if (!read || other) return { text, quantity: ONE_PIECE };
  return { text: timesText(read.find, (quantity * (read.quantity ?? ONE_PIECE)) / ONE_PIECE), quantity };
}

/** `5*text`, as it is typed. @param quantity × 1,000. */
export const timesText = (text: string, quantity: number): string =>
  quantity === ONE_PIECE ? text : `${String(quantity / ONE_PIECE)}*${text}`;

export const quantityOf = ({ quantity = ONE_PIECE }: Refused): number => quantity;
