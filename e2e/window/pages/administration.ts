/** The administrator's pages: people, roles, devices, the audit log. */
import type { Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import { type AppWindow, factsIn, oneLine } from './appWindow.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

export class PeoplePage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('nav.people'));
    this.#window = window;
  }

  /** The form of somebody new. */
  async startNew(): Promise<PersonForm> {
    await this.#window.page
      .getByRole('main')
      .getByRole('button', { name: this.#window.t('people.add') })
      .click();
    return this.form(this.#window.t('people.form.add'));
  }

  form(title: string): PersonForm {
    return new PersonForm(this.#window, this.#window.page.getByRole('dialog', { name: title }));
  }

  async open(name: string): Promise<Panel> {
    await this.row(name).first().click();
    const panel = new Panel(this.#window, this.#window.panel(name));
    await panel.waitFor();
    return panel;
  }

  /** What stands in the dialog that shows a password once. */
  async shownPassword(name: string): Promise<{ login: string; password: string }> {
    const { t, page } = this.#window;
    const dialog = page.getByRole('dialog', { name: t('people.password.title', { name }) });
    await dialog.waitFor();
    const facts = await factsIn(dialog);
    await dialog.getByRole('button', { name: t('people.password.done') }).click();
    await dialog.waitFor({ state: 'hidden' });
    return {
      login: facts.get(t('people.password.login')) ?? '',
      password: facts.get(t('people.password.password')) ?? '',
    };
  }
}

export class PersonForm {
  readonly #scope: Locator;
  readonly #window: AppWindow;
  readonly fields: Fields;

  constructor(window: AppWindow, scope: Locator) {
    this.#window = window;
    this.#scope = scope;
    this.fields = new Fields(window, scope);
  }

  async fill(key: MessageKey, text: string): Promise<void> {
    await this.fields.text(this.#window.t(key)).fill(text);
  }

  async choose(key: MessageKey, option: string): Promise<void> {
    await this.fields.choose(this.#window.t(key), option);
  }

  says(words: string): Locator {
    return this.#scope.getByText(words);
  }

  async submit(key: MessageKey): Promise<void> {
    await this.#scope.getByRole('button', { name: this.#window.t(key), exact: true }).click();
  }
}

/** A person or a device beside the list. */
class Panel {
  readonly #window: AppWindow;
  readonly #scope: Locator;

  constructor(window: AppWindow, scope: Locator) {
    this.#window = window;
    this.#scope = scope;
  }

  async waitFor(): Promise<void> {
    await this.#scope.waitFor();
  }

  facts(): Promise<Map<string, string>> {
    return factsIn(this.#scope);
  }

  says(words: string): Locator {
    return this.#scope.getByText(words);
  }

  button(key: MessageKey): Locator {
    return this.#scope.getByRole('button', { name: this.#window.t(key), exact: true });
  }

  /** Presses it and confirms the dialog that asks, with a reason where one is asked for. */
  async act(key: MessageKey, confirm: MessageKey, reason?: string): Promise<void> {
    await this.button(key).click();
    const { page, t } = this.#window;
    const confirmation = page.getByRole('button', { name: t(confirm), exact: true });
    // The dialog before may still be on its way out.
    const dialog = page.getByRole('dialog').filter({ has: confirmation });
    await dialog.waitFor();
    if (reason !== undefined) await dialog.getByRole('textbox').fill(reason);
    await dialog.getByRole('button', { name: t(confirm), exact: true }).click();
  }

  async text(): Promise<string> {
    return oneLine(await this.#scope.innerText());
  }
}

export class DevicesPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('nav.devices'));
    this.#window = window;
  }

  /** By what it is called, once it is read. */
  async open(device: string): Promise<Panel> {
    await this.row(device).first().click();
    const panel = new Panel(this.#window, this.#window.panel(device));
    await panel.waitFor();
    return panel;
  }
}

export class AuditPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('audit.title'));
    this.#window = window;
  }

  async verify(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('audit.verify'), exact: true }).click();
  }

  /** What the verifier found. */
  verdict(): Locator {
    return this.#window.page.getByRole('status').filter({ hasText: /[0-9a-f]{64}/ });
  }

  async open(action: string): Promise<Panel> {
    await this.row(action).first().click();
    const panel = new Panel(this.#window, this.#window.panel(action));
    await panel.waitFor();
    return panel;
  }
}

/** Branches, territories and places of stock. */
export class PlacesPage extends RecordList {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    super(window, window.t('nav.places'));
    this.#window = window;
  }

  async open(name: string): Promise<Panel> {
    await this.row(name).first().click();
    const panel = new Panel(this.#window, this.#window.panel(name));
    await panel.waitFor();
    return panel;
  }

  /** The form of a new one, by the menu. */
  async startNew(kind: 'branch' | 'territory' | 'stockPlace'): Promise<PersonForm> {
    const { page, t } = this.#window;
    await page
      .getByRole('main')
      .getByRole('button', { name: t('places.add'), exact: true })
      .click();
    await page.getByRole('menuitem', { name: t(`places.new.${kind}`) }).click();
    return this.form(t(`places.new.${kind}`));
  }

  form(title: string): PersonForm {
    return new PersonForm(this.#window, this.#window.page.getByRole('dialog', { name: title }));
  }
}
