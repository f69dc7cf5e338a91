/** What one record costs, at each size: flat, or the product slows down as a company grows. */
import { countToText } from '../shared/options.ts';
import { formatNumber, formatRatio } from '../shared/report.ts';
import type { Samples } from '../shared/rounds.ts';
import { medianOf, type Findings } from './findings.ts';

const ALLOWED = 1.25;
const MICROSECONDS = 1_000;

export interface Growth {
  /** Notes a question that was asked at this size. @param items How many records or edits the times are for. */
  add(question: string, size: number, items: number, samples: Samples): void;
  /** With two sizes or more: a table for each question, and whether the dearest size is within a quarter of the cheapest. */
  report(findings: Findings): void;
}

export function createGrowth(): Growth {
  const questions = new Map<string, { size: number; costs: Readonly<Record<string, number>> }[]>();
  return {
    add(question, size, items, samples) {
      const costs = Object.fromEntries(
        Object.keys(samples).map((name) => [name, (medianOf(samples, name) / items) * MICROSECONDS]),
      );
      questions.set(question, [...(questions.get(question) ?? []), { size, costs }]);
    },
    report(findings) {
      for (const [question, sizes] of questions) {
        if (sizes.length < 2) continue;
        const names = Object.keys(sizes.at(-1)?.costs ?? {});
        const growthOf = (name: string): number => {
          const costs = sizes.map((one) => one.costs[name] ?? Number.NaN);
          return Math.max(...costs) / Math.min(...costs);
        };
        findings.tables.push({
          title: question,
          note: 'Microseconds each, by size of the company; the last column is the dearest size against the cheapest. The ceilings show what of it is SQLite’s or PostgreSQL’s own.',
          columns: ['who', ...sizes.map(({ size }) => countToText(size)), 'growth'],
          rows: names.map((name) => [
            name,
            ...sizes.map(({ costs }) => formatNumber(costs[name] ?? Number.NaN)),
            formatRatio(growthOf(name)),
          ]),
        });
        const growth = growthOf('Peyvand');
        findings.judge(
          `${question}, ${sizes.map(({ size }) => countToText(size)).join(' → ')}`,
          'flat within 25 %',
          formatRatio(growth),
          growth <= ALLOWED,
        );
      }
    },
  };
}
