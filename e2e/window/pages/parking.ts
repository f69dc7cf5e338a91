/** Held work: the list of what the server holds back, one group with its decision, and what was decided about one's own. */
import type { Locator } from 'playwright-core';
import { type AppWindow, factsIn } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

export class ParkingPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('parking.title'));
    this.#window = window;
  }

  /** By its address: whoever may not decide has no entry in the rail. */
  async goTo(): Promise<void> {
    await this.#window.page.evaluate(() => (location.hash = '#/parking'));
    await this.#window.heading(this.#window.t('parking.title')).waitFor();
  }

  async show(view: 'all' | 'mine' | 'decisions'): Promise<void> {
    await new Fields(this.#window, this.#window.page.getByRole('main')).pick(this.#window.t(`parking.view.${view}`));
  }

  async open(title: string): Promise<HeldWorkPanel> {
    await this.row(title).first().click();
    return this.panelOf(title);
  }

  async panelOf(title: string): Promise<HeldWorkPanel> {
    const panel = new HeldWorkPanel(this.#window, this.#window.panel(title));
    await panel.applyButton().or(panel.releaseButton()).first().waitFor();
    return panel;
  }

  decisions(): Locator {
    return this.#window.page.getByRole('list', { name: this.#window.t('parking.view.decisions') }).getByRole('article');
  }
}

export class HeldWorkPanel {
  readonly #window: AppWindow;
  readonly #scope: Locator;

  constructor(window: AppWindow, scope: Locator) {
    this.#window = window;
    this.#scope = scope;
  }

  /** What is said of one field: seen before, written, in the record now. */
  sides(label: string): Promise<Map<string, string>> {
    const leaf = this.#scope.getByRole('heading', { level: 4, name: label, exact: true }).locator('../..');
    return factsIn(leaf);
  }

  /** Opens the field that is applied instead of what was written. */
  async mend(label: string): Promise<Fields> {
    await this.#button(`${this.#window.t('parking.mend')}: ${label}`).click();
    return new Fields(this.#window, this.#scope);
  }

  newValue(field: string): string {
    return this.#window.t('parking.newValue', { field });
  }

  async note(words: string): Promise<void> {
    await this.#scope.getByRole('textbox', { name: this.#window.t('parking.note') }).fill(words);
  }

  applyButton(): Locator {
    const { t } = this.#window;
    return this.#button(t('parking.apply')).or(this.#button(t('parking.applyChanged')));
  }

  releaseButton(): Locator {
    return this.#button(this.#window.t('parking.release'));
  }

  /** Of all that is held because the same device was stopped. */
  letThroughButton(): Locator {
    return this.#button(this.#window.t('parking.letThrough'));
  }

  /** Of the changes before it that have not arrived. */
  lostButton(): Locator {
    return this.#scope.getByRole('button', { name: this.#window.numbered('parking.lost', 'first', 'last') });
  }

  dialog(asked: 'release' | 'letThrough' | 'lost'): Locator {
    const title = this.#window.numbered(`parking.ask.${asked}.title`, 'first', 'last');
    return this.#window.page.getByRole('dialog', { name: title });
  }

  /** It still cannot be applied, and why. */
  refusal(): Locator {
    return this.#scope.getByRole('alert').filter({ hasText: this.#window.t('parking.refused') });
  }

  /** One of those that wait behind it. */
  async openBehind(title: string): Promise<void> {
    await this.#scope.getByRole('link', { name: title }).press('Enter');
  }

  openFirstLink(): Locator {
    return this.#scope.getByRole('link', { name: this.#window.t('parking.openFirst') });
  }

  says(words: string): Locator {
    return this.#scope.getByText(words);
  }

  discardDialog(): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('parking.ask.discard.title') });
  }

  #button(name: string): Locator {
    return this.#scope.getByRole('button', { name, exact: true });
  }
}
