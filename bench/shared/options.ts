/** What every workload may be asked: how much, how often, which parts, and whether to keep the results. */
import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** 10_000 and so on, smallest first. */
  readonly records: readonly number[];
  readonly rounds: number;
  /** Names of parts; empty = all. */
  readonly only: readonly string[];
  /** Writes `results/`; `--no-save` only prints. */
  readonly save: boolean;
  /** To see that everything runs: little of everything, and nothing is kept. */
  readonly small: boolean;
}

interface Defaults {
  readonly records: string;
  readonly rounds: number;
}

/**
 * `--records 10k,100k,1m --rounds 5 --only search,open --no-save --small`
 *
 * @param small What `--small` means for a workload that has it.
 */
export function readBenchOptions(usual: Defaults, small?: Defaults): BenchOptions {
  const { values: given } = parseArgs({
    allowNegative: true,
    options: {
      records: { type: 'string' },
      rounds: { type: 'string' },
      only: { type: 'string', default: '' },
      save: { type: 'boolean', default: true },
      small: { type: 'boolean', default: false },
    },
  });
  if (given.small && !small) throw new Error('This workload has no --small');
  const defaults = given.small && small ? small : usual;
  const values = {
    ...given,
    records: given.records ?? defaults.records,
    rounds: given.rounds ?? String(defaults.rounds),
  };
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds ${values.rounds} is no number of rounds`);
  return {
    records: values.records
      .split(',')
      .map(parseCount)
      .toSorted((a, b) => a - b),
    rounds,
    only: values.only.split(',').filter((name) => name !== ''),
    save: values.save && !values.small,
    small: values.small,
  };
}

/** 10k is 10,000 and 1m is 1,000,000. */
export function parseCount(text: string): number {
  const [, digits, unit] = /^(\d+)([km]?)$/i.exec(text.trim()) ?? [];
  if (digits === undefined) throw new Error(`"${text}" is no number of records (10k, 100k, 1m)`);
  return Number(digits) * ({ k: 1_000, m: 1_000_000 }[unit?.toLowerCase() ?? ''] ?? 1);
}

/** 10 k, 100 k, 1 M. */
export const countToText = (count: number): string =>
  count >= 1_000_000 && count % 100_000 === 0
    ? `${count / 1_000_000} M`
    : count >= 1_000 && count % 1_000 === 0
      ? `${count / 1_000} k`
      : String(count);
