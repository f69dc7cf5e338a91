/** Tables that a person reads, and the same numbers as JSON beside them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

export interface Table {
  readonly title: string;
  /** What is compared and how, in a sentence or two. */
  readonly note?: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One aim and what came out. */
export interface Verdict {
  readonly what: string;
  readonly aim: string;
  readonly measured: string;
  readonly isMet: boolean;
}

export interface Report {
  readonly workload: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly verdicts: readonly Verdict[];
  readonly tables: readonly Table[];
  /** Every number that was taken, for whoever wants to compute something else from it. */
  readonly samples: unknown;
}

/** Prints the report; with a folder, also writes `<date>.md` and `<date>.json` into it. */
export function publishReport(report: Report, folder: string | null): void {
  const date = new Date().toISOString().slice(0, 10);
  const text = reportToMarkdown(report, date);
  console.log(`\n${text}`);
  if (folder === null) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${date}.md`), text);
  writeFileSync(join(folder, `${date}.json`), `${JSON.stringify({ date, ...report }, null, 2)}\n`);
}

export function reportToMarkdown({ workload, machine, rounds, verdicts, tables }: Report, date: string): string {
  const versions = Object.entries(machine.versions).map(([name, version]) => `${name} ${version}`);
  return [
    `# ${workload}, ${date}`,
    '',
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}, Node ${machine.node}${versions.map((text) => `, ${text}`).join('')}; commit ${machine.commit}; ${rounds} rounds, medians.`,
    '',
    ...(verdicts.length === 0 ? [] : tableToLines(verdictTable(verdicts))),
    ...tables.flatMap(tableToLines),
  ].join('\n');
}

const verdictTable = (verdicts: readonly Verdict[]): Table => ({
  title: 'Aims',
  columns: ['what', 'aim', 'measured', ''],
  rows: verdicts.map(({ what, aim, measured, isMet }) => [what, aim, measured, isMet ? 'met' : '**missed**']),
});

const tableToLines = ({ title, note, columns, rows }: Table): string[] => [
  `## ${title}`,
  '',
  ...(note === undefined ? [] : [note, '']),
  `| ${columns.join(' | ')} |`,
  `|${columns.map(() => '---').join('|')}|`,
  ...rows.map((cells) => `| ${cells.join(' | ')} |`),
  '',
];

/** 0.41, 3.2, 85, 1,234: as many digits as mean something. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return '–';
  const digits = value < 1 ? 2 : value < 10 ? 1 : 0;
  return value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** × 0.72 */
export const formatRatio = (value: number): string => (Number.isNaN(value) ? '–' : `× ${value.toFixed(2)}`);
