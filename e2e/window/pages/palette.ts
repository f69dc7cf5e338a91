import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

/** Ctrl+K: goes anywhere and does anything. */
export class CommandPalette {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.press('Control+k');
    await this.search().waitFor();
  }

  search(): Locator {
    return this.#window.page.getByRole('combobox', { name: this.#window.t('palette.placeholder') });
  }

  /** Something that is offered, by the words in it. */
  action(words: string): Locator {
    return this.#window.page.getByRole('dialog').getByRole('option', { name: words });
  }

  /** What stands under one heading. */
  group(heading: string): Locator {
    return this.#window.page.getByRole('dialog').getByRole('group', { name: heading, exact: true });
  }
}
