/** Work with lists: own fields as columns and filters, acts on many papers, contracts and machines, and the lines of papers as a file. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { nameOf, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { BulkBar } from './pages/bulk.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { ListColumns } from './pages/listColumns.ts';
import { SyncPanel } from './pages/sync.ts';
import { ExportOfList, WatchPage } from './pages/watch.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

/** Who may write machines. */
const TECHNICIAN = 'kaveh';
const [BUYS_BY, TENDER] = ['دورهٔ خرید', 'مناقصه‌ای'];

describe('work with lists', () => {
  const product = useProduct();
  let window: AppWindow;
  const bar = () => new BulkBar(window);
  const list = (name: string) => new RecordList(window, name);
  const totalOf = async (name: string): Promise<number> => {
    await list(name).grid().getByRole('row').nth(1).waitFor();
    return (await list(name).total()) ?? 0;
  };

  it('own fields of customers are columns and filters', async () => {
    window = await signIn(await product().openMachine({ language: 'fa' }), 'ali');
    const customers = new CustomersPage(window);
    const columns = new ListColumns(window);
    await customers.grid().getByRole('row').nth(1).waitFor();
    const before = (await customers.total()) ?? 0;
    await columns.open();
    await columns.column(BUYS_BY).click();
    await expect.poll(() => columns.headers()).toContain(BUYS_BY);
    await takePicture(window, 'list-own-columns-menu-fa');
    await columns.close();
    await customers.filter(BUYS_BY, TENDER);
    await expect.poll(() => customers.total()).toBeLessThan(before);
    await expect.poll(async () => new Set(await customers.column(BUYS_BY))).toEqual(new Set([TENDER]));
    await takePicture(window, 'list-own-columns-fa');
    await expectAccessible(window, 'customers with own fields');
  });

  it('what is confirmed is no draft: it stays, and is named', async () => {
    const { t } = window;
    await window.goTo('nav.orders');
    const orders = t('orders.title');
    const before = await totalOf(orders);
    await list(orders).mark(0).click();
    await list(orders)
      .mark(2)
      .click({ modifiers: ['Shift'] });
    await bar().chosen(3).waitFor();
    await takePicture(window, 'bulk-orders-fa');
    await bar().act(t('lists.act.removeDraft'));
    await bar().confirm(t('lists.act.removeDraft'));
    const refused = window.page.getByRole('dialog', { name: t('lists.refused', { count: 3 }) });
    await refused.getByText('ORD-').nth(2).waitFor();
    await window.press('Escape');
    await refused.waitFor({ state: 'hidden' });
    await expect.poll(() => list(orders).total()).toBe(before);
  });

  it('one renewal call each is planned for chosen contracts', async () => {
    const { t } = window;
    await window.goTo('nav.contracts');
    await totalOf(t('contracts.title'));
    await list(t('contracts.title')).mark(0).click();
    await bar().act(t('lists.act.renewal'));
    await takePicture(window, 'bulk-contracts-fa');
    await expectAccessible(window, 'a renewal call for many');
    await bar().confirm(t('lists.act.renewal'));
    await window.notice(t('lists.changed', { count: 1 })).waitFor();
  });

  it('what has no way back is asked about first', async () => {
    const { t } = window;
    await window.goTo('nav.service');
    await totalOf(t('nav.service'));
    await list(t('nav.service')).mark(0).click();
    await bar().act(t('lists.act.close'));
    await window.page.getByRole('dialog').getByText(t('lists.act.closeText')).waitFor();
    await takePicture(window, 'bulk-close-fa');
    await window.press('Escape');
  });

  it('SEC-103: papers leave as a file, and their lines as another', async () => {
    const admin = await signIn(await product().openMachine({ language: 'en', dark: true }), 'admin');
    const watch = new WatchPage(admin);
    await watch.open('people');
    await watch.grantExport(nameOf('ali'), { perExport: '4000', perDay: '9000', until: '14100101' });
    await new SyncPanel(window).syncNow();
    await window.goTo('nav.documents');
    const ofList = new ExportOfList(window, 'documents');
    await ofList.button().waitFor();
    await ofList.open();
    await takePicture(window, 'export-papers-fa');
    await expectAccessible(window, 'the export of papers');
    expect((await ofList.run('xlsx', 'حسابرسی')).name).toMatch(/^peyvand-documents-.*\.xlsx$/);
    await ofList.close();
    await ofList.open();
    await ofList.choose('documentLines');
    const lines = await ofList.run('csv', 'حسابرسی');
    expect(lines.name).toMatch(/^peyvand-documentLines-.*\.csv$/);
    expect(lines.bytes.toString()).toContain(window.t('exports.field.productCode'));
    await ofList.close();
    // A product has a row in each place: how many there are is not how many products the list has.
    await window.goTo('nav.stock');
    const ofStock = new ExportOfList(window, 'stock');
    await ofStock.button().waitFor();
    await ofStock.open();
    await window.page.getByRole('dialog').getByText(window.t('exports.whatOf')).waitFor();
    await ofStock.close();
  });

  it('machines are moved to another customer, who is looked for', async () => {
    const technician = await signIn(await product().openMachine({ language: 'en', dark: true }), TECHNICIAN);
    const { t } = technician;
    await technician.goTo('nav.equipment');
    const machines = new RecordList(technician, t('equipment.title'));
    await machines.mark(0).click();
    const own = new BulkBar(technician);
    await own.act(t('lists.act.toCustomer'));
    await technician.page.getByRole('dialog').waitFor();
    await takePicture(technician, 'bulk-equipment-en-dark');
    await expectAccessible(technician, 'machines to another customer');
    await technician.press('Escape');
    await technician.page.getByRole('dialog').waitFor({ state: 'hidden' });
    await own.chosen(1).waitFor();
  });
});
