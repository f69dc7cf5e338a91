/** The palette finds any record by whatever a person has of it, in both languages, and goes there. */
import { describe, it } from 'vitest';
import { foldText } from '../../shared/base/text.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { CommandPalette } from './pages/palette.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('the palette', () => {
  const product = useProduct();
  let window: AppWindow;
  let palette: CommandPalette;
  let customer = '';

  it('offers what was opened lately before anything is typed', async () => {
    window = await signIn(await product().openMachine({ language: 'fa' }), 'ali');
    palette = new CommandPalette(window);
    const customers = new CustomersPage(window);
    customer = await customers.firstOf(window.t('customers.column.name'));
    await customers.open(customer);
    await window.goTo('nav.orders');
    await palette.open();
    await palette.group(window.t('palette.recent')).getByRole('option', { name: customer }).waitFor();
    await takePicture(window, 'palette-recent-fa');
  });

  it('goes to what was opened lately with two keys', async () => {
    await window.press('ArrowDown');
    await window.press('Enter');
    await window.panel(customer).waitFor();
  });

  it('offers what one does with the customer who is found, and begins it', async () => {
    await palette.open();
    await palette.search().fill(customer);
    const withThem = palette.group(window.t('palette.with'));
    await withThem.getByRole('option', { name: window.t('customers.action.order') }).waitFor();
    await takePicture(window, 'palette-customer-fa');
    await expectAccessible(window, 'palette of a customer');
    await withThem.getByRole('option', { name: window.t('customers.action.order') }).click();
    await window.heading(window.t('orders.new')).waitFor();
    await window.page.getByText(customer).first().waitFor();
    await window.press('Escape');
  });

  it('finds a machine by its serial and an order by its number, in either digits', async () => {
    const { t } = window;
    await window.goTo('nav.equipment');
    const serial = await new RecordList(window, t('equipment.title')).firstOf(t('field.serial'));
    await window.goTo('nav.orders');
    const orders = new RecordList(window, t('orders.title'));
    const number = (await orders.firstOf(t('field.number'))) || '';
    for (const [words, group] of [
      [serial, 'nav.equipment'],
      [foldText(number), 'nav.orders'],
    ] as const) {
      await palette.open();
      await palette.search().fill(words);
      await palette.group(t(group)).getByRole('option').first().waitFor();
      await window.press('Escape');
      await palette.search().waitFor({ state: 'hidden' });
    }
  });
});
