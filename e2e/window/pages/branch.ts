/** The branch on its day, and the grid of its paper. */
import type { Locator } from 'playwright-core';
import type { Missing } from '../../../shared/contract/branch.ts';
import type { PaperColumn, PaperKind } from '../../../renderer/features/branch/paperRows.ts';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';

export class BranchPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.branch');
    await this.people().waitFor();
  }

  people(): Locator {
    return this.#window.page.getByRole('table', { name: this.#window.t('branch.people') });
  }

  person(name: string): Locator {
    return this.people().getByRole('row').filter({ hasText: name });
  }

  /** Lines of one kind of what is missing. */
  missing(what: Missing): Locator {
    return this.#window.page
      .getByRole('list', { name: this.#window.t(`branch.missing.${what}`) })
      .getByRole('listitem');
  }

  async openPaper(): Promise<PaperPage> {
    await this.#window.page.getByRole('link', { name: this.#window.t('branch.toPaper'), exact: true }).click();
    await this.#window.heading(this.#window.t('slips.title')).waitFor();
    return new PaperPage(this.#window);
  }
}

export class PaperPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async choosePerson(name: string): Promise<void> {
    const { page, t } = this.#window;
    await page.getByRole('combobox', { name: t('slips.whose') }).click();
    await page.getByRole('option', { name, exact: true }).click();
  }

  async showKind(kind: PaperKind): Promise<void> {
    const { page, t } = this.#window;
    await page
      .getByRole('radiogroup', { name: t('slips.kinds') })
      .getByText(t(`slips.kind.${kind}`), { exact: true })
      .click();
    await this.grid(kind).waitFor();
  }

  grid(kind: PaperKind): Locator {
    return this.#window.page.getByRole('table', { name: this.#window.t(`slips.kind.${kind}`), exact: true });
  }

  cell(column: PaperColumn, row: number): Locator {
    const { page, t } = this.#window;
    return page.getByLabel(t('slips.cell', { column: t(`slips.column.${column}`), row }), { exact: true });
  }

  /** A row that was entered, by its slip or its number. */
  entered(kind: PaperKind, words: string): Locator {
    return this.grid(kind)
      .getByRole('row')
      .filter({ hasText: words })
      .filter({ has: this.#window.page.getByRole('link') });
  }

  takeBack(slip: string): Locator {
    const { page, t } = this.#window;
    return page.getByRole('button', { name: t('slips.takeBack', { slip }), exact: true });
  }

  /** What throws a row away that was not entered yet. */
  bin(row: number): Locator {
    const { page, t } = this.#window;
    return page.getByRole('button', { name: t('slips.removeRow', { row }), exact: true });
  }

  refusal(): Locator {
    return this.#window.page
      .getByRole('cell')
      .and(this.#window.page.locator('[role="alert"]'))
      .or(this.#window.page.locator('td[role="alert"]'));
  }

  button(key: Extract<MessageKey, `slips.${string}`>): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t(key), exact: true });
  }

  sum(label: string): Locator {
    return this.#window.page
      .getByRole('complementary', { name: this.#window.t('slips.sums') })
      .getByRole('row')
      .filter({ hasText: label });
  }

  said(label: string): Locator {
    return this.#window.page.getByRole('textbox', {
      name: this.#window.t('slips.sums.saidOf', { what: label }),
      exact: true,
    });
  }

  /** Pastes into a cell, as from the clipboard of a spreadsheet. */
  async paste(column: PaperColumn, row: number, text: string): Promise<void> {
    const cell = this.cell(column, row);
    await cell.focus();
    await cell.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }
}
