/** The catalogue as head office keeps it: a product by hand, its codes its own, a list from a file, and the prices of a price list. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../shared/domain/bodyReads.ts';
import { expectAccessible } from './accessible.ts';
import { allSent, chooseLook, signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { ImportPage } from './pages/imports.ts';
import { RecordList } from './pages/list.ts';
import { ProductForm, ProductsPage } from './pages/products.ts';
import { takePicture } from './pictures.ts';
import { useProduct } from './useProduct.ts';

const NAME = 'Pressure gauge P9';
const file = (name: string, lines: readonly string[]) => ({
  name,
  bytes: Buffer.from(lines.join('\n')).toString('base64'),
});

describe('the catalogue', () => {
  const product = useProduct();
  let office: AppWindow;
  let products: ProductsPage;
  let taken: { code: string; name: string };

  it('is not a rep’s to write', async () => {
    const ali = await signIn(await product().openMachine({ language: 'en' }), 'ali');
    await ali.goTo('nav.products');
    const page = new ProductsPage(ali);
    await page.list.grid().getByRole('row').nth(1).waitFor();
    expect(await page.newLink().count()).toBe(0);
  });

  it('says who bears a code already, and takes no second one', async () => {
    const sold = (await product().recordsAtServer('products')).find(
      ({ body }) => textOf(body, 'code') !== null && body['discontinued'] !== true,
    );
    taken = { code: textOf(sold?.body ?? {}, 'code') ?? '', name: textOf(sold?.body ?? {}, 'name') ?? '' };
    office = await signIn(await product().openMachine({ language: 'en' }), 'admin');
    const { t, page } = office;
    await office.goTo('nav.products');
    products = new ProductsPage(office);
    const form = await products.startNew();
    await form.fields.choose(t('products.column.kind'), t('kind.sparePart'));
    await form.name().fill(NAME);
    await form.code().fill(taken.code.toLowerCase());
    await form.unit().fill('piece');
    await form.bearer(taken.name).waitFor();
    await form.create();
    await form.panel().getByText(t('reason.product.codeTaken')).waitFor();
    await expectAccessible(office, 'a code that is taken');
    await takePicture(office, 'product-code-taken-en');
    await form.code().fill('P9-100');
    await form.bearer(taken.name).waitFor({ state: 'hidden' });
    expect(
      await page
        .getByRole('alert')
        .filter({ hasText: t('notice.saved') })
        .count(),
    ).toBe(0);
  });

  it('keeps what was typed through a reload, and makes the product', async () => {
    const { t, page } = office;
    await office.reload();
    const form = new ProductForm(office, t('products.new'));
    await form.restoredNote().waitFor();
    await expect.poll(() => form.name().inputValue()).toBe(NAME);
    await expect.poll(() => form.fields.choice(t('products.column.kind')).inputValue()).toBe(t('kind.sparePart'));
    await form.category().fill('Gauges');
    await form.scan('6260000099990');
    await form.addUnit('carton', '12');
    await form.addPrice('125000');
    await form.fields.choice(t('products.form.addFitting')).fill('ونتیلاتور بزرگسال');
    await page.getByRole('option').filter({ hasText: 'ونتیلاتور بزرگسال' }).first().click();
    await expectAccessible(office, 'the form of a product');
    await takePicture(office, 'product-form-en');
    await form.create();
    await office.notice(t('products.created', { name: NAME })).waitFor();
    const panel = office.panel(NAME);
    await panel.getByText('6260000099990').waitFor();
    await panel.getByText('ونتیلاتور بزرگسال').first().waitFor();
    await allSent(office);
    const stored = (await product().recordsAtServer('products')).find(({ body }) => body['code'] === 'P9-100');
    expect(stored?.body).toMatchObject({
      name: NAME,
      unit: 'piece',
      barcodes: ['6260000099990'],
      units: [{ unit: 'carton', factor: 12_000 }],
    });
  });

  it('is withdrawn by its form, and found among what is', async () => {
    const { t } = office;
    const form = await products.edit(NAME);
    await form
      .panel()
      .getByRole('switch', { name: t('field.discontinued') })
      .press('Space');
    await form.save();
    await office.notice(t('notice.saved')).waitFor();
    await products.search('P9-100');
    await expect.poll(() => products.list.row(NAME).count()).toBe(0);
    await products.withdrawnOnly().press('Space');
    await products.list.row(NAME).first().waitFor();
    await products.withdrawnOnly().press('Space');
    await products.search('');
  });

  it('takes a list of products from a file, and says of each row what becomes of it', async () => {
    office = await chooseLook(office, 'fa', 'dark');
    const { t } = office;
    await office.goTo('nav.imports');
    const page = new ImportPage(office);
    const lines = [
      'کد کالا,نام کالا,واحد,قیمت,بارکد,حداقل موجودی,واحد ۲,تعداد در واحد ۲,رنگ',
      'N-1,ماسک سه‌لایه,بسته,۴۵۰۰۰۰,6260000088880,۱۰,کارتن,۲۰,آبی',
      'N-2,,بسته,,,,,,',
      `${taken.code},کالای دیگر,بسته,,,,,,`,
    ];
    await page.choosePreset('catalogue');
    await page.drop([file('محصولات ما.csv', lines)]);
    await expect.poll(() => page.counts(t('imports.table.products'))).toEqual(['۳', '۱', '–', '۱', '۱']);
    await page.issues.grid().getByText(t('import.nameMissing')).waitFor();
    await expectAccessible(office, 'the preview of a list of products');
    await takePicture(office, 'import-products-fa-dark');
    await page.runButton().click();
    await page.done(1).waitFor();
    await office.page.getByRole('link', { name: t('imports.toProducts') }).click();
    products = new ProductsPage(office);
    await products.search('6260000088880');
    await products.list.row('ماسک سه‌لایه').first().waitFor();
  });

  it('takes the prices of a list from a file that a button of the list asks for', async () => {
    office = await chooseLook(office, 'fa', 'light');
    const { t, page } = office;
    await office.goTo('nav.prices');
    const lists = new RecordList(office, t('pricing.kinds.priceList'));
    const name = 'عمده‌فروشی دندان‌پزشکی و آزمایشگاه';
    await lists.row(name).click();
    await page.getByRole('link', { name: t('pricing.import') }).click();
    const imports = new ImportPage(office);
    await expect.poll(() => page.getByRole('combobox', { name: t('imports.list') }).inputValue()).toBe(name);
    await imports.drop([file('قیمت بهار.csv', ['کد,قیمت,از تعداد', 'N-1,۴۳۰۰۰۰,۵', 'N-9,1,', 'N-1,صد,'])]);
    await expect.poll(() => imports.counts(t('imports.table.priceListEntries'))).toEqual(['۳', '۱', '–', '–', '۲']);
    await expectAccessible(office, 'the preview of prices');
    await takePicture(office, 'import-prices-fa');
    await imports.runButton().click();
    await page.getByRole('heading', { name: t('imports.done.prices', { count: 1 }) }).waitFor();
    await page.getByRole('link', { name: t('imports.toPrices') }).click();
    await lists.row(name).click();
    await page
      .getByRole('table', { name: t('field.products.entries') })
      .getByText('ماسک سه‌لایه')
      .waitFor();
    await allSent(office);
  });

  it('shows its form in Persian', async () => {
    await office.goTo('nav.products');
    products = new ProductsPage(office);
    await products.search('ماسک سه‌لایه');
    await products.open('ماسک سه‌لایه');
    await takePicture(office, 'product-panel-fa');
    await products.edit('ماسک سه‌لایه');
    await expectAccessible(office, 'the form of a product, in Persian');
    await takePicture(office, 'product-form-fa');
  });
});
