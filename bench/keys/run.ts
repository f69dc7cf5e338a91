/**
 * From the last key to the first frame that shows what it asked for, in a real Chromium over a real core, at 100,000 customers with all that is
 * told of them. `npm run bench -- keys [--records 100k] [--rounds 5] [--no-save]`
 */
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { ensureRendererBuilt } from '../../build/run/rendererBuild.ts';
import { findChromium } from '../../build/testing/chromium.ts';
import { withCompany } from '../pages/company.ts';
import { createTranslator } from '../../shared/locale/translator.ts';
import { describeMachine } from '../shared/machine.ts';
import { countToText, readBenchOptions } from '../shared/options.ts';
import { formatNumber, publishReport, type Table, type Verdict } from '../shared/report.ts';
import { median, percentile } from '../shared/rounds.ts';
import { say } from '../shared/temporaryFolder.ts';
import { letReadOn, PASSPHRASE } from '../store/dataset.ts';
import { startHost } from '../window/runningHost.ts';
import { actsOf, enterManyLines, MANY_LINES, orderActsOf } from './acts.ts';
import type { Act, Driven } from './driven.ts';
import { readExpectations, type Expectations } from './expected.ts';
import { installKeyProbe } from './pageProbe.ts';
import { BETWEEN_KEYS } from './type.ts';

const LIMIT_MILLISECONDS = 100;
const PREPARED_MILLISECONDS = 3_000;

interface Timed extends Pick<Act, 'where' | 'what' | 'found'> {
  readonly milliseconds: number[];
}

const options = readBenchOptions({ records: '100k', rounds: 5 });
for (const customers of options.records) {
  await withCompany(customers, async ({ dataset, facts }) => {
    letReadOn(dataset);
    say('what must be found');
    const expected = readExpectations(dataset);
    const rendererDirectory = await ensureRendererBuilt();
    const { executablePath, args } = await findChromium();
    const browser = await chromium.launch({ executablePath, args, headless: true });
    const host = await startHost(join(dataset.directory, '..'), rendererDirectory);
    const longTasks: number[] = [];
    const manyLines: number[] = [];
    let times: Timed[];
    try {
      times = await run(browser, host.url, expected, facts.customerId, { longTasks, manyLines });
    } finally {
      await browser.close();
      await host.stop();
    }
    publishReport(
      {
        workload: 'keys',
        machine: describeMachine(['react', '@mantine/core', 'playwright-core'], { Chromium: browser.version() }),
        rounds: options.rounds,
        verdicts: verdictsOf(times, { longTasks, manyLines }),
        tables: [tableOf(times, customers, facts.records)],
        samples: { times, longTasks, manyLines },
      },
      options.save ? join(import.meta.dirname, 'results') : null,
    );
  });
}

interface Besides {
  readonly longTasks: number[];
  /** Milliseconds for {@link MANY_LINES} lines. */
  readonly manyLines: number[];
}

