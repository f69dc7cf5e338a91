/** The end of a day, at a rep's machine and a branch manager's: from what waits here to a receipt that proves itself without a line. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { nameOf, signIn } from './flows.ts';
import { ActivityDialog } from './pages/activities.ts';
import { PaperTools } from './pages/papers.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DayEndPage } from './pages/dayEnd.ts';
import type { Machine } from './product.ts';
import { useProduct } from './useProduct.ts';

const CUSTOMER = 'مشتری پایان روز';
/** Bytes a second: an answer of head office takes long enough to be waited for. */
const SLOW = 2_000;

describe('the end of a day', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let page: DayEndPage;

  async function logVisit(subject: string): Promise<void> {
    await window.goTo('nav.customers');
    await new CustomersPage(window).search(CUSTOMER);
    await new CustomersPage(window).open(CUSTOMER);
    await new CustomerPage(window, CUSTOMER).logVisit();
    const visit = new ActivityDialog(window, 'activities.logVisit', CUSTOMER);
    await visit.subject().fill(subject);
    await visit.save();
    await window.notice(window.t('activities.logged')).waitFor();
  }

  it('SYNC-167: says without a line what waits here, and that the rest needs one', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    page = new DayEndPage(window);
    machine.network.pullOut();
    const form = await new CustomersPage(window).startNew();
    await form.name().fill(CUSTOMER);
    await form.fields.choose(window.t('field.territoryId'), 'تهران شمال و غرب');
    await form.save();
    await window.notice(window.t('customers.created', { name: CUSTOMER })).waitFor();
    await logVisit('کار پایان روز');
    await page.open();
    await page.says('dayEnd.waiting.title', 'dayEnd.waiting.count', 2);
    await page.says('dayEnd.others.title', 'dayEnd.others.none');
    await page.says('dayEnd.compare.title', 'dayEnd.compare.hereOnly');
    await page.syncAndCompare();
    await page
      .problem()
      .filter({ hasText: window.t('error.server_unreachable.title') })
      .waitFor();
    await page.says('dayEnd.sync.title', 'dayEnd.sync.offline');
    await expectAccessible(window, 'the end of a day without a line');
  });

  it('SYNC-167: sends, compares, closes; the receipt opens by keyboard and is genuine', async () => {
    machine.network.plugIn();
    await page.syncAndCompare();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await page.says('dayEnd.waiting.title', 'dayEnd.waiting.count', 0);
    await page.figures(window.t('kind.visit')).waitFor();
    await expect
      .poll(() => page.alignments(window.t('kind.visit')), { message: 'units under units, in Persian too' })
      .toEqual(['right']);
    await expectAccessible(window, 'a day compared');
    // Whoever leaves finds the run as it was.
    await window.goTo('nav.customers');
    await page.open();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await page.close();
    await page.openReceipt();
    await page.paper().getByText(window.t('dayEnd.receipt.genuine'), { exact: true }).waitFor();
    await page.paper().getByText(nameOf('ali'), { exact: true }).first().waitFor();
    await expectAccessible(window, 'a receipt');
  });

  it('SYNC-167: on paper there is the receipt alone', async () => {
    const tools = new PaperTools(window);
    await tools.print();
    await tools.sheet().getByText(window.t('dayEnd.receipt.heading'), { exact: true }).waitFor();
    expect(await window.page.locator('#root').isVisible()).toBe(false);
    await tools.putDown();
    await page.paper().waitFor();
    // Another page prints as it is.
    await page.open();
    await window.page.emulateMedia({ media: 'print' });
    await page.step('dayEnd.close.title').waitFor();
    await window.page.emulateMedia({ media: null });
  });

  it('SYNC-167: later work of the same day makes the comparison old; the next receipt replaces the first; both prove themselves offline', async () => {
    await logVisit('کار دیرتر');
    await page.open();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.again');
    machine.network.slowDown(SLOW);
    await page.syncAndCompare();
    await page.says('dayEnd.compare.title', 'dayEnd.compare.working');
    expect(await page.outcomes(), 'the last comparison beside the next').toEqual([window.t('dayEnd.compare.working')]);
    machine.network.slowDown(null);
    await page.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    await page.close();
    await expect.poll(() => page.receipts().count()).toBe(2);
    machine.network.pullOut();
    const first = page.receipts().filter({ hasText: window.t('dayEnd.receipt.replaced') });
    await first.getByRole('link').click();
    await page.paper().getByText(window.t('dayEnd.receipt.genuine'), { exact: true }).waitFor();
    machine.network.plugIn();
  });

  it('SYNC-167: a branch manager sees the branch’s day, its people, and since when each has not synced', async () => {
    const english = await product().openMachine({ language: 'en' });
    const hamid = await signIn(english, 'hamid');
    const branch = new DayEndPage(hamid);
    await branch.open();
    await branch.syncAndCompare();
    await branch.says('dayEnd.compare.title', 'dayEnd.compare.alike');
    const row = branch
      .step('dayEnd.compare.title')
      .getByRole('row')
      .filter({ hasText: nameOf('ali') });
    await row.getByRole('cell', { name: '2', exact: true }).waitFor();
    await expectAccessible(hamid, 'a branch’s day');
    await branch.close();
    await branch.openReceipt();
    await branch.paper().getByText(hamid.t('dayEnd.receipt.genuine'), { exact: true }).waitFor();
    await branch.paper().getByText(hamid.t('dayEnd.people.never')).first().waitFor();
  });
});
