/**
 * `node e2e/window/screenshots.ts` takes the pictures of the README and of docs/guide/sync-for-people.md: the product with 2,000 customers,
 * as its people see it in the middle of a working day. Each is looked at by a person before it is committed.
 */
import { inEnglish, openPatiently, take, takeWhole, withSampleCompany } from './docPictures.ts';
import { signIn } from './flows.ts';
import { ActivityDialog } from './pages/activities.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { BundlesPage } from './pages/bundles.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DayEndPage } from './pages/dayEnd.ts';
import { HistoryDialog } from './pages/history.ts';
import { OrderPage } from './pages/orders.ts';
import { ParkingPage } from './pages/parking.ts';
import { ReviewsPage } from './pages/reviews.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import type { Machine, Product } from './product.ts';

const CUSTOMERS = 2_000;
const CONTESTED = 'بیمارستان مهرگان';
const HELD = 'درمانگاه زاینده‌رود';
const LAPTOP = 'لپ‌تاپ علی';

await withSampleCompany(CUSTOMERS, takeAll);

async function takeAll(product: Product): Promise<void> {
  const machine = await openPatiently(product, LAPTOP);
  const ali = await signIn(machine, 'ali');
  const customers = new CustomersPage(ali);
  await figuresAreThere(ali);
  await take(ali, 'customers-fa');
  const best = await bestCustomer(ali);
  const customer = await customers.open(best);
  await take(ali, 'customer-fa');
  await customer.newOrder();
  await fillOrder(ali);
  await take(ali, 'order-fa');
  // Who buys most has often used up their credit: to confirm it would need somebody's word.
  await new OrderPage(ali).saveDraft();

  const sara = await openPatiently(product);
  await clash(machine, ali, sara, await signIn(sara, 'sara'));
  await take(ali, 'review-fa');
  await takeHistory(ali, 'history-fa');
  await holdSomething(ali);
  await takeDay(ali, 'fa');
  const admin = await signIn(await openPatiently(product), 'admin');
  await takeParking(admin, 'fa');

  await takeInEnglish(ali);
  await takeParking(await inEnglish(admin), 'en');
}

/** A customer where Ali may not sell, with a visit behind it. */
async function holdSomething(window: AppWindow): Promise<void> {
  await window.goTo('nav.customers');
  const form = await new CustomersPage(window).startNew();
  await form.name().fill(HELD);
  await form.fields.choose(window.t('field.territoryId'), 'اصفهان شهر');
  await form.note().fill('در نمایشگاه آشنا شدیم');
  await form.save();
  await new CustomerPage(window, HELD).waitFor();
  await new CustomerPage(window, HELD).logVisit();
  const visit = new ActivityDialog(window, 'activities.logVisit', HELD);
  await visit.subject().fill('معرفی محصولات استریل');
  await visit.save();
  await new SyncPanel(window).pill('sync.pill.needsYou', 3).waitFor();
}

/** The panel behind the pill, the end of the day, and the files. */
async function takeDay(window: AppWindow, language: string): Promise<void> {
  await window.goTo('nav.customers');
  await new CustomersPage(window).search('مهرگان');
  await new CustomersPage(window).row(CONTESTED).waitFor();
  const panel = new SyncPanel(window);
  await panel.open();
  await panel.deciders().first().waitFor();
  await take(window, `sync-panel-${language}`);
  await panel.close();
  const day = new DayEndPage(window);
  await day.open();
  await day.syncAndCompare();
  // A comparison of its own: after the last one the day was closed, and cannot be closed again without another.
  await day.step('dayEnd.close.title').getByRole('button').waitFor();
  await window.text(window.t('dayEnd.compare.working')).waitFor({ state: 'hidden' });
  await day.differences().first().waitFor();
  await takeWhole(window, `day-end-${language}`);
  await day.close('dayEnd.close.anyway');
  await day.openReceipt();
  await takeWhole(window, `receipt-${language}`);
  await new BundlesPage(window).open();
  await take(window, `bundles-${language}`);
}

async function takeParking(window: AppWindow, language: string): Promise<void> {
  await window.goTo('nav.parking');
  await new ParkingPage(window).open(HELD);
  await take(window, `parking-${language}`);
}

/** A list shows what is added up a moment after its rows. */
async function figuresAreThere(window: AppWindow): Promise<void> {
  const unit = window.formats.moneyUnitName('IRR');
  await new CustomersPage(window).grid().getByRole('gridcell').filter({ hasText: unit }).nth(2).waitFor();
}

