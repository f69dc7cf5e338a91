/** Persian and English, light and dark: every key page stands in the right direction, in the right digits, and open to everyone. */
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { digitsToLatin } from '../../shared/base/text.ts';
import type { Language } from '../../shared/locale/format.ts';
import { chooseLanguage, chooseLook, nameOf, signIn, toCustomers } from './flows.ts';
import { expectAccessible } from './accessible.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { PassphrasePage, SignInPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('languages and themes', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;

  it('signs in, in Persian by day', async () => {
    machine = await product().openMachine();
    window = await chooseLanguage(machine);
    await new SignInPage(window).card(nameOf('admin')).waitFor();
    await standsIn(window, 'fa', 'light');
    await expectAccessible(window, 'sign-in');
    window = await signIn(machine, 'admin');
  });

  it('signs in, in English by night', async () => {
    const other = await chooseLanguage(await product().openMachine({ language: 'en', dark: true }));
    await new SignInPage(other).card(nameOf('admin', 'en')).waitFor();
    await standsIn(other, 'en', 'dark');
    await expectAccessible(other, 'sign-in');
    const { t } = other;
    const signInPage = new SignInPage(other);
    await signInPage.signIn('admin', 'not the password');
    await signInPage
      .error()
      .filter({ hasText: t('error.wrong_credentials.title') })
      .waitFor();
    await signInPage.signIn('admin', 'peyvand-admin');
    const passphrasePage = new PassphrasePage(other);
    await passphrasePage.waitFor();
    await passphrasePage.choose('short', 'shirt');
    await other.text(t('session.passphrase.differs')).waitFor();
    await passphrasePage
      .strength()
      .filter({ hasText: t('session.passphrase.tooShort', { count: 3 }) })
      .waitFor();
    await expectAccessible(other, 'passphrase');
    await other.page.close();
  });

  it.for([
    { language: 'fa', theme: 'light' },
    { language: 'fa', theme: 'dark' },
    { language: 'en', theme: 'dark' },
    { language: 'en', theme: 'light' },
  ] as const)('shows every key page: $language, $theme', async ({ language, theme }) => {
    window = await chooseLook(window, language, theme);
    await standsIn(window, language, theme);
    const { t } = window;
    await expectAccessible(window, 'settings');

    await window.goTo('nav.customers');
    const customers = new CustomersPage(window);
    await customers.search('');
    await customers.grid().getByRole('row').nth(5).waitFor();
    await expectAccessible(window, 'customers');
    const digits = language === 'fa' ? /^[۰-۹٬٫]+ تومان$/ : /^[\d,.]+ toman$/;
    for (const amount of await customers.column(t('customers.column.revenue'))) expect(amount).toMatch(digits);
    for (const phone of await customers.column(t('customers.column.phone')))
      expect(phone).toMatch(language === 'fa' ? /^[۰-۹ -]+$/ : /^[\d -]+$/);

    const name = await customers.firstOf(t('customers.column.name'));
    const customer = await customers.open(name);
    await expectAccessible(window, 'customer');
    await takePicture(window, `customer-${language}-${theme}`);
    await customer.figure('customers.figure.contracts').click();
    await customer
      .region()
      .getByRole('heading', { name: t('customers.contracts'), exact: true })
      .waitFor();
    await expectAccessible(window, 'what a customer has of ours');
    await takePicture(window, `customer-service-${language}-${theme}`);

    await customer.newOrder();
    const order = new OrderPage(window);
    await order.waitForEditor();
    await order.addProduct('ماسک', 'سه‌لایه');
    await expectAccessible(window, 'order');
    await expect
      .poll(async () => (await order.totals()).get(t('orders.totals.total')))
      .toMatch(language === 'fa' ? /^[۰-۹٬٫]+$/ : /^[\d,.]+$/);

    await window.goTo('nav.reviews');
    await window.page.getByRole('heading', { name: t('reviews.empty.title') }).waitFor();
    await expectAccessible(window, 'reviews');
    await window.goTo('nav.imports');
    await window.page.getByText(t('imports.drop.title')).waitFor();
    await expectAccessible(window, 'import');
  });

  it('names what floats by what it is', async () => {
    await window.goTo('nav.customers');
    const { page, t } = window;
    await page.getByRole('button', { name: t('views.label'), exact: true }).click();
    await page.getByRole('dialog', { name: t('views.label'), exact: true }).waitFor();
    await window.press('Escape');
    const sync = new SyncPanel(window);
    await sync.open();
    await expectAccessible(window, 'the panel of sync');
    await sync.close();
  });

  it.for(['fa', 'en'] as const)('cuts names in a narrow list, never dates and amounts: %s', async (language) => {
    window = await chooseLook(window, language, 'light');
    const { page, t } = window;
    await page.setViewportSize(NARROWEST_SPLIT);
    for (const list of ['contracts', 'opportunities', 'activities', 'products', 'equipment', 'service'] as const) {
      await window.goTo(`nav.${list}`);
      if (list === 'activities') await page.getByRole('checkbox', { name: t('activities.mine') }).press('Space');
      await page.getByRole('grid').getByRole('row').nth(1).click();
      await page.getByRole('region').getByRole('heading', { level: 2 }).first().waitFor();
      // The list is measured anew once the panel stands beside it.
      await expect.poll(async () => ({ list, ...(await whatIsCut(page)) })).toEqual({ list, columns: 0, values: [] });
    }
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('shows rials or tomans as the person likes', async () => {
    window = await chooseLook(window, 'fa', 'light');
    const { t } = window;
    const revenueIn = async (unit: RegExp): Promise<string> => {
      await window.goTo('nav.customers');
      const customers = new CustomersPage(window);
      const first = (): Promise<string> => customers.firstOf(t('customers.column.revenue'));
      await expect.poll(first).toMatch(unit);
      return first();
    };
    const inTomans = await revenueIn(/ تومان$/);
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseMoneyUnit('rial');
    const inRials = await revenueIn(/ ریال$/);
    expect(digitsOf(inRials)).toBe(inTomans.includes('٫') ? digitsOf(inTomans) : `${digitsOf(inTomans)}0`);
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseMoneyUnit('toman');
  });

  it('keeps its place through a reload, and lives in two windows at once', async () => {
    window = await chooseLook(window, 'fa', 'light');
    const { t } = window;
    await window.goTo('nav.customers');
    const customers = new CustomersPage(window);
    await customers.search('دکتر');
    await customers.grid().getByRole('row').nth(1).click();
    await expect.poll(() => window.address()).toMatch(/^\/customers\/[0-9a-f-]{36}\?/);
    const address = window.address();
    const name = await window.page.getByRole('region').getByRole('heading', { level: 2 }).first().innerText();
    await window.reload();
    await new CustomerPage(window, name).waitFor();
    expect(window.address()).toBe(address);
    await expect.poll(() => customers.searchField().inputValue()).toBe('دکتر');

    const second = new AppWindow(await machine.openWindow(), 'fa');
    await (await toCustomers(second)).search(name);
    const there = await new CustomersPage(second).open(name);
    const form = await there.edit();
    await form.note().fill('از پنجرهٔ دوم');
    await form.save();
    await new CustomerPage(window, name).details();
    await window.panel(name).getByText('از پنجرهٔ دوم').waitFor();
    // A language chosen in one window is the language of all.
    await second.goTo('nav.settings');
    await new SettingsPage(second).chooseLanguage('en');
    await new AppWindow(window.page, 'en').heading('Customers').waitFor();
    expect(t.language).toBe('fa');
  });
});

