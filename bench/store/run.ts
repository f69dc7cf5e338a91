/**
 * How fast the encrypted store is. `npm run bench -- store [--records 10k,100k,1m] [--rounds 3] [--only documents,checkpoint,saves,reads,search,bought,open,apply] [--no-save]`
 *
 * Ratios are against better-sqlite3 used by hand on the same file format, tables and indexes, and RxDB over its memory storage.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { formatNumber, formatRatio, publishReport, type Table, type Verdict } from '../shared/report.ts';
import { collectGarbage, median, percentile, type Samples } from '../shared/rounds.ts';
import { say, withTemporaryFolder } from '../shared/temporaryFolder.ts';
import { measureApplying, ROWS_APPLIED } from './applying.ts';
import { measureBought } from './bought.ts';
import { bundleCore } from './bundleCore.ts';
import { drawChart, type ChartData } from './chart.ts';
import { startCore } from './coreClient.ts';
import { createDataset, type Dataset } from './dataset.ts';
import { measureDocuments, MEMORY_MAXIMUM, perSecond, type DocumentResults } from './documents.ts';
import { measureOpening } from './opening.ts';
import { measureCheckpoint, measureReads, measureSaves } from './records.ts';
import { measureSearch } from './search.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const options = readBenchOptions({ records: '10k,100k,1m', rounds: 3 });
const isWanted = (part: string): boolean => options.only.length === 0 || options.only.includes(part);
const largest = options.records.at(-1) ?? 0;
const isWhole = options.only.length === 0 && largest >= 1_000_000;

const tables: Table[] = [];
const verdicts: (Verdict & { readonly partOfAim: number })[] = [];
const samples: Record<string, unknown> = {};
const written: { size: string; results: DocumentResults; records: number }[] = [];

/** `atMost`: the measured number may be no greater; otherwise no less. */
function judge(what: string, measured: number, aim: number, unit: string, atMost = true): void {
  const show = (value: number): string => (unit === '×' ? formatRatio(value) : `${formatNumber(value)} ${unit}`);
  const isMet = atMost ? measured <= aim : measured >= aim;
  const partOfAim = atMost ? measured / aim : aim / measured;
  verdicts.push({ what, aim: `${atMost ? '≤' : '≥'} ${show(aim)}`, measured: show(measured), isMet, partOfAim });
}

const ratioOf = (all: Samples, name: string, to = 'raw'): number => median(all[name] ?? []) / median(all[to] ?? []);

const started = performance.now();
await withTemporaryFolder(async (folder) => {
  if (isWanted('documents')) for (const records of options.records) await reportDocuments(folder, records);
  if (isWanted('checkpoint'))
    for (const records of options.records.filter((count) => count <= 100_000)) await reportCheckpoint(folder, records);
  if (isWanted('saves')) await reportSaves(folder);
  const program = await bundleCore();
  const dataset = async (customers: number, orders = 0): Promise<Dataset> => {
    collectGarbage();
    const directory = join(folder, `data-${customers}-${orders}`);
    mkdirSync(directory);
    return createDataset(directory, customers, orders);
  };
  for (const records of options.records.filter((count) => count < largest || largest < 1_000_000))
    await reportSmaller(program, await dataset(records));
  if (largest >= 100_000) await reportLargest(program, await dataset(largest / 5, largest));
});
say(`${Math.round((performance.now() - started) / 1_000)} s in all`);

const machine = describeMachine(['better-sqlite3-multiple-ciphers', 'rxdb']);
publishReport(
  { workload: 'store', machine, rounds: options.rounds, verdicts, tables, samples },
  options.save ? join(import.meta.dirname, 'results') : null,
);
if (options.save && isWhole)
  drawChart(
    join(ROOT, 'docs', 'images', 'bench-store.svg'),
    chartData(`${machine.processor}, ${machine.cores} cores; ${new Date().toISOString().slice(0, 10)}`),
  );

