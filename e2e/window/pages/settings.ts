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
