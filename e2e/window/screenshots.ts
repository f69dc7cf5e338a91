/**
 * `node e2e/window/screenshots.ts` takes the pictures of the README and of docs/guide/sync-for-people.md: the product with 2,000 customers,
 * as its people see it in the middle of a working day. Each is looked at by a person before it is committed.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../build/commands.ts';
import { prepareSampleCompany } from '../../server/sample/sampleCompany.ts';
import { startEmbeddedPostgres } from '../../server/store/embeddedPostgres.ts';
import { signIn } from './flows.ts';
import { ActivityDialog } from './pages/activities.ts';
import { AppWindow, oneLine } from './pages/appWindow.ts';
import { BundlesPage } from './pages/bundles.ts';
import { CustomerPage, CustomersPage } from './pages/customers.ts';
import { DayEndPage } from './pages/dayEnd.ts';
import { HistoryDialog } from './pages/history.ts';
import { OrderPage } from './pages/orders.ts';
import { ParkingPage } from './pages/parking.ts';
import { ReviewsPage } from './pages/reviews.ts';
import { SettingsPage } from './pages/settings.ts';
import { SyncPanel } from './pages/sync.ts';
import { startProduct, type Machine, type Product } from './product.ts';

const FOLDER = join(ROOT, 'docs', 'images');
const CUSTOMERS = 2_000;
const PATIENCE_MILLISECONDS = 90_000;
const BYTES_MAXIMUM = 300_000;
const CONTESTED = 'بیمارستان مهرگان';
const HELD = 'درمانگاه زاینده‌رود';
const LAPTOP = 'لپ‌تاپ علی';

const folder = await mkdtemp(join(tmpdir(), 'peyvand-pictures-'));
const postgres = await startEmbeddedPostgres({ directory: folder, throwaway: true });
try {
  await prepareSampleCompany({ databaseUrl: postgres.url, customers: CUSTOMERS, seed: 1 });
  const product = await startProduct({
    createDatabase: () => Promise.resolve({ url: postgres.url, drop: () => Promise.resolve() }),
  });
  try {
    await takeAll(product);
  } finally {
    await product.close();
  }
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

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
  await new OrderPage(ali).confirm();
  await new OrderPage(ali).number();

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

/** 2,000 customers take a while to arrive. */
async function openPatiently(product: Product, deviceName = 'رایانهٔ دفتر'): Promise<Machine> {
  const machine = await product.openMachine({ deviceName });
  machine.page.setDefaultTimeout(PATIENCE_MILLISECONDS);
  return machine;
}

/** A list shows what is added up a moment after its rows. */
async function figuresAreThere(window: AppWindow): Promise<void> {
  const unit = window.formats.moneyUnitName('IRR');
  await new CustomersPage(window).grid().getByRole('gridcell').filter({ hasText: unit }).nth(2).waitFor();
}

async function inEnglish(shown: AppWindow): Promise<AppWindow> {
  await shown.goTo('nav.settings');
  await new SettingsPage(shown).chooseLanguage('en');
  const window = new AppWindow(shown.page, 'en');
  await window.heading(window.t('settings.title')).waitFor();
  return window;
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
  return oneLine(await hospital.getByRole('gridcell').first().innerText());
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

/** A page that is longer than a window, in a window that is long enough. */
async function takeWhole(window: AppWindow, name: string): Promise<void> {
  const { page } = window;
  const size = page.viewportSize();
  if (size === null) throw new Error('The window has no size.');
  const hidden = await page
    .locator('[tabindex="-1"]')
    .evaluateAll((parts) => Math.max(...parts.map((part) => part.scrollHeight - part.clientHeight)));
  await page.setViewportSize({ ...size, height: size.height + Math.max(0, hidden) });
  await take(window, name);
  await page.setViewportSize(size);
}

async function take({ page }: AppWindow, name: string): Promise<void> {
  const path = join(FOLDER, `${name}.png`);
  await page.mouse.move(0, 0);
  // Notices pass, and what is still being drawn is drawn.
  await page.getByRole('alert').last().waitFor({ state: 'hidden' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  process.stdout.write(`${name}.png ${Math.round(size / 1_000)} kB\n`);
  if (size > BYTES_MAXIMUM) throw new Error(`${name}.png is too large for a README: ${size} bytes`);
}
