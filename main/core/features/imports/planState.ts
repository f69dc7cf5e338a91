/** What a plan gathers while rows are read: drafts, issues, loans between tables, offered mappings. */
import { parseDecimal } from '../../../../shared/base/decimal.ts';
import { isIsoDate } from '../../../../shared/base/clock.ts';
import { deterministicId } from '../../../../shared/base/id.ts';
import type { ImportIssue, ImportReport } from '../../../../shared/contract/imports.ts';
import { objectOf, textOf } from '../../../../shared/domain/bodyReads.ts';
import { kindOf } from '../../../../shared/domain/catalogue.ts';
import type { TableRow } from './parseTable.ts';
import type { Holdings } from './holdings.ts';
import type { Draft, DraftBody, PresetTable, RowContext, TableContext } from './presets/preset.ts';

export interface PlanState {
  readonly issues: ImportIssue[];
  readRow(table: PresetTable, row: TableRow): void;
  /** After the rows of a table: runs what they have put off. */
  finishTable(): void;
  reportUnusedLoans(): void;
  /** Complete and valid drafts; invalid ones have become issues. Call once, after all rows. */
  drafts(): Draft[];
  offers(): ImportReport['offers'];
  /** How the file itself calls the fields of a table: what is wrong is said in its words. */
  callColumns(table: string, writtenByField: ReadonlyMap<string, string>): void;
  /** A column that means nothing to the reader of the table. */
  reportColumn(table: string, column: string): void;
  mergedRows(table: string): number;
  /** Rows of records of many rows, that the rows themselves have told apart. */
  countedRows(table: string): { readonly created: number; readonly unchanged: number };
  skippedRows(table: string): number;
}

interface Loan {
  readonly cells: Readonly<Record<string, string>>;
  readonly row: number;
  used: boolean;
}

/** Thrown by `skip` to leave the row's reader; never leaves this file. */
class RowSkipped extends Error {}

