import type { Locator } from 'playwright-core';
import { valueLabel } from '../../../shared/locale/recordLabels.ts';
import type { COVERAGES } from '../../../shared/domain/contracts/serviceContract.ts';
import { type AppWindow, factsIn } from './appWindow.ts';
import { Fields } from './fields.ts';

/** The form of a new service contract. */
export class ContractForm {
  readonly fields: Fields;
  readonly #window: AppWindow;
  readonly #panel: Locator;

  constructor(window: AppWindow) {
    this.#window = window;
    this.#panel = window.panel(window.t('contracts.new'));
    this.fields = new Fields(window, this.#panel);
  }

  title(): Locator {
    return this.fields.text(this.#window.t('field.title'));
  }

  /** First and last day, as digits of the person's calendar: «۱۴۰۵۰۱۰۱». */
  async period(first: string, last: string): Promise<void> {
    await this.fields.date(this.#window.t('field.startsOn'), first);
    await this.fields.date(this.#window.t('field.endsOn'), last);
  }

  panel(): Locator {
    return this.#panel;
  }

  async cover(...items: readonly (typeof COVERAGES)[number][]): Promise<void> {
    for (const item of items) await this.fields.check(valueLabel(this.#window.t, 'contracts', 'coverage', item));
  }

  async save(): Promise<void> {
    await this.#panel.getByRole('button', { name: this.#window.t('contracts.create'), exact: true }).click();
  }
}

/** A contract beside the list. */
export class ContractPage {
  readonly #panel: Locator;

  constructor(window: AppWindow, title: string) {
    this.#panel = window.panel(title);
  }

  waitFor(): Promise<void> {
    return this.#panel.getByRole('definition').first().waitFor();
  }

  facts(): Promise<Map<string, string>> {
    return factsIn(this.#panel);
  }
}