async function reportDocuments(folder: string, records: number): Promise<void> {
  // A million written once says as much as ten times a hundred thousand.
  const rounds = records >= 1_000_000 ? 1 : options.rounds;
  const results = await measureDocuments(folder, records, rounds);
  const size = countToText(records);
  samples[`documents ${size}`] = results;
  written.push({ size, results, records });
  tables.push({
    title: `RxStorage at ${size} documents`,
    note: `RxDB's storage interface, 5,000 documents per bulkWrite, ${rounds === 1 ? 'one round' : `${rounds} rounds`}; reads and single writes are medians of hundreds.${records > MEMORY_MAXIMUM ? ` RxDB in memory is left out above ${countToText(MEMORY_MAXIMUM)}: it would take several GB.` : ''}`,
    columns: [
      'who',
      'bulk write, docs/s',
      '× raw',
      'one durable write, ms',
      '× raw',
      'by id, ms',
      '× raw',
      'page of 50, ms',
      '× raw',
    ],
    rows: Object.keys(results.bulkWrite).map((name) => [
      name,
      formatNumber(perSecond(records, results.bulkWrite[name])),
      formatRatio(1 / ratioOf(results.bulkWrite, name)),
      ...[results.durableWrite, results.byId, results.page].flatMap((all) => [
        formatNumber(median(all[name] ?? [])),
        formatRatio(ratioOf(all, name)),
      ]),
    ]),
  });
  judge(`RxStorage bulk write, ${size}`, 1 / ratioOf(results.bulkWrite, 'RxStorage'), 0.7, '×', false);
  judge(`RxStorage page of 50, ${size}`, ratioOf(results.page, 'RxStorage'), 1.5, '×');
}

async function reportCheckpoint(folder: string, records: number): Promise<void> {
  const results = await measureCheckpoint(folder, records, options.rounds);
  const size = countToText(records);
  samples[`checkpoint ${size}`] = results;
  compare(
    `A first checkpoint of ${size} customers`,
    'Staged durably, then applied, with scopes, digests, search and read models, in slices that let people work; by hand the rows, their scope and their search words alone.',
    results,
  );
}

async function reportSaves(folder: string): Promise<void> {
  const results = await measureSaves(folder);
  samples['saves'] = results;
  compare(
    'One save of a person',
    'A new customer: merged, signed, in the outbox, in the search, on the disk; by hand the row, its scope and its search words, on the disk.',
    results,
  );
}

async function reportReads(dataset: Dataset): Promise<void> {
  const results = await measureReads(dataset);
  const size = sizeOf(dataset);
  samples[`reads ${size}`] = results;
  compare(
    `One record by id, ${size}`,
    'The record with its envelope, parsed; by hand the row and its body.',
    results.byId,
  );
  compare(
    `A page of 50 customers by name, ${size}`,
    'The list’s own query on the core’s reading connection; by hand the same columns and order.',
    results.page,
  );
  judge(`page of 50 customers, ${size}`, ratioOf(results.page, 'store'), 1.5, '×');
}

/** 10 k and 100 k customers. */
async function reportSmaller(program: string, dataset: Dataset): Promise<void> {
  if (isWanted('reads')) await reportReads(dataset);
  if (isWanted('open')) await reportOpening(program, dataset);
  if (isWanted('apply') && dataset.customers >= ROWS_APPLIED) await reportApplying(program, dataset);
}

/** 200,000 customers with 1 M orders. */
async function reportLargest(program: string, dataset: Dataset): Promise<void> {
  if (isWanted('reads')) await reportReads(dataset);
  if (isWanted('open')) await reportOpening(program, dataset);
  if (isWanted('search')) await reportSearch(program, dataset);
  if (isWanted('bought')) await reportBought(dataset);
}

async function reportOpening(program: string, dataset: Dataset): Promise<void> {
  const result = await measureOpening(program, dataset, options.rounds);
  const size = sizeOf(dataset);
  samples[`open ${size}`] = result;
  const resident = median(result.memory.map((memory) => memory.resident));
  tables.push({
    title: `Opening, ${size}`,
    note: 'A new process each time, in the window until the first page is there, without the key derivation. Memory: resident, all threads, after the first page and a search; Node alone is in it.',
    columns: ['unlock, ms', 'first page, ms', 'together, ms', 'memory before, MB', 'memory after, MB', 'peak, MB'],
    rows: [
      [
        ...[result.unlock, result.firstPage, result.toFirstPage].map((all) => formatNumber(median(all))),
        formatNumber(median(result.memoryBefore.map((memory) => memory.resident))),
        formatNumber(resident),
        formatNumber(median(result.memory.map((memory) => memory.peak))),
      ],
    ],
  });
  if (dataset.orders >= 1_000_000) judge(`open ${size} to the first page`, median(result.toFirstPage), 300, 'ms');
  if (dataset.customers === 100_000 && dataset.orders === 0) judge('memory of the core, 100 k', resident, 150, 'MB');
}

