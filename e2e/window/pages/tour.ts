/** The strip of the tour above a page, and the wish for it where one signs in. */
import type { Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';

export class Tour {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  wish(): Locator {
    return this.#window.page.getByRole('checkbox', { name: this.#window.t('tour.offer') });
  }

  region(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('tour.label'), exact: true });
  }

  step(title: MessageKey): Locator {
    return this.region().getByText(this.#window.t(title), { exact: true });
  }

  next(): Locator {
    return this.region().getByRole('button', { name: this.#window.t('tour.next'), exact: true });
  }

  finish(): Locator {
    return this.region().getByRole('button', { name: this.#window.t('tour.finish'), exact: true });
  }
}
