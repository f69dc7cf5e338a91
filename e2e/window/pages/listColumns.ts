/** The columns of a list: their menu, and the headers that they have. */
import type { Locator } from 'playwright-core';
import { type AppWindow, oneLine } from './appWindow.ts';

export class ListColumns {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    if (await this.menu().isVisible()) return;
    await this.#window.page.getByRole('button', { name: this.#window.t('columns.label'), exact: true }).click();
    await this.menu().waitFor();
  }

  async close(): Promise<void> {
    await this.#window.press('Escape');
    await this.menu().waitFor({ state: 'hidden' });
  }

  menu(): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('columns.label') });
  }

  column(header: string): Locator {
    return this.menu().getByRole('checkbox', { name: header, exact: true });
  }

  /** Presses several with no time between them, quicker than anything is kept. */
  chooseAtOnce(headers: readonly string[]): Promise<void> {
    return this.menu().evaluate((menu, wanted) => {
      for (const header of wanted) {
        const label = [...menu.querySelectorAll('label')].find(({ textContent }) => textContent?.trim() === header);
        label?.click();
      }
    }, headers);
  }

  /** As the menu has them, shown or not. */
  async listed(): Promise<string[]> {
    return (await this.menu().locator('label').allInnerTexts()).map(oneLine);
  }

  reset(): Promise<void> {
    return this.menu()
      .getByRole('button', { name: this.#window.t('columns.reset') })
      .click();
  }

  /** The headers of the list, as they stand; marks have none. */
  async headers(): Promise<string[]> {
    const texts = await this.#window.page.getByRole('columnheader').allInnerTexts();
    return texts.map(oneLine).filter((text) => text !== '');
  }

  async widthOf(header: string): Promise<number> {
    return Math.round((await this.#header(header).boundingBox())?.width ?? 0);
  }

  /** Draws the edge of a header by so many pixels towards where lines end. */
  async draw(header: string, by: number): Promise<void> {
    const { page } = this.#window;
    const box = await this.#header(header).locator('[data-edge]').boundingBox();
    if (!box) throw new Error(`${header} has no edge`);
    const way = (await page.locator('html').getAttribute('dir')) === 'rtl' ? -1 : 1;
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + (way * by) / 2, y);
    await page.mouse.move(x + way * by, y);
    await page.mouse.up();
  }

  #header(header: string): Locator {
    return this.#window.page.getByRole('columnheader').filter({ hasText: header }).first();
  }
}
