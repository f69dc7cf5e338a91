/** What stands above a list while rows of it are chosen. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

export class BulkBar {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  region(): Locator {
    return this.#window.page.getByRole('toolbar', { name: this.#window.t('lists.actions') });
  }

  chosen(count: number): Locator {
    return this.region().getByText(this.#window.t('lists.chosen', { count }), { exact: true });
  }

  async act(label: string): Promise<void> {
    await this.region().getByRole('button', { name: label, exact: true }).click();
  }

  /** Chooses in the dialog of an act. */
  async choose(field: string, option: string): Promise<void> {
    const dialog = this.#window.page.getByRole('dialog');
    await dialog
      .getByRole('combobox', { name: field })
      .or(dialog.getByRole('textbox', { name: field }))
      .fill(option);
    await this.#window.page.getByRole('option', { name: option }).first().click();
  }

  async confirm(label: string): Promise<void> {
    await this.#window.page.getByRole('dialog').getByRole('button', { name: label, exact: true }).click();
  }
}
