/** Every page that the rail offers, in both languages, light and dark: it shows what it holds, shuts nobody out, and throws nothing. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { chooseLook, signIn } from './flows.ts';
import { openAddress } from './mainPages.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const THEMES = [
  { language: 'fa', theme: 'light' },
  { language: 'fa', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;
/** Where no link of the rail leads. */
const BEYOND_THE_RAIL = ['/orders/new', '/receipts/new', '/branch/paper', '/products/new'];
/** Forty pages, on a machine that may have other work. */
const PATIENCE_MILLISECONDS = 600_000;
/** So many at least: an empty rail would have nothing to look at. */
const PAGES = 30;

/** Everything is offered to an administrator. */
describe('every page', () => {
  const product = useProduct();
  let window: AppWindow;

  it('is offered in the rail', async () => {
    window = await signIn(await product().openMachine(), 'admin');
    expect((await offered()).length).toBeGreaterThanOrEqual(PAGES);
  });

  it.for(THEMES)(
    'opens and is accessible: $language, $theme',
    { timeout: PATIENCE_MILLISECONDS },
    async ({ language, theme }) => {
      window = await chooseLook(window, language, theme);
      const addresses = [...(await offered()), ...BEYOND_THE_RAIL];
      expect(addresses).toContain('/branch');
      for (const address of addresses) {
        await openAddress(window, address);
        const page = address.slice(1).replaceAll('/', '-');
        await expectAccessible(window, `${page}, ${language}, ${theme}`);
        // Nothing is marked because a hand lies on it.
        await window.page.mouse.move(720, 1);
        await takePicture(window, `page-${page}-${language}${theme === 'dark' ? '-dark' : ''}`);
      }
    },
  );

  /** Addresses of the rail: `/customers`. */
  async function offered(): Promise<string[]> {
    const links = window.rail().getByRole('link');
    await links.first().waitFor();
    return links.evaluateAll((all) => all.map((link) => (link.getAttribute('href') ?? '').replace(/^[^#]*#/u, '')));
  }
});
