/** An order: a draft to work on, or the document that it has become. */
import type { Locator } from 'playwright-core';
import { type AppWindow, factsIn, oneLine } from './appWindow.ts';
import { Fields } from './fields.ts';

export class OrderPage {
  readonly terms: Fields;
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
    this.terms = new Fields(window, window.page.getByRole('main'));
  }

  /** The editor of an order for a customer. */
  async waitForEditor(): Promise<void> {
    await this.productSearch().waitFor();
  }

  productSearch(): Locator {
    return this.#window.page.getByRole('combobox', { name: this.#window.t('orders.addProduct'), exact: true });
  }

  /** What is offered for the typed text; each says its price and stock too. */
  offered(): Locator {
    return this.#window.page.getByRole('listbox', { name: this.#window.t('action.choose') }).getByRole('option');
  }

  /**
   * Types, and chooses the first product offered with these words in it; the cursor is in its quantity then.
   * @returns the name on the line.
   */
  async addProduct(search: string, words: string): Promise<string> {
    await this.productSearch().fill(search);
    await this.offered().filter({ hasText: words }).first().click();
    const line = this.lines().getByRole('rowheader').filter({ hasText: words });
    await line.waitFor();
    return oneLine(await line.innerText());
  }

  lines(): Locator {
    return this.#window.page.getByRole('table', { name: this.#window.t('field.lines') });
  }

  line(product: string): Locator {
    return this.lines().getByRole('row').filter({ hasText: product });
  }

  quantity(product: string): Locator {
    return this.#cell('orders.cell.quantity', product);
  }

  price(product: string): Locator {
    return this.#cell('orders.cell.price', product);
  }

  discount(product: string): Locator {
    return this.#cell('orders.cell.discount', product);
  }

  /** What the totals say, without the unit, by their labels: `orders.totals.gross` and so on. */
  async totals(): Promise<Map<string, string>> {
    const { page, t, formats } = this.#window;
    const facts = await factsIn(page.getByLabel(t('orders.totals.label'), { exact: true }));
    const unit = formats.moneyUnitName('IRR');
    return new Map([...facts].map(([label, value]) => [label, value.replace(unit, '').trim()]));
  }

  /** "Saved", "Not saved yet". */
  savedState(words: string): Locator {
    return this.#window.page.getByRole('status').filter({ hasText: words });
  }

  async saveDraft(): Promise<void> {
    await this.#button('orders.saveDraft').click();
    await this.#window.notice(this.#window.t('orders.draftSaved')).waitFor();
  }

  async confirm(): Promise<void> {
    await this.#window.page.getByRole('button', { name: new RegExp(`^${this.#window.t('orders.confirm')}`) }).click();
  }

  /** The number in the heading of a confirmed order. */
  async number(): Promise<string> {
    const { page, t } = this.#window;
    await page.getByText(t('orders.locked')).waitFor();
    const words = oneLine(await page.getByRole('heading', { level: 1 }).innerText());
    const number = /[A-Z0-9]+-[A-Z0-9]+-\d+/.exec(words)?.[0];
    if (number === undefined) throw new Error(`No number in "${words}"`);
    return number;
  }

  #cell(label: 'orders.cell.quantity' | 'orders.cell.price' | 'orders.cell.discount', name: string): Locator {
    return this.#window.page.getByRole('textbox', { name: this.#window.t(label, { name }), exact: true });
  }

  #button(label: 'orders.saveDraft'): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t(label), exact: true });
  }
}
