/** Drawing believable things from a seeded source. */
import { createSeededRandomness } from '../../shared/base/randomness.ts';

export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  /** True that many times in a hundred. */
  percent(percentage: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Each item as often as its weight says. */
  weighted<Item>(items: readonly (readonly [weight: number, item: Item])[]): Item;
  /** That many different items (or all there are), in the order drawn. */
  several<Item>(items: readonly Item[], count: number): Item[];
}

const STREAMS = 1_000_000_000;

/**
 * `stream` numbers independent sources under one seed: what is drawn for the tenth customer is the same, however many follow.
 * Seeds from 0 to 1,000,000, streams below 1,000,000,000.
 */
export function createChance(seed: number, stream: number): Chance {
  const randomness = createSeededRandomness(seed * STREAMS + stream);
  const between = (low: number, high: number): number => low + randomness.integer(high - low + 1);
  return {
    between,
    percent: (percentage) => randomness.integer(100) < percentage,
    pick: (items) => randomness.pick(items),
    weighted(items) {
      const sum = items.reduce((total, [weight]) => total + weight, 0);
      let left = randomness.integer(sum);
      const found = items.find(([weight]) => (left -= weight) < 0);
      if (found === undefined) throw new RangeError('weights must be whole numbers that sum to something');
      return found[1];
    },
    several(items, count) {
      const left = [...items];
      const drawn: (typeof left)[number][] = [];
      while (drawn.length < count && left.length > 0) drawn.push(...left.splice(randomness.integer(left.length), 1));
      return drawn;
    },
  };
}
