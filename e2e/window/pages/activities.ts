import type { Locator } from 'playwright-core';
import type { ACTIVITY_OUTCOMES } from '../../../shared/domain/activities/activity.ts';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { AppWindow } from './appWindow.ts';
import { Fields } from './fields.ts';

/** Logging a call or a visit over a customer's page. */
export class ActivityDialog {
  readonly fields: Fields;
  readonly #window: AppWindow;
  readonly #dialog: Locator;

  constructor(window: AppWindow, title: 'activities.logCall' | 'activities.logVisit', customer: string) {
    this.#window = window;
    this.#dialog = window.page.getByRole('dialog', { name: window.t(title, { name: customer }) });
    this.fields = new Fields(window, this.#dialog);
  }

  subject(): Locator {
    return this.fields.text(this.#window.t('field.subject'));
  }

  note(): Locator {
    return this.fields.text(this.#window.t('field.note'));
  }

  chooseOutcome(outcome: (typeof ACTIVITY_OUTCOMES)[number]): Promise<void> {
    const { t } = this.#window;
    return this.fields.choose(t('field.outcome'), valueLabel(t, 'activities', 'outcome', outcome));
  }

  async save(): Promise<void> {
    await this.#dialog.getByRole('button', { name: this.#window.t('action.save'), exact: true }).click();
    await this.#dialog.waitFor({ state: 'hidden' });
  }
}
