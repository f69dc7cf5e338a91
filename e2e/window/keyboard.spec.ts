/** A day without the mouse. The words come from the keyboard alone: what has the cursor is what the person would look for. */
import { describe, expect, it } from 'vitest';
import { foldText } from '../../shared/base/text.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { CommandPalette } from './pages/palette.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('the keyboard', () => {
  const product = useProduct();
  const created = 'Ziba Dental Clinic';
  let machine: Machine;
  let window: AppWindow;
  let customers: CustomersPage;

  it('goes anywhere from the palette', async () => {
    machine = await product().openMachine({ language: 'en' });
    window = await signIn(machine, 'ali');
    customers = new CustomersPage(window);
    const palette = new CommandPalette(window);
    // Held down, a key does its thing once.
    await window.page.keyboard.down('Control');
    for (let press = 0; press < 4; press += 1) await window.page.keyboard.down('k');
    await window.page.keyboard.up('k');
    await window.page.keyboard.up('Control');
    await palette.search().waitFor();
    await window.type(window.t('nav.settings'));
    await palette.action(window.t('nav.settings')).waitFor();
    await expectAccessible(window, 'palette');
    await window.press('Enter');
    await window.heading(window.t('settings.title')).waitFor();
    await palette.open();
    await window.press('Control+k');
    await palette.search().waitFor({ state: 'hidden' });
    await palette.open();
    await window.press('Escape');
    await palette.search().waitFor({ state: 'hidden' });
    await window.heading(window.t('settings.title')).waitFor();
    await window.press('Escape');
    await window.heading(window.t('customers.title')).waitFor();
  });

  it('takes the first of what the palette found for these words, when what earlier words had found is gone', async () => {
    const palette = new CommandPalette(window);
    await palette.open();
    await palette.search().fill('دکتر');
    await palette.action('دکتر').first().waitFor();
    await palette.search().fill(window.t('nav.settings'));
    await palette.action('دکتر').first().waitFor({ state: 'detached' });
    await window.press('Enter');
    await window.heading(window.t('settings.title')).waitFor();
    await window.press('Escape');
    await window.heading(window.t('customers.title')).waitFor();
  });

  it('does not take what comes to be found after the palette said that there is nothing', async () => {
    const { page, t } = window;
    const name = 'Quixotic Supplies';
    const palette = new CommandPalette(window);
    await palette.open();
    await palette.search().fill(name);
    await window.press('Enter');
    await page.getByText(t('palette.nothing')).waitFor();
    const other = new AppWindow(await machine.openWindow(), 'en');
    await other.page.goto(page.url());
    const form = await new CustomersPage(other).startNew();
    await form.name().fill(name);
    await form.save();
    await new CustomerPage(other, name).waitFor();
    await palette.action(name).first().waitFor();
    await palette.search().waitFor();
    await other.page.close();
    await window.press('Escape');
    await palette.search().waitFor({ state: 'hidden' });
    await window.heading(t('customers.title')).waitFor();
  });

  it('searches with a slash, moves with arrows, opens with Enter and closes with Esc', async () => {
    const { t } = window;
    await window.press('/');
    await expect.poll(() => window.focusedName()).toBe(t('customers.search'));
    await window.type('دکتر');
    const nameColumn = (): Promise<string[]> => customers.column(t('customers.column.name'));
    const others = async (): Promise<string[]> =>
      (await nameColumn()).filter((name) => !foldText(name).includes('دکتر'));
    await expect.poll(others).toEqual([]);
    await expect.poll(async () => (await nameColumn()).length).toBeGreaterThan(2);
    const names = await nameColumn();
    await window.press('ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
    const [, , third = ''] = names;
    await new CustomerPage(window, third).waitFor();
    await window.press('ArrowUp', 'Enter');
    const [, second = ''] = names;
    await new CustomerPage(window, second).waitFor();
    await window.press('Escape');
    await new CustomerPage(window, second).region().waitFor({ state: 'hidden' });
    await window.press('/', 'Escape');
    await expect.poll(() => customers.searchField().inputValue()).toBe('');
    await window.press('Escape');
    await expect.poll(() => customers.total()).toBeGreaterThan(names.length);
  });

  it('writes down a new customer: N, the name, Ctrl+S', async () => {
    const { t } = window;
    await window.press('n');
    const form = customers.newForm();
    await form.waitFor();
    await expect.poll(() => window.hasCursor(form.name())).toBe(true);
    await window.type(created);
    await window.press('Control+s');
    await window.notice(t('customers.created', { name: created })).waitFor();
    await new CustomerPage(window, created).waitFor();
  });

  it('takes an order: O, products, quantities, Ctrl+Enter', async () => {
    const { t } = window;
    await window.press('o');
    const order = new OrderPage(window);
    await order.waitForEditor();
    await window.press('/');
    await expect.poll(() => window.focusedName()).toBe(t('orders.addProduct'));
    await window.type('گاز استریل');
    await order.offered().filter({ hasText: 'گاز استریل' }).first().waitFor();
    await window.press('Enter');
    await expect.poll(() => window.focusedName()).toContain('گاز استریل');
    // A tenth would bring the gift of a promotion along, as a line of its own.
    await window.type('9');
    await window.press('Enter');
    await expect.poll(() => window.focusedName()).toBe(t('orders.addProduct'));
    await window.type('ماسک');
    await order.offered().filter({ hasText: 'ماسک' }).nth(1).waitFor();
    await window.press('ArrowDown', 'Enter');
    await expect.poll(() => order.lines().getByRole('rowheader').count()).toBe(2);
    await window.type('3');
    await window.press('ArrowUp');
    await expect.poll(() => window.focusedName()).toContain('گاز استریل');
    await window.press('Control+s');
    await order.savedState(t('record.saved')).waitFor();
    await window.press('Control+Enter');
    expect(await order.number()).toMatch(/^[A-Z]+-/);
    await allSent(window);
    const taken = async () =>
      (await product().recordsAtServer('salesDocuments')).filter(
        ({ body }) => body['state'] === 'confirmed' && JSON.stringify(body).includes('"quantity":9000'),
      );
    await expect.poll(async () => (await taken()).length).toBeGreaterThan(0);
  });

  it('begins an order from the list of orders: N, the customer, Enter, however fast one types', async () => {
    await window.press('g', 'o');
    await window.heading(window.t('orders.title')).waitFor();
    await window.press('n');
    const order = new OrderPage(window);
    await expect.poll(() => window.focusedName()).toBe(window.t('orders.forWhom'));
    await window.type('Ziba');
    await window.press('Enter');
    await order.waitForEditor();
    await window.page.getByRole('main').getByRole('link', { name: created }).waitFor();
  });

  it('shows its keys with a question mark', async () => {
    const { t } = window;
    await window.goTo('nav.customers');
    await window.press('Shift+?');
    const help = window.page.getByRole('dialog', { name: t('keys.title') });
    await help.getByText(t('keys.palette'), { exact: true }).waitFor();
    await expectAccessible(window, 'keys');
    await window.press('Escape');
    await help.waitFor({ state: 'hidden' });
  });

  it('lets one reach the content without passing the rail', async () => {
    await window.goTo('nav.customers');
    await window.reload();
    await customers.grid().waitFor();
    await window.press('Tab');
    await expect.poll(() => window.focusedName()).toBe(window.t('app.skipToContent'));
    await window.press('Enter');
    await expect.poll(() => window.focusedName()).toBe(window.t('customers.search'));
  });
});
