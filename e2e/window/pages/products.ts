/** The catalogue: its list, one product, and the form of a product. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

export class ProductsPage {
  readonly list: RecordList;
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
    this.list = new RecordList(window, window.t('products.title'));
  }

  async search(text: string): Promise<void> {
    await this.#window.page.getByRole('searchbox', { name: this.#window.t('products.search') }).fill(text);
  }

  newLink(): Locator {
    return this.#window.page.getByRole('link', { name: this.#window.t('products.new') });
  }

  /** By its key. */
  async startNew(): Promise<ProductForm> {
    await this.list.grid().waitFor();
    await this.#window.press('n');
    const form = new ProductForm(this.#window, this.#window.t('products.new'));
    await form.name().waitFor();
    return form;
  }

  async open(name: string): Promise<Locator> {
    await this.list.row(name).first().click();
    const panel = this.#window.panel(name);
    await panel.getByRole('definition').first().waitFor();
    return panel;
  }

  /** By its key, on the open product. */
  async edit(name: string): Promise<ProductForm> {
    await this.#window.press('e');
    const form = new ProductForm(this.#window, this.#window.t('products.edit', { name }));
    await form.name().waitFor();
    return form;
  }

  withdrawnOnly(): Locator {
    return this.#window.page.getByRole('switch', { name: this.#window.t('products.filter.withdrawn') });
  }
}

export class ProductForm {
  readonly fields: Fields;
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow, title: string) {
    this.#window = window;
    this.#panel = window.panel(title);
    this.fields = new Fields(window, this.#panel);
  }

  panel(): Locator {
    return this.#panel;
  }

  name(): Locator {
    return this.fields.text(this.#window.t('field.name'));
  }

  code(): Locator {
    return this.fields.text(this.#window.t('field.code'));
  }

  unit(): Locator {
    return this.fields.choice(this.#window.t('field.unit')).first();
  }

  category(): Locator {
    return this.fields.choice(this.#window.t('field.category'));
  }

  /** As a scanner enters it. */
  async scan(barcode: string): Promise<void> {
    const box = this.fields.choice(this.#window.t('field.barcodes')).first();
    await box.fill(barcode);
    await box.press('Enter');
  }

  units(): Locator {
    return this.#panel.getByRole('group', { name: this.#window.t('field.units'), exact: true });
  }

  async addUnit(unit: string, factor: string): Promise<void> {
    const { t } = this.#window;
    await this.units()
      .getByRole('button', { name: t('products.units.add') })
      .click();
    await this.units()
      .getByRole('combobox', { name: t('field.unit'), exact: true })
      .fill(unit);
    await this.units()
      .getByRole('textbox', { name: t('field.factor') })
      .fill(factor);
  }

  async addPrice(amount: string): Promise<void> {
    const { t } = this.#window;
    const prices = this.#panel.getByRole('group', { name: t('field.prices'), exact: true });
    await prices.getByRole('button', { name: t('products.prices.add') }).click();
    await prices.getByRole('textbox', { name: t('field.price'), exact: true }).fill(amount);
  }

  /** Who bears one of the codes already. */
  bearer(name: string): Locator {
    return this.#panel.getByRole('list', { name: this.#window.t('products.codes.label') }).getByRole('link', { name });
  }

  restoredNote(): Locator {
    return this.#panel.getByText(this.#window.t('record.restored.title'));
  }

  async create(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('products.form.create') }).click();
  }

  async save(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('action.save'), exact: true }).click();
  }
}
