/** A list of records: its rows, its search, its filters. */
import type { Locator } from 'playwright-core';
import { type AppWindow, escapeForPattern, oneLine } from './appWindow.ts';

export class RecordList {
  readonly #window: AppWindow;
  readonly #name: string;

  constructor(window: AppWindow, name: string) {
    this.#window = window;
    this.#name = name;
  }

  grid(): Locator {
    return this.#window.page.getByRole('grid', { name: this.#name, exact: true });
  }

  /** How many rows the list has, those beyond the screen too; null until it is known. */
  async total(): Promise<number | null> {
    const count = Number(await this.grid().getAttribute('aria-rowcount'));
    return count > 0 ? count - 1 : null;
  }

  /** The row in which these words stand alone in a cell. */
  row(words: string): Locator {
    return this.grid()
      .getByRole('row')
      .filter({ has: this.#window.page.getByRole('gridcell', { name: words }) });
  }

  /** The check mark of a row on the screen, from the top. */
  mark(index: number): Locator {
    return this.grid().getByRole('gridcell').getByRole('checkbox').nth(index);
  }

  /** What a row says beside the record's name: here only, held, needs you. */
  badge(words: string, says: 'state.pending' | 'state.held' | 'state.needsYou'): Locator {
    const name = new RegExp(`^${escapeForPattern(this.#window.t(says))}: `);
    return this.row(words).getByRole('img', { name });
  }

  /** By the pen that a cell of the first row shows under the pointer. */
  async editByPointer(header: string): Promise<void> {
    const pen = this.grid()
      .getByRole('row')
      .nth(1)
      .getByRole('button', { name: `${this.#window.t('lists.keys.edit')}: ${header}`, includeHidden: true });
    await pen.locator('..').hover();
    await pen.click();
  }

  /** What the rows on the screen say in a column, from the top. Rows that have not come yet are left out. */
  async column(header: string): Promise<string[]> {
    // At one instant: rows that are read one after the other may be of two answers.
    const [headers = [], ...rows] = await this.grid()
      .getByRole('row')
      .evaluateAll((all) =>
        all.map((row) =>
          [...row.querySelectorAll<HTMLElement>('[role="columnheader"], [role="gridcell"]')].map(
            ({ innerText }) => innerText,
          ),
        ),
      );
    const index = headers.map(oneLine).indexOf(header);
    return rows.map((cells) => oneLine(cells[index] ?? '')).filter((text) => text !== '');
  }

  /** What the first row says in a column, once there are rows. */
  async firstOf(header: string): Promise<string> {
    await this.grid().getByRole('gridcell').filter({ hasText: /\S/ }).first().waitFor();
    return (await this.column(header))[0] ?? '';
  }

  async sortBy(header: string): Promise<void> {
    await this.grid().getByRole('columnheader').getByRole('button', { name: header, exact: true }).click();
  }

  sorting(header: string): Promise<string | null> {
    return this.grid()
      .getByRole('columnheader')
      .filter({ has: this.#window.page.getByRole('button', { name: header, exact: true }) })
      .getAttribute('aria-sort');
  }

  searchField(): Locator {
    return this.#window.page.getByRole('searchbox');
  }

  async search(text: string): Promise<void> {
    await this.searchField().fill(text);
  }

  /** Chooses in the menu of a filter and closes it. */
  async filter(label: string, ...options: readonly string[]): Promise<void> {
    const { page } = this.#window;
    await this.filterButton(label).click();
    for (const option of options) {
      await page.getByRole('menuitemcheckbox', { name: new RegExp(`^${escapeForPattern(option)}`) }).click();
    }
    await this.#window.press('Escape');
  }

  /** The chip of a filter; its name ends with what is chosen. */
  filterButton(label: string): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('filters.by', { label }) });
  }

  async clearFilter(label: string): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('filters.remove', { label }) }).click();
  }

  /** The words in place of rows, when nothing matches or nothing is there. */
  emptyTitle(title: string): Locator {
    return this.#window.page.getByRole('heading', { level: 2, name: title });
  }
}
