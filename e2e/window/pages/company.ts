/** What holds for everybody: the page of the company's settings. */
import type { Locator } from 'playwright-core';
import type { SettingKey } from '../../../shared/domain/organisation/companySettings.ts';
import type { AppWindow } from './appWindow.ts';
import { Fields } from './fields.ts';

type Section = 'general' | 'devices' | 'hours' | 'holidays' | 'lock' | 'recovery' | 'reading' | 'limits';

export class CompanyPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.company');
    await this.section('limits').waitFor();
  }

  section(name: Section): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(`company.section.${name}`), exact: true });
  }

  /** The line of a setting: what it is called, what it says, who changed it last. */
  row(key: SettingKey): Locator {
    return this.#window.page.getByRole('group', { name: this.#window.t(`company.setting.${key}`), exact: true });
  }

  /** The line of a role or person among the limits. */
  limits(name: string): Locator {
    return this.section('limits').getByRole('group', { name, exact: true });
  }

  async change(name: Exclude<Section, 'limits'>): Promise<SettingsForm> {
    const { t } = this.#window;
    await this.section(name)
      .getByRole('button', { name: t('company.changeOf', { what: t(`company.section.${name}`) }), exact: true })
      .click();
    return this.form(t(`company.section.${name}`));
  }

  /** The limits of a role or person. */
  async changeLimits(name: string): Promise<SettingsForm> {
    await this.limits(name).getByRole('button').click();
    return this.form(this.#window.t('company.limits.title', { name }));
  }

  async addPerson(): Promise<SettingsForm> {
    const { t } = this.#window;
    await this.section('limits')
      .getByRole('button', { name: t('company.limits.add'), exact: true })
      .click();
    return this.form(t('company.limits.add'));
  }

  async form(title: string): Promise<SettingsForm> {
    const form = new SettingsForm(this.#window, title);
    await form.scope.getByRole('button', { name: this.#window.t('action.save'), exact: true }).waitFor();
    return form;
  }

  /** Who set it to what, the newest first. */
  async history(key: SettingKey): Promise<Locator> {
    const { t, page } = this.#window;
    const name = t('company.history', { what: t(`company.setting.${key}`) });
    await page.getByRole('button', { name, exact: true }).click();
    const dialog = page.getByRole('dialog', { name, exact: true });
    await dialog.getByRole('listitem').first().waitFor();
    return dialog;
  }
}

export class SettingsForm {
  readonly #window: AppWindow;
  readonly scope: Locator;
  readonly fields: Fields;

  constructor(window: AppWindow, title: string) {
    this.#window = window;
    this.scope = window.page.getByRole('dialog', { name: title, exact: true });
    this.fields = new Fields(window, this.scope);
  }

  says(words: string): Locator {
    return this.scope.getByText(words, { exact: true });
  }

  /** With the mouse. */
  async press(): Promise<void> {
    await this.scope.getByRole('button', { name: this.#window.t('action.save'), exact: true }).click();
  }

  /** With the keyboard, and until it is saved. */
  async save(): Promise<void> {
    await this.#window.press('Control+s');
    await this.scope.waitFor({ state: 'hidden' });
  }
}