/** A record stands beside its list from here on. */
const NARROWEST_SPLIT = { width: 1100, height: 800 };

/** By how many pixels the columns are wider than the list, and which dates and amounts are cut. */
function whatIsCut(page: Page): Promise<{ columns: number; values: string[] }> {
  return page.getByRole('grid').evaluate((grid) => ({
    columns: grid.scrollWidth - grid.clientWidth,
    values: [...grid.querySelectorAll<HTMLElement>('[role="gridcell"]')]
      .filter(
        (cell) =>
          (cell.dataset['align'] === 'end' || cell.querySelector('time')) && cell.scrollWidth > cell.clientWidth,
      )
      .map((cell) => cell.innerText),
  }));
}

const digitsOf = (text: string): string => digitsToLatin(text).replaceAll(/\D/g, '');

async function standsIn({ page, t }: AppWindow, language: Language, theme: 'light' | 'dark'): Promise<void> {
  const looks = (): Promise<unknown> =>
    page.evaluate(() => ({
      language: document.documentElement.lang,
      direction: getComputedStyle(document.body).direction,
      isDark: getComputedStyle(document.body)
        .backgroundColor.match(/\d+/g)
        ?.every((part) => Number(part) < 80),
    }));
  await expect
    .poll(looks)
    .toEqual({ language, direction: language === 'fa' ? 'rtl' : 'ltr', isDark: theme === 'dark' });
  const rail = page.getByRole('navigation', { name: t('nav.label') });
  if ((await rail.count()) === 0) return;
  const { x = 0 } = (await rail.boundingBox()) ?? {};
  expect(x > 700).toBe(language === 'fa');
}
