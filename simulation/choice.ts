/** Every choice of a run comes from here, so that a seed is the whole story. */
import { createSeededRandomness, type SeededRandomness } from '../shared/base/randomness.ts';

export interface Choice extends SeededRandomness {
  chance(probability: number): boolean;
  /** One of the entries, as often as its weight says. */
  weighted<Entry extends { readonly weight: number }>(entries: readonly Entry[]): Entry;
  /** Another source that depends on this one's seed alone, not on how often it was asked. */
  derive(name: number): Choice;
  shuffle<Element>(elements: readonly Element[]): Element[];
}

const STEPS = 1_000_000;

export function createChoice(seed: number): Choice {
  const source = createSeededRandomness(seed);
  const chance = (probability: number): boolean => source.integer(STEPS) < probability * STEPS;
  return {
    ...source,
    chance,
    weighted(entries) {
      let drawn = source.integer(entries.reduce((sum, { weight }) => sum + weight, 0));
      return source.pick(entries.filter(({ weight }) => (drawn -= weight) < 0).slice(0, 1));
    },
    derive: (name) => createChoice(seed * 1_009 + name),
    shuffle(elements) {
      const left = [...elements];
      return elements.flatMap(() => left.splice(source.integer(left.length), 1));
    },
  };
}
