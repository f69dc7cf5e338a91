/**
 * Files of other programs → import. Every file is read as a table or refused with what is wrong with it; every row ends as a record, as part of one
 * or as an issue that is told; what is previewed writes nothing; what is written can be read, and a formula is text.
 */
import fc from 'fast-check';
import { createTestCompany, first, signIn } from '../../../main/hosts/memory/company.ts';
import { createManualTimers } from '../../../main/core/ports/manualTimers.ts';
import { createSyncEngine } from '../../../main/core/sync/index.ts';
import { presets } from '../../../main/core/features/imports/index.ts';
import type { RecordStore } from '../../../main/core/store/types.ts';
import { isPeyvandError } from '../../../shared/base/errors.ts';
import type { ImportReport, ImportRequest } from '../../../shared/contract/imports.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createLogGuard, isKnownCode, withoutGround, type Boundary, type Outcome, type Target } from '../boundary.ts';
import { CANARY, NASTY_TEXTS } from '../generators/nasties.ts';
import { hostileBytes } from '../generators/hostileBytes.ts';

interface ImportInput {
  readonly request: ImportRequest;
  /** Not only looked at. */
  readonly isWritten: boolean;
}

export const imports: Boundary<ImportInput> = { name: 'imports', inputsPerWorld: 1_000, open: withoutGround(begin) };

async function begin(): Promise<Target<ImportInput>> {
  const logs = createLogGuard((line) => /defect|listener_failed|sealed_copy_failed/.test(line));
  const engine: { store: RecordStore | null } = { store: null };
  const company = await createTestCompany();
  await company.restart({
    log: (event, facts) => logs.note({ event, ...facts }),
    timers: createManualTimers(company.clock),
    createSyncEngine: (options) => {
      engine.store = options.store;
      return createSyncEngine(options);
    },
  });
  const window = await signIn(company, 'ada');
  const storeOf = (): RecordStore => {
    if (!engine.store) throw new Error('No store was opened');
    return engine.store;
  };
  return {
    inputs: inputsFor(),
    async receive({ request, isWritten }): Promise<Outcome> {
      const before = versionOf(storeOf());
      const { answer, report } = await run(window, request, isWritten);
      const broken = [...logs.take()];
      if (answer === 'internal' || (answer !== 'ok' && !isKnownCode(answer))) broken.push(`answered with ${answer}`);
      if ((answer !== 'ok' || !isWritten) && versionOf(storeOf()) !== before)
        broken.push('something was written that should not have been');
      if (report) broken.push(...judge(report));
      if (report && isWritten) broken.push(...writtenAs(report, storeOf()));
      return { answer, broken };
    },
    async finish() {
      const { ok, findings } = await storeOf().checkIntegrity();
      const { total } = await first(window.customers.list({ offset: 0, limit: 10 }));
      const state = await window.sync.now();
      return [
        ...(ok ? [] : [`the store is damaged: ${findings.join(', ')}`]),
        ...(total < 5 ? ['customers are gone'] : []),
        ...(state.pending > 0 || state.problem
          ? [`what was imported cannot be sent: ${state.problem?.code ?? state.pending}`]
          : []),
        ...logs.take(),
      ];
    },
    close: () => company.close(),
  };
}

const versionOf = (store: RecordStore): number =>
  store.read.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? -1;

async function run(
  window: CoreClient,
  request: ImportRequest,
  isWritten: boolean,
): Promise<{ answer: string; report: ImportReport | null }> {
  try {
    if (!isWritten) return { answer: 'ok', report: (await window.imports.preview(request)).report };
    let report: ImportReport | null = null;
    for await (const progress of await window.imports.run(request))
      if (progress.type === 'done') report = progress.report;
    return { answer: 'ok', report };
  } catch (error) {
    return { answer: isPeyvandError(error) ? error.code : 'thrown', report: null };
  }
}

/** No row may go without a word. */
function judge({ tables, issues }: ImportReport): string[] {
  return tables.flatMap(({ table, rows, created, merged, unchanged, skipped }) => {
    const told = new Set(
      issues.filter((issue) => issue.table === table && issue.effect === 'rowSkipped').map(({ row }) => row),
    ).size;
    return [
      ...(created + merged + unchanged + skipped < rows
        ? [
            `${table}: of ${rows} rows ${created} were created, ${merged} merged, ${unchanged} unchanged, ${skipped} skipped`,
          ]
        : []),
      ...(told < skipped ? [`${table}: ${skipped} rows were skipped and ${told} told of`] : []),
    ];
  });
}

