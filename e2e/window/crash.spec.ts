/** Windows that close, programs that end: what was typed is there afterwards. */
import { describe, expect, it } from 'vitest';
import { nameOf, PASSPHRASE, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { LockPage } from './pages/session.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('what was typed and not saved', () => {
  // A window whose program is gone tries to reach it, which a browser logs; so it does with the script of a page that was being fetched.
  const product = useProduct({
    expectedErrors: /WebSocket connection .* failed|ERR_CONNECTION_(REFUSED|RESET) .*\/assets\//,
  });
  let machine: Machine;
  let window: AppWindow;
  let customers: CustomersPage;

  it('is back after a reload, with an offer to discard it', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'sara');
    customers = new CustomersPage(window);
    const form = await customers.startNew();
    await form.name().fill('داروخانهٔ نیمه‌کاره');
    await form.addPhone('۰۲۱۵۵۵۰۱۰۲');
    await window.reload();

    await form.restoredNote().waitFor();
    await expect.poll(() => form.name().inputValue()).toBe('داروخانهٔ نیمه‌کاره');
    await form.discardRestored();
    await form.restoredNote().waitFor({ state: 'hidden' });
    await expect.poll(() => form.name().inputValue()).toBe('');
    await window.press('Escape');
    await form.name().waitFor({ state: 'hidden' });
    await customers.startNew();
    // The fields are there once it is known whether something was kept.
    await form.waitFor();
    expect(await form.restoredNote().count()).toBe(0);
  });

  it('is back after the computer was switched off, an order too', async () => {
    const { t } = window;
    const name = await customers.firstOf(t('customers.column.name'));
    const customer = await customers.open(name);
    await customer.newOrder();
    const order = new OrderPage(window);
    const product1 = await order.addProduct('سرنگ', 'سی‌سی');
    await order.quantity(product1).fill('۴۲');
    await order.savedState(t('record.unsaved')).waitFor();
    await window.goTo('nav.customers');
    const editing = await (await customers.open(name)).edit();
    await editing.note().fill('نوشته‌ای که ذخیره نشد');
    // Leaving a form with Esc keeps what was typed.
    await window.press('Escape');
    await customer.waitFor();

    window = new AppWindow(await machine.restart(), 'fa');
    const lock = new LockPage(window);
    await lock.waitFor(nameOf('sara'));
    await lock.unlock(PASSPHRASE);
    await window.goTo('nav.customers');
    customers = new CustomersPage(window);
    const again = await customers.open(name);
    const form = await again.edit();
    await form.restoredNote().waitFor();
    await expect.poll(() => form.note().inputValue()).toBe('نوشته‌ای که ذخیره نشد');
    await form.save();
    await window.notice(t('notice.saved')).waitFor();

    await new CustomerPage(window, name).newOrder();
    const restored = new OrderPage(window);
    await expect.poll(() => restored.quantity(product1).inputValue()).toBe('۴۲');
    await restored.saveDraft();
  });

  it('is back after the program ended under an open window, which says so quietly and connects again by itself', async () => {
    const { t } = window;
    await window.goTo('nav.customers');
    const form = await customers.startNew();
    await form.name().fill('بازرگانی قطع و');
    const banner = window.page.getByRole('status').filter({ hasText: t('connection.lost') });
    expect(await banner.count()).toBe(0);
    await machine.stopProgram();
    await banner.waitFor();
    // One goes on typing; the program comes back while one does.
    await form.name().press('End');
    await window.type(' وصل');
    await form.addPhone('۰۲۱۵۵۵۰۱۰۳');

    const second = new AppWindow(await machine.startProgram(), 'fa');
    await new LockPage(second).waitFor(nameOf('sara'));
    // The first window is let in again by the same browser, and asks for the passphrase too.
    await new LockPage(window).waitFor(nameOf('sara'));
    await new LockPage(second).unlock(PASSPHRASE);
    await form.restoredNote().waitFor();
    await expect.poll(() => form.name().inputValue()).toBe('بازرگانی قطع و وصل');
    await banner.waitFor({ state: 'hidden' });
    await form.fields.choose(t('field.territoryId'), 'تهران جنوب و شرق');
    await form.save();
    await window.notice(t('customers.created', { name: 'بازرگانی قطع و وصل' })).waitFor();
    await second.goTo('nav.customers');
    await new CustomersPage(second).search('قطع و وصل');
    await new CustomersPage(second).row('بازرگانی قطع و وصل').waitFor();
  });
});
