/** One round: a fresh browser opens the window cold, unlocks it, scrolls the list and opens customers. */
import type { Browser, Page } from 'playwright-core';
import { createSeededRandomness, type SeededRandomness } from '../../shared/base/randomness.ts';
import { PASSPHRASE } from '../store/dataset.ts';
import { installProbe, type LongTask } from './probe.ts';

/** What is right, read from the store's file before the host was started. */
export interface Expected {
  /** Names in the order of the list. */
  readonly names: readonly string[];
  nameOf(id: string): string | undefined;
  ordersOf(id: string): number;
}

export interface Motion {
  readonly frames: readonly number[];
  readonly longTasks: readonly number[];
}

export interface RoundResult {
  /** From the navigation. */
  readonly firstPaint: number;
  readonly firstField: number;
  /** From Enter on the passphrase to the first rows. */
  readonly unlockToList: number;
  readonly longTasksAtStart: readonly number[];
  readonly reading: Motion;
  readonly throughAll: Motion;
  readonly jumps: Motion & { readonly untilDrawn: readonly number[] };
  readonly opening: readonly number[];
  readonly switching: readonly number[];
  readonly longTasksAtOpening: readonly number[];
}

/** Names of the files that the browser asked for until the lock screen, and until the list. */
export interface LoadedFiles {
  readonly firstScreen: ReadonlySet<string>;
  readonly list: ReadonlySet<string>;
}

const READING_PIXELS_PER_FRAME = 108;
const READING_FRAMES = 240;
/** The whole list in 300 frames: five seconds at 60 a second. */
const THROUGH_ALL_FRAMES = 300;
const JUMPS = 30;
const OPENINGS = 12;
const ROW_HEIGHT = 36;

export async function runRound(browser: Browser, url: string, expected: Expected, seed: number): Promise<RoundResult> {
  return withPage(browser, async (page) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    const randomness = createSeededRandomness(seed);
    const start = await openCold(page, url, expected);
    const scrolled = await scrollAbout(page, expected, randomness);
    const opened = await openCustomers(page, expected, randomness);
    if (errors.length > 0) throw new Error(`the window failed: ${errors.join('; ')}`);
    return { ...start, ...scrolled, ...opened };
  });
}

/** A visit for this alone: pages that are fetched while nobody waits are held back. */
export async function readLoadedFiles(browser: Browser, url: string): Promise<LoadedFiles> {
  return withPage(browser, async (page) => {
    await page.addInitScript(() => {
      globalThis.requestIdleCallback = () => 0;
    });
    await waitForLock(page, url);
    const firstScreen = await loadedFiles(page);
    await unlock(page);
    return { firstScreen, list: await loadedFiles(page) };
  });
}

/** A fresh profile: nothing is cached. */
async function withPage<Value>(browser: Browser, work: (page: Page) => Promise<Value>): Promise<Value> {
  const context = await browser.newContext({
    locale: 'fa-IR',
    timezoneId: 'Asia/Tehran',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  });
  try {
    const page = await context.newPage();
    await page.addInitScript(installProbe);
    return await work(page);
  } finally {
    await context.close();
  }
}

async function openCold(
  page: Page,
  url: string,
  { names }: Expected,
): Promise<Pick<RoundResult, 'firstPaint' | 'firstField' | 'unlockToList' | 'longTasksAtStart'>> {
  await waitForLock(page, url);
  const { firstPaint, firstField } = await page.evaluate(() => ({
    firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
    firstField: probe.fieldAt ?? Number.NaN,
  }));
  const unlockToList = await unlock(page);
  const longTasksAtStart = await takeLongTasks(page);
  await checkRows(page, names);
  return { firstPaint, firstField, unlockToList, longTasksAtStart };
}

async function waitForLock(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.waitForFunction(
    () => probe.fieldAt !== null && performance.getEntriesByName('first-contentful-paint').length > 0,
  );
}

/** Milliseconds from Enter to the first rows. */
async function unlock(page: Page): Promise<number> {
  // The list, whatever page the role's day begins with.
  await page.evaluate(() => {
    location.hash = '#/customers';
  });
  await page.locator('input[type="password"]').fill(PASSPHRASE);
  const drawnAt = page.evaluate(() => probe.drawn(() => (probe.rowsInSight() ?? []).length > 0));
  await page.keyboard.press('Enter');
  const pressedAt = await page.evaluate(() => probe.pressedAt);
  return (await drawnAt) - pressedAt;
}

