/** Fields of forms, filled in as a person does it. */
import type { Locator } from 'playwright-core';
import type { DatePart } from '../../../renderer/ui/inputs/dateParts.ts';
import type { AppWindow } from './appWindow.ts';

export class Fields {
  readonly #window: AppWindow;
  readonly #scope: Locator;

  /** @param scope the form, or the part of one in which the labels are unique. */
  constructor(window: AppWindow, scope: Locator) {
    this.#window = window;
    this.#scope = scope;
  }

  text(label: string): Locator {
    return this.#scope.getByRole('textbox', { name: label, exact: true });
  }

  choice(label: string): Locator {
    return this.#scope.getByRole('combobox', { name: label, exact: true });
  }

  async choose(label: string, option: string): Promise<void> {
    await this.choice(label).click();
    await this.#window.page.getByRole('option', { name: option, exact: true }).click();
  }

  /** Year, month and day in the calendar and the digits that the person has: «۱۴۰۵۰۹۰۱». */
  async date(label: string, digits: string): Promise<void> {
    await this.dateGroup(label).getByRole('spinbutton').first().click();
    for (const digit of digits) await this.#window.page.keyboard.type(digit);
  }

  dateGroup(label: string): Locator {
    return this.#scope.getByRole('group', { name: label, exact: true });
  }

  /** What stands in the parts of a date, year first; an empty part is ''. */
  async dateParts(label: string): Promise<string[]> {
    const parts = await this.dateGroup(label).getByRole('spinbutton').all();
    return Promise.all(parts.map((part) => part.inputValue()));
  }

  part(label: string, part: DatePart): Locator {
    const name = new RegExp(`^${this.#window.t(`date.part.${part}`)}`);
    return this.dateGroup(label).getByRole('spinbutton', { name });
  }

  /** Which part has the cursor, counted from the year; -1 when none has. */
  focusedPart(label: string): Promise<number> {
    return this.dateGroup(label)
      .getByRole('spinbutton')
      .evaluateAll((parts) => parts.findIndex((part) => part === document.activeElement));
  }

  /** Pastes over the first part, as from the clipboard. */
  async pasteDate(label: string, text: string): Promise<void> {
    const first = this.dateGroup(label).getByRole('spinbutton').first();
    await first.click();
    await first.evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** What is said beneath a date that cannot be. */
  dateProblem(label: string, words: string | RegExp): Locator {
    const group = this.#window.page.getByRole('group', { name: label, exact: true });
    return this.#scope.locator('div').filter({ has: group }).last().getByText(words);
  }

  /** One of a few that stand side by side: "It happened", "Company". The words are what is clicked, the radio button is not drawn. */
  async pick(label: string): Promise<void> {
    const radio = this.#window.page.getByRole('radio', { name: label, exact: true });
    await this.#scope.getByRole('radiogroup').filter({ has: radio }).getByText(label, { exact: true }).click();
  }

  /** One of several that may be chosen together. */
  async check(label: string): Promise<void> {
    await this.#scope.getByRole('checkbox', { name: label, exact: true }).press('Space');
  }
}
