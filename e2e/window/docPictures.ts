/** How the pictures of the documents are taken: a whole product with the sample company, and windows that stand still. */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../build/commands.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { openLoopbackHost } from './hosts/loopback.ts';
import { speak } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { startProduct, type Machine, type MachineOptions, type Product } from './product.ts';

const FOLDER = join(ROOT, 'docs', 'images');
const PATIENCE_MILLISECONDS = 90_000;
const BYTES_MAXIMUM = 350_000;

/** A company with so many customers, and whatever was opened closed again. */
export async function withSampleCompany(customers: number, work: (product: Product) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'peyvand-pictures-'));
  const postgres = await startEmbeddedPostgres({ directory: folder, throwaway: true });
  try {
    await prepareSampleCompany({ databaseUrl: postgres.url, customers, seed: 1 });
    const product = await startProduct({
      createDatabase: () => Promise.resolve({ url: postgres.url, drop: () => Promise.resolve() }),
      openHost: () => openLoopbackHost({ headed: false, programVersion: '0.1.0' }),
    });
    try {
      await work(product);
    } finally {
      await product.close();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Thousands of customers take a while to arrive. */
export async function openPatiently(
  product: Product,
  deviceName = 'رایانهٔ دفتر',
  options: MachineOptions = {},
): Promise<Machine> {
  const machine = await product.openMachine({ deviceName, ...options });
  machine.page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return machine;
}

export const inEnglish = (shown: AppWindow): Promise<AppWindow> => speak(shown, 'en');

/** Nothing stands in the place of what is still being read. */
export async function stands({ page }: AppWindow): Promise<void> {
  await page.waitForFunction(() => document.querySelector('main [aria-busy="true"]') === null);
}

/** A page that is longer than a window, in a window that is long enough. */
export async function takeWhole(window: AppWindow, name: string): Promise<void> {
  const { page } = window;
  const size = page.viewportSize();
  if (size === null) throw new Error('The window has no size.');
  const hidden = await page
    .locator('*')
    .evaluateAll((parts) =>
      Math.max(
        ...parts
          .filter((part) => /auto|scroll/.test(getComputedStyle(part).overflowY))
          .map((part) => part.scrollHeight - part.clientHeight),
      ),
    );
  await page.setViewportSize({ ...size, height: size.height + Math.max(0, hidden) });
  await take(window, name);
  await page.setViewportSize(size);
}

export async function take({ page }: AppWindow, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.mouse.move(0, 0);
  // Notices pass, and what is still being drawn is drawn.
  await page.getByRole('alert').last().waitFor({ state: 'hidden' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  process.stdout.write(`${name}.png ${Math.round(size / 1_000)} kB\n`);
  if (size > BYTES_MAXIMUM) throw new Error(`${name}.png is too large for a README: ${size} bytes`);
}
