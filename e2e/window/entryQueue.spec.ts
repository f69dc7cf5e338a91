/** Boxes that are scanned faster than the catalogue answers: each is in the order once, whatever becomes of the page meanwhile. */
import { describe, expect, it } from 'vitest';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import { signIn } from './flows.ts';
import { holdableAnswers, type HeldAnswers } from './heldAnswers.ts';
import { AppWindow } from './pages/appWindow.ts';
import { OrderPage } from './pages/orders.ts';
import type { Machine } from './product.ts';
import { scan } from './scanner.ts';
import { useProduct } from './useProduct.ts';

interface Sold {
  readonly code: string;
  readonly barcode: string;
  readonly name: string;
}

describe('what is still being looked up', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let order: OrderPage;
  let held: HeldAnswers;
  let sold: Sold[];
  const NOBODYS = '6269999999993';

  it('is kept when the page dies, and looked up by the next one, each once', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    const products = await product().recordsAtServer('products');
    sold = products
      .filter(({ body }) => body['barcodes'] !== undefined && body['discontinued'] !== true)
      .map(({ body }) => ({
        code: textOf(body, 'code') ?? '',
        barcode: textsOf(body, 'barcodes')[0] ?? '',
        name: textOf(body, 'name') ?? '',
      }));
    held = await holdableAnswers(window);
    await beginOrder();
    const address = window.address();
    const [box, other, typed, named] = [at(0), at(1), at(2), at(3)];
    held.hold();
    for (const { barcode } of [box, box, other]) await scan(window, barcode);
    await scan(window, NOBODYS);
    await write(`4*${typed.code}`);
    await write(named.code);
    await write('7');
    // A number that nobody else wrote: the core has heard of the last of them.
    await expect.poll(() => held.wasTold('"follows"')).toBe(true);
    await die();

    window = new AppWindow(await machine.openWindow(), 'fa');
    held.forget();
    await window.rail().waitFor();
    await window.page.evaluate((hash) => (location.hash = hash), address);
    order = new OrderPage(window);
    await holds([
      [box, 2],
      [other, 1],
      [typed, 4],
      [named, 7],
    ]);
    const kept = window.page.getByRole('list', { name: window.t('orders.entry.refused') });
    await kept.getByRole('listitem').waitFor();
    expect(await kept.getByText('×').count()).toBe(0);
  });

  it('is entered once, however often the page goes while it is being entered', async () => {
    const box = at(5);
    for (let round = 0; round < 4; round += 1) {
      for (let times = 0; times < 3; times += 1) await scan(window, box.barcode);
      await window.reload();
      await order.waitForEditor();
    }
    await expect.poll(() => order.quantity(box.name).inputValue()).toBe(window.formats.number(12));
    // And stays so: nothing is left to be entered.
    await window.reload();
    await order.waitForEditor();
    await scan(window, at(6).barcode);
    await holds([
      [at(6), 1],
      [box, 12],
    ]);
  });

  it('goes along when the order is saved under an address of its own, and is asked for when the page comes', async () => {
    held.hold();
    await window.press('Control+s');
    for (const place of [7, 8]) await scan(window, at(place).barcode);
    held.release();
    await expect.poll(() => window.address()).toMatch(/^\/orders\/[0-9a-f-]{36}/);
    await holds([
      [at(7), 1],
      [at(8), 1],
      [at(0), 2],
    ]);
    const address = window.address();
    await window.goTo('nav.customers');
    held.hold();
    await window.page.evaluate((hash) => (location.hash = hash), address);
    await window.heading(window.t('kind.order')).waitFor();
    await scan(window, at(9).barcode);
    held.release();
    await holds([
      [at(9), 1],
      [at(7), 1],
    ]);
    const failures = window.page.getByRole('alert').filter({ hasText: window.t('orders.entry.late.help') });
    expect(await failures.count()).toBe(0);
  });

  it('is asked how much of it by a number that follows, but for a scan, a count and another number', async () => {
    const { t, formats } = window;
    // None of it is the code of anything, nor in its name.
    const [behindScan, behindCount, behindNumber] = ['31415', '27182', '16180'];
    held.hold();
    await scan(window, at(11).barcode);
    await write(behindScan);
    await write(`4*${at(12).code}`);
    await write(behindCount);
    await write(at(13).code);
    await write('7');
    await write(behindNumber);
    held.release();
    await holds([
      [at(11), 1],
      [at(12), 4],
      [at(13), 7],
    ]);
    const kept = window.page.getByRole('list', { name: t('orders.entry.refused') });
    for (const text of [behindScan, behindCount, behindNumber]) {
      const again = kept.getByRole('button', { name: t('orders.entry.dismiss', { text }), exact: true });
      await again.click();
      await again.waitFor({ state: 'detached' });
    }
    expect(await order.quantity(at(13).name).inputValue()).toBe(formats.number(7));
  });

  it('holds up confirming, also where it was left by another page', async () => {
    const kept = window.page.getByRole('list', { name: window.t('orders.entry.refused') });
    await kept.getByRole('button', { name: window.t('orders.entry.dismiss', { text: NOBODYS }), exact: true }).click();
    await kept.waitFor({ state: 'detached' });
    held.hold();
    await scan(window, at(10).barcode);
    await window.reload();
    held.release();
    await order.waitForEditor();
    await window.press('Control+Enter');
    expect(await order.number()).toMatch(/^ORD-/);
    await window.text(at(10).name).first().waitFor();
  });

  const at = (place: number): Sold => sold[place] ?? { code: '', barcode: '', name: '' };

  async function holds(lines: readonly (readonly [Sold, number])[]): Promise<void> {
    for (const [{ name }, quantity] of lines)
      await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(quantity));
  }

  /** As fingers do: quicker is a scanner. */
  async function write(text: string): Promise<void> {
    await window.page.keyboard.type(text, { delay: 60 });
    await window.press('Enter');
  }

  /** Without a last word: as when the browser is ended by the system. */
  async function die(): Promise<void> {
    const session = await window.page.context().newCDPSession(window.page);
    const isGone = window.page.waitForEvent('crash');
    // It answers to nobody any more.
    void session.send('Page.crash').catch(() => undefined);
    await isGone;
    await window.page.close();
  }

  async function beginOrder(): Promise<void> {
    await window.goTo('nav.orders');
    await window.press('n');
    order = new OrderPage(window);
    await expect.poll(() => window.focusedName()).toBe(window.t('orders.forWhom'));
    await window.type('دکتر');
    await window.press('Enter');
    await order.waitForEditor();
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
  }
});
