/** Somebody else's word, between a rep and a branch manager on two machines: asked without a line, decided by keyboard, and what each of them sees of it. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ContractForm, ContractPage } from './pages/contracts.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { OrderPage } from './pages/orders.ts';
import { SyncPanel } from './pages/sync.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('approvals', () => {
  const product = useProduct();
  let ali: AppWindow;
  let hamid: AppWindow;
  let customer: string;

  it('an order beyond the limit is not confirmed: its page says why, and offers to ask', async () => {
    ali = await signIn(await product().openMachine(), 'ali');
    hamid = await signIn(await product().openMachine({ language: 'en' }), 'hamid');
    const { t, formats } = ali;
    const customers = new CustomersPage(ali);
    customer = await customers.firstOf(t('customers.column.name'));
    await (await customers.open(customer)).newOrder();
    const order = new OrderPage(ali);
    await order.waitForEditor();
    const gloves = await order.addProduct('دستکش لاتکس', 'سایز M');
    await order.quantity(gloves).fill('۱۰');
    await order.discount(gloves).fill('۳۰');
    await order.confirm();
    const why = t('approvals.reason.discount', {
      found: formats.percentage(300_000),
      limit: formats.percentage(200_000),
    });
    await note(ali, t('approvals.note.needed.title')).getByText(why, { exact: true }).waitFor();
    expect(await order.lines().getByRole('textbox').count()).toBeGreaterThan(0);
    await takePicture(ali, 'approval-needed-fa');
  });

  it('the request is saved without a line, and listed for whoever asked', async () => {
    const { t } = ali;
    await product().stopServer();
    await button(ali, 'approvals.ask').click();
    const dialog = ali.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('مشتری قدیمی است و نقد می‌دهد');
    await expectAccessible(ali, 'asking for approval');
    await dialog.getByRole('button', { name: t('approvals.ask'), exact: true }).click();
    await ali.notice(t('approvals.asked')).waitFor();
    await note(ali, t('approvals.note.awaiting.title')).waitFor();
    // The form around the dialog was not sent with it.
    expect(
      await ali.page
        .getByRole('alert')
        .filter({ hasText: t('orders.draftSaved') })
        .count(),
    ).toBe(0);
    await takePicture(ali, 'approval-awaiting-fa');
    await ali.goTo('nav.approvals');
    await ali.page.getByRole('radiogroup').getByText(t('approvals.mine'), { exact: true }).click();
    const list = new RecordList(ali, t('approvals.title'));
    await list.row(t('approvals.state.awaiting')).waitFor();
    await product().startServer();
    await new SyncPanel(ali).syncNow();
    await allSent(ali);
  });

  it('reaches the branch manager, who finds it by keyboard and confirms it with their word', async () => {
    const { t } = hamid;
    await new SyncPanel(hamid).syncNow();
    const rail = hamid.rail().getByRole('link', { name: t('nav.approvals') });
    await rail.getByText('1', { exact: true }).waitFor();
    await hamid.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await hamid.press('g', 'y');
    await hamid.heading(t('approvals.title')).waitFor();
    const list = new RecordList(hamid, t('approvals.title'));
    await list.row(customer).waitFor();
    await expectAccessible(hamid, 'approvals');
    await takePicture(hamid, 'approvals-en');
    await hamid.press('ArrowDown', 'Home', 'Enter');
    const awaiting = note(hamid, t('approvals.note.awaiting.title'));
    await awaiting.getByText('مشتری قدیمی است و نقد می‌دهد').waitFor();
    await takePicture(hamid, 'approval-decide-en');
    await hamid.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await hamid.press('a');
    await hamid.page.getByRole('dialog').getByText(t('approvals.approve.order')).waitFor();
    await hamid.page
      .getByRole('dialog')
      .getByRole('button', { name: t('approvals.approve'), exact: true })
      .click();
    const number = await new OrderPage(hamid).number();
    await hamid.notice(number).waitFor();
    await note(hamid, t('approvals.note.approved.title', { name: 'حمید نوری' })).waitFor();
    await takePicture(hamid, 'approval-approved-en');
    await hamid.goTo('nav.approvals');
    await hamid.page.getByText(t('approvals.empty.title'), { exact: true }).waitFor();
    await allSent(hamid);
    await new SyncPanel(ali).syncNow();
    await ali.page.getByText(ali.t('approvals.emptyMine.title'), { exact: true }).waitFor();
    const stored = (await product().recordsAtServer('salesDocuments')).filter(({ body }) => body['number'] === number);
    expect(stored.map(({ body }) => body['state'])).toEqual(['confirmed']);
  });

  it('a contract outside of the policy waits by being written, comes back refused with the reason, and says so', async () => {
    const { t } = ali;
    await ali.goTo('nav.customers');
    const customers = new CustomersPage(ali);
    await (await customers.open(customer)).newContract();
    const form = new ContractForm(ali);
    await form.title().fill('سرویس سه‌ساله');
    await form.period('۱۴۰۵۱۰۰۱', '۱۴۰۸۰۹۳۰');
    await form.cover('parts');
    await form.save();
    await new ContractPage(ali, 'سرویس سه‌ساله').waitFor();
    await note(ali, t('approvals.note.awaiting.title')).waitFor();
    await takePicture(ali, 'approval-contract-fa');
    await allSent(ali);
    await new SyncPanel(hamid).syncNow();
    const list = new RecordList(hamid, hamid.t('approvals.title'));
    await list.row('سرویس سه‌ساله').click();
    await note(hamid, hamid.t('approvals.note.awaiting.title')).waitFor();
    await hamid.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await hamid.press('x');
    const dialog = hamid.page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('Two years at most');
    await takePicture(hamid, 'approval-refuse-en');
    await dialog.getByRole('button', { name: hamid.t('approvals.refuse'), exact: true }).click();
    await note(hamid, hamid.t('approvals.note.refused.title')).waitFor();
    await allSent(hamid);
    await new SyncPanel(ali).syncNow();
    await note(ali, t('approvals.note.refused.title')).getByText('Two years at most').waitFor();
    await takePicture(ali, 'approval-refused-fa');
  });

  const note = (window: AppWindow, title: string) => window.page.getByRole('note').filter({ hasText: title });
  const button = (window: AppWindow, label: 'approvals.ask') =>
    note(window, window.t('approvals.note.needed.title')).getByRole('button', { name: window.t(label), exact: true });
});