/** Every act once to begin with: what the disk has to be asked for is asked then. */
async function run(
  browser: Browser,
  url: string,
  expected: Expectations,
  customerId: string,
  { longTasks, manyLines }: Besides,
): Promise<Timed[]> {
  const context = await browser.newContext({
    locale: 'fa-IR',
    timezoneId: 'Asia/Tehran',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.addInitScript(installKeyProbe);
    await page.goto(url);
    await page.locator('input[type="password"]:enabled').waitFor();
    // The list, whatever page the role's day begins with.
    await page.evaluate(() => {
      location.hash = '#/customers';
    });
    await page.locator('input[type="password"]').fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    const driven: Driven = { page, keyboard: await context.newCDPSession(page) };
    const acts = actsOf(expected).map((act) => ({ act, ...timedOf(act) }));
    for (let round = 0; round <= options.rounds; round += 1) {
      say(round === 0 ? 'keys: the first time' : `keys: round ${round} of ${options.rounds}`);
      // A window keeps for a minute what it has shown: each round is asked by one that has shown nothing.
      await openAnew(page);
      for (const { act, milliseconds } of acts) {
        const took = await named(act, driven);
        if (round > 0) milliseconds.push(took);
      }
      if (round > 0) longTasks.push(...(await page.evaluate(() => keyProbe.longTasks)));
    }
    await openOrder(page, customerId);
    const orderTimes = orderActsOf(expected).map((act) => ({ act, ...timedOf(act) }));
    for (let round = 0; round <= options.rounds; round += 1) {
      say(round === 0 ? 'an order: the first time' : `an order: round ${round} of ${options.rounds}`);
      for (const { act, milliseconds } of orderTimes) {
        const took = await named(act, driven);
        if (round > 0) milliseconds.push(took);
      }
    }
    for (let round = 1; round <= options.rounds; round += 1) {
      say(`${MANY_LINES} lines: round ${round} of ${options.rounds}`);
      await page.evaluate(() => {
        location.hash = '#/customers';
      });
      await page.locator('main [role="grid"]').waitFor();
      await openOrder(page, customerId);
      manyLines.push(await enterManyLines(driven, expected));
    }
    longTasks.push(...(await page.evaluate(() => keyProbe.longTasks)));
    if (errors.length > 0) throw new Error(`the window failed: ${errors.join('; ')}`);
    return [...acts, ...orderTimes].map(({ act: _, ...timed }) => timed);
  } finally {
    await context.close();
  }
}

function timedOf({ where, what, found }: Act): Timed {
  return { where, what, found, milliseconds: [] };
}

async function named(act: Act, driven: Driven): Promise<number> {
  try {
    return await act.run(driven);
  } catch (error) {
    throw new Error(`${act.where}, ${act.what}: ${String(error)}`, { cause: error });
  }
}

/** The same person, the list, nothing shown before; what the window fetches while nobody waits has been fetched. */
async function openAnew(page: Driven['page']): Promise<void> {
  const rows = page.locator('main [role="grid"] [role="row"][aria-selected]');
  await rows.first().waitFor({ timeout: 120_000 });
  await page.reload();
  await rows.first().waitFor({ timeout: 120_000 });
  await page.waitForTimeout(PREPARED_MILLISECONDS);
  await page.evaluate(() => keyProbe.longTasks.splice(0));
}

/** A new order of this customer; what an earlier run left unsaved there is thrown away. */
async function openOrder(page: Driven['page'], customerId: string): Promise<void> {
  await page.evaluate((id) => {
    location.hash = `#/orders/new?customer=${id}`;
  }, customerId);
  await page.locator('main').getByRole('combobox').first().waitFor();
  await page.waitForTimeout(PREPARED_MILLISECONDS);
  const discard = page.getByRole('button', { name: createTranslator('fa')('record.restored.discard'), exact: true });
  if ((await discard.count()) === 0) return;
  await discard.first().click();
  await page.locator('main table tbody tr').first().waitFor({ state: 'detached' });
}

function verdictsOf(times: readonly Timed[], { longTasks, manyLines }: Besides): Verdict[] {
  const all = times.flatMap(({ milliseconds }) => milliseconds);
  const late = all.filter((one) => one > LIMIT_MILLISECONDS).length;
  const slow = times.filter(({ milliseconds }) => median(milliseconds) >= LIMIT_MILLISECONDS);
  const tooLong = longTasks.filter((one) => one > 50);
  return [
    {
      what: `from a key to its result (${all.length} of them)`,
      aim: `under ${LIMIT_MILLISECONDS} ms`,
      measured: `median ${formatNumber(median(all))} ms, p95 ${formatNumber(percentile(all, 0.95))} ms; ${late} over it`,
      isMet: percentile(all, 0.95) < LIMIT_MILLISECONDS,
    },
    {
      what: 'each of them, by its median',
      aim: `under ${LIMIT_MILLISECONDS} ms`,
      measured: slow.length === 0 ? 'all' : `all but ${slow.map(({ where, what }) => `${where}, ${what}`).join('; ')}`,
      isMet: slow.length === 0,
    },
    {
      what: `${MANY_LINES} lines of an order by their codes, ${BETWEEN_KEYS} ms between two keys`,
      aim: 'within a minute',
      measured: `${formatNumber(median(manyLines) / 1_000)} s`,
      isMet: median(manyLines) < 60_000,
    },
    {
      what: 'long tasks of the window’s thread on the way',
      aim: 'reported',
      measured:
        tooLong.length === 0 ? 'none' : `${tooLong.length}, the longest ${formatNumber(Math.max(...tooLong))} ms`,
      isMet: true,
    },
  ];
}

function tableOf(times: readonly Timed[], customers: number, records: number): Table {
  const row = (where: string, what: string, found: string, milliseconds: readonly number[]): string[] => [
    where,
    what,
    found,
    ...[median(milliseconds), percentile(milliseconds, 0.95), Math.max(...milliseconds)].map(formatNumber),
  ];
  return {
    title: `From the last key to its result in the window, ms; ${countToText(customers)} customers, ${records.toLocaleString('en-US')} records`,
    note: `Words are typed with ${BETWEEN_KEYS} ms between two keys. The end is the end of the first frame that shows exactly what the store’s file holds for it.`,
    columns: ['where', 'what', 'found', 'median', 'p95', 'worst'],
    rows: [...Map.groupBy(times, ({ where }) => where)].flatMap(([where, own]) => [
      ...own.map(({ what, found, milliseconds }) => row(where, what, found.toLocaleString('en-US'), milliseconds)),
      row(
        `**${where}**`,
        '**all**',
        '',
        own.flatMap(({ milliseconds }) => milliseconds),
      ),
    ]),
  };
}
