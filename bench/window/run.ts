/**
 * The window over a real core (loopback host) in a real Chromium: how soon it is there, how smoothly 100,000 customers scroll, how soon one of
 * them stands open. `npm run bench -- window [--records 100k] [--rounds 5] [--no-save]`
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { formatNumber, publishReport, type Table, type Verdict } from '../shared/report.ts';
import { median, percentile } from '../shared/rounds.ts';
import { say, withTemporaryFolder } from '../shared/temporaryFolder.ts';
import { createDataset, letReadOn, type Dataset } from '../store/dataset.ts';
import { openRaw } from '../store/rawStore.ts';
import { measureBundle, type Size } from './bundleSize.ts';
import { readLoadedFiles, runRound, type Expected, type RoundResult } from './round.ts';
import { startHost } from './runningHost.ts';

const LONG_TASK_MILLISECONDS = 50;

const options = readBenchOptions({ records: '100k', rounds: 5 });
await withTemporaryFolder(async (folder) => {
  for (const customers of options.records) await measure(join(folder, String(customers)), customers);
});

async function measure(folder: string, customers: number): Promise<void> {
  say('building the window');
  const rendererDirectory = await ensureRendererBuilt();
  const client = join(folder, 'client');
  mkdirSync(client, { recursive: true });
  const dataset = await createDataset(client, customers, customers);
  const expected = readExpected(dataset);
  letReadOn(dataset);
  const { executablePath, args } = await findChromium();
  const browser = await chromium.launch({ executablePath, args, headless: true });
  // Each time a program that was just started: locked, its store not open.
  const visit = async <Value>(work: (url: string) => Promise<Value>): Promise<Value> => {
    const host = await startHost(folder, rendererDirectory);
    try {
      return await work(host.url);
    } finally {
      await host.stop();
    }
  };
  const results: RoundResult[] = [];
  let bundle: ReturnType<typeof measureBundle>;
  try {
    bundle = measureBundle(rendererDirectory, await visit((url) => readLoadedFiles(browser, url)));
    for (let round = 0; round < options.rounds; round += 1) {
      say(`round ${round + 1} of ${options.rounds}`);
      results.push(await visit((url) => runRound(browser, url, expected, round)));
    }
  } finally {
    await browser.close();
  }
  publishReport(
    {
      workload: 'window',
      machine: describeMachine(['react', '@mantine/core', '@tanstack/react-virtual', 'playwright-core'], {
        Chromium: browser.version(),
      }),
      rounds: options.rounds,
      verdicts: verdictsOf(results, customers),
      tables: [startTable(results), scrollTable(results, customers), openTable(results), bundleTable(bundle)],
      samples: { rounds: results, bundle },
    },
    options.save ? join(import.meta.dirname, 'results') : null,
  );
}

/** Straight from the file, by no query of the product. */
function readExpected({ databasePath, key }: Dataset): Expected {
  const database = openRaw(databasePath, key, 16);
  try {
    const rows = database.prepare('SELECT id, name FROM customers WHERE deleted = 0 ORDER BY name_sort, id').all() as {
      id: string;
      name: string;
    }[];
    const orders = database
      .prepare('SELECT customer_id AS id, count(*) AS count FROM sales_documents GROUP BY 1')
      .all() as {
      id: string;
      count: number;
    }[];
    const nameById = new Map(rows.map(({ id, name }) => [id, name]));
    const ordersById = new Map(orders.map(({ id, count }) => [id, count]));
    return {
      names: rows.map(({ name }) => name),
      nameOf: (id) => nameById.get(id),
      ordersOf: (id) => ordersById.get(id) ?? 0,
    };
  } finally {
    database.close();
  }
}