async function reportApplying(program: string, dataset: Dataset): Promise<void> {
  const { milliseconds, reads } = await measureApplying(program, dataset, options.rounds);
  samples['apply'] = { milliseconds, ...reads };
  const longest = Math.max(...Object.values(reads).flat());
  tables.push({
    title: `Reads while ${countToText(ROWS_APPLIED)} rows are applied, ${sizeOf(dataset)}`,
    note: `From the window, each timed from the instant it was due, 20 ms after the one before. Applying took ${formatNumber(median(milliseconds) / 1_000)} s; reads of all rounds together.`,
    columns: ['read', 'count', 'median, ms', 'p99, ms', 'longest, ms'],
    rows: Object.entries(reads).map(([name, all]) => [
      name,
      String(all.length),
      formatNumber(median(all)),
      formatNumber(percentile(all, 0.99)),
      formatNumber(Math.max(...all)),
    ]),
  });
  judge('longest read while 50,000 rows are applied', longest, 50, 'ms');
}

async function reportSearch(program: string, dataset: Dataset): Promise<void> {
  const core = await startCore(program, dataset);
  await core.unlock();
  const results = await measureSearch(core.window, dataset.customers, options.rounds * 3);
  await core.stop();
  samples['search'] = results;
  const all = results.flatMap(({ milliseconds }) => milliseconds);
  tables.push({
    title: `Search as people type, ${countToText(dataset.customers)} customers beside ${countToText(dataset.orders)} orders`,
    note: 'From the window to the window: the first 50 by name and how many there are.',
    columns: ['typed', 'found', 'median, ms', 'longest, ms'],
    rows: [
      ...results.map(({ text, found, milliseconds }) => [
        text,
        found.toLocaleString('en-US'),
        formatNumber(median(milliseconds)),
        formatNumber(Math.max(...milliseconds)),
      ]),
      ['**all**', '', `**${formatNumber(median(all))}**`, `p95 **${formatNumber(percentile(all, 0.95))}**`],
    ],
  });
  judge(`search p95, ${countToText(dataset.customers)} customers`, percentile(all, 0.95), 16, 'ms');
}

async function reportBought(dataset: Dataset): Promise<void> {
  const results = await measureBought(dataset, options.rounds * 3);
  samples['bought'] = results;
  tables.push({
    title: `Who bought X and never Y, ${sizeOf(dataset)}`,
    note: 'How many, and the first 50 by name.',
    columns: ['question', 'buyers', 'store, ms', 'raw, ms', '× raw', 'raw, from order lines (count alone), ms'],
    rows: results.map(({ name, buyers, samples: taken }) => [
      name,
      buyers.toLocaleString('en-US'),
      formatNumber(median(taken['store'] ?? [])),
      formatNumber(median(taken['raw'] ?? [])),
      formatRatio(ratioOf(taken, 'store')),
      formatNumber(median(taken['raw, from order lines'] ?? [])),
    ]),
  });
  for (const { name, samples: taken } of results) judge(`who bought ${name}`, median(taken['store'] ?? []), 50, 'ms');
  judge(
    'who bought X, against raw SQL',
    Math.max(...results.map(({ samples: taken }) => ratioOf(taken, 'store'))),
    2,
    '×',
  );
}

function compare(title: string, note: string, all: Samples): void {
  tables.push({
    title,
    note,
    columns: ['who', 'median, ms', 'p95, ms', '× raw'],
    rows: Object.entries(all).map(([name, taken]) => [
      name,
      formatNumber(median(taken)),
      formatNumber(percentile(taken, 0.95)),
      formatRatio(ratioOf(all, name)),
    ]),
  });
}

function sizeOf({ customers, orders }: Dataset): string {
  return orders === 0
    ? countToText(customers)
    : `${countToText(customers)} customers and ${countToText(orders)} orders`;
}

function chartData(subtitle: string): ChartData {
  return {
    subtitle,
    sizes: written.map(({ size }) => size),
    written: ['raw', 'RxStorage', 'RxDB memory'].map((name) => ({
      name,
      values: written.map(({ records, results }) => perSecond(records, results.bulkWrite[name])),
    })),
    aims: verdicts.map(({ what, measured, aim, partOfAim }) => ({
      name: what,
      partOfAim,
      text: `${measured} (${aim})`,
    })),
  };
}
