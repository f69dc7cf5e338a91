/** People who are quicker than the window, and answers that never come: everything is done once, and nothing is forgotten. */
import { describe, expect, it } from 'vitest';
import { elementsOf, textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { allSent, signIn } from './flows.ts';
import { holdableAnswers } from './heldAnswers.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { SyncPanel } from './pages/sync.ts';
import { scan } from './scanner.ts';
import { useProduct } from './useProduct.ts';

describe('haste', () => {
  const product = useProduct();
  let window: AppWindow;
  let order: OrderPage;
  /** What stands on the one line of an order that was started. */
  let lineName: string;

  it('confirms an order that is still being saved, once', async () => {
    window = await signIn(await product().openMachine(), 'ali');
    const before = await startOrder();
    await window.press('Control+s', 'Control+Enter');
    expect(await ordersAfterConfirming()).toBe(before + 1);
  });

  it('confirms in the instant in which the draft is said to be saved', async () => {
    const before = await startOrder();
    await confirmWhen(`[...document.querySelectorAll('[role="alert"]')].some((notice) => notice.textContent.includes(
      ${JSON.stringify(window.t('orders.draftSaved'))}))`);
    await window.press('Control+s');
    expect(await ordersAfterConfirming()).toBe(before + 1);
  });

  it('confirms in the instant in which the order has its address, and no editor yet', async () => {
    const before = await startOrder();
    await confirmWhen(String.raw`/^#\/orders\/[0-9a-f-]{36}/.test(location.hash)`);
    await window.press('Control+s');
    expect(await ordersAfterConfirming()).toBe(before + 1);
  });

  it('confirms with all that was entered before, however late the catalogue answers', async () => {
    const held = await holdableAnswers(window);
    const before = await startOrder();
    const emptyOrder = window.address();
    const known = new Set((await product().recordsAtServer('salesDocuments')).map(({ id }) => id));
    const sold = (await product().recordsAtServer('products')).filter(
      ({ body }) => body['barcodes'] !== undefined && body['discontinued'] !== true && body['name'] !== lineName,
    );
    await order.productSearch().focus();
    held.hold();
    for (const { body } of sold.slice(0, 5)) {
      // As fingers do: quicker is a scanner.
      await window.page.keyboard.type(`2*${textOf(body, 'code')}`, { delay: 60 });
      await window.press('Enter');
    }
    await scan(window, textsOf(sold[5]?.body ?? {}, 'barcodes')[0] ?? '');
    await window.press('Control+Enter');
    held.release();
    expect(await ordersAfterConfirming()).toBe(before + 1);
    const confirmed = (await product().recordsAtServer('salesDocuments')).find(({ id }) => !known.has(id));
    const ids = elementsOf(confirmed?.body ?? {}, 'lines').map((line) => textOf(line, 'productId'));
    expect(ids).toEqual(expect.arrayContaining(sold.slice(0, 6).map(({ id }) => id)));
    // Nothing of it began another order.
    await window.page.evaluate((hash) => (location.hash = hash), emptyOrder);
    await order.waitForEditor();
    await window.text(window.t('orders.noLines')).waitFor();
  });

  it('confirms nothing while something stands in the entry line, or could not be entered', async () => {
    const held = await holdableAnswers(window);
    await startOrder();
    await order.productSearch().fill('نیمه‌کاره');
    await order.quantity(lineName).focus();
    await window.press('Control+Enter');
    await window.page.getByRole('status').filter({ hasText: 'نیمه‌کاره' }).waitFor();
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
    await order.productSearch().fill('');
    held.hold();
    await scan(window, '6269999999993');
    await window.press('Control+Enter');
    held.release();
    await window.page
      .getByRole('list', { name: window.t('orders.entry.refused') })
      .getByRole('listitem')
      .waitFor();
    await order.savedState(window.t('record.unsaved')).waitFor();
    // Seen, it holds nobody up any more.
    await window.press('Control+Enter');
    expect(await order.number()).toMatch(/^ORD-/);
  });

  it('creates once, although the answer was lost and the window was reloaded', async () => {
    const { page, t } = window;
    let isDeaf = false;
    await page.context().routeWebSocket(/./, (socket) => {
      const core = socket.connectToServer();
      socket.onMessage((message) => core.send(message));
      core.onMessage((message) => {
        if (!isDeaf) socket.send(message);
      });
    });
    await window.reload();
    await window.goTo('nav.customers');
    const customers = new CustomersPage(window);
    const name = 'کلینیک بی‌پاسخ';
    const form = await customers.startNew();
    await form.name().fill(name);
    await form.fields.choose(t('field.territoryId'), 'البرز و قزوین');
    await form.note().fill('یک بار بس است');
    isDeaf = true;
    await form.save();
    const atServer = async () =>
      (await product().recordsAtServer('customers')).filter(({ body }) => body['name'] === name);
    await expect.poll(async () => (await atServer()).length, { interval: 10 }).toBe(1);
    isDeaf = false;
    await window.reload();
    const again = customers.newForm();
    await again.restoredNote().waitFor();
    await expect.poll(() => again.note().inputValue()).toBe('یک بار بس است');
    await again.save();
    await new CustomerPage(window, name).waitFor();
    await sendAll();
    expect(await atServer()).toHaveLength(1);
  });

  /** An order with one line for the first customer; what is returned is how many orders there are. */
  async function startOrder(): Promise<number> {
    await window.goTo('nav.customers');
    await new CustomersPage(window).grid().getByRole('row').nth(1).click();
    await window.page.getByRole('link', { name: window.t('customers.action.order') }).click();
    order = new OrderPage(window);
    await order.waitForEditor();
    lineName = await order.addProduct('ماسک', 'سه‌لایه');
    await sendAll();
    return (await product().recordsAtServer('salesDocuments')).length;
  }

  /** Presses Ctrl+Enter within the page, at the first change after which `condition` holds. */
  async function confirmWhen(condition: string): Promise<void> {
    await window.page.evaluate(`{
      const observer = new MutationObserver(() => {
        if (!(${condition})) return;
        observer.disconnect();
        document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));
      });
      observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    }`);
  }

  async function ordersAfterConfirming(): Promise<number> {
    expect(await order.number()).toMatch(/^ORD-/);
    await sendAll();
    return (await product().recordsAtServer('salesDocuments')).length;
  }

  /** "All sent" may still be of the moment before the last save: a round that begins now sends that too, and whatever was made twice. */
  async function sendAll(): Promise<void> {
    await new SyncPanel(window).syncNow();
    await allSent(window);
  }
});
