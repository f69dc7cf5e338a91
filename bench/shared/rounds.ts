/** Rounds, medians and ratios. Contestants of one comparison run in the same process and take turns at going first. */

export interface Contestant {
  readonly name: string;
  /**
   * One round: prepares, times its part with {@link timed}, checks the outcome after it, cleans up. Throws when the outcome is wrong.
   * The milliseconds that count.
   */
  readonly run: (round: number) => Promise<number> | number;
}

/** Milliseconds of every round, by contestant. */
export type Samples = Readonly<Record<string, readonly number[]>>;

/** Every contestant once per round, a different one first each time. */
export async function runRounds(rounds: number, contestants: readonly Contestant[]): Promise<Samples> {
  const samples: Record<string, number[]> = Object.fromEntries(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const first = round % contestants.length;
    for (const { name, run } of [...contestants.slice(first), ...contestants.slice(0, first)]) {
      collectGarbage();
      samples[name]?.push(await run(round));
    }
  }
  return samples;
}

/** What a piece of work answers and how many milliseconds it takes. */
export async function timed<Value>(
  work: () => Value | Promise<Value>,
): Promise<{ value: Value; milliseconds: number }> {
  const start = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - start };
}

export const median = (numbers: readonly number[]): number => percentile(numbers, 0.5);

/** The nearest rank: 0.5 is the median, 0.95 what all but one in twenty stay under. */
export function percentile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Only under `--expose-gc`, as `npm run bench` starts every workload. */
export function collectGarbage(): void {
  globalThis.gc?.();
}
