/** Many rows at once, and one cell in its place: chosen by keyboard and mouse, changed, taken back; never more than the list shows. */
import { describe, expect, it } from 'vitest';
import { digitsToLatin } from '../../shared/base/text.ts';
import { expectAccessible } from './accessible.ts';
import { nameOf, signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import type { Machine } from './product.ts';
import { BulkBar } from './pages/bulk.ts';
import { CustomersPage } from './pages/customers.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

describe('many rows at once', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let customers: CustomersPage;
  let bar: BulkBar;
  const phones = () => customers.column(window.t('customers.column.phone'));

  it('chooses by keyboard, and by Ctrl+A what the filter shows', async () => {
    machine = await product().openMachine({ language: 'fa' });
    window = await signIn(machine, 'ali');
    customers = new CustomersPage(window);
    bar = new BulkBar(window);
    await customers.grid().focus();
    await window.press('Space', 'ArrowDown', 'Shift+ArrowDown');
    await bar.chosen(3).waitFor();
    await takePicture(window, 'bulk-bar-fa');
    await expectAccessible(window, 'a list with chosen rows');
    await window.press('Escape');
    await bar.region().waitFor({ state: 'hidden' });
    await customers.filter(window.t('customers.filter.stage'), window.t('value.customers.stage.lead'));
    await expect.poll(() => customers.total()).toBeLessThan(20);
    await customers.grid().focus();
    await window.press('Control+a');
    await bar.chosen((await customers.total()) ?? 0).waitFor();
    // Another list: nothing of the earlier one stays chosen.
    await customers.clearFilter(window.t('customers.filter.stage'));
    await bar.region().waitFor({ state: 'hidden' });
  });

  it('plans a visit for those that were chosen with the mouse, and takes all of them back', async () => {
    const { t } = window;
    await customers.mark(0).click();
    await customers.mark(3).click({ modifiers: ['Shift'] });
    await bar.chosen(4).waitFor();
    await bar.act(t('lists.act.visit'));
    await takePicture(window, 'bulk-ask-fa');
    await bar.confirm(t('lists.act.visit'));
    const changed = window.notice(t('lists.changed', { count: 4 }));
    await changed.getByRole('button', { name: t('action.undo') }).click();
    await window.notice(t('lists.takenBack', { count: 4 })).waitFor();
    await window.press('Escape');
  });

  it('gives every deal of the list to a colleague, and all of them back', async () => {
    const { t } = window;
    await window.goTo('nav.opportunities');
    await window.page.getByRole('grid').getByRole('row').nth(2).waitFor();
    await window.page.getByRole('grid').focus();
    await window.press('Control+a');
    await bar.region().waitFor();
    await bar.act(t('lists.act.owner'));
    await bar.choose(t('field.ownerId'), nameOf('sara'));
    await bar.confirm(t('lists.act.owner'));
    await window.page
      .getByRole('alert')
      .getByRole('button', { name: t('action.undo') })
      .last()
      .click();
    await window.page.getByRole('alert').filter({ hasText: /برگشت/ }).last().waitFor();
    await window.goTo('nav.customers');
  });

  it('edits a cell where it stands: F2, Esc leaves it, Enter saves it, and undo brings it back', async () => {
    const { t } = window;
    const before = (await phones())[0] ?? '';
    await customers.grid().focus();
    await window.press('Home', 'F2', 'Tab');
    const cell = customers.grid().getByRole('textbox', { name: t('customers.column.phone') });
    await cell.fill('02188887777');
    await window.press('Escape');
    await cell.waitFor({ state: 'detached' });
    expect((await phones())[0]).toBe(before);
    await window.press('F2', 'Tab');
    await cell.fill('12');
    await window.press('Enter');
    await expect.poll(() => cell.getAttribute('aria-invalid')).toBe('true');
    await cell.fill('02188887777');
    await window.press('Enter');
    await window.notice(t('lists.saved')).waitFor();
    await expect.poll(async () => (await phones())[0]).not.toBe(before);
    await window
      .notice(t('lists.saved'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(async () => (await phones())[0]).toBe(before);
  });

  it('chooses a stage where it stands, Tab keeps it and goes on to the number, and undo brings it back', async () => {
    const { t } = window;
    const stageOfFirst = async (): Promise<string> => (await customers.column(t('customers.column.stage')))[0] ?? '';
    const before = await stageOfFirst();
    const lost = t('value.customers.stage.lost');
    const wanted = before === lost ? t('value.customers.stage.dormant') : lost;
    const cell = customers.grid().getByRole('combobox', { name: t('customers.column.stage') });
    await customers.editByPointer(t('customers.column.stage'));
    await cell.waitFor();
    await window.press('Escape');
    await customers.grid().focus();
    await window.press('Home', 'F2');
    await cell.selectOption({ label: wanted });
    await expectAccessible(window, 'a stage that is chosen in the list');
    await takePicture(window, 'cell-choice-fa');
    await window.press('Tab');
    await customers
      .grid()
      .getByRole('textbox', { name: t('customers.column.phone') })
      .waitFor();
    await window.press('Escape');
    await expect.poll(stageOfFirst).toBe(wanted);
    await window
      .notice(t('lists.saved'))
      .getByRole('button', { name: t('action.undo') })
      .click();
    await expect.poll(stageOfFirst).toBe(before);
  });

  it('neither saves half a text nor writes over what came meanwhile, until somebody who has seen it says so', async () => {
    const { t } = window;
    const other = new AppWindow(await machine.openWindow(), 'fa');
    await other.goTo('nav.customers');
    const theirs = new CustomersPage(other);
    const cellIn = (page: CustomersPage) => page.grid().getByRole('textbox', { name: t('customers.column.phone') });
    await customers.grid().focus();
    await window.press('Home', 'F2', 'Tab');
    await cellIn(customers).fill('02188887777');
    await theirs.grid().focus();
    await other.press('Home', 'F2', 'Tab');
    await cellIn(theirs).fill('02188886666');
    await other.press('Enter');
    await other.notice(t('lists.saved')).waitFor();
    const shown = async (): Promise<string> =>
      digitsToLatin((await theirs.column(t('customers.column.phone')))[0] ?? '').replaceAll(/\D/g, '');
    await expect.poll(shown).toBe('02188886666');
    expect(await cellIn(customers).inputValue()).toBe('02188887777');
    // The list may hear of it a moment later than the core: then the core says so, without the newer number.
    const told = window.page.getByRole('tooltip');
    await expect
      .poll(async () => {
        await cellIn(customers).press('Enter');
        await told.waitFor();
        return told.innerText();
      })
      .toContain('02188886666');
    expect(await shown()).toBe('02188886666');
    // Only Enter puts it in the place of what was shown: Tab stays, whether there is a cell to go on to or none.
    await cellIn(customers).press('Tab');
    await cellIn(customers).press('Shift+Tab');
    expect(await cellIn(customers).inputValue()).toBe('02188887777');
    await expectAccessible(window, 'a cell that has changed meanwhile');
    await takePicture(window, 'cell-changed-meanwhile-fa');
    await cellIn(customers).press('Enter');
    await cellIn(customers).waitFor({ state: 'detached' });
    await expect.poll(shown).toBe('02188887777');
  });
});
