/** The report of an import as lines for a terminal; the whole of it goes to `--report`. */
import { createFormats } from '../../../shared/locale/format.ts';
import type { ImportIssue, ImportReport } from '../../../shared/contract/imports.ts';
import { isCurrencyCode } from '../../../shared/base/currency.ts';
import { createTranslator } from '../../../shared/locale/translator.ts';

const t = createTranslator('en');
const formats = createFormats({ language: 'en', calendar: 'gregory', moneyUnit: 'rial', timeZone: 'UTC' });

export function reportToLines(report: ImportReport): string[] {
  return [
    ...report.tables.map(({ table, file, encoding, rows, created, merged, unchanged, skipped }) =>
      file === null
        ? `${table}: not given`
        : `${table} (${file}, ${encoding}): ${rows} rows: ${created} created, ${merged} merged, ${unchanged} unchanged, ${skipped} skipped`,
    ),
    '',
    ...issueLines(report.issues),
    ...report.offers.map(
      ({ mapping, value, rows }) => `Offered: --map '${mapping}=${value}' would resolve ${rows} rows`,
    ),
    '',
    ...Object.entries(report.kinds).map(
      ([kind, { created, merged, unchanged }]) =>
        `${kind}: ${created} created, ${merged} merged, ${unchanged} unchanged`,
    ),
    ...Object.entries(report.counts).map(([name, count]) => `${name}: ${formats.number(count)}`),
    ...Object.entries(report.totals).map(
      ([name, { amount, currency }]) =>
        `${name} total: ${isCurrencyCode(currency) ? formats.money({ amount, currency }) : `${amount} ${currency}`}`,
    ),
  ];
}

/** One line for each kind of issue, with how many rows and the first of them. */
function issueLines(issues: readonly ImportIssue[]): string[] {
  const groups = Map.groupBy(issues, ({ table, field, reason, effect }) =>
    [table, field ?? '', reason, effect].join('\0'),
  );
  return [...groups.values()].map((group) => {
    const [{ table, field, reason, effect }] = group as [ImportIssue];
    const rows = group
      .slice(0, 5)
      .map(({ row, value }) => (value === null || value === '' ? String(row) : `${row} «${value.slice(0, 40)}»`));
    return `${table}${field === null ? '' : `.${field}`}: ${t.maybe(reason) ?? reason} (${group.length} rows, ${effect}; row ${rows.join(', ')}${group.length > 5 ? ', …' : ''})`;
  });
}
