/** The history of a record, as it lies over its page. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';
import { oneLine } from './appWindow.ts';

export class HistoryDialog {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  region(): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('history.title') });
  }

  async open(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('history.open'), exact: true }).click();
    await this.region().waitFor();
  }

  /** Newest first, each as it is read. */
  async entries(): Promise<string[]> {
    return (await this.region().locator('ol > li').allInnerTexts()).map(oneLine);
  }

  offlineNote(): Locator {
    return this.region()
      .getByRole('note')
      .filter({ hasText: this.#window.t('history.offline.title') });
  }

  /** Brings back what stood in a field before the newest change of it that can be taken back. */
  async restore(field: string): Promise<void> {
    const name = this.#window.t('history.restoreField', { field });
    await this.region().getByRole('button', { name, exact: true }).first().click();
  }

  async close(): Promise<void> {
    await this.#window.press('Escape');
    await this.region().waitFor({ state: 'hidden' });
  }
}
