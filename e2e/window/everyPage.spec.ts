/** Every page that the rail offers, and an opened record of each kind, in both languages, light and dark: it shows what it holds, shuts nobody out, and throws nothing. */
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
/** Of each kind the one that has most on it. */
const RECORDS = [
  { page: '/customers', collection: 'customers', kind: 'company' },
  { page: '/orders', collection: 'salesDocuments', kind: 'order' },
  { page: '/orders', collection: 'salesDocuments', kind: 'quote' },
  { page: '/orders', collection: 'salesDocuments', kind: 'receipt' },
  { page: '/service', collection: 'serviceRequests', kind: 'job' },
  { page: '/contracts', collection: 'contracts', kind: 'serviceContract' },
  { page: '/equipment', collection: 'assets', kind: 'equipment' },
  { page: '/products', collection: 'products', kind: 'equipment' },
  { page: '/opportunities', collection: 'opportunities', kind: 'opportunity' },
] as const;
/** Fifty pages, on a machine that may have other work. */
const PATIENCE_MILLISECONDS = 600_000;
/** So many at least: an empty rail would have nothing to look at. */
const PAGES = 30;

/** Everything is offered to an administrator. */
describe('every page', () => {
  const product = useProduct();
  let window: AppWindow;
  const records: { kind: string; address: string }[] = [];

  it('is offered in the rail', async () => {
    window = await signIn(await product().openMachine(), 'admin');
    expect((await offered()).length).toBeGreaterThanOrEqual(PAGES);
    for (const record of RECORDS) records.push(await richest(record));
  });

  it.for(THEMES)(
    'opens and is accessible: $language, $theme',
    { timeout: PATIENCE_MILLISECONDS },
    async ({ language, theme }) => {
      window = await chooseLook(window, language, theme);
      const addresses = [...(await offered()), ...BEYOND_THE_RAIL];
      expect(addresses).toContain('/branch');
      const pages = addresses.map((address) => ({ address, page: address.slice(1).replaceAll('/', '-') }));
      const opened = records.map(({ address, kind }) => ({ address, page: `${address.split('/')[1]}-${kind}-opened` }));
      for (const { address, page } of [...pages, ...opened]) {
        await openAddress(window, address);
        await expectAccessible(window, `${page}, ${language}, ${theme}`);
        // Nothing is marked because a hand lies on it.
        await window.page.mouse.move(720, 1);
        await takePicture(window, `page-${page}-${language}${theme === 'dark' ? '-dark' : ''}`);
      }
    },
  );

  async function richest({ page, collection, kind }: (typeof RECORDS)[number]) {
    const [found] = await product().sqlAtServer<{ id: string }>(
      `SELECT id FROM records
       WHERE collection = $1 AND kind = $2 AND NOT deleted AND body->>'mergedIntoId' IS NULL
       ORDER BY length(body::text) DESC, id LIMIT 1`,
      [collection, kind],
    );
    expect(found, `${collection}/${kind}`).toBeDefined();
    return { kind, address: `${page}/${found?.id}` };
  }

  /** Addresses of the rail: `/customers`. */
  async function offered(): Promise<string[]> {
    const links = window.rail().getByRole('link');
    await links.first().waitFor();
    return links.evaluateAll((all) => all.map((link) => (link.getAttribute('href') ?? '').replace(/^[^#]*#/u, '')));
  }
});
