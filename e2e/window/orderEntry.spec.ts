/** Orders at speed: twenty lines by keyboard, a scanner wherever the cursor is, what is unknown, the last order again; and none of it lost in a reload. */
import { describe, expect, it } from 'vitest';
import { textOf, textsOf } from '../../shared/domain/bodyReads.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { expectAccessible } from './accessible.ts';
import { signIn } from './flows.ts';
import { AppWindow } from './pages/appWindow.ts';
import { OrderPage } from './pages/orders.ts';
import { SettingsPage } from './pages/settings.ts';
import { takePicture } from './pictures.ts';
import type { Machine } from './product.ts';
import { scan } from './scanner.ts';
import { useProduct } from './useProduct.ts';

/** Of somebody who types well: 300 strokes a minute. */
const STROKE_MILLISECONDS = 60;

interface Sold {
  readonly id: string;
  readonly code: string;
  readonly barcode: string;
  readonly name: string;
}

describe('an order at speed', () => {
  const product = useProduct();
  let machine: Machine;
  let window: AppWindow;
  let order: OrderPage;
  let sold: Sold[];
  let former: Sold;

  it('takes twenty lines in a minute: codes with quantities, and Enter', async () => {
    machine = await product().openMachine();
    window = await signIn(machine, 'ali');
    const products = (await product().recordsAtServer('products')).filter(({ body }) => body['barcodes'] !== undefined);
    sold = products.filter(({ body }) => body['discontinued'] !== true).map(toSold);
    former = toSold(products.find(({ body }) => body['discontinued'] === true) ?? { id: '', body: {} });
    await beginOrder();
    await watchLatency();
    const before = performance.now();
    for (const [index, { code }] of sold.slice(0, 20).entries()) {
      await write(`${String(index + 2)}*${code}`);
      await window.press('Enter');
    }
    await expect.poll(() => lineCount()).toBeGreaterThanOrEqual(20);
    // Said, and asserted by nothing: this machine may have other work.
    console.log(`20 lines in ${((performance.now() - before) / 1_000).toFixed(1)} s; ${await latency()}`);
    for (const [index, { name }] of sold.slice(0, 20).entries())
      await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(index + 2));
    expect(await window.hasCursor(order.productSearch())).toBe(true);
    // A stock figure says how old it is.
    const counted = order.lines().getByRole('row').filter({ hasText: stockWords() }).first();
    await counted.locator('time[datetime]').waitFor();
    await expectAccessible(window, 'an order at speed');
    await takePicture(window, 'order-entry-fa');
  });

  it('takes a name, then digits for how much, then the next name, without waiting for anything', async () => {
    const { name } = sold[22] ?? sold[0] ?? former;
    await window.type(name.slice(0, name.indexOf(' ', 8)));
    await window.press('Enter');
    await window.type('7');
    await window.press('Enter');
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
    const row = order.lines().getByRole('row').last();
    await expect.poll(() => row.getByRole('textbox').first().inputValue()).toBe(window.formats.number(7));
  });

  it('increases what is there already, and Delete takes a line away until it is undone', async () => {
    const { code, name } = sold[0] ?? former;
    await write(`3*${code}`);
    await window.press('Enter');
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(5));
    await write(code);
    await window.press('Enter');
    await expect.poll(() => window.hasCursor(order.quantity(name))).toBe(true);
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(6));
    await window.press('Delete');
    await order.line(name).waitFor({ state: 'detached' });
    await window.page
      .getByRole('button', { name: window.t('action.undo') })
      .last()
      .click();
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(6));
  });

  it('takes a scan wherever the cursor is, and leaves what was being typed', async () => {
    const scanned = sold[30] ?? former;
    const { name } = sold[1] ?? former;
    await order.productSearch().fill('ماس');
    await scan(window, scanned.barcode);
    await expect.poll(() => order.quantity(scanned.name).inputValue()).toBe(window.formats.number(1));
    expect(await order.productSearch().inputValue()).toBe('ماس');
    await order.productSearch().fill('');
    const quantity = await order.quantity(name).inputValue();
    await order.quantity(name).focus();
    await scan(window, scanned.barcode);
    await expect.poll(() => order.quantity(scanned.name).inputValue()).toBe(window.formats.number(2));
    expect(await order.quantity(name).inputValue()).toBe(quantity);
    // Where nothing takes what is typed, too: a button is not pressed by the Enter of a scanner.
    await window.page.getByRole('button', { name: window.t('orders.saveDraft'), exact: true }).focus();
    await scan(window, scanned.barcode);
    await expect.poll(() => order.quantity(scanned.name).inputValue()).toBe(window.formats.number(3));
    await order.savedState(window.t('record.unsaved')).waitFor();
  });

  it('says what it does not know, and what is no longer sold, and keeps it', async () => {
    const { t, page } = window;
    const count = await lineCount();
    await scan(window, '6269999999993');
    const status = page.getByRole('status').filter({ hasText: '6269999999993' });
    await status.waitFor();
    const kept = page.getByRole('list', { name: t('orders.entry.refused') });
    await kept.getByRole('button', { name: window.formats.code('6269999999993'), exact: true }).waitFor();
    await scan(window, '6269999999994');
    await kept.getByRole('button', { name: window.formats.code('6269999999994'), exact: true }).waitFor();
    await order.productSearch().focus();
    await write(former.code);
    await window.press('Enter');
    await page.getByRole('status').filter({ hasText: former.name }).waitFor();
    expect(await lineCount()).toBe(count);
    // All of it, however much, and through a reload.
    const boxes = Array.from({ length: 10 }, (_, place) => `626999900000${place}`);
    for (const box of boxes) {
      await scan(window, box);
      await kept.getByRole('button', { name: window.formats.code(box), exact: true }).waitFor();
    }
    await takePicture(window, 'order-entry-refused-fa');
    const refusedCount = await kept.getByRole('listitem').count();
    expect(refusedCount).toBeGreaterThan(boxes.length + 1);
    await window.reload();
    await expect.poll(() => kept.getByRole('listitem').count()).toBe(refusedCount);
    for (const box of boxes)
      await page.getByRole('button', { name: t('orders.entry.dismiss', { text: box }), exact: true }).click();
    await expect.poll(() => kept.getByRole('listitem').count()).toBe(refusedCount - boxes.length);
    await kept.getByRole('button', { name: window.formats.code('6269999999993'), exact: true }).click();
    await expect.poll(() => order.productSearch().inputValue()).toBe('6269999999993');
    // Several boxes of one kind are as many, through a reload as well.
    await order.productSearch().fill('');
    for (const times of [2, 3]) {
      await scan(window, '6269999999994');
      await kept.getByText(`×${window.formats.number(times)}`).waitFor();
    }
    await takePicture(window, 'order-entry-refused-times-fa');
    await expect
      .poll(async () => {
        await window.reload();
        await order.waitForEditor();
        return kept.getByText(`×${window.formats.number(3)}`).count();
      })
      .toBe(1);
    await kept.getByText(`×${window.formats.number(3)}`).click();
    await expect.poll(() => order.productSearch().inputValue()).toBe('3*6269999999994');
    await kept.getByText(`×${window.formats.number(3)}`).waitFor({ state: 'detached' });
  });

  it('reads how much on either side of a code, and takes no number for a name', async () => {
    const { t, page } = window;
    const { barcode, name } = sold[31] ?? former;
    await order.productSearch().fill('');
    await write(`${barcode}*3`);
    await window.press('Enter');
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(3));
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
    const count = await lineCount();
    // Either may be how much, and neither is a code: nothing is guessed.
    await write('7*12');
    await window.press('Enter');
    const kept = page.getByRole('list', { name: t('orders.entry.refused') });
    await kept.getByRole('button', { name: window.formats.code('7*12'), exact: true }).waitFor();
    expect(await lineCount()).toBe(count);
    // Enter once more leaves the product at one, however late it comes, and what follows is the next.
    await write(sold[32]?.code ?? '');
    await window.press('Enter', 'Enter');
    await write(sold[33]?.barcode ?? '');
    await window.press('Enter');
    for (const at of [32, 33])
      await expect.poll(() => order.quantity(sold[at]?.name ?? '').inputValue()).toBe(window.formats.number(1));
    await expect.poll(() => window.hasCursor(order.quantity(sold[33]?.name ?? ''))).toBe(true);
  });

  it('is there after a reload, with what stood in the entry line', async () => {
    await order.productSearch().fill('نیمه‌کاره');
    const count = await lineCount();
    await expect
      .poll(async () => {
        await window.reload();
        await order.waitForEditor();
        return order.productSearch().inputValue();
      })
      .toBe('نیمه‌کاره');
    await expect.poll(() => lineCount()).toBe(count);
    await order.productSearch().fill('');
  });

  it('begins with the last order, at today’s prices, by two keys; and with what is kept at hand', async () => {
    const { t, page } = window;
    const { name } = sold[0] ?? former;
    await page.getByRole('button', { name: t('orders.favourite', { name }), exact: true }).click();
    await page.getByRole('button', { name: t('orders.favourite', { name }), exact: true, pressed: true }).waitFor();
    await page.getByRole('button', { name: t('record.discard'), exact: true }).click();
    await beginOrder(await nameOfBuyer());
    const picks = page.getByRole('region', { name: t('orders.picks.title') });
    await window.press('Alt+3');
    const first = picks.getByRole('listitem').first();
    await expect.poll(() => first.innerText()).toContain(name);
    // The cursor is there a moment after the shelf.
    await expect.poll(() => window.hasCursor(first.getByRole('button'))).toBe(true);
    await window.press('Enter');
    await expect.poll(() => order.quantity(name).inputValue()).toBe(window.formats.number(1));
    await window.press('Alt+1');
    await expect.poll(() => picks.getByRole('listitem').count()).toBeGreaterThan(0);
    const offered = await picks.getByRole('listitem').count();
    await takePicture(window, 'order-picks-fa');
    await window.press('Alt+a');
    await expect.poll(() => lineCount()).toBeGreaterThan(Math.min(1, offered - 1));
    await expectAccessible(window, 'what an order begins with');
  });

  it('reads in English and in the dark too', async () => {
    await window.goTo('nav.settings');
    await new SettingsPage(window).chooseLanguage('en');
    window = new AppWindow(window.page, 'en');
    await window.page.emulateMedia({ colorScheme: 'dark' });
    await beginOrder();
    for (const { code } of sold.slice(0, 4)) {
      await write(`3*${code}`);
      await window.press('Enter');
    }
    await expect.poll(() => lineCount()).toBe(4);
    await scan(window, '6269999999993');
    await window.page.getByRole('list', { name: window.t('orders.entry.refused') }).waitFor();
    await expectAccessible(window, 'an order at speed, in English and in the dark');
    await takePicture(window, 'order-entry-en-dark');
  });

  /** From Enter to the line that it makes, as the page sees it. */
  const watchLatency = (): Promise<void> =>
    window.page.evaluate(() => {
      const seen: number[] = [];
      let pressedAt: number | null = null;
      const rows = (): number => document.querySelectorAll('tr[data-line]').length;
      let count = rows();
      globalThis.addEventListener(
        'keydown',
        ({ key }) => {
          if (key === 'Enter') pressedAt = performance.now();
        },
        { capture: true },
      );
      new MutationObserver(() => {
        if (rows() === count) return;
        count = rows();
        if (pressedAt !== null) seen.push(performance.now() - pressedAt);
        pressedAt = null;
      }).observe(document.body, { subtree: true, childList: true });
      Object.assign(globalThis, { entryLatencies: seen });
    });

  async function latency(): Promise<string> {
    const seen = await window.page.evaluate(
      () => (globalThis as unknown as { entryLatencies: number[] }).entryLatencies,
    );
    const sorted = seen.toSorted((one, other) => one - other);
    const at = (share: number): string => (sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN).toFixed(0);
    return `from Enter to the line ${at(0.5)} ms (median), ${at(0.95)} ms (p95), ${at(1)} ms at the most`;
  }

  /** A customer of this person's, of whom there are orders. */
  async function nameOfBuyer(): Promise<string> {
    const orders = await product().recordsAtServer('salesDocuments');
    const people = await product().recordsAtServer('organisation');
    const ali = people.find(({ body }) => body['name'] === 'علی رضایی')?.id;
    const bought = orders.find(({ body }) => body['ownerId'] === ali && body['state'] === 'confirmed')?.body[
      'customerId'
    ];
    const customers = await product().recordsAtServer('customers');
    return textOf(customers.find(({ id }) => id === bought)?.body ?? {}, 'name') ?? '';
  }

  async function beginOrder(customer = 'دکتر'): Promise<void> {
    await window.goTo('nav.orders');
    await window.press('n');
    order = new OrderPage(window);
    await expect.poll(() => window.focusedName()).toBe(window.t('orders.forWhom'));
    await window.type(customer);
    await window.press('Enter');
    await order.waitForEditor();
    await expect.poll(() => window.hasCursor(order.productSearch())).toBe(true);
  }

  /** What stands before a figure of stock. */
  const stockWords = (): string => window.t('orders.line.stock', { quantity: '' }).trim();
  const write = (text: string): Promise<void> => window.page.keyboard.type(text, { delay: STROKE_MILLISECONDS });
  const lineCount = (): Promise<number> => order.lines().getByRole('rowheader').count();
});

const toSold = ({ id, body }: { id: string; body: RecordBody }): Sold => ({
  id,
  code: textOf(body, 'code') ?? '',
  barcode: textsOf(body, 'barcodes')[0] ?? '',
  name: textOf(body, 'name') ?? '',
});
