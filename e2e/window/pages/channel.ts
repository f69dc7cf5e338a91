/** Customers as a network: likely twins under a form, the merge of two, the tree of the channel, and what administrators arrange. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';
import { Fields } from './fields.ts';

/** Those who may be the same, wherever they are shown. */
export const twins = ({ page, t }: AppWindow): Locator => page.getByRole('list', { name: t('customers.twins.label') });

export class MergeDialog {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  dialog(): Locator {
    return this.#window.page.getByRole('dialog');
  }

  /** From the menu of the customer's page that is open. */
  async open(): Promise<void> {
    const { page, t } = this.#window;
    await page
      .getByRole('button', { name: t('action.more') })
      .last()
      .click();
    await page.getByRole('menuitem', { name: t('customers.merge.action') }).click();
    await this.dialog().waitFor();
  }

  async chooseTwin(name: string): Promise<void> {
    await twins(this.#window).getByRole('button', { name, exact: true }).first().click();
  }

  /** What stays of a field: a radio button each. */
  choices(field: string): Locator {
    return this.dialog().getByRole('radiogroup', { name: field, exact: true });
  }

  async confirm(): Promise<void> {
    await this.dialog()
      .getByRole('button', { name: this.#window.t('customers.merge.confirm') })
      .click();
  }
}

export class ChannelPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  tree(): Locator {
    return this.#window.page.getByRole('tree', { name: this.#window.t('channel.label') });
  }

  items(): Locator {
    return this.tree().getByRole('treeitem');
  }

  /** The name of the customer that the cursor is on. */
  focusedCustomer(): Promise<string> {
    return this.tree().evaluate(() => document.activeElement?.querySelector('bdi')?.textContent ?? '');
  }

  /** Those that can be opened. */
  closedItems(): Locator {
    return this.tree().locator('[role="treeitem"][aria-expanded="false"]');
  }
}

export class CustomerSetupPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  section(key: 'customerSetup.groups' | 'customerSetup.fields'): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(key) });
  }

  dialog(): Locator {
    return this.#window.page.getByRole('dialog');
  }

  fields(): Fields {
    return new Fields(this.#window, this.dialog());
  }

  async addField(): Promise<void> {
    const { t } = this.#window;
    await this.section('customerSetup.fields')
      .getByRole('button', { name: t('customerSetup.fields.add') })
      .click();
    await this.dialog().waitFor();
  }

  async save(): Promise<void> {
    await this.dialog()
      .getByRole('button', { name: this.#window.t('action.save') })
      .click();
    await this.dialog().waitFor({ state: 'hidden' });
  }
}
