/**
 * `node e2e/window/screenshotsOfWork.ts` takes the pictures of docs/guide/a-day-of-work.md that are more than a page: a record open beside its list, an order being typed, what the palette finds;
 * in both languages, with a company of 300 customers. Each is looked at by a person before it is committed.
 */
import type { MessageKey } from '../../shared/locale/translator.ts';
import { inEnglish, openPatiently, stands, take, withSampleCompany } from './docPictures.ts';
import { signIn } from './flows.ts';
import type { AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { Board } from './pages/deals.ts';
import { OrderPage } from './pages/orders.ts';
import { CommandPalette } from './pages/palette.ts';
import type { Product } from './product.ts';

const CUSTOMERS = 300;

type PageKey = Extract<MessageKey, `nav.${string}`>;

/** Lists with their first record open beside them. */
const OF_A_MANAGER: readonly PageKey[] = ['nav.stock', 'nav.equipment', 'nav.contracts'];

await withSampleCompany(CUSTOMERS, takeAll);

async function takeAll(product: Product): Promise<void> {
  await inBoth(await signIn(await openPatiently(product), 'ali'), async (window) => {
    await takeOpened(window, 'nav.customers');
    await takeOpened(window, 'nav.opportunities');
    await takeBoard(window);
    await takeEntry(window);
    await takePalette(window);
  });
  await inBoth(await signIn(await openPatiently(product), 'hamid'), async (window) => {
    for (const page of OF_A_MANAGER) await takeOpened(window, page);
    await window.goTo('nav.prices');
    await stands(window);
    await take(window, `work-prices-${window.language}`);
  });
  await inBoth(await signIn(await openPatiently(product), 'kaveh'), async (window) => {
    await takeOpened(window, 'nav.service');
  });
}

async function inBoth(window: AppWindow, work: (window: AppWindow) => Promise<void>): Promise<void> {
  await work(window);
  await work(await inEnglish(window));
}

async function takeOpened(window: AppWindow, page: PageKey): Promise<void> {
  await window.goTo(page);
  await window.page.getByRole('grid').getByRole('row').nth(1).getByRole('gridcell').nth(1).click();
  await window.page.getByRole('region').getByRole('heading', { level: 2 }).first().waitFor();
  await stands(window);
  await take(window, `work-${page.slice('nav.'.length)}-${window.language}`);
}

async function takeBoard(window: AppWindow): Promise<void> {
  const board = new Board(window);
  await board.open();
  await stands(window);
  await take(window, `work-board-${window.language}`);
  await board.show('list');
}

/** An order of two lines, with the customer's last one beside them. */
async function takeEntry(window: AppWindow): Promise<void> {
  await window.goTo('nav.customers');
  const customers = new CustomersPage(window);
  await customers.grid().getByRole('row').nth(2).waitFor();
  const names = await customers.column(window.t('customers.column.name'));
  // Two customers may have one name.
  const name = names.find((one) => names.filter((other) => other === one).length === 1);
  if (name === undefined) throw new Error('No customer in sight has a name of its own');
  await (await customers.open(name)).newOrder();
  const order = new OrderPage(window);
  await order.waitForEditor();
  await order.addProduct('ماسک', 'سه‌لایه');
  await order.addProduct('سرنگ', 'سی‌سی');
  await take(window, `work-order-entry-${window.language}`);
  await order.saveDraft();
}

async function takePalette(window: AppWindow): Promise<void> {
  await window.goTo('nav.customers');
  const palette = new CommandPalette(window);
  await palette.open();
  await palette.search().fill('آبان');
  await palette.action('آبان').nth(2).waitFor();
  await take(window, `work-palette-${window.language}`);
  await window.press('Escape');
}