async function scrollAbout(
  page: Page,
  { names }: Expected,
  randomness: SeededRandomness,
): Promise<Pick<RoundResult, 'reading' | 'throughAll' | 'jumps'>> {
  // What starting left to do is done.
  await page.waitForTimeout(500);
  await takeLongTasks(page);
  const scroll = (pixels: number, frames?: number): Promise<number[]> =>
    page.evaluate(([by, count]) => probe.scroll(by ?? 0, count), [pixels, frames] as const);

  const readingFrames = await scroll(READING_PIXELS_PER_FRAME, READING_FRAMES);
  const reading = { frames: readingFrames, longTasks: await takeLongTasks(page) };
  await checkRows(page, names);

  const allFrames = await scroll(Math.ceil((names.length * ROW_HEIGHT) / THROUGH_ALL_FRAMES));
  const throughAll = { frames: allFrames, longTasks: await takeLongTasks(page) };
  const atEnd = await checkRows(page, names);
  if (atEnd.at(-1)?.index !== names.length - 1) throw new Error('the end of the list was not reached');

  const untilDrawn: number[] = [];
  for (let jump = 0; jump < JUMPS; jump += 1) {
    untilDrawn.push(await page.evaluate((index) => probe.jump(index), randomness.integer(names.length - 100)));
    await checkRows(page, names);
  }
  return { reading, throughAll, jumps: { frames: [], untilDrawn, longTasks: await takeLongTasks(page) } };
}

/** From the button going down on a row to its customer beside the list, with figures and story. */
async function openCustomers(
  page: Page,
  expected: Expected,
  randomness: SeededRandomness,
): Promise<Pick<RoundResult, 'opening' | 'switching' | 'longTasksAtOpening'>> {
  const opening: number[] = [];
  const switching: number[] = [];
  for (let turn = 0; turn < OPENINGS; turn += 1) {
    await page.evaluate((index) => probe.jump(index), randomness.integer(expected.names.length - 100));
    opening.push(await openRow(page, expected, 4));
    switching.push(await openRow(page, expected, 9));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('section h2') === null);
  }
  return { opening, switching, longTasksAtOpening: await takeLongTasks(page) };
}

async function openRow(page: Page, { nameOf, ordersOf, names }: Expected, place: number): Promise<number> {
  const row = (await checkRows(page, names))[place];
  if (!row) throw new Error('no row to open');
  const target = page
    .locator(`[role="row"][aria-rowindex="${row.index + 2}"] [role="gridcell"]:not(:has(input))`)
    .first();
  const box = await target.boundingBox();
  if (!box) throw new Error('the row is not in sight');
  const drawnAt = page.evaluate((name) => probe.drawn(() => probe.isComplete(name)), row.name);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const milliseconds = (await drawnAt) - (await page.evaluate(() => probe.pressedAt));

  const id = /#\/customers\/([0-9a-f-]+)/.exec(page.url())?.[1] ?? '';
  if (nameOf(id) !== row.name) throw new Error(`${row.name} was clicked, ${nameOf(id) ?? 'nobody'} was opened`);
  const told = await page.evaluate(() => document.querySelector('li[data-index]')?.getAttribute('aria-setsize') ?? '0');
  if (Number(told) !== ordersOf(id))
    throw new Error(`${row.name} has ${ordersOf(id)} orders, the story tells of ${told}`);
  return milliseconds;
}

/** The rows in sight, when they have come; throws when one is not what stands at its place. */
async function checkRows(page: Page, names: readonly string[]): Promise<{ index: number; name: string }[]> {
  await page.evaluate(() => probe.drawn(() => probe.rowsInSight() !== null));
  const rows = (await page.evaluate(() => probe.rowsInSight())) ?? [];
  if (rows.length < 10) throw new Error(`only ${rows.length} rows are in sight`);
  for (const { index, name } of rows) {
    if (names[index] !== name) throw new Error(`row ${index} is ${name}, not ${names[index] ?? 'there'}`);
  }
  return rows;
}

async function takeLongTasks(page: Page): Promise<number[]> {
  const tasks: LongTask[] = await page.evaluate(() => probe.longTasks.splice(0));
  return tasks.map(({ duration }) => duration);
}

async function loadedFiles(page: Page): Promise<ReadonlySet<string>> {
  const names = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  return new Set(['index.html', ...names.map((name) => new URL(name).pathname.slice(1))]);
}
