/** Before work: signing in, choosing a passphrase, unlocking. */
import type { Locator } from 'playwright-core';
import type { Language } from '../../../shared/locale/format.ts';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import { AppWindow } from './appWindow.ts';

export class SignInPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async waitFor(): Promise<void> {
    await this.#window.heading(this.#window.t('session.signIn.title')).waitFor();
  }

  /** Switches the language at the top of the page. What follows is found by a window of that language. */
  async speak(language: Language): Promise<AppWindow> {
    const own = language === 'fa' ? 'فارسی' : 'English';
    await this.#window.page.getByText(own, { exact: true }).click();
    const window = new AppWindow(this.#window.page, language);
    await window.heading(window.t('session.signIn.title')).waitFor();
    return window;
  }

  /** The card of someone of the sample company. */
  card(name: string): Locator {
    return this.#window.page
      .getByRole('region', { name: this.#window.t('session.sample.title') })
      .getByRole('button', { name });
  }

  async signIn(login: string, password: string): Promise<void> {
    const { page, t } = this.#window;
    await page.getByRole('textbox', { name: t('session.signIn.login') }).fill(login);
    await page.getByRole('textbox', { name: t('session.signIn.password') }).fill(password);
    await page.getByRole('button', { name: t('session.signIn.submit'), exact: true }).click();
  }

  error(): Locator {
    return this.#window.page.getByRole('alert');
  }
}

export class PassphrasePage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async waitFor(): Promise<void> {
    await this.#window.heading(this.#window.t('session.passphrase.title')).waitFor();
  }

  async choose(passphrase: string, repeated = passphrase): Promise<void> {
    const { page, t } = this.#window;
    await page.getByRole('textbox', { name: t('session.passphrase.new'), exact: true }).fill(passphrase);
    await page.getByRole('textbox', { name: t('session.passphrase.repeat'), exact: true }).fill(repeated);
    await page.getByRole('button', { name: t('session.passphrase.submit') }).click();
  }

  /** Says how strong what is typed is. */
  strength(): Locator {
    return this.#window.page.getByRole('status', { name: this.#window.t('session.passphrase.strength') });
  }
}

/** The strip above a page while a machine gets its first data. */
export class FirstSync {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  strip(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('session.firstSync.title') });
  }

  bar(): Locator {
    return this.strip().getByRole('progressbar');
  }

  /** In percent. */
  async arrived(): Promise<number> {
    return Number(await this.bar().getAttribute('aria-valuenow'));
  }

  says(words: 'text' | 'paused' | 'waiting'): Locator {
    return this.strip().getByText(this.#window.t(`session.firstSync.${words}`), { exact: true });
  }

  /** How many of how many. */
  count(): Locator {
    return this.strip().getByText(this.#window.numbered('session.firstSync.progress', 'done', 'expected'));
  }

  async goOn(): Promise<void> {
    await this.strip()
      .getByRole('button', { name: this.#window.t('sync.panel.resume'), exact: true })
      .click();
  }
}

export class LockPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  /** Of a machine with one person. */
  async waitFor(name: string): Promise<void> {
    await this.#window.heading(this.#window.t('session.unlock.titleOne', { name })).waitFor();
  }

  /** Of a machine with several people. */
  async choose(name: string): Promise<void> {
    await this.#window.page.getByRole('button', { name, exact: true }).click();
  }

  async unlock(passphrase: string): Promise<void> {
    await this.field().fill(passphrase);
    await this.button().click();
  }

  field(): Locator {
    return this.#window.page.getByRole('textbox', { name: this.#window.t('session.unlock.passphrase') });
  }

  button(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('session.unlock.submit'), exact: true });
  }

  error(): Locator {
    return this.#window.page.getByRole('alert');
  }

  /** To sign somebody else in on this machine. */
  async addPerson(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('session.unlock.addPerson') }).click();
  }

  /** Why the right passphrase alone does not open it. */
  notice(title: MessageKey): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(title) });
  }

  /** Asks the server how this machine stands. */
  askServer(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('session.lock.ask'), exact: true });
  }

  /** The way back where a contact helps. */
  unlockAndAsk(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('session.lock.unlockAndAsk'), exact: true });
  }

  /** Of a copy that is gone. */
  async signInAgain(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('session.erased.signIn') }).click();
  }

  /** The language of the screens before work. */
  async speak(language: Language): Promise<void> {
    await this.#window.page.getByText(language === 'fa' ? 'فارسی' : 'English', { exact: true }).click();
  }

  /** Says how long the next try has to wait. */
  wait(): Locator {
    return this.#window.page.getByRole('timer');
  }
}
