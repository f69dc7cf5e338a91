/**
 * Whom a customer stands for is said by every one above a merged one: C went into B, and B into A, so A says B and C. When one of them is taken out
 * again, each of those above must cease to say so, of that one and of whoever came with it.
 */
import type { RecordId } from '../../base/id.ts';
import { textsOf } from '../bodyReads.ts';
import type { RecordBody } from '../record.ts';

/** The customer into which this one was merged; null for one that stands for itself, or is not known. */
export type SurvivorOf = (id: RecordId) => RecordId | null;

/** All above a customer, nearest first. Of those that point to each other each is named once. */
export function customersAbove(id: RecordId, survivorOf: SurvivorOf): RecordId[] {
  const above = new Set<RecordId>();
  let next = survivorOf(id);
  while (next !== null && next !== id && !above.has(next) && above.size < LONGEST_CHAIN) {
    above.add(next);
    next = survivorOf(next);
  }
  return [...above];
}

/** Longer than people merge; a program that writes a longer one keeps nobody busy with it. */
const LONGEST_CHAIN = 12;

/** The customer that is taken out, and all that it says to stand for. */
export const leavingWith = (id: RecordId, body: RecordBody): RecordId[] => [
  ...new Set([id, ...textsOf(body, 'standsForIds')]),
];

/**
 * For whom one that stands above goes on standing: not for those who leave, but for one of them that was merged into it by another way as well.
 * @param survivorOf As things are once the one that is taken out stands for itself.
 */
export function stillStoodFor(
  holder: { readonly id: RecordId; readonly body: RecordBody },
  leaving: readonly RecordId[],
  survivorOf: SurvivorOf,
): RecordId[] {
  const gone = new Set(leaving.filter((id) => !customersAbove(id, survivorOf).includes(holder.id)));
  return textsOf(holder.body, 'standsForIds').filter((id) => !gone.has(id));
}
