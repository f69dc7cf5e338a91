/** Quotes, deliveries, invoices and returns: their list, their pages, and the dialogs that make the next one. */
import type { Locator } from 'playwright-core';
import type { ChainKind } from '../../../shared/domain/salesDocuments/documentStates.ts';
import type { MessageKey } from '../../../shared/locale/messages/en.ts';
import { oneLine, type AppWindow } from './appWindow.ts';

export class DocumentPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  /** Waits for the page of a paper of that kind with a number, and gives it. */
  async number(kind: ChainKind): Promise<string> {
    const { page, t } = this.#window;
    const heading = page.getByRole('heading', { level: 1 }).filter({ hasText: t(`kind.${kind}`) });
    const numbered = heading.filter({ hasText: NUMBER });
    await numbered.waitFor();
    const number = NUMBER.exec(oneLine(await numbered.innerText()))?.[0];
    if (number === undefined) throw new Error('A heading without a number');
    return number;
  }

  button(label: MessageKey): Locator {
    return this.#window.page.getByRole('button', { name: new RegExp(`^${this.#window.t(label)}`) });
  }

  chain(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('documents.chain'), exact: true });
  }

  dialog(): Locator {
    return this.#window.page.getByRole('dialog');
  }

  quantity(product: string): Locator {
    return this.dialog().getByRole('textbox', { name: this.#window.t('orders.cell.quantity', { name: product }) });
  }

  async choose(label: MessageKey, option: string): Promise<void> {
    const { page, t } = this.#window;
    await this.dialog()
      .getByRole('combobox', { name: t(label) })
      .click();
    await page.getByRole('option', { name: option, exact: true }).click();
  }
}

const NUMBER = /[A-Z]{3}-[A-Z0-9]+-\d+/;
