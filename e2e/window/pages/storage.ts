/** The data file: the page of its repair, and its sections of the settings. */
import type { Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';

/** What is shown when the passphrase was right and the data file does not open. */
export class RepairPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async waitFor(): Promise<void> {
    await this.#window.heading(this.#window.t('storage.repair.title')).waitFor();
  }

  /** What is wrong. */
  finding(): Locator {
    return this.#part('storage.repair.what');
  }

  /** What can be saved, a line each. */
  found(): Locator {
    return this.#part('storage.found.title').getByRole('listitem');
  }

  async rebuild(login: string, password?: string): Promise<void> {
    const part = this.#part('storage.rebuild.title');
    if (password !== undefined)
      await part.getByRole('textbox', { name: this.#window.t('storage.rebuild.password', { login }) }).fill(password);
    await part.getByRole('button', { name: this.#window.t('storage.rebuild.run'), exact: true }).click();
  }

  /** Of the list, the newest first. */
  backups(): Locator {
    const begin = this.#window.t('storage.restore.runOf', { date: '' }).trim().split(' ')[0] ?? '';
    return this.#part('storage.restore.title')
      .getByRole('listitem')
      .getByRole('button', { name: new RegExp(`^${begin}`) });
  }

  error(): Locator {
    return this.#window.page.getByRole('alert');
  }

  async lock(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('storage.repair.lock') }).click();
  }

  /** What became of it, a line each. */
  async outcome(way: 'rebuilt' | 'restored'): Promise<string[]> {
    await this.#window.heading(this.#window.t(`storage.done.${way}`)).waitFor();
    return this.#window.page.getByRole('status').getByRole('listitem').allInnerTexts();
  }

  async openPeyvand(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('storage.done.open') }).click();
  }

  #part(label: Extract<MessageKey, `storage.${string}`>): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(label), exact: true });
  }
}

export class StorageSettings {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async backUp(): Promise<void> {
    await this.#backups()
      .getByRole('button', { name: this.#window.t('storage.backups.now') })
      .click();
    await this.backups().first().waitFor();
  }

  /** Those in the folder. */
  backups(): Locator {
    return this.#backups()
      .getByRole('list', { name: this.#window.t('storage.backups.list') })
      .getByRole('listitem');
  }

  async verifyFirst(): Promise<void> {
    await this.backups().first().getByRole('button').click();
    await this.#window.notice(this.#window.t('storage.backups.sound')).waitFor();
  }

  async check(): Promise<void> {
    await this.#data()
      .getByRole('button', { name: this.#window.t('storage.check.run') })
      .click();
  }

  /** What the last check said. */
  checked(): Locator {
    return this.#data().getByRole('status');
  }

  /** Removes the first of what was set aside, having asked. */
  async removeSetAside(): Promise<void> {
    const { page, t } = this.#window;
    await this.setAside().first().click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: t('storage.setAside.remove'), exact: true })
      .click();
  }

  setAside(): Locator {
    const begin = this.#window.t('storage.setAside.removeOf', { when: '' }).trim().split(' ')[0] ?? '';
    return this.#data().getByRole('button', { name: new RegExp(`^${begin}`) });
  }

  #data(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('storage.section'), exact: true });
  }

  #backups(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('storage.backups'), exact: true });
  }
}
