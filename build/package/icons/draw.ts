/**
 * `node build/package/icons/draw.ts` draws every icon anew from `resources/mark.svg` and drawings.ts, in the browser that the tests use.
 * What it writes is committed; look at it before. `resources/icons/drawn.json` says what it was drawn from, and a test compares.
 */
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { ROOT } from '../../commands.ts';
import { findChromium } from '../../testing/chromium.ts';
import { ICNS_PIXELS, imagesToIcns, imagesToIco, type IconImage } from './containers.ts';
import { ICO_PIXELS, iconFiles, macIcon } from './drawings.ts';

export const RESOURCES = join(ROOT, 'resources');
export const MARK = join(RESOURCES, 'mark.svg');

/** Changes whenever what the icons show does. */
export function fingerprintOfDrawings(mark: string): string {
  const drawings = [...iconFiles(mark).map(({ path, pixels, svg }) => [path, pixels, svg]), macIcon(mark), ICO_PIXELS];
  return createHash('sha256').update(JSON.stringify(drawings)).digest('hex');
}

async function drawAll(): Promise<void> {
  const mark = await readFile(MARK, 'utf8');
  const browser = await chromium.launch(await findChromium());
  try {
    const page = await browser.newPage();
    for (const folder of ['icons', 'runtime']) await rm(join(RESOURCES, folder), { recursive: true, force: true });
    for (const { path, pixels, svg } of iconFiles(mark)) await write(path, await draw(page, svg, pixels));
    await write('icons/icon.ico', imagesToIco(await drawSizes(page, mark, ICO_PIXELS)));
    await write('icons/icon.icns', imagesToIcns(await drawSizes(page, macIcon(mark), ICNS_PIXELS)));
    await write('icons/drawn.json', `{ "from": "${fingerprintOfDrawings(mark)}" }\n`);
  } finally {
    await browser.close();
  }
}

async function drawSizes(page: Page, svg: string, sizes: readonly number[]): Promise<IconImage[]> {
  const images: IconImage[] = [];
  for (const pixels of sizes) images.push({ pixels, png: await draw(page, svg, pixels) });
  return images;
}

async function draw(page: Page, svg: string, pixels: number): Promise<Uint8Array> {
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(
    `<style>html, body { margin: 0; background: transparent } svg { display: block; width: ${pixels}px; height: ${pixels}px } svg svg { width: 824px; height: 824px }</style>${svg}`,
  );
  return page.screenshot({ omitBackground: true, type: 'png' });
}

async function write(path: string, content: Uint8Array | string): Promise<void> {
  const file = join(RESOURCES, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await drawAll();