function verdictsOf(results: readonly RoundResult[], customers: number): Verdict[] {
  const tasks = results.flatMap(({ reading, throughAll, jumps }) => [
    ...reading.longTasks,
    ...throughAll.longTasks,
    ...jumps.longTasks,
  ]);
  return [
    {
      what: `${countToText(customers)} rows scrolled, from top to bottom and by jumps, in all rounds`,
      aim: `no long task over ${LONG_TASK_MILLISECONDS} ms`,
      measured: tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${formatNumber(Math.max(...tasks))} ms`,
      isMet: tasks.length === 0,
    },
  ];
}

function inMilliseconds(values: readonly number[]): string[] {
  return [median(values), percentile(values, 0.95), Math.max(...values)].map(formatNumber);
}

function startTable(results: readonly RoundResult[]): Table {
  const of = (read: (result: RoundResult) => number): string[] => inMilliseconds(results.map(read));
  return {
    title: 'Start, ms',
    note: 'A fresh browser profile each round: nothing is cached. The lock screen is the first screen of a person who is enrolled.',
    columns: ['from → to', 'median', 'p95', 'worst'],
    rows: [
      ['navigation → first paint', ...of(({ firstPaint }) => firstPaint)],
      ['navigation → the passphrase can be typed', ...of(({ firstField }) => firstField)],
      ['Enter on the passphrase → the first rows are drawn', ...of(({ unlockToList }) => unlockToList)],
      ['longest task on the way', ...of(({ longTasksAtStart }) => Math.max(0, ...longTasksAtStart))],
    ],
  };
}

function scrollTable(results: readonly RoundResult[], customers: number): Table {
  const row = (name: string, part: 'reading' | 'throughAll' | 'jumps', waits: string[]): string[] => {
    const tasks = results.flatMap((result) => result[part].longTasks);
    const frames = results.flatMap((result) => result[part].frames);
    return [
      name,
      String(tasks.length),
      tasks.length === 0 ? '–' : formatNumber(Math.max(...tasks)),
      ...(frames.length === 0 ? ['–', '–'] : [formatNumber(median(frames)), formatNumber(percentile(frames, 0.95))]),
      ...waits,
    ];
  };
  const waits = results.flatMap(({ jumps }) => jumps.untilDrawn);
  return {
    title: `Scrolling ${countToText(customers)} customers, ms`,
    note: 'Long tasks are those over 50 ms, counted over all rounds. After each motion the rows in sight are compared with the file.',
    columns: ['motion', 'long tasks', 'longest', 'frame, median', 'frame, p95', 'until rows are drawn, median', 'p95'],
    rows: [
      row('three rows per frame', 'reading', ['–', '–']),
      row('from top to bottom in 300 frames', 'throughAll', ['–', '–']),
      row('30 jumps', 'jumps', [formatNumber(median(waits)), formatNumber(percentile(waits, 0.95))]),
    ],
  };
}

function openTable(results: readonly RoundResult[]): Table {
  const tasks = results.flatMap(({ longTasksAtOpening }) => longTasksAtOpening);
  return {
    title: 'Click on a row → customer with figures and story, ms',
    note: `Long tasks on the way, over all rounds: ${tasks.length === 0 ? 'none' : `${tasks.length}, the longest ${formatNumber(Math.max(...tasks))} ms`}.`,
    columns: ['', 'median', 'p95', 'worst'],
    rows: [
      ['beside the list that was alone', ...inMilliseconds(results.flatMap(({ opening }) => opening))],
      ['in place of another customer', ...inMilliseconds(results.flatMap(({ switching }) => switching))],
    ],
  };
}

function bundleTable(bundle: ReturnType<typeof measureBundle>): Table {
  const PARTS = { firstScreen: 'first screen', list: 'until the list', onDemand: 'on demand' } as const;
  const KINDS = { script: 'scripts', style: 'styles', font: 'fonts', other: 'other' } as const;
  const kilobytes = (bytes: number): string => (bytes / 1_000).toFixed(0);
  return {
    title: 'Size of the window, kB',
    note: 'What the browser asked for until the lock screen, what it asked for besides until the list, and what is left.',
    columns: ['', 'files', 'raw', 'gzip', 'brotli'],
    rows: Object.entries(PARTS).flatMap(([part, words]) =>
      Object.entries(KINDS).flatMap(([kind, name]) => {
        const size: Size = bundle[part as keyof typeof PARTS][kind as keyof typeof KINDS];
        if (size.files === 0) return [];
        return [
          [`${words}: ${name}`, String(size.files), kilobytes(size.raw), kilobytes(size.gzip), kilobytes(size.brotli)],
        ];
      }),
    ),
  };
}
