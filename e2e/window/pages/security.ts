/** A person's own security, the requests that they may let go, and the way back in from the lock screen. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

export class SecurityPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.security');
    await this.machine().waitFor();
  }

  machine(): Locator {
    return this.#section('security.machine');
  }

  recovery(): Locator {
    return this.#section('security.recovery');
  }

  recoverySwitch(): Locator {
    return this.recovery().getByRole('switch', { name: this.#window.t('security.recovery') });
  }

  devices(): Locator {
    return this.#section('security.devices');
  }

  requests(): Locator {
    return this.#section('security.requests');
  }

  /** One of a colleague, by their name. */
  request(name: string): Locator {
    return this.requests().getByRole('listitem').filter({ hasText: name }).first();
  }

  async approve(name: string, code: string): Promise<void> {
    const { t } = this.#window;
    await this.request(name).getByRole('textbox').fill(code);
    await this.request(name)
      .getByRole('button', { name: t('security.requests.approve'), exact: true })
      .click();
  }

  async makeNewKey(passphrase: string): Promise<void> {
    const { t } = this.#window;
    await this.machine()
      .getByRole('button', { name: t('security.rotate.begin') })
      .click();
    await this.machine()
      .getByRole('textbox', { name: t('settings.passphrase.current') })
      .fill(passphrase);
    await this.machine()
      .getByRole('button', { name: t('security.rotate.submit') })
      .click();
  }

  #section(title: 'security.machine' | 'security.recovery' | 'security.devices' | 'security.requests'): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(title), exact: true });
  }
}

/** On the lock screen. */
export class ForgottenPassphrase {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  link(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('security.forgot'), exact: true });
  }

  panel(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('security.forgot.title'), exact: true });
  }

  async ask(password: string): Promise<void> {
    const { t } = this.#window;
    await this.#password().fill(password);
    await this.panel()
      .getByRole('button', { name: t('security.forgot.submit') })
      .click();
  }

  /** As the person reads it out. */
  async code(): Promise<string> {
    return (await this.panel().locator('bdi').first().textContent()) ?? '';
  }

  approved(): Locator {
    return this.panel().getByText(this.#window.t('security.forgot.approved'));
  }

  async finish(password: string, passphrase: string): Promise<void> {
    const { t } = this.#window;
    await this.#password().fill(password);
    await this.panel()
      .getByRole('textbox', { name: t('settings.passphrase.next'), exact: true })
      .fill(passphrase);
    await this.panel()
      .getByRole('textbox', { name: t('settings.passphrase.repeat'), exact: true })
      .fill(passphrase);
    await this.panel()
      .getByRole('button', { name: t('security.forgot.finish') })
      .click();
  }

  #password(): Locator {
    return this.panel().getByRole('textbox', { name: this.#window.t('security.forgot.password') });
  }
}
