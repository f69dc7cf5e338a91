/** Cartons and pieces in one order: a carton's barcode, so many of them, a key from unit to unit, papers that say both; and a shelf counted in cartons and pieces. */
import { describe, expect, it } from 'vitest';
import { removeDirectionMarks } from '../../shared/base/direction.ts';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { unitsOf } from '../../shared/domain/products/units.ts';
import { quantityWords, shelfWords } from '../../shared/locale/quantityWords.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import { oneLine, type AppWindow } from './pages/appWindow.ts';
import { CustomersPage } from './pages/customers.ts';
import { OrderPage } from './pages/orders.ts';
import { PaperTools } from './pages/papers.ts';
import { takePicture } from './pictures.ts';
import { scan } from './scanner.ts';
import { useProduct } from './useProduct.ts';

/** What comes in cartons of twelve. */
interface Boxed {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
  readonly barcode: string;
  readonly carton: {
    readonly unitId: string;
    readonly unit: string;
    readonly factor: number;
    readonly barcode: string;
  };
}

const plain = (text: string): string => oneLine(removeDirectionMarks(text));

describe.each(['fa', 'en'] as const)('cartons and pieces, in %s', (language) => {
  const product = useProduct();
  let window: AppWindow;
  let order: OrderPage;
  let customer: string;
  let goods: Boxed[];
  const first = (): Boxed => goods[0]!;
  const second = (): Boxed => goods[1]!;
  const said = ({ unit, carton }: Boxed, pieces: number): string =>
    plain(quantityWords(window, pieces * 1_000, unit, carton));
  /** In the cell of its quantity, with the unit that stands there. */
  const saysOf = async (name: string): Promise<string> => {
    const cell = order.line(name).locator('[data-cell="quantity"]');
    return plain(`${await order.quantity(name).inputValue()} ${await cell.innerText()}`);
  };

  it('takes a carton for twelve pieces: scanned, and so many of them by keyboard', async () => {
    window = await signIn(await product().openMachine({ language }), 'ali');
    order = new OrderPage(window);
    goods = (await product().recordsAtServer('products')).flatMap(({ id, body }): Boxed[] => {
      const [carton] = unitsOf(body);
      if (carton?.factor !== 12_000 || body['discontinued'] === true) return [];
      return [
        {
          id,
          name: textOf(body, 'name') ?? '',
          unit: textOf(body, 'unit') ?? '',
          barcode: textsOf(body, 'barcodes')[0] ?? '',
          carton: { unitId: carton.id, unit: carton.unit, factor: carton.factor, barcode: carton.barcodes[0] ?? '' },
        },
      ];
    });
    customer = await new CustomersPage(window).firstOf(window.t('customers.column.name'));
    await (await new CustomersPage(window).open(customer)).newOrder();
    await order.waitForEditor();
    const { name, carton, barcode } = first();
    await scan(window, carton.barcode);
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(1));
    await expect.poll(() => saysOf(name)).toContain(carton.unit);
    await window.page.getByRole('status').filter({ hasText: carton.unit }).waitFor();
    await order.productSearch().fill(`2*${carton.barcode}`);
    await window.press('Enter');
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(3));
    // A piece besides: no whole cartons any more.
    await scan(window, barcode);
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(37));
    await expect.poll(() => saysOf(name)).toContain(first().unit);
  });

  it('reads a unit behind a number, and goes to the next one by a key or a press; as many stay', async () => {
    const { name, carton, unit } = first();
    await order.quantity(name).focus();
    await window.page.keyboard.type(`3 ${carton.unit}`);
    await expect.poll(() => saysOf(name)).toContain(`${window.formats.quantity(36_000)} ${unit}`);
    expect(await window.hasCursor(order.quantity(name))).toBe(true);
    await window.press('Enter');
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(3));
    // A word that is no unit of it is told, and nothing else changes.
    await order.quantity(name).focus();
    await window.page.keyboard.type('3 xyz');
    await window.press('Tab');
    await order.line(name).getByText(window.t('reason.unit_unknown')).waitFor();
    await order.quantity(name).fill('3');
    await scan(window, second().barcode);
    await expect.poll(() => order.quantity(second().name).inputValue()).toBe(window.formats.number(1));
    // Of the line that was entered last, where the cursor is in none.
    await order.productSearch().focus();
    await window.press('Alt+u');
    await expect.poll(() => saysOf(second().name)).toContain(`${window.formats.quantity(12_000)} ${second().unit}`);
    await order
      .line(second().name)
      .getByRole('button', { name: window.t('orders.unit.switch', { name: second().name, unit: second().unit }) })
      .click();
    await expect.poll(() => order.quantity(second().name).inputValue()).toBe(window.formats.number(1));
    await order.quantity(second().name).fill('5');
    await expectAccessible(window, 'an order in cartons and pieces');
    await takePicture(window, `cartons-order-${language}`);
  });

  it('tells both on the order, on its paper and on what follows it', async () => {
    const { name } = first();
    await order.confirm();
    const number = await order.number();
    const line = window.page
      .getByRole('table', { name: window.t('field.lines') })
      .getByRole('row')
      .filter({ hasText: name });
    await expect.poll(async () => plain(await line.innerText())).toContain(said(first(), 36));
    await takePicture(window, `cartons-document-${language}`);
    const papers = new PaperTools(window);
    await papers.print();
    const sheet = papers.sheet();
    await sheet.getByText(number).first().waitFor();
    await expect.poll(async () => plain(await sheet.innerText())).toContain(first().carton.unit);
    await takePicture(window, `cartons-paper-${language}`);
    await papers.putDown();
    // At the server it is pieces, with the carton beside them.
    await expect
      .poll(async () => {
        const sold = (await product().recordsAtServer('salesDocuments')).find(({ body }) => body['number'] === number);
        return (sold?.body['lines'] as { quantity: number; saidIn?: { unitId: string } }[] | undefined)?.map(
          ({ quantity, saidIn }) => [quantity, saidIn?.unitId ?? null],
        );
      })
      .toEqual([
        [36_000, first().carton.unitId],
        [5_000, null],
      ]);
  });

  it('offers the last order in the unit in which it was said', async () => {
    await window.goTo('nav.customers');
    await (await new CustomersPage(window).open(customer)).newOrder();
    await order.waitForEditor();
    const picks = window.page.getByRole('region', { name: window.t('orders.picks.title') });
    const pick = picks.getByRole('listitem').filter({ hasText: first().name });
    await expect.poll(async () => plain(await pick.innerText())).toContain(said(first(), 36));
    await takePicture(window, `cartons-picks-${language}`);
    await pick.getByRole('button').click();
    await expect.poll(() => order.quantity(first().name).inputValue()).toBe(window.formats.number(3));
    await window.page.getByRole('button', { name: window.t('record.discard'), exact: true }).click();
  });

  it('counts a shelf in cartons and pieces', async () => {
    const hamid = await signIn(await product().openMachine({ language }), 'hamid');
    const { t, page } = hamid;
    await hamid.goTo('nav.stock');
    await page.getByRole('searchbox', { name: t('stock.search') }).fill(first().name);
    const row = page.getByRole('grid').getByRole('row').filter({ hasText: first().name }).first();
    await row.waitFor();
    await takePicture(hamid, `cartons-stock-${language}`);
    await page.getByRole('button', { name: t('stock.count'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const place = dialog.getByRole('combobox', { name: t('field.stock.placeId') });
    await place.click();
    await page.getByRole('option').first().click();
    await dialog.getByRole('searchbox', { name: t('stock.search') }).fill(first().name);
    const counted = dialog.getByRole('textbox', { name: t('stock.countOf', { name: first().name }) });
    await counted.fill(`3 ${first().carton.unit} ${language === 'fa' ? 'و' : 'and'} 4`);
    const shelf = plain(shelfWords(hamid, 40_000, first().unit, [first().carton]) ?? '');
    await expect.poll(async () => plain(await dialog.getByRole('table').innerText())).toContain(shelf);
    await expectAccessible(hamid, 'a shelf counted in cartons');
    await takePicture(hamid, `cartons-count-${language}`);
    await dialog.getByRole('button', { name: t('stock.count.submitOf', { count: hamid.formats.number(1) }) }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect
      .poll(async () => {
        const movements = await product().recordsAtServer('stock');
        return movements.filter(({ body }) => body['productId'] === first().id && body['counted'] === 40_000).length;
      })
      .toBe(1);
  });
});
