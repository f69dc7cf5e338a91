/** The day of one person, and their calendar. */
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

export class DayPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  visits(): Locator {
    return this.#window.page.getByRole('list', { name: this.#window.t('day.visits') }).getByRole('listitem');
  }

  /** Customers' names, in the order of the day. */
  async names(): Promise<string[]> {
    const names = await this.visits().evaluateAll((items) =>
      items.map((item) => item.querySelector('bdi')?.title ?? ''),
    );
    return names.filter((name) => name !== '');
  }

  visit(name: string): Locator {
    return this.visits().filter({ has: this.#window.page.getByTitle(name, { exact: true }) });
  }

  /** The visit that is chosen, beside the list. */
  card(name: string): Locator {
    return this.#window.page.getByRole('region', { name, exact: true });
  }

  sketch(): Locator {
    return this.#window.page.getByRole('figure').getByRole('img');
  }

  outcome(name: string): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('day.outcome.title', { name }) });
  }

  task(subject: string): Locator {
    return this.#window.page.getByRole('checkbox', { name: this.#window.t('day.task.tick', { subject }) });
  }
}

export class CalendarPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  /** As it is seen: screen readers are told by a heading of the calendar's own. */
  month(): Locator {
    return this.#window.page.getByRole('application').getByRole('heading', { level: 2, includeHidden: true }).last();
  }

  grid(): Locator {
    return this.#window.page.getByRole('application').getByRole('grid');
  }

  /** What stands on its days, by the time that it begins with or not. */
  entries(): Locator {
    return this.grid().locator('[data-state]');
  }

  /** Days on which a task will stand that repeats. */
  ahead(): Locator {
    return this.grid().locator('[data-state="ahead"]');
  }

  async choose(label: 'calendar.view.week' | 'calendar.view.day' | 'calendar.view.month'): Promise<void> {
    await this.#window.page.getByText(this.#window.t(label), { exact: true }).click();
  }

  async speak(calendar: 'settings.calendar.persian' | 'settings.calendar.gregory'): Promise<void> {
    await this.#window.page.getByText(this.#window.t(calendar), { exact: true }).click();
  }
}
