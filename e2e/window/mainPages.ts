import type { AppWindow } from './pages/appWindow.ts';

/** Opens a page by its address, e.g. `/branch/paper`, and waits until it stands there instead of the one before, and nothing of it is still to come. */
export async function openAddress({ page }: AppWindow, address: string): Promise<void> {
  await page.evaluate((hash) => {
    if (location.hash.slice(1).split('?')[0] === hash) return;
    // What stands there now is the page before, until its heading is another.
    for (const heading of document.querySelectorAll('h1')) heading.dataset['left'] = heading.textContent;
    location.hash = hash;
  }, address);
  await page.waitForFunction((hash) => {
    const heading = document.querySelector('h1');
    const isThere = heading !== null && heading.dataset['left'] !== heading.textContent;
    return isThere && location.hash.slice(1).split('?')[0] === hash && !document.querySelector('[aria-busy="true"]');
  }, address);
}
