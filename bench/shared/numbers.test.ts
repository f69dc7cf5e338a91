import { expect, it } from 'vitest';
import { countToText, parseCount } from './options.ts';
import { formatNumber, formatRatio, reportToMarkdown } from './report.ts';
import { median, percentile, runRounds } from './rounds.ts';

it('a percentile is a number that was measured, whatever the order; of an even number of them the median is the lower', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([0.5, 0.95, 0.99, 1].map((part) => percentile(hundred, part))).toEqual([50, 95, 99, 100]);
  expect([median([3, 1, 2]), median([2, 1]), median([7])]).toEqual([2, 1, 7]);
  expect(median([])).toBeNaN();
});

it('contestants take turns at going first, and each of their rounds is kept', async () => {
  const order: string[] = [];
  const contestant = (name: string) => ({
    name,
    run(round: number) {
      order.push(name);
      return round;
    },
  });
  const samples = await runRounds(3, ['a', 'b', 'c'].map(contestant));
  expect(order.join('')).toBe('abcbcacab');
  expect(samples).toEqual({ a: [0, 1, 2], b: [0, 1, 2], c: [0, 1, 2] });
});

it('counts of records are read and written alike', () => {
  for (const [text, count, shown] of [
    ['10k', 10_000, '10 k'],
    ['100K', 100_000, '100 k'],
    ['1m', 1_000_000, '1 M'],
    ['750', 750, '750'],
  ] as const) {
    expect(parseCount(text)).toBe(count);
    expect(countToText(count)).toBe(shown);
  }
  expect(() => parseCount('many')).toThrow('no number of records');
});

it('numbers have as many digits as mean something, and what was not measured is a dash', () => {
  expect([0.414, 3.24, 85.4, 21_493.7, Number.NaN].map(formatNumber)).toEqual(['0.41', '3.2', '85', '21,494', '–']);
  expect([0.3, Number.NaN].map(formatRatio)).toEqual(['× 0.30', '–']);
});

it('a report says a miss as a miss', () => {
  const machine = {
    processor: 'P',
    cores: 2,
    memoryGibibytes: 24,
    system: 's',
    node: 'v24',
    commit: 'abc+',
    versions: {},
  };
  const verdict = { what: 'push', aim: '≤ 2', measured: '× 9.02' };
  const verdicts = [
    { ...verdict, isMet: false },
    { ...verdict, isMet: true },
  ];
  const text = reportToMarkdown(
    { workload: 'sync', machine, rounds: 3, verdicts, tables: [], samples: {} },
    '2026-11-22',
  );
  expect(text).toContain('commit abc+; 3 rounds, medians.');
  expect(text).toContain('| push | ≤ 2 | × 9.02 | **missed** |\n| push | ≤ 2 | × 9.02 | met |');
});
