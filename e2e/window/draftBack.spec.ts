/** A saved draft is removed and comes back: as it was saved, with what was typed over it, once, whatever became of an answer. */
import { describe, expect, it } from 'vitest';
import { allSent, signIn } from './flows.ts';
import { listenToCore } from './lostAnswer.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { DocumentPage } from './pages/documents.ts';
import { OrderPage } from './pages/orders.ts';
import { SyncPanel } from './pages/sync.ts';
import { useProduct } from './useProduct.ts';

describe('a draft that was removed', () => {
  const product = useProduct();
  let window: AppWindow;
  let order: OrderPage;
  let papers: DocumentPage;
  let customer = '';
  let goods = '';

  const address = (): string => window.page.url();
  const undo = () =>
    window
      .notice(window.t('orders.draftRemoved'))
      .getByRole('button', { name: window.t('action.undo'), exact: true })
      .last();
  async function remove(): Promise<void> {
    await papers.button('orders.removeDraft').click();
    await undo().waitFor();
  }
  async function addGoods(): Promise<void> {
    await order.productSearch().fill('فیلتر');
    await order.offered().first().waitFor();
    await window.press('ArrowDown', 'Enter');
    const line = order.lines().getByRole('rowheader').first();
    await line.waitFor();
    goods = (await line.innerText()).trim().split('\n')[0] ?? '';
    await order.quantity(goods).fill('5');
  }

  it('comes back as it was saved, with what could not have been saved typed over it', async () => {
    window = await signIn(await product().openMachine(), 'ali');
    order = new OrderPage(window);
    papers = new DocumentPage(window);
    customer = await new CustomersPage(window).firstOf(window.t('customers.column.name'));
    await window.goTo('nav.orders');
    await window.press('n');
    await window.page.getByRole('combobox', { name: window.t('orders.forWhom') }).fill(customer);
    await window.page.getByRole('option').filter({ hasText: customer }).first().click();
    await order.waitForEditor();
    await addGoods();
    await order.saveDraft();
    await order.savedState(window.t('record.saved')).waitFor();
    const before = address();
    await order.price(goods).fill('');
    await order.quantity(goods).fill('7');
    await order.productSearch().fill('ماسک');
    await order.savedState(window.t('record.unsaved')).waitFor();
    await remove();
    await undo().click();
    await order.waitForEditor();
    expect(address()).not.toBe(before);
    await expect.poll(() => order.quantity(goods).inputValue()).toBe(window.formats.number(7));
    await expect.poll(() => order.price(goods).inputValue()).toBe('');
    await expect.poll(() => order.productSearch().inputValue()).toBe('ماسک');
    await order.savedState(window.t('record.unsaved')).waitFor();
    // What was saved stands below that.
    await order.productSearch().fill('');
    await window.page.getByRole('button', { name: window.t('record.restored.discard'), exact: true }).click();
    await expect.poll(() => order.quantity(goods).inputValue()).toBe(window.formats.number(5));
    await expect.poll(() => order.price(goods).inputValue()).not.toBe('');
    await order.savedState(window.t('record.saved')).waitFor();
  });

  it('comes back of its quote once, though the answer is lost', async () => {
    await window.goTo('nav.documents');
    await window.page
      .getByText(window.t('documents.empty.quote.title'))
      .or(window.page.getByRole('grid'))
      .first()
      .waitFor();
    await window.press('n');
    await window.page.getByRole('combobox', { name: window.t('orders.forWhom') }).fill(customer);
    await window.page.getByRole('option').filter({ hasText: customer }).first().click();
    await order.waitForEditor();
    await addGoods();
    await window.press('Control+Enter');
    const number = await papers.number('quote');
    await papers.button('quotes.accept').waitFor();
    await window.press('Control+Enter');
    await order.waitForEditor();
    await papers.button('orders.confirm').waitFor();
    const loseTouch = await listenToCore(window);
    await order.waitForEditor();
    await remove();
    await loseTouch(() => undo().click());
    const failed = window.page.getByRole('alert').filter({ hasText: window.t('error.core_unreachable.title') });
    await failed.first().waitFor();
    // Offered until it is back; while the window finds its core again, once more.
    await expect
      .poll(async () => {
        if (await undo().isVisible()) await undo().click();
        return order.productSearch().isVisible();
      })
      .toBe(true);
    await window.press('Control+Enter');
    expect(await order.number()).toMatch(/^ORD-/);
    await papers.chain().getByRole('link').filter({ hasText: number }).waitFor();
    await new SyncPanel(window).syncNow();
    await allSent(window);
    const orders = await product().sqlAtServer(
      `SELECT o.body->>'state' AS state FROM records q JOIN records o
         ON o.kind = 'order' AND NOT o.deleted AND o.body->>'customerId' = q.body->>'customerId' AND o.body->'lines'->0->>'quantity' = '5000'
         AND o.created_at >= q.created_at
       WHERE q.kind = 'quote' AND q.body->>'number' = $1`,
      [number],
    );
    expect(orders).toEqual([{ state: 'confirmed' }]);
  });
});