/** Cells that mean "nothing". */
const EMPTY = new Set(['', 'NULL', 'null']);
/** What a spreadsheet would run. It is kept as the text that it is. */
const FORMULA = /^[=@]|^[+-](?![\d.])/;
const DATE = /^(\d{4}-\d{2}-\d{2})(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/;

export interface PlanSurroundings {
  readonly mappings: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly held: Holdings;
}

export function createPlanState(preset: string, { mappings, options, held }: PlanSurroundings): PlanState {
  const issues: ImportIssue[] = [];
  const draftsById = new Map<string, Draft & { readonly body: DraftBody }>();
  const loans = new Map<string, Loan>();
  const offers = new Map<string, { value: string; rows: number }>();
  const merged = new Map<string, number>();
  const skipped = new Map<string, Set<number>>();
  const counted = new Map<string, { created: number; unchanged: number }>();
  const firsts = new Set<string>();
  const putOff: (() => void)[] = [];
  const columns = new Map<string, ReadonlyMap<string, string>>();

  const idOf = (table: string, sourceId: string): string => deterministicId('import', preset, table, sourceId);
  const draftOf: TableContext['draftOf'] = (table, sourceId) => draftsById.get(idOf(table, sourceId))?.body;
  const note = (
    table: string,
    row: number,
    field: string | null,
    value: string | null,
    reason: string,
    effect: ImportIssue['effect'],
    suggestion: ImportIssue['suggestion'] = null,
  ): void => {
    const written = field === null ? null : (columns.get(table)?.get(field) ?? field);
    issues.push({ table, row, field: written, value, reason, effect, suggestion });
    if (effect === 'rowSkipped') skipped.set(table, (skipped.get(table) ?? new Set()).add(row));
  };
  const offer = (mapping: string, value: string): NonNullable<ImportIssue['suggestion']> => {
    const known = offers.get(mapping);
    if (known) known.rows += 1;
    else offers.set(mapping, { value, rows: 1 });
    return { mapping, value };
  };

  function add(
    table: string,
    row: number,
    collection: Draft['collection'],
    kind: string,
    sourceId: string,
    body: DraftBody,
  ): void {
    const id = idOf(table, sourceId);
    draftsById.set(id, {
      collection,
      kind,
      id,
      table,
      row,
      body: { ...body, source: { preset, table, id: sourceId } },
    });
  }

  /** The nearest name that the table does know, when only letter case, spaces or marks differ. */
  function nearest(table: string, value: string): string | null {
    const wanted = bare(value);
    for (const draft of draftsById.values())
      if (draft.table === table && bare(sourceIdOf(draft)) === wanted) return sourceIdOf(draft);
    return null;
  }

  function contextOf(table: PresetTable, row: TableRow): RowContext {
    const sourceId = table.key(row);
    const cell = (field: string): string | null => {
      const value = row.cells[field] ?? '';
      return EMPTY.has(value) ? null : value;
    };
    const issue = (
      field: string | null,
      reason: string,
      effect: ImportIssue['effect'],
      suggestion: ImportIssue['suggestion'] = null,
    ): void =>
      note(
        table.table,
        row.number,
        field,
        field === null ? null : (row.cells[field] ?? '').slice(0, 200),
        reason,
        effect,
        suggestion,
      );
    const mapped = (field: string, mapping: string | undefined): string | null => {
      const value = cell(field);
      return value === null || mapping === undefined ? value : (mappings[`${mapping}:${value}`] ?? value);
    };
    const text: RowContext['text'] = (field, { mapping, suspects } = {}) => {
      const value = mapped(field, mapping);
      if (value === null) return null;
      const suspect = suspects?.[value];
      if (suspect !== undefined)
        issue(field, 'import.suspectValue', 'keptAsIs', offer(`${mapping ?? field}:${value}`, suspect));
      if (FORMULA.test(value)) issue(field, 'import.formulaKeptAsText', 'keptAsIs');
      return value;
    };
    return {
      idOf,
      draftOf,
      held,
      options,
      put: (draft) => void draftsById.set(draft.id, { table: table.table, ...draft, row: row.number }),
      drafted: (id) => draftsById.get(id)?.body,
      counted(fate) {
        if (fate === 'merged') merged.set(table.table, (merged.get(table.table) ?? 0) + 1);
        const counts = counted.get(table.table) ?? { created: 0, unchanged: 0 };
        if (fate !== 'merged') counts[fate] += 1;
        counted.set(table.table, counts);
      },
      isFirst(key) {
        const isNew = !firsts.has(key);
        firsts.add(key);
        return isNew;
      },
      afterwards: (finish) => void putOff.push(finish),
      create: (collection, kind, ownTable, id, body) => add(ownTable, row.number, collection, kind, id, body),
      createOwn: (collection, kind, body) => add(table.table, row.number, collection, kind, sourceId, body),
      merged: () => void merged.set(table.table, (merged.get(table.table) ?? 0) + 1),
      lend: () => void loans.set(`${table.table}/${sourceId}`, { cells: row.cells, row: row.number, used: false }),
      borrow: (field, from) => {
        const value = cell(field);
        if (value === null) return null;
        const loan = loans.get(`${from}/${value}`);
        if (loan) loan.used = true;
        else issue(field, 'import.unknownReference', 'fieldLeftOut');
        return loan?.cells ?? null;
      },
      reference: (field, to, { mapping } = {}) => {
        const value = mapped(field, mapping);
        if (value === null) return null;
        if (draftOf(to, value)) return idOf(to, value);
        const known = nearest(to, value);
        issue(
          field,
          'import.unknownReference',
          'fieldLeftOut',
          known === null || mapping === undefined ? null : offer(`${mapping}:${value}`, known),
        );
        return null;
      },
      text,
      decimal: (field, scale) => {
        const value = cell(field);
        if (value === null) return null;
        const parsed = parseDecimal(value, scale);
        if (parsed.ok) return parsed.value;
        issue(field, 'import.notANumber', 'fieldLeftOut');
        return null;
      },
      date: (field) => {
        const value = cell(field);
        if (value === null) return null;
        const date = DATE.exec(value)?.[1];
        if (date !== undefined && isIsoDate(date)) return date;
        issue(field, 'import.notADate', 'fieldLeftOut');
        return null;
      },
      leaveOut: (field, reason) => issue(field, reason, 'fieldLeftOut'),
      custom: (...fields) =>
        Object.fromEntries(fields.flatMap((field) => (text(field) === null ? [] : [[field, text(field)]]))),
      skip: (field, reason) => {
        issue(field, reason, 'rowSkipped');
        throw new RowSkipped();
      },
    };
  }

  return {
    issues,
    readRow(table, row) {
      const sourceId = table.key(row);
      try {
        const context = contextOf(table, row);
        if (row.flaw === 'unequal') context.skip(null, 'import.unequalRow');
        if (row.flaw === 'rejoined') note(table.table, row.number, null, null, 'import.separatorInCell', 'keptAsIs');
        if (sourceId.replaceAll('/', '') === '') context.skip(null, 'import.keyMissing');
        if (draftOf(table.table, sourceId) || loans.has(`${table.table}/${sourceId}`))
          context.skip(null, 'import.keyTwice');
        table.read(row, context);
      } catch (error) {
        if (!(error instanceof RowSkipped)) throw error;
      }
    },
    finishTable() {
      for (const finish of putOff.splice(0)) finish();
    },
    callColumns: (table, writtenByField) => void columns.set(table, writtenByField),
    reportColumn: (table, column) => note(table, 0, column, null, 'import.columnNotUsed', 'fieldLeftOut'),
    reportUnusedLoans() {
      for (const [key, loan] of loans) {
        const table = key.slice(0, key.indexOf('/'));
        if (loan.used) merged.set(table, (merged.get(table) ?? 0) + 1);
        else note(table, loan.row, null, null, 'import.neverNamed', 'rowSkipped');
      }
    },
    drafts() {
      const valid: Draft[] = [];
      for (const draft of draftsById.values()) {
        const definition = kindOf(draft.collection, draft.kind);
        const whole = { ...draft.over, ...draft.body };
        const parsed = definition?.schema.safeParse(whole);
        const flaw = parsed?.error?.issues[0];
        const violation = definition?.invariants?.(whole)[0];
        if (flaw) note(draft.table, draft.row, flaw.path.join('/'), null, 'import.invalid', 'rowSkipped');
        else if (violation) note(draft.table, draft.row, violation.path, null, violation.reason, 'rowSkipped');
        else valid.push(draft);
      }
      return valid;
    },
    offers: () =>
      [...offers].map(([mapping, { value, rows }]) => ({ mapping, value, rows })).toSorted((a, b) => b.rows - a.rows),
    countedRows: (table) => counted.get(table) ?? { created: 0, unchanged: 0 },
    mergedRows: (table) => merged.get(table) ?? 0,
    skippedRows: (table) => skipped.get(table)?.size ?? 0,
  };
}

const sourceIdOf = (draft: Draft): string => textOf(objectOf(draft.body['source']), 'id') ?? '';

const bare = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
