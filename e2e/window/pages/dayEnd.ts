/** The end of a day: its steps, and the receipt that it ends in. */
import type { Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';

type Step =
  | 'dayEnd.waiting.title'
  | 'dayEnd.review.title'
  | 'dayEnd.others.title'
  | 'dayEnd.sync.title'
  | 'dayEnd.compare.title'
  | 'dayEnd.close.title';

export class DayEndPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.dayEnd');
  }

  step(title: Step): Locator {
    return this.#window.page.getByRole('listitem', { name: this.#window.t(title), exact: true });
  }

  /** Waits until a step says so. */
  async says(title: Step, key: MessageKey, count?: number): Promise<void> {
    const text = this.#window.t(key, count === undefined ? undefined : { count });
    await this.step(title).getByText(text, { exact: true }).waitFor();
  }

  async syncAndCompare(): Promise<void> {
    await this.step('dayEnd.sync.title')
      .getByRole('button', { name: this.#window.t('dayEnd.sync.run') })
      .click();
  }

  problem(): Locator {
    return this.step('dayEnd.sync.title').getByRole('alert');
  }

  /** Each record that is not the same here and at head office. */
  differences(): Locator {
    return this.step('dayEnd.compare.title')
      .getByRole('list', { name: this.#window.t('dayEnd.compare.differences') })
      .getByRole('listitem');
  }

  async close(words: 'dayEnd.close.run' | 'dayEnd.close.anyway' = 'dayEnd.close.run'): Promise<void> {
    await this.step('dayEnd.close.title')
      .getByRole('button', { name: this.#window.t(words), exact: true })
      .click();
    await this.says('dayEnd.close.title', 'dayEnd.close.done');
  }

  /** Of the steps, by what it is in the table: number and total, here and at head office. */
  figures(name: string): Locator {
    return this.step('dayEnd.compare.title').getByRole('row').filter({ hasText: name });
  }

  /** On which sides the figures of a row stand. */
  async alignments(name: string): Promise<string[]> {
    const sides = await this.figures(name)
      .getByRole('cell')
      .evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell).textAlign));
    return [...new Set(sides)];
  }

  /** What is said of the comparison just now. */
  outcomes(): Promise<string[]> {
    return this.step('dayEnd.compare.title').getByRole('status').allInnerTexts();
  }

  /** What the person sold in the month, whichever it is. */
  ownSales(): Locator {
    const { page, t } = this.#window;
    return page.getByRole('region', { name: t('salesCredits.own', { month: '' }).trim() });
  }

  receipts(): Locator {
    const { page, t } = this.#window;
    return page.getByRole('region', { name: t('dayEnd.receipts.title') }).getByRole('listitem');
  }

  async openReceipt(): Promise<void> {
    await this.step('dayEnd.close.title')
      .getByRole('link', { name: this.#window.t('dayEnd.close.open') })
      .press('Enter');
    await this.paper().waitFor();
  }

  paper(): Locator {
    return this.#window.page.getByRole('article', { name: this.#window.t('dayEnd.receipt.heading') });
  }
}
