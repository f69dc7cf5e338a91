/** The list of customers, one customer, and the form of one. */
import type { Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';
import { escapeForPattern, factsIn } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

/** Between the body of a customer's page and its name lie fewer stops of the Tab key. */
const STOPS_MAXIMUM = 12;

export class CustomersPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('customers.title'));
    this.#window = window;
  }

  async open(name: string): Promise<CustomerPage> {
    await this.row(name).click();
    const customer = new CustomerPage(this.#window, name);
    await customer.waitFor();
    return customer;
  }

  /** Above the list; a list that is empty offers it once more. */
  newButton(): Locator {
    return this.#window.page.getByRole('link', { name: this.#window.t('customers.new'), exact: true }).first();
  }

  async startNew(): Promise<CustomerForm> {
    await this.newButton().click();
    return this.newForm();
  }

  /** The form of a new one, when it is open already. */
  newForm(): CustomerForm {
    return new CustomerForm(this.#window, this.#window.t('customers.new'));
  }
}

export class CustomerPage {
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow, name: string) {
    this.#window = window;
    this.#panel = window.panel(name);
  }

  waitFor(): Promise<void> {
    return this.story()
      .or(this.#panel.getByText(this.#window.t('customers.story.empty.title')))
      .waitFor();
  }

  region(): Locator {
    return this.#panel;
  }

  story(): Locator {
    return this.#panel.getByRole('list', { name: this.#window.t('customers.story.label') });
  }

  /** A line of the story with these words in it. */
  storyLine(words: string): Locator {
    return this.story().getByRole('link').filter({ hasText: words });
  }

  figures(): Promise<Map<string, string>> {
    return factsIn(this.#panel);
  }

  async details(): Promise<Map<string, string>> {
    await new Fields(this.#window, this.#panel).pick(this.#window.t('customers.tab.details'));
    await this.#panel.getByRole('heading', { name: this.#window.t('customers.details.business') }).waitFor();
    return factsIn(this.#panel);
  }

  showStory(): Promise<void> {
    return new Fields(this.#window, this.#panel).pick(this.#window.t('customers.tab.story'));
  }

  /** The small mark of what has not been sent. */
  pendingMark(): Locator {
    const heading = this.#panel.getByRole('heading', { level: 2 });
    return heading.getByRole('img', { name: this.#window.t('state.pending') });
  }

  /** Backwards from the body of the page by keyboard, as far as the mark; gives what then stands beside it. */
  async whyPending(): Promise<string> {
    const { page, t } = this.#window;
    await this.#panel.getByRole('group', { name: t('detail.body') }).focus();
    for (let stop = 0; stop < STOPS_MAXIMUM; stop += 1) {
      await this.#window.press('Shift+Tab');
      if ((await this.#window.focusedName())?.startsWith(t('state.pending')) === true) break;
    }
    return page.getByRole('tooltip').innerText();
  }

  async edit(): Promise<CustomerForm> {
    await this.#panel.getByRole('link', { name: this.#window.t('action.edit') }).click();
    return this.editForm();
  }

  /** The form of this customer, when it is open already. */
  editForm(): CustomerForm {
    const [before = '', after = ''] = this.#window.t('customers.edit.title', { name: '\n' }).split('\n');
    return new CustomerForm(this.#window, (before + after).trim());
  }

  async newOrder(): Promise<void> {
    await this.#panel.getByRole('link', { name: this.#window.t('customers.action.order') }).click();
  }

  async newContract(): Promise<void> {
    await this.newMenu('customers.action.contract');
  }

  /** What else is begun with the customer: opens the menu, and takes the act of this name where one is given. @returns all that it offers. */
  async newMenu(act?: MessageKey): Promise<string[]> {
    const { page, t } = this.#window;
    await this.#panel.getByRole('button', { name: t('customers.action.new') }).click();
    const items = page.getByRole('menu').getByRole('menuitem');
    await items.first().waitFor();
    const offered = await items.allInnerTexts();
    if (act !== undefined) await items.filter({ hasText: t(act) }).click();
    return offered;
  }

  /** A figure, which leads to what it is made of. */
  figure(label: MessageKey): Locator {
    const name = new RegExp(`^${escapeForPattern(this.#window.t(label))} `);
    return this.#panel.getByRole('button', { name }).or(this.#panel.getByRole('link', { name }));
  }

  /** A line of the part that tells of contracts. */
  contractLine(title: string): Locator {
    return this.#panel
      .getByRole('list', { name: this.#window.t('customers.contracts') })
      .getByRole('link')
      .filter({ hasText: title });
  }

  async logCall(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('customers.action.call') }).click();
  }

  async logVisit(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('customers.action.visit') }).click();
  }

  /** Leads to the review of a value that was changed in two places. */
  reviewButton(): Locator {
    return this.#panel.getByRole('button', { name: this.#window.t('record.review.open') });
  }

  /** What stands in place of a customer that this machine does not hold. */
  gone(): Locator {
    return this.#window.page.getByRole('heading', { name: this.#window.t('record.gone.title') });
  }

  async close(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('action.close') }).click();
    await this.#panel.waitFor({ state: 'hidden' });
  }
}

export class CustomerForm {
  readonly fields: Fields;
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow, title: string) {
    this.#window = window;
    this.#panel = window.panel(title);
    this.fields = new Fields(window, this.#panel);
  }

  waitFor(): Promise<void> {
    return this.name().waitFor();
  }

  name(): Locator {
    return this.#panel.getByRole('textbox', { name: this.#window.t('field.name'), exact: true }).first();
  }

  note(): Locator {
    return this.fields.text(this.#window.t('field.note'));
  }

  async addPhone(number: string): Promise<void> {
    const { t } = this.#window;
    await this.#panel.getByRole('button', { name: t('customers.form.addPhone') }).click();
    const phones = this.#panel.getByRole('group', { name: t('field.phones') });
    await phones
      .getByRole('textbox', { name: t('field.number') })
      .last()
      .fill(number);
  }

  async addAddress(city: string): Promise<void> {
    const { t } = this.#window;
    await this.#panel.getByRole('button', { name: t('customers.form.addAddress') }).click();
    const addresses = this.#panel.getByRole('group', { name: t('field.addresses') });
    await addresses
      .getByRole('textbox', { name: t('field.city') })
      .last()
      .fill(city);
  }

  /** Beside the form's field once somebody tried to save. */
  problem(words: string): Locator {
    return this.#panel.getByText(words, { exact: true });
  }

  restoredNote(): Locator {
    return this.#panel.getByRole('note').filter({ hasText: this.#window.t('record.restored.title') });
  }

  /** What others saved while this form was open. */
  changedNote(): Locator {
    return this.#panel.getByRole('note').filter({ hasText: this.#window.t('record.changedMeanwhile.title') });
  }

  async useTheirs(): Promise<void> {
    await this.changedNote()
      .getByRole('button', { name: this.#window.t('record.changedMeanwhile.takeTheirs') })
      .click();
  }

  async discardRestored(): Promise<void> {
    await this.restoredNote()
      .getByRole('button', { name: this.#window.t('record.restored.discard') })
      .click();
  }

  async save(): Promise<void> {
    await this.#panel
      .getByRole('button', { name: this.#window.t('customers.form.create'), exact: true })
      .or(this.#panel.getByRole('button', { name: this.#window.t('action.save'), exact: true }))
      .click();
  }

  async cancel(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('action.cancel'), exact: true }).click();
  }
}
