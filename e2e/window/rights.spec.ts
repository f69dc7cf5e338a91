/** What does not reach a person is not offered to them, and nowhere is "none" said of it. */
import { describe, expect, it } from 'vitest';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ContractPage } from './pages/contracts.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { useProduct } from './useProduct.ts';

describe('a technician', () => {
  const product = useProduct();
  let window: AppWindow;

  it('is offered no pages of what is sold', async () => {
    window = await signIn(await product().openMachine({ language: 'en' }), 'kaveh');
    const links = await window.rail().getByRole('link').allInnerTexts();
    const { t } = window;
    expect(links).toEqual(expect.arrayContaining([t('nav.customers'), t('nav.contracts'), t('nav.activities')]));
    expect(links).not.toContain(t('nav.orders'));
    expect(links).not.toContain(t('nav.opportunities'));
  });

  it('reads no figures of sales about a customer', async () => {
    const customers = new CustomersPage(window);
    const headers = await customers.grid().getByRole('columnheader').allInnerTexts();
    expect(headers).toContain(window.t('customers.column.lastContact'));
    expect(headers).not.toContain(window.t('customers.column.revenue'));
    expect(headers).not.toContain(window.t('customers.column.lastOrder'));
    const [name = ''] = await customers.column(window.t('customers.column.name'));
    const labels = [...(await (await customers.open(name)).figures()).keys()];
    expect(labels).toContain(window.t('customers.figure.contracts'));
    expect(labels).not.toContain(window.t('customers.figure.revenue'));
    expect(labels).not.toContain(window.t('customers.figure.opportunities'));
  });

  it('reads a contract without its price', async () => {
    await window.goTo('nav.contracts');
    const contracts = new RecordList(window, window.t('contracts.title'));
    const [title = ''] = await contracts.column(window.t('field.title'));
    await contracts.row(title).first().click();
    const contract = new ContractPage(window, title);
    await contract.waitFor();
    const labels = [...(await contract.facts()).keys()];
    expect(labels).toContain(window.t('field.endsOn'));
    expect(labels).not.toContain(window.t('field.price'));
  });

  it.for(['orders', 'opportunities'] as const)('is told so at an address of %s', async (page) => {
    await window.page.evaluate((address) => (location.hash = address), `#/${page}`);
    await window.heading(window.t(`nav.${page}`)).waitFor();
    await window.page.getByRole('heading', { name: window.t('error.permission_denied.title') }).waitFor();
    expect(await window.page.getByRole('grid').count()).toBe(0);
  });
});
