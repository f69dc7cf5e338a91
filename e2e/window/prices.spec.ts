/** Prices: a promotion that head office writes reaches a rep's order, every line says why it costs what it costs, and a typed price says that it was typed. */
import { describe, expect, it } from 'vitest';
import { expectAccessible } from './accessible.ts';
import { allSent, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { Fields } from './pages/fields.ts';
import { RecordList } from './pages/list.ts';
import { OrderPage } from './pages/orders.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const PROMOTION = 'ماه دستکش';

describe('prices', () => {
  const product = useProduct();
  let office: AppWindow;
  let ali: AppWindow;
  let order: OrderPage;
  let gloves: string;

  it('head office reads its price lists and writes a promotion', async () => {
    office = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const { t, page } = office;
    await office.goTo('nav.prices');
    const lists = new RecordList(office, t('pricing.kinds.priceList'));
    await lists.row('عمده‌فروشی دندان‌پزشکی و آزمایشگاه').click();
    await page.getByRole('table', { name: t('field.products.entries') }).waitFor();
    await expectAccessible(office, 'a price list');
    await takePicture(office, 'price-list-en');

    await page.getByText(t('pricing.kinds.promotion'), { exact: true }).click();
    const promotions = new RecordList(office, t('pricing.kinds.promotion'));
    await promotions.row('جشنوارهٔ سلامت در خانه').waitFor();
    await page.getByRole('link', { name: t('pricing.new.promotion') }).click();
    const panel = office.panel(t('pricing.new.promotion'));
    await panel.waitFor();
    const fields = new Fields(office, panel);
    await fields.text(t('field.name')).fill(PROMOTION);
    await fields.text(t('field.products.percentage')).fill('10');
    // Nothing is chosen yet: it is refused in words.
    await panel.getByRole('button', { name: t('pricing.create.promotion') }).click();
    await panel.getByText(t('reason.pricing.nothingChosen')).waitFor();
    await fields.choice(t('pricing.add.products')).fill('دستکش لاتکس');
    await page.getByRole('option').filter({ hasText: 'سایز M' }).first().click();
    await panel.getByRole('listitem').filter({ hasText: 'سایز M' }).waitFor();
    await expectAccessible(office, 'the form of a promotion');
    await takePicture(office, 'promotion-form-en');
    await panel.getByRole('button', { name: t('pricing.create.promotion') }).click();
    await office.notice(t('notice.saved')).waitFor();
    await promotions.row(PROMOTION).waitFor();
    await allSent(office);
  });

  it('a rep’s line takes it, and says why it costs that', async () => {
    ali = await signIn(await product().openMachine(), 'ali');
    const { t, formats } = ali;
    await ali.goTo('nav.prices');
    const lists = new RecordList(ali, t('pricing.kinds.priceList'));
    await lists.row('فروشگاه‌های فارس').waitFor();
    // To read alone.
    expect(await ali.page.getByRole('link', { name: t('pricing.new.priceList') }).count()).toBe(0);
    await takePicture(ali, 'price-lists-fa');

    const customers = new CustomersPage(ali);
    await ali.goTo('nav.customers');
    const customer = await customers.firstOf(t('customers.column.name'));
    await (await customers.open(customer)).newOrder();
    order = new OrderPage(ali);
    await order.waitForEditor();
    gloves = await order.addProduct('دستکش لاتکس', 'سایز M');
    await expect.poll(() => order.discount(gloves).inputValue()).toContain(formats.number(10));
    // The quantity has the cursor: one key asks about its line.
    await ali.press('Control+i');
    await why().getByText(t('pricing.cause.promotion')).waitFor();
    await why().getByText(PROMOTION).waitFor();
    await expectAccessible(ali, 'why this price');
    await takePicture(ali, 'why-this-price-fa');
    await ali.press('Escape');
    await why().waitFor({ state: 'hidden' });
  });

  it('a typed price stays, says so, and goes back when asked', async () => {
    const { t } = ali;
    const proposed = await order.price(gloves).inputValue();
    await order.price(gloves).fill('۱۵۰۰۰۰');
    await order.line(gloves).getByText(t('pricing.line.typed')).waitFor();
    await order.quantity(gloves).fill('۲۵');
    await expect.poll(() => order.price(gloves).inputValue()).not.toBe(proposed);
    await ali.page.getByRole('button', { name: t('pricing.why.of', { name: gloves }) }).click();
    await why().getByText(t('pricing.cause.typedPrice')).waitFor();
    await why()
      .getByRole('button', { name: t('pricing.why.useProposal') })
      .click();
    await why().waitFor({ state: 'hidden' });
    await expect.poll(() => order.price(gloves).inputValue()).toBe(proposed);
    await expect.poll(() => order.line(gloves).getByText(t('pricing.line.typed')).count()).toBe(0);
  });

  it('a gift comes with the tenth and goes with it; a set is complete with its last product', async () => {
    const { t } = ali;
    const gauze = await order.addProduct('گاز استریل', '۱۰×۱۰');
    await order.quantity(gauze).fill('۱۰');
    await order
      .lines()
      .getByRole('row')
      .filter({ hasText: t('pricing.line.free') })
      .waitFor();
    await takePicture(ali, 'order-gift-fa');
    await order.quantity(gauze).fill('۹');
    await order
      .lines()
      .getByRole('row')
      .filter({ hasText: t('pricing.line.free') })
      .waitFor({ state: 'hidden' });

    const autoclave = await order.addProduct('اتوکلاو رومیزی', '۱۸ لیتری');
    await order.addProduct('لایت‌کیور', 'بی‌سیم');
    const alone = await order.discount(autoclave).inputValue();
    await order.addProduct('آپکس‌لوکیتور', 'آپکس‌لوکیتور');
    await expect.poll(() => order.discount(autoclave).inputValue()).not.toBe(alone);
    await ali.page.getByRole('button', { name: t('pricing.why.of', { name: autoclave }) }).click();
    await why().getByText(t('pricing.cause.bundle')).waitFor();
    await takePicture(ali, 'why-bundle-fa');
    await ali.press('Escape');
    await why().waitFor({ state: 'hidden' });
    await order.confirm();
    await ali.page.getByText(t('value.salesDocuments.state.confirmed')).first().waitFor();
    await allSent(ali);
    // The server measured it by the same prices, and took it.
    const stored = async () =>
      (await product().recordsAtServer('salesDocuments')).filter(
        ({ body }) =>
          body['state'] === 'confirmed' &&
          JSON.stringify(body['lines']).includes(gloves) &&
          JSON.stringify(body['lines']).includes(autoclave),
      ).length;
    await expect.poll(stored).toBe(1);
  });

  it('the catalogue shows the parts of one piece of equipment', async () => {
    const { t, page } = ali;
    await ali.goTo('nav.products');
    const products = new RecordList(ali, t('products.title'));
    await page.getByRole('combobox', { name: t('products.fitting.filter'), exact: true }).fill('ونتیلاتور');
    await page.getByRole('option').filter({ hasText: 'ونتیلاتور بزرگسال' }).first().click();
    await expect.poll(() => products.total()).toBe(2);
    await products.row('سنسور فلو ونتیلاتور').click();
    await page.getByRole('link', { name: 'ونتیلاتور بزرگسال V7' }).waitFor();
    await expectAccessible(ali, 'what fits what');
    await takePicture(ali, 'product-fitting-fa');
  });

  it('head office changes the steps of a product', async () => {
    const { t, page } = office;
    await office.goTo('nav.products');
    const products = new RecordList(office, t('products.title'));
    await page.getByRole('searchbox').first().fill('دستکش لاتکس');
    await products.row(gloves).click();
    await page.getByRole('button', { name: t('products.steps.edit') }).click();
    const steps = page.getByRole('group', { name: t('field.discountSteps') });
    await steps
      .getByRole('textbox', { name: t('field.products.percentage') })
      .first()
      .fill('6');
    await takePicture(office, 'product-steps-en');
    await page.getByRole('button', { name: t('action.save'), exact: true }).click();
    await office.notice(t('notice.saved')).waitFor();
    await steps.waitFor({ state: 'hidden' });
    await page.getByText(office.formats.percentage(60_000)).first().waitFor();
  });

  const why = () => ali.page.getByRole('dialog');
});
