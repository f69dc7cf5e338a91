/** A day with an order on it, with work of a colleague sealed on the same machine, and with a record that head office holds. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, arrived, nameOf, PASSPHRASE, signIn } from './flows.ts';
import { ActivityDialog } from './pages/activities.ts';
import { PaperTools } from './pages/papers.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DayEndPage } from './pages/dayEnd.ts';
import { OrderPage } from './pages/orders.ts';
import { LockPage, PassphrasePage, SignInPage } from './pages/session.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

describe('a day with money', () => {
  const product = useProduct();
  const customer = 'درمانگاه پولی';
  const foreign = 'درمانگاه بیرون از قلمرو';
  const visit = 'بازدید نگه‌داشته';
  let machine: Machine;
  let window: AppWindow;
  let page: DayEndPage;
  let total = '';

  async function enterCustomer(name: string, territory: string): Promise<void> {
    await window.goTo('nav.customers');
    const form = await new CustomersPage(window).startNew();
    await form.name().fill(name);
    await form.fields.choose(window.t('field.territoryId'), territory);
    await form.save();
    await new CustomerPage(window, name).waitFor();
  }

  /** `only`: who alone is enrolled on the machine. */
  async function lock(only?: string): Promise<void> {
    await window.goTo('nav.settings');
    await new SettingsPage(window).lock();
    await (only === undefined
      ? window.heading(window.t('session.unlock.title')).waitFor()
      : new LockPage(window).waitFor(nameOf(only)));
  }

  async function unlock(login: string): Promise<void> {
    await new LockPage(window).choose(nameOf(login));
    await new LockPage(window).unlock(PASSPHRASE);
    await window.rail().waitFor();
  }

  it('SYNC-167: sums the orders of the day here, before anything is sent', async () => {
    machine = await product().openMachine({ language: 'en' });
    window = await signIn(machine, 'ali');
    await lock('ali');
    await new LockPage(window).addPerson();
    await new SignInPage(window).card(nameOf('sara', 'en')).click();
    await new PassphrasePage(window).choose(PASSPHRASE);
    await window.goTo('nav.customers');
    await arrived(window);
    page = new DayEndPage(window);
    machine.network.pullOut();
    await enterCustomer(customer, 'تهران شمال و غرب');
    await new CustomerPage(window, customer).newOrder();
    const order = new OrderPage(window);
    await order.waitForEditor();
    const product1 = await order.addProduct('دستکش لاتکس', 'سایز M');
    await order.quantity(product1).fill('10');
    await order.confirm();
    const number = await order.number();
    // On paper there is the document alone, under the company's name.
    const tools = new PaperTools(window);
    await tools.print();
    const paper = tools.sheet();
    await paper.getByText(number).first().waitFor();
    await expect.poll(async () => oneLine(await paper.innerText())).toContain('آرمان‌طب پارس');
    expect(await window.page.locator('#root').isVisible()).toBe(false);
    await tools.putDown();
    const shown = async (): Promise<string> => (await order.totals()).get(window.t('orders.totals.total')) ?? '';
    await expect.poll(shown).toMatch(/\d/);
    total = await shown();
    await page.open();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.hereOnly');
    await expect.poll(async () => oneLine(await page.figures(window.t('kind.order')).innerText())).toContain(total);
    // Sold, and not credited before head office has it.
    await page
      .ownSales()
      .getByText(window.t('salesCredits.awaited', { count: 1 }))
      .waitFor();
    await expect.poll(async () => oneLine(await page.ownSales().innerText())).toContain(total);
    await expectAccessible(window, 'a day with money, not compared');
  });

  it('SYNC-14: names whose sealed work is still on the machine, and sends it along', async () => {
    await lock();
    await unlock('ali');
    await page.open();
    await page.step('dayEnd.others.title').getByText(nameOf('sara'), { exact: true }).waitFor();
    await page.says('dayEnd.others.title', 'dayEnd.others.goes');
    await expectAccessible(window, 'a day end with sealed work of others');
    machine.network.plugIn();
    await page.syncAndCompare();
    await page.says('dayEnd.others.title', 'dayEnd.others.none');
    await page.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    const orders = await product().recordsAtServer('salesDocuments');
    const known = (await product().recordsAtServer('customers')).find(({ body }) => body['name'] === customer);
    expect(orders.filter(({ body }) => body['customerId'] === known?.id)).toHaveLength(1);
  });

  it('SYNC-167: names each record that is not alike, and why; the day can be closed all the same', async () => {
    await enterCustomer(foreign, 'اصفهان شهر');
    await new CustomerPage(window, foreign).logVisit();
    const dialog = new ActivityDialog(window, 'activities.logVisit', foreign);
    await dialog.subject().fill(visit);
    await dialog.save();
    await new SyncPanel(window).pill('sync.pill.needsYou', 2).waitFor();
    const customers = new CustomersPage(window);
    await customers.search(foreign);
    await customers.badge(foreign, 'state.held').waitFor();

    await page.open();
    await page.syncAndCompare();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.differs', 1);
    const difference = page.differences().filter({ hasText: visit });
    await difference.getByText(window.t('dayEnd.why.held'), { exact: true }).waitFor();
    await page.says('dayEnd.review.title', 'dayEnd.review.held', 2);
    await expectAccessible(window, 'a day that is not alike');
    await page.close('dayEnd.close.anyway');
  });

  it('the sync panel says why it is held, what comes next and whom to call', async () => {
    const panel = new SyncPanel(window);
    await panel.open();
    await panel.held().getByText(window.t('park.permission_denied'), { exact: true }).waitFor();
    await panel.held().getByText(window.t('parkNext.behind_parked'), { exact: true }).waitFor();
    await panel
      .deciders()
      .filter({ hasText: nameOf('admin') })
      .waitFor();
    await expectAccessible(window, 'sync panel with held work');
    await panel.openHeldWork();
    await allHeld(window);
  });

  it('SYNC-167: the receipt of the day with money is a paper with sums', async () => {
    await lock();
    await unlock('sara');
    await page.open();
    await page.syncAndCompare();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await page.close();
    await page.openReceipt();
    await expect.poll(async () => oneLine(await page.paper().innerText())).toContain(total);
    await page.paper().getByText(window.t('dayEnd.receipt.genuine'), { exact: true }).waitFor();
    await allSent(window);
  });
});

async function allHeld(window: AppWindow): Promise<void> {
  const row = window.page.getByRole('grid', { name: window.t('parking.title') }).getByRole('row');
  await row.nth(1).waitFor();
}
