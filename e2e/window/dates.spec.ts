/** Days that no calendar has: what is typed stays as it is, is refused in words, and is never saved as another day. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { ContractForm, ContractPage } from './pages/contracts.ts';
import { CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { SettingsPage } from './pages/settings.ts';
import { useProduct } from './useProduct.ts';

describe('days that do not exist', () => {
  const product = useProduct();
  let window: AppWindow;
  let form: ContractForm;

  it('30 Esfand of a common year stays as it was typed, and is refused', async () => {
    window = await signIn(await product().openMachine(), 'ali');
    form = await newContract('سرویس یک‌ساله');
    await refuses('field.startsOn', '۱۴۰۵۱۲۳۰', ['۱۴۰۵', '۱۲', '۳۰'], 'اسفند ۱۴۰۵ فقط ۲۹ روز دارد');
    await expectAccessible(window, 'a day that does not exist');
  });

  it('and in a field that holds a date, and by paste', async () => {
    const { t } = window;
    await form.fields.date(t('field.startsOn'), '۱۴۰۵۱۲۲۹');
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۵', '۱۲', '۲۹']);
    await refuses('field.startsOn', '۱۴۰۵۱۲۳۰', ['۱۴۰۵', '۱۲', '۳۰'], 'اسفند ۱۴۰۵ فقط ۲۹ روز دارد');
    await refuses('field.startsOn', '۱۴۰۵۰۷۳۱', ['۱۴۰۵', '۰۷', '۳۱'], 'مهر ۱۴۰۵ فقط ۳۰ روز دارد');
    await refuses('field.startsOn', '۱۴۰۵۱۳۰۱', ['۱۴۰۵', '۱۳', '۰۱'], t('field.error.date'));

    await form.fields.pasteDate(t('field.startsOn'), '1405/12/30');
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۵', '۱۲', '۳۰']);
    await form.fields.dateProblem(t('field.startsOn'), 'اسفند ۱۴۰۵ فقط ۲۹ روز دارد').waitFor();
    await form.fields.pasteDate(t('field.startsOn'), 'فردا');
    await form.fields.dateProblem(t('field.startsOn'), /^«فردا» تاریخ شناخته نشد/).waitFor();
    await form.fields.pasteDate(t('field.startsOn'), '۱۴۰۵/۱۲/۲۹');
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۵', '۱۲', '۲۹']);
  });

  it('keeps the form from saving until it is put right', async () => {
    const { t } = window;
    await form.fields.date(t('field.endsOn'), '۱۴۰۶۱۲۳۰');
    await form.save();
    await form.fields.dateProblem(t('field.endsOn'), 'اسفند ۱۴۰۶ فقط ۲۹ روز دارد').waitFor();
    expect(await form.fields.dateParts(t('field.endsOn'))).toEqual(['۱۴۰۶', '۱۲', '۳۰']);
    expect(await product().recordsAtServer('contracts')).not.toContainEqual(
      expect.objectContaining({ body: expect.objectContaining({ title: 'سرویس یک‌ساله' }) }),
    );
    // The cursor stands in the field; the arrow leaves the day that cannot be.
    await form.fields.part(t('field.endsOn'), 'day').press('ArrowDown');
    expect(await form.fields.dateParts(t('field.endsOn'))).toEqual(['۱۴۰۶', '۱۲', '۲۹']);
    await form.save();
    const contract = new ContractPage(window, 'سرویس یک‌ساله');
    await contract.waitFor();
    await expect.poll(async () => (await contract.facts()).get(t('field.endsOn'))).toBe('۲۹ اسفند ۱۴۰۶');
  });

  it('a half-typed day is refused too, and the keys of a date go where they look', async () => {
    const { t } = window;
    await window.goTo('nav.customers');
    form = await newContract('نیمه‌کاره');
    await form.fields.date(t('field.startsOn'), '۱۴۰۵۰۲');
    await window.press('Backspace');
    await form.title().click();
    await form.fields.dateProblem(t('field.startsOn'), t('field.error.partialDate')).waitFor();
    await form.fields.part(t('field.startsOn'), 'year').press('ArrowRight');
    await expect.poll(() => form.fields.focusedPart(t('field.startsOn'))).toBe(1);
    await window.press('ArrowLeft', 'ArrowUp');
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۶', '۰۲', '']);
    await window.press('Backspace', 'Backspace');
    await window.type('1407/3/9');
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۷', '۰۳', '۹']);
    await form.title().click();
    expect(await form.fields.dateParts(t('field.startsOn'))).toEqual(['۱۴۰۷', '۰۳', '۰۹']);
  });

  it('an order is not confirmed over one', async () => {
    const { t } = window;
    const customers = new CustomersPage(window);
    await window.goTo('nav.customers');
    await customers.grid().getByRole('row').nth(1).click();
    await window.page.getByRole('link', { name: t('customers.action.order') }).click();
    const order = new OrderPage(window);
    await order.waitForEditor();
    await order.addProduct('ماسک', 'سه‌لایه');
    await order.terms.date(t('field.deliverOn'), '۱۴۰۵۱۲۳۰');
    await window.press('Control+Enter');
    await order.terms.dateProblem(t('field.deliverOn'), 'اسفند ۱۴۰۵ فقط ۲۹ روز دارد').waitFor();
    expect(await order.terms.dateParts(t('field.deliverOn'))).toEqual(['۱۴۰۵', '۱۲', '۳۰']);
    await order.waitForEditor();
  });

  it('Gregorian and English: 31 June, 29 February of a common year', async () => {
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseLanguage('en');
    window = new AppWindow(window.page, 'en');
    await window.heading(window.t('settings.title')).waitFor();
    await new SettingsPage(window).chooseCalendar('gregory');
    await window.goTo('nav.customers');
    form = await newContract('Yearly');
    await refuses('field.startsOn', '20270631', ['2027', '06', '31'], 'June 2027 has only 30 days');
    await refuses('field.startsOn', '20270229', ['2027', '02', '29'], 'February 2027 has only 28 days');
    await form.fields.date(window.t('field.startsOn'), '20280229');
    await form.title().click();
    await form.fields.dateProblem(window.t('field.startsOn'), 'has only').waitFor({ state: 'hidden' });
    expect(await form.fields.dateParts(window.t('field.startsOn'))).toEqual(['2028', '02', '29']);
  });

  async function newContract(title: string): Promise<ContractForm> {
    const customers = new CustomersPage(window);
    await customers.grid().getByRole('row').nth(1).click();
    await window.page.getByRole('button', { name: window.t('customers.action.new') }).click();
    await window.page.getByRole('menuitem', { name: window.t('customers.action.contract') }).click();
    const opened = new ContractForm(window);
    await opened.title().fill(title);
    await opened.cover('parts');
    return opened;
  }

  /** Types, looks, leaves the field, and looks again. */
  async function refuses(
    label: 'field.startsOn',
    digits: string,
    parts: readonly string[],
    words: string,
  ): Promise<void> {
    const name = window.t(label);
    await form.fields.date(name, digits);
    expect(await form.fields.dateParts(name)).toEqual(parts);
    await form.title().click();
    await form.fields.dateProblem(name, words).waitFor();
    expect(await form.fields.dateParts(name)).toEqual(parts);
  }
});