function writtenAs({ kinds }: ImportReport, store: RecordStore): string[] {
  const count = (table: string): number =>
    store.read.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE deleted = 0`)?.count ?? 0;
  const expected = (collection: string): number =>
    Object.entries(kinds).reduce(
      (sum, [kind, { created, merged, unchanged }]) =>
        sum + (kind.startsWith(`${collection}/`) ? created + merged + unchanged : 0),
      0,
    );
  return expected('opportunities') > count('opportunities') ? ['opportunities that were written are not there'] : [];
}

// ---- what is in the files ----------------------------------------------------------------------------------------

const CELLS = [
  '',
  'NULL',
  'a',
  '1',
  '2',
  '12.50',
  '-3',
  '1e9',
  '2024-01-15',
  '2024-01-15 00:00:00.000',
  'Won',
  'Lost',
  'Sara',
  'پارس',
  'Alpha Pro',
  'ALFKI',
  'FILTER-1',
  'قطعهٔ یدکی',
  '6260000000013 | X',
  CANARY,
];
const SPOILED = [
  ...NASTY_TEXTS.filter((text) => text.length < 5_000),
  '"',
  '""',
  'a,b',
  'a;b',
  'a\tb',
  'a\nb',
  '"a',
  '=1+1',
  '+cmd',
  '-2+3',
  '@x',
  '\r',
];

function inputsFor(): fc.Arbitrary<ImportInput> {
  return fc.oneof(...presets.map((preset) => requestsOf(preset)));
}

function requestsOf(preset: (typeof presets)[number]): fc.Arbitrary<ImportInput> {
  const files = preset.tables.map(({ file, columns, headings }) =>
    // A file of the company's own is mostly text under a name of its own: a workbook has to be one to be read at all.
    fileOf(preset.isOwn ? 'کالاها.csv' : file, headings?.map(({ fa: [heading] }) => heading) ?? columns),
  );
  return fc.record({
    request: fc.record({
      preset: fc.oneof(
        { weight: 30, arbitrary: fc.constant(preset.id) },
        { weight: 1, arbitrary: fc.constantFrom('__proto__', '', 'constructor') },
      ),
      files: fc
        .tuple(...files)
        .chain((all) =>
          fc.oneof(
            { weight: 12, arbitrary: fc.constant(all) },
            { weight: 1, arbitrary: fc.subarray(all, { minLength: 1 }) },
            { weight: 1, arbitrary: fc.constant([...all, ...all].slice(0, 64)) },
          ),
        ),
      mappings: fc.dictionary(
        fc.constantFrom('product:GTXPro', 'account:a', '__proto__', 'constructor', CANARY),
        fc.constantFrom('GTX Pro', '', '__proto__'),
        { maxKeys: 2 },
      ),
      options: fc.dictionary(
        fc.constantFrom('name', 'list', '__proto__'),
        fc.constantFrom('بهار', 'بهار', '', '__proto__', CANARY),
        { maxKeys: 2 },
      ),
      encodings: fc.oneof(
        { weight: 12, arbitrary: fc.constant<Record<string, string>>({}) },
        {
          weight: 1,
          arbitrary: fc.dictionary(
            fc.constantFrom(...preset.tables.map(({ file }) => file), '__proto__'),
            fc.constantFrom('utf-8', 'utf-16le', 'windows-1256', 'utf-7', '__proto__', ''),
          ),
        },
      ),
    }),
    isWritten: fc.nat(9).map((chance) => chance === 0),
  });
}

type FileOfRequest = ImportRequest['files'][number];

function fileOf(name: string, columns: readonly string[]): fc.Arbitrary<FileOfRequest> {
  const cell = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...CELLS) },
    { weight: 1, arbitrary: fc.constantFrom(...SPOILED) },
  );
  const rows = fc.array(fc.array(cell, { minLength: columns.length, maxLength: columns.length }), { maxLength: 5 });
  const text = fc
    .tuple(rows, fc.nat(500), fc.constantFrom(',', ',', ',', ',', ';', '\t'), fc.constantFrom('\n', '\n', '\r\n', '\r'))
    .map(([cells, way, mark, end]) =>
      [headOf(columns, way), ...cells].map((row) => row.map(quoted(mark, way)).join(mark)).join(end),
    );
  const bytes = fc.tuple(text, fc.nat(300)).map(([content, way]) => encoded(content, way));
  return fc
    .tuple(
      fc.oneof(
        { weight: 600, arbitrary: bytes },
        { weight: 20, arbitrary: hostileBytes(bytes) },
        // The same few, and large: not in every tenth input.
        { weight: 1, arbitrary: fc.constantFrom(...strangeFiles) },
      ),
      fc.nat(40),
    )
    .map(([content, way]) => ({
      name: [`../../${name}`, name.toUpperCase(), name.replace(/^کالاها\.csv$/u, 'کالاها.xlsx')][way] ?? name,
      bytes: Buffer.from(content).toString('base64'),
    }));
}

function headOf(columns: readonly string[], way: number): readonly string[] {
  if (way === 0) return [...columns, '__proto__'];
  if (way === 1) return columns.slice(1);
  if (way === 2) return [...columns, ...columns];
  if (way === 3) return [...columns, ''];
  if (way === 4) return [...columns, 'constructor', 'toString', 'hasOwnProperty'];
  return columns;
}

const quoted =
  (mark: string, way: number) =>
  (cell: string): string =>
    way % 50 !== 0 && /["\r\n]/.test(cell + (cell.includes(mark) ? '"' : ''))
      ? `"${cell.replaceAll('"', '""')}"`
      : cell;

function encoded(text: string, way: number): Uint8Array {
  if (way === 0) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (way === 1) return Buffer.from(`\ufeff${text}`);
  if (way === 2) return Buffer.from(text, 'latin1');
  if (way === 3) return Buffer.from(text, 'utf16le');
  return Buffer.from(text);
}

const strangeFiles: readonly Uint8Array[] = [
  '',
  '\ufeff',
  '\n\n\n',
  '"',
  'a',
  ','.repeat(300_000),
  `${'a,'.repeat(100_000)}a\n${'1,'.repeat(100_000)}1`,
  `"${'x'.repeat(1_200_000)}"`,
  'id\n'.repeat(50_000),
  '"a\n'.repeat(20_000),
  '""'.repeat(100_000),
  `=cmd|' /C calc'!A0\n=1+1`,
  'PK\u0003\u0004\u0014\u0000\u0006\u0000',
  '\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1',
  '%PDF-1.7\n',
  '<html><table><tr><td>1</td></tr></table></html>',
].map((text) => Buffer.from(text, text.startsWith('\u00d0') ? 'latin1' : 'utf8'));
