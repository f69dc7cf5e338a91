/** Every page that the rail offers, in both languages, light and dark: it shows what it holds, shuts nobody out, and throws nothing. */
import { describe, expect, it } from 'vitest';
import type { Language } from '../../shared/locale/format.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import { openAddress } from './mainPages.ts';
import { AppWindow } from './pages/appWindow.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const THEMES = [
  { language: 'fa', theme: 'light' },
  { language: 'fa', theme: 'dark' },
  { language: 'en', theme: 'light' },
  { language: 'en', theme: 'dark' },
] as const;
/** Where no link of the rail leads. */
const BEYOND_THE_RAIL = ['/orders/new', '/receipts/new', '/branch/paper'];
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
      await choose(language, theme);
      const addresses = await offered();
      expect(addresses).toContain('#/branch');
      for (const address of addresses) {
        await window.rail().locator(`a[href$="${address}"]`).click();
        await window.page.waitForFunction((hash) => location.hash.startsWith(hash), address);
        await isAccessible(address, theme);
      }
      for (const address of BEYOND_THE_RAIL) {
        await openAddress(window, address);
        await isAccessible(address, theme);
      }
    },
  );

  async function isAccessible(address: string, theme: 'light' | 'dark'): Promise<void> {
    await stands();
    const page = address.replace(/^#?\//u, '').replaceAll('/', '-');
    await expectAccessible(window, `${page}, ${window.language}, ${theme}`);
    // Nothing is marked because a hand lies on it.
    await window.page.mouse.move(720, 1);
    await takePicture(window, `page-${page}-${window.language}${theme === 'dark' ? '-dark' : ''}`);
  }

  async function offered(): Promise<string[]> {
    const links = window.rail().getByRole('link');
    await links.first().waitFor();
    return links.evaluateAll((all) => all.map((link) => (link.getAttribute('href') ?? '').replace(/^[^#]*/u, '')));
  }

  /** Its name and what it holds, not what stands in their place until they are there. */
  async function stands(): Promise<void> {
    await window.page.getByRole('heading', { level: 1 }).first().waitFor();
    await expect
      .poll(() => window.page.locator('main [aria-busy="true"], main .mantine-Skeleton-root').count(), {
        timeout: 30_000,
      })
      .toBe(0);
  }

  async function choose(language: Language, theme: 'light' | 'dark'): Promise<void> {
    await window.goTo('nav.settings');
    if (language !== window.language) {
      await new SettingsPage(window).chooseLanguage(language);
      window = new AppWindow(window.page, language);
      await window.heading(window.t('settings.title')).waitFor();
    }
    await new SettingsPage(window).chooseTheme(theme);
  }
});
