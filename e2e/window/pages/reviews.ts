/** What two people changed apart. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';
import { factsIn } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

export class ReviewsPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('reviews.title'));
    this.#window = window;
  }

  async open(record: string): Promise<void> {
    await this.row(record).first().click();
    await this.#panel(record).getByRole('definition').first().waitFor();
  }

  async showDecided(): Promise<void> {
    await new Fields(this.#window, this.#window.page.getByRole('main')).pick(this.#window.t('reviews.decided'));
  }

  /** The sides of the review that is open, by their headings: before, what each wrote, what stands. */
  sides(record: string): Promise<Map<string, string>> {
    return factsIn(this.#panel(record));
  }

  /** Which field the review is about. */
  field(record: string, label: string): Locator {
    return this.#panel(record).getByRole('heading', { level: 3, name: label });
  }

  async keep(record: string): Promise<void> {
    await this.#panel(record)
      .getByRole('button', { name: this.#window.t('reviews.keep') })
      .click();
  }

  /** Puts the value of `name` in place of the one that stands. */
  async takeBack(record: string, name: string): Promise<void> {
    await this.#panel(record)
      .getByRole('button', { name: this.#window.t('reviews.takeBack', { name }) })
      .click();
  }

  #panel(record: string): Locator {
    return this.#window.panel(record);
  }
}
