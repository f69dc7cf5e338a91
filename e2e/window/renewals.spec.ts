/** A contract that ends soon is offered anew: with its terms, from the day after its last, and the old one says what took its place. */
import { describe, expect, it } from 'vitest';
import type { RecordBody } from '../../shared/domain/record.ts';
import { expectAccessible } from './accessible.ts';
import { createDayClock } from './dayClock.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ContractForm, ContractPage } from './pages/contracts.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const OLD = 'Yearly service of both scanners';
const NEW = 'The same once more';

describe('the renewal of a contract', () => {
  // Its day is 1 Azar 1405: the contract below ends ten days later.
  const product = useProduct({ clock: createDayClock() });
  let window: AppWindow;
  /** Of the contract that ends soon. */
  let id = '';

  it('is offered where one is due, and in the list of those alone', async () => {
    window = await signIn(await product().openMachine({ language: 'en' }), 'hamid');
    const { t, page } = window;
    const customers = new CustomersPage(window);
    const customer = await customers.open(await customers.firstOf(t('customers.column.name')));
    await customer.newContract();
    const form = new ContractForm(window);
    await form.title().fill(OLD);
    await form.period('14040911', '14050910');
    await form.cover('parts', 'visits');
    await form.save();
    await new ContractPage(window, OLD).waitFor();

    await window.goTo('nav.contracts');
    const contracts = new RecordList(window, t('contracts.title'));
    await contracts.row(OLD).waitFor();
    const all = (await contracts.total()) ?? 0;
    await page.getByRole('switch', { name: t('contracts.onlyRenewal') }).press('Space');
    await expect.poll(async () => (await contracts.total()) ?? all).toBeLessThan(all);
    await contracts.row(OLD).click();
    const panel = window.panel(OLD);
    await panel.getByText(t('contracts.renewalDue'), { exact: true }).waitFor();
    id = new URL(page.url()).hash.replace(/^.*\/contracts\//u, '').replace(/\?.*$/u, '');
    await expectAccessible(window, 'a contract that is to be renewed');
    await takePicture(window, 'renewal-due-en');
    await panel.getByRole('link', { name: t('contracts.renew'), exact: true }).click();
  });

  it('begins with the terms of the old one, and takes its place', async () => {
    const { t } = window;
    const form = new ContractForm(window);
    await expect.poll(() => form.title().inputValue()).toBe(OLD);
    await expectAccessible(window, 'a renewal');
    await takePicture(window, 'renewal-en');
    await form.title().fill(NEW);
    await form.save();
    await new ContractPage(window, NEW).waitFor();
    await expect.poll(() => atServer((contract) => contract.id === id)).toBeDefined();
    const old = (await atServer((contract) => contract.id === id)) ?? {};
    await expect
      .poll(() => atServer(({ body }) => body['renewsContractId'] === id))
      .toMatchObject({
        title: NEW,
        customerId: old['customerId'],
        coverage: old['coverage'],
        startsOn: '2026-12-02',
        endsOn: '2027-12-01',
      });

    await window.page.evaluate((contract) => {
      location.hash = `/contracts/${contract}`;
    }, id);
    const panel = window.panel(OLD);
    await panel.getByRole('link', { name: t('contracts.renewed'), exact: true }).waitFor();
    expect(await panel.getByText(t('contracts.renewalDue'), { exact: true }).count()).toBe(0);
    await takePicture(window, 'renewed-en');
  });

  const atServer = async (isWanted: (contract: { id: string; body: RecordBody }) => boolean) =>
    (await product().recordsAtServer('contracts')).find(isWanted)?.body;
});
