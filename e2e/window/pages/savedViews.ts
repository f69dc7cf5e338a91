/** The views of a list: what opens under their button. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

export class SavedViews {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    if (await this.#dialog().isVisible()) return;
    await this.#window.page
      .locator('button[aria-haspopup="dialog"]')
      .filter({ has: this.#window.page.locator('bdi') })
      .first()
      .click();
    await this.#dialog().waitFor();
  }

  async save(name: string): Promise<void> {
    const { t } = this.#window;
    await this.#dialog()
      .getByRole('textbox', { name: t('views.name') })
      .fill(name);
    await this.#dialog()
      .getByRole('button', { name: t('views.save') })
      .click();
    await this.#dialog().waitFor({ state: 'hidden' });
  }

  async rename(from: string, to: string): Promise<void> {
    const { t } = this.#window;
    await this.#dialog()
      .getByRole('button', { name: t('views.rename', { name: from }) })
      .click();
    await this.#dialog()
      .getByRole('textbox', { name: t('views.name') })
      .fill(to);
    await this.#window.press('Enter');
    await this.view(to).waitFor();
  }

  pin(name: string): Promise<void> {
    return this.#dialog()
      .getByRole('button', { name: this.#window.t('views.pin', { name }) })
      .click();
  }

  remove(name: string): Promise<void> {
    return this.#dialog()
      .getByRole('button', { name: this.#window.t('views.remove', { name }) })
      .click();
  }

  view(name: string): Locator {
    return this.#dialog().getByRole('button', { name, exact: true });
  }

  #dialog(): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('views.label') });
  }
}
