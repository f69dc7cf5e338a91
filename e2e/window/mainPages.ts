import type { AppWindow } from './pages/appWindow.ts';

/** Opens a page by its address, e.g. `/branch/paper`, and waits until nothing of it is still to come. */
export async function openAddress(window: AppWindow, address: string): Promise<void> {
  const { page } = window;
  await page.evaluate((hash) => {
    location.hash = hash;
  }, address);
  await page.waitForFunction((hash) => location.hash.slice(1).split('?')[0] === hash, address);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
}
