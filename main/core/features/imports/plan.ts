/**
 * Files → what an import would write, and everything that must be said about it. Reads only its inputs, so that the preview and
 * the run see the same. Every row ends as a record, as part of one, or as an issue.
 */
import { createError } from '../../../../shared/base/errors.ts';
import type { ImportIssue, ImportReport } from '../../../../shared/contract/imports.ts';
import { orderTotals } from '../../../../shared/domain/salesDocuments/orderTotals.ts';
import { moneyOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { decodeText } from './decode.ts';
import { nameColumns } from './headings.ts';
import { NOTHING_HELD, type Holdings } from './holdings.ts';
import { parseTable, type ParsedTable } from './parseTable.ts';
import { tableOfFile } from './presets/index.ts';
import type { Draft, Preset, PresetTable } from './presets/preset.ts';
import { createPlanState, type PlanState } from './planState.ts';
import type { ReadRequest } from './workbook.ts';

export interface ImportPlan {
  readonly drafts: readonly Draft[];
  readonly tables: readonly PlannedTable[];
  readonly issues: readonly ImportIssue[];
  readonly offers: ImportReport['offers'];
  readonly totals: ImportReport['totals'];
  readonly counts: ImportReport['counts'];
  readonly samples: Readonly<Record<string, { columns: string[]; rows: string[][] }>>;
}

export interface PlannedTable {
  readonly table: string;
  readonly file: string | null;
  readonly encoding: string | null;
  readonly rows: number;
  /** Rows that became part of other rows' records. */
  readonly merged: number;
  /** Of records of many rows: what is new in them, and what was in them already. */
  readonly created: number;
  readonly unchanged: number;
  readonly skipped: number;
}

const SAMPLE_ROWS = 20;

/**
 * Workbooks have been read by then (`withWorkbooksRead`). Fails with the errors of `decodeText` and `parseTable`, and `file_malformed` when a table or a column
 * is missing.
 */
export function planImport(preset: Preset, request: ReadRequest, held: Holdings = NOTHING_HELD): ImportPlan {
  const { mappings, options } = request;
  const state = createPlanState(preset.id, { mappings, options, held });
  const parsed = parseFiles(preset, request, state);
  const tables = preset.tables.map((table) => readTable(table, parsed, state));
  state.reportUnusedLoans();
  const drafts = state.drafts();
  return {
    drafts,
    tables: tables.map((table) => ({
      ...table,
      merged: state.mergedRows(table.table),
      ...state.countedRows(table.table),
      skipped: state.skippedRows(table.table),
    })),
    issues: state.issues,
    offers: state.offers(),
    ...totalsOf(drafts),
    samples: Object.fromEntries(
      [...parsed].map(([file, { table, name }]) => [
        preset.isOwn ? name : file,
        {
          columns: [...table.columns],
          rows: table.rows.slice(0, SAMPLE_ROWS).map((row) => table.columns.map((column) => row.cells[column] ?? '')),
        },
      ]),
    ),
  };
}

type ParsedFiles = Map<string, { table: ParsedTable; encoding: string; name: string; unnamed: readonly string[] }>;

function parseFiles(preset: Preset, request: ReadRequest, state: PlanState): ParsedFiles {
  const files: ParsedFiles = new Map();
  for (const file of request.files) {
    const wanted = tableOfFile(preset, file.name);
    // Of several files of the company's own, the first is read.
    if (!wanted || (preset.isOwn && files.size > 0)) {
      state.issues.push({
        table: file.name,
        row: 0,
        field: null,
        value: null,
        reason: 'import.fileNotUsed',
        effect: 'rowSkipped',
        suggestion: null,
      });
      continue;
    }
    const { text, encoding } = decodeText(file.name, Buffer.from(file.bytes, 'base64'), request.encodings[file.name]);
    const { sheet } = file;
    const table = parseTable(file.name, text, sheet ? { headerRow: sheet.headerRow } : undefined);
    files.set(wanted.file, { table, encoding, name: file.name, unnamed: sheet?.unnamed ?? [] });
  }
  return files;
}

type ReadTable = Pick<PlannedTable, 'table' | 'file' | 'encoding' | 'rows'>;

function readTable(table: PresetTable, files: ParsedFiles, state: PlanState): ReadTable {
  const file = files.get(table.file);
  if (!file) {
    if (table.required) throw createError('file_malformed', { file: table.file, reason: 'fileMissing' });
    return { table: table.table, file: null, encoding: null, rows: 0 };
  }
  const named = table.headings
    ? nameColumns(file.table, table.headings)
    : { table: file.table, unknown: [], writtenByField: new Map<string, string>() };
  const missing = table.columns.find((column) => !named.table.columns.includes(column));
  if (missing !== undefined) {
    const heading = table.headings?.find(({ field }) => field === missing);
    const column = heading ? `${heading.fa[0]} / ${heading.en[0]}` : missing;
    throw createError('file_malformed', { file: file.name, reason: 'columnMissing', column });
  }
  state.callColumns(table.table, named.writtenByField);
  for (const column of [...named.unknown, ...file.unnamed]) state.reportColumn(table.table, column);
  for (const row of named.table.rows) state.readRow(table, row);
  state.finishTable();
  return { table: table.table, file: file.name, encoding: file.encoding, rows: file.table.rows.length };
}

/** The figures by which a person checks an import against the old program. */
function totalsOf(drafts: readonly Draft[]): Pick<ImportPlan, 'totals' | 'counts'> {
  const totals: Record<string, { amount: number; currency: string }> = {};
  const counts: Record<string, number> = {};
  const add = (name: string, money: { amount: number; currency: string }): void => {
    totals[name] = { amount: (totals[name]?.amount ?? 0) + money.amount, currency: money.currency };
  };
  const count = (name: string, by = 1): void => {
    counts[name] = (counts[name] ?? 0) + by;
  };
  for (const { collection, body } of drafts) {
    if (collection === 'salesDocuments') {
      const { gross, net, lines } = orderTotals(body);
      add('orders.gross', gross);
      add('orders.net', net);
      count('orders');
      count('orders.lines', lines.length);
    }
    if (collection === 'opportunities') {
      const stage = textOf(body, 'stage') ?? '';
      count('opportunities');
      count(`opportunities.${stage}`);
      const amount = moneyOf(body, 'amount');
      if (stage === 'won' && amount) add('opportunities.won', amount);
    }
  }
  return { totals, counts };
}
