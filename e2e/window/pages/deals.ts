import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

/** Deals as cards in the columns of their stages. */
export class Board {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.opportunities');
    await this.show('board');
  }

  async show(view: 'board' | 'list'): Promise<void> {
    const { page, t } = this.#window;
    // The radio itself is hidden behind its word.
    await page
      .getByRole('radiogroup', { name: t('opportunities.view') })
      .getByText(t(`opportunities.view.${view}`), { exact: true })
      .click();
  }

  /** A stage, or an end, by what it is called. */
  column(stage: string): Locator {
    return this.#window.page
      .locator('section')
      .filter({ has: this.#window.page.getByRole('heading', { name: stage }) });
  }

  cards(stage: string): Locator {
    return this.column(stage).getByRole('article');
  }

  card(name: string): Locator {
    const { page, t } = this.#window;
    return page
      .getByRole('article')
      .filter({ has: page.getByRole('button', { name: t('opportunities.drag', { name }), exact: true }) });
  }

  handle(card: Locator): Locator {
    return card.getByRole('button').nth(1);
  }

  async nameOf(card: Locator): Promise<string> {
    return (await card.getByRole('button').first().locator('bdi').first().getAttribute('title')) ?? '';
  }
}
