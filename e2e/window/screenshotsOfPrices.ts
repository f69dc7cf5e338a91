/**
 * `node e2e/window/screenshotsOfPrices.ts` takes the pictures of prices: lists and promotions as head office keeps them, an order that they price, and why a
 * line costs what it costs. Each is looked at by a person before it is committed.
 */
import { inEnglish, openPatiently, take, withSampleCompany } from './docPictures.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { RecordList } from './pages/list.ts';
import { OrderPage } from './pages/orders.ts';
import type { Product } from './product.ts';

const CUSTOMERS = 300;
const WHOLESALE = 'عمده‌فروشی دندان‌پزشکی و آزمایشگاه';
const SET = 'بستهٔ راه‌اندازی مطب دندان‌پزشکی';

await withSampleCompany(CUSTOMERS, takeAll);

async function takeAll(product: Product): Promise<void> {
  const admin = await signIn(await openPatiently(product), 'admin');
  await takePrices(admin, 'fa');
  const ali = await signIn(await openPatiently(product, 'لپ‌تاپ علی'), 'ali');
  await takeOrder(ali, 'fa');
  await takePrices(await inEnglish(admin), 'en');
  await takeOrder(await inEnglish(ali), 'en');
}

async function takePrices(window: AppWindow, language: string): Promise<void> {
  const { t, page } = window;
  await window.goTo('nav.prices');
  await new RecordList(window, t('pricing.kinds.priceList')).row(WHOLESALE).click();
  await page.getByRole('table', { name: t('field.products.entries') }).waitFor();
  await take(window, `price-list-${language}`);
  await page.getByText(t('pricing.kinds.promotion'), { exact: true }).click();
  await new RecordList(window, t('pricing.kinds.promotion')).row(SET).click();
  await page.getByText(t('field.products.items')).waitFor();
  await take(window, `promotions-${language}`);
}

/** A set for a dental practice, and gloves. */
async function takeOrder(window: AppWindow, language: string): Promise<void> {
  const { t, page } = window;
  const customers = new CustomersPage(window);
  await window.goTo('nav.customers');
  await customers.firstOf(t('customers.column.name'));
  const names = await customers.column(t('customers.column.name'));
  const customer = names.find((name) => names.indexOf(name) === names.lastIndexOf(name)) ?? '';
  await (await customers.open(customer)).newOrder();
  const order = new OrderPage(window);
  await order.waitForEditor();
  const gauze = await order.addProduct('گاز استریل', '۱۰×۱۰');
  await order.quantity(gauze).fill(language === 'fa' ? '۲۰' : '20');
  const autoclave = await order.addProduct('اتوکلاو رومیزی', '۱۸ لیتری');
  await order.addProduct('لایت‌کیور', 'بی‌سیم');
  await order.addProduct('آپکس‌لوکیتور', 'آپکس‌لوکیتور');
  await page.getByRole('button', { name: t('pricing.why.of', { name: autoclave }) }).click();
  await page.getByRole('dialog').getByText(t('pricing.cause.bundle')).waitFor();
  await take(window, `why-this-price-${language}`);
  await window.press('Escape');
}