/** Who changed what in the customer that two people wrote about. */
async function takeHistory(window: AppWindow, name: string): Promise<void> {
  await window.goTo('nav.customers');
  await new CustomersPage(window).search(CONTESTED);
  await new CustomersPage(window).open(CONTESTED);
  const history = new HistoryDialog(window);
  await history.open();
  await history.region().getByRole('listitem').nth(2).waitFor();
  await take(window, name);
  await history.close();
}

async function takeInEnglish(ali: AppWindow): Promise<void> {
  const window = await inEnglish(ali);
  await window.goTo('nav.customers');
  await new CustomersPage(window).search('');
  await figuresAreThere(window);
  await take(window, 'customers-en');
  await window.goTo('nav.reviews');
  await new ReviewsPage(window).open(CONTESTED);
  await take(window, 'review-en');
  await takeHistory(window, 'history-en');
  await takeDay(window, 'en');
  await window.goTo('nav.settings');
  await new SettingsPage(window).chooseTheme('dark');
  await window.goTo('nav.customers');
  await new CustomersPage(window).open(await bestCustomer(window));
  await take(window, 'customer-en-dark');
}

/** The hospital that buys most has most to show. The list stays sorted by revenue. */
async function bestCustomer(window: AppWindow): Promise<string> {
  const customers = new CustomersPage(window);
  const revenue = window.t('customers.column.revenue');
  for (let sorted = 'none'; sorted !== 'descending';) {
    await customers.sortBy(revenue);
    sorted = (await customers.sorting(revenue)) ?? 'none';
  }
  const hospital = customers.grid().getByRole('row').filter({ hasText: 'بیمارستان' }).first();
  return oneLine(await hospital.getByRole('gridcell').filter({ hasText: /\S/ }).first().innerText());
}

async function fillOrder(window: AppWindow): Promise<void> {
  const order = new OrderPage(window);
  await order.waitForEditor();
  for (const [search, words, quantity, discount] of [
    ['دستکش لاتکس', 'سایز M', '۱۲۰', '۵'],
    ['ماسک سه', 'سه‌لایه', '۲۰۰', '۰'],
    ['گاز استریل', '۱۰×۱۰', '۴۵', '۰'],
    ['سرم‌شور', 'ست سرم', '۶۰', '۷٫۵'],
  ] as const) {
    const name = await order.addProduct(search, words);
    await order.quantity(name).fill(quantity);
    await order.discount(name).fill(discount);
  }
  await order.terms.text(window.t('field.paymentDays')).fill('۶۰');
  await order.terms.text(window.t('orders.documentDiscount')).fill('۲');
  await order.productSearch().fill('سرنگ');
  await order.offered().filter({ hasText: 'سرنگ' }).first().waitFor();
}

/** Two reps write another note about one customer while both are offline; the owner is asked. */
async function clash(aliMachine: Machine, ali: AppWindow, saraMachine: Machine, sara: AppWindow): Promise<void> {
  const name = CONTESTED;
  await ali.goTo('nav.customers');
  const form = await new CustomersPage(ali).startNew();
  await form.name().fill(name);
  await form.fields.choose(ali.t('field.territoryId'), 'تهران شمال و غرب');
  await form.note().fill('تحویل بار از در پشتی');
  await form.save();
  await new SyncPanel(ali).pill('sync.pill.sent').waitFor();
  await new CustomersPage(sara).search(name);
  await new CustomersPage(sara).row(name).waitFor();

  for (const { network } of [aliMachine, saraMachine]) network.pullOut();
  await writeNote(ali, name, 'تحویل بار از در پشتی، پیش از ساعت ۱۰');
  await writeNote(sara, name, 'تحویل بار از در اصلی؛ در پشتی بسته است');
  for (const [machine, window] of [
    [aliMachine, ali],
    [saraMachine, sara],
  ] as const) {
    machine.network.plugIn();
    await new SyncPanel(window).syncNow();
    await new SyncPanel(window).pill('sync.pill.waiting', 1).waitFor({ state: 'hidden' });
  }
  await new SyncPanel(ali).pill('sync.pill.needsYou', 1).waitFor();
  await ali.goTo('nav.reviews');
  await new ReviewsPage(ali).open(name);
}

async function writeNote(window: AppWindow, customer: string, note: string): Promise<void> {
  await window.goTo('nav.customers');
  await new CustomersPage(window).search(customer);
  const form = await (await new CustomersPage(window).open(customer)).edit();
  await form.note().fill(note);
  await form.save();
  await new CustomerPage(window, customer).waitFor();
  await new SyncPanel(window).pill('sync.pill.waiting', 1).waitFor();
}
