/** What a run found, gathered for the report and the chart. */
import { formatNumber, formatRatio, type Table, type Verdict } from '../shared/report.ts';
import { median, percentile, type Samples } from '../shared/rounds.ts';
import type { Bars } from './chart.ts';

export interface Findings {
  readonly verdicts: Verdict[];
  readonly tables: Table[];
  /** Raw numbers, kept in the results beside the tables. */
  readonly samples: Record<string, unknown>;
  readonly bars: Bars[];
  /** A table of contestants with the bare ceiling as the measure, and their bars. */
  compare(question: string, all: Samples, note: string): void;
  judge(what: string, aim: string, measured: string, isMet: boolean): void;
}

export function createFindings(): Findings {
  const verdicts: Verdict[] = [];
  const tables: Table[] = [];
  const samples: Record<string, unknown> = {};
  const bars: Bars[] = [];
  return {
    verdicts,
    tables,
    samples,
    bars,
    compare(question, all, note) {
      samples[question] = all;
      const ceiling = medianOf(all, 'ceiling');
      tables.push({
        title: question,
        note: `${note}.`,
        columns: ['who', 'ms (median)', 'least', 'most', 'against the ceiling'],
        rows: Object.entries(all).map(([name, times]) => [
          name,
          formatNumber(median(times)),
          formatNumber(Math.min(...times)),
          formatNumber(Math.max(...times)),
          formatRatio(median(times) / ceiling),
        ]),
      });
      bars.push({
        question,
        milliseconds: Object.fromEntries(Object.keys(all).map((name) => [name, medianOf(all, name)])),
      });
    },
    judge: (what, aim, measured, isMet) => void verdicts.push({ what, aim, measured, isMet }),
  };
}

export const medianOf = (all: Samples, name: string): number => median(all[name] ?? []);

export const milliseconds = (value: number): string => `${formatNumber(value)} ms`;

/** p50, p99 and the longest, as cells. */
export const spread = (times: readonly number[]): string[] =>
  [percentile(times, 0.5), percentile(times, 0.99), percentile(times, 1)].map(milliseconds);
