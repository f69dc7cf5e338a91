import type { Locator } from 'playwright-core';
import type { Preferences } from '../../../shared/contract/index.ts';
import type { AppWindow } from './appWindow.ts';

/** What a person chooses for this machine. */
export class SettingsPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async chooseTheme(theme: Preferences['theme']): Promise<void> {
    await this.#choice('settings.theme', this.#window.t(`settings.theme.${theme}`));
  }

  async chooseLanguage(language: Preferences['language']): Promise<void> {
    await this.#choice('settings.language', this.#window.t(`settings.language.${language}`));
  }

  async chooseCalendar(calendar: Preferences['calendar']): Promise<void> {
    await this.#choice('settings.calendar', this.#window.t(`settings.calendar.${calendar}`));
  }

  async chooseMoneyUnit(unit: Preferences['moneyUnit']): Promise<void> {
    await this.#choice('settings.moneyUnit', this.#window.t(`settings.moneyUnit.${unit}`));
  }

  /** The switch of a line that costs money. */
  metered(): Locator {
    return this.sync().getByRole('switch', { name: this.#window.t('settings.sync.metered') });
  }

  /** The fixed times of sync, as they are shown. */
  times(): Locator {
    const list = this.sync().getByRole('list', { name: this.#window.t('settings.sync.times') });
    return list.getByRole('listitem').locator('bdi');
  }

  /** Where a new time is written; Enter adds it. */
  newTime(): Locator {
    return this.sync().getByRole('textbox', { name: this.#window.t('settings.sync.time') });
  }

  removeTime(time: string): Locator {
    const { t, formats } = this.#window;
    const name = t('settings.sync.removeTime', { time: formats.code(time) });
    return this.sync().getByRole('button', { name, exact: true });
  }

  /** What became of the last change of sync. */
  syncSaved(): Locator {
    return this.sync().getByRole('status').getByText(this.#window.t('settings.sync.saved'));
  }

  sync(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('settings.sync'), exact: true });
  }

  async lock(): Promise<void> {
    await this.#window.page
      .getByRole('main')
      .getByRole('button', { name: this.#window.t('session.lock') })
      .click();
  }

  async #choice(label: `settings.${'theme' | 'language' | 'calendar' | 'moneyUnit'}`, option: string): Promise<void> {
    const { page, t } = this.#window;
    await page
      .getByRole('radiogroup', { name: t(label) })
      .getByText(option, { exact: true })
      .click();
  }
}
