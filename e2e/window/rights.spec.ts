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
    const { t } = window;
    await expect
      .poll(() => window.rail().getByRole('link').allInnerTexts())
      .toEqual(expect.arrayContaining([t('nav.customers'), t('nav.contracts'), t('nav.activities')]));
    const links = await window.rail().getByRole('link').allInnerTexts();
    expect(links).not.toContain(t('nav.orders'));
    expect(links).not.toContain(t('nav.opportunities'));
  });

  it('reads no figures of sales about a customer', async () => {
    const customers = new CustomersPage(window);
    const columns = (): Promise<string[]> => customers.grid().getByRole('columnheader').allInnerTexts();
    await expect.poll(columns).toContain(window.t('customers.column.lastContact'));
    const headers = await columns();
    expect(headers).not.toContain(window.t('customers.column.revenue'));
    expect(headers).not.toContain(window.t('customers.column.lastOrder'));
    const customer = await customers.open(await customers.firstOf(window.t('customers.column.name')));
    await expect
      .poll(async () => [...(await customer.figures()).keys()])
      .toContain(window.t('customers.figure.contracts'));
    const labels = [...(await customer.figures()).keys()];
    expect(labels).not.toContain(window.t('customers.figure.revenue'));
    expect(labels).not.toContain(window.t('customers.figure.opportunities'));
  });

  it('reads a contract without its price', async () => {
    await window.goTo('nav.contracts');
    const contracts = new RecordList(window, window.t('contracts.title'));
    const title = await contracts.firstOf(window.t('field.title'));
    await contracts.row(title).first().click();
    const contract = new ContractPage(window, title);
    await contract.waitFor();
    await expect.poll(async () => [...(await contract.facts()).keys()]).toContain(window.t('field.endsOn'));
    const labels = [...(await contract.facts()).keys()];
    expect(labels).not.toContain(window.t('field.price'));
  });

  it.for(['orders', 'opportunities'] as const)('is told so at an address of %s', async (page) => {
    await window.page.evaluate((address) => (location.hash = address), `#/${page}`);
    await window.heading(window.t(`nav.${page}`)).waitFor();
    await window.page.getByRole('heading', { name: window.t('error.permission_denied.title') }).waitFor();
    expect(await window.page.getByRole('grid').count()).toBe(0);
  });
});
