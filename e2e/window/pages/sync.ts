/** The pill at the edge of the bar, and what stands behind it. */
import type { Locator } from 'playwright-core';
import { type AppWindow, factsIn } from './appWindow.ts';

export class SyncPanel {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  /** The pill, by what it says: `pill('sync.pill.waiting', 3)`. */
  pill(says: 'sync.pill.sent' | 'sync.pill.waiting' | 'sync.pill.needsYou', count = 0): Locator {
    const { page, t } = this.#window;
    return page.getByRole('button', { name: `${t('sync.pill.label')}: ${t(says, { count })}`, exact: true });
  }

  async open(): Promise<void> {
    const { page, t } = this.#window;
    await page.getByRole('button', { name: t('sync.pill.label') }).click();
    await this.#dialog().waitFor();
  }

  async close(): Promise<void> {
    await this.#window.press('Escape');
    await this.#dialog().waitFor({ state: 'hidden' });
  }

  state(connection: 'online' | 'offline' | 'syncing' | 'refused'): Locator {
    return this.#dialog().getByText(this.#window.t(`sync.panel.${connection}`), { exact: true });
  }

  /** Says how many changes wait. */
  waiting(count: number): Locator {
    return this.#dialog().getByRole('heading', { name: this.#window.t('sync.panel.waiting', { count }) });
  }

  /** A record whose change waits to be sent. */
  waitingRecord(title: string): Locator {
    const list = this.#dialog().getByRole('region', { name: this.#window.t('sync.panel.waitingTitle') });
    return list.getByRole('link', { name: title, exact: true });
  }

  /** While a round is under way: how far it is, as a bar that says so in words. */
  bar(): Locator {
    return this.#dialog().getByRole('progressbar');
  }

  /** How long it still takes. */
  timeLeft(): Locator {
    const dialog = this.#dialog();
    return dialog
      .getByText(this.#window.numbered('sync.panel.secondsLeft', 'count'))
      .or(dialog.getByText(this.#window.numbered('sync.panel.minutesLeft', 'count')));
  }

  /** Stops the round that is under way. */
  async stop(): Promise<void> {
    await this.#button('sync.panel.cancel').click();
    await this.#button('sync.panel.resume').waitFor();
  }

  async resume(): Promise<void> {
    await this.#button('sync.panel.resume').click();
  }

  /** Says how many changes head office did not take. */
  notTaken(count: number): Locator {
    return this.#dialog().getByRole('heading', { name: this.#window.t('sync.panel.notTaken', { count }) });
  }

  /** What head office did not take. */
  refused(): Locator {
    return this.#dialog().getByRole('region', { name: this.#window.t('sync.panel.refusedTitle') });
  }

  /** What head office holds of this machine's work: each with why and what comes next, and whom to call. */
  held(): Locator {
    return this.#dialog().getByRole('region', { name: this.#window.t('sync.panel.heldTitle') });
  }

  /** Who decides about it. */
  deciders(): Locator {
    return this.held()
      .getByRole('list', { name: this.#window.t('parking.who.label') })
      .getByRole('listitem');
  }

  async openHeldWork(): Promise<void> {
    await this.held()
      .getByRole('link', { name: this.#window.t('sync.panel.heldAll') })
      .click();
    await this.#window.heading(this.#window.t('parking.title')).waitFor();
  }

  /** Nothing begins by itself for a while. */
  async pause(): Promise<void> {
    await this.#button('sync.panel.pause').click();
    await this.#button('sync.panel.resume').waitFor();
  }

  async goOn(): Promise<void> {
    await this.#button('sync.panel.resume').click();
    await this.#button('sync.panel.pause').waitFor();
  }

  #button(words: 'sync.panel.pause' | 'sync.panel.resume' | 'sync.panel.cancel'): Locator {
    return this.#dialog().getByRole('button', { name: this.#window.t(words), exact: true });
  }

  /** Says that a metered line holds back what others changed. */
  metered(says: 'sync.panel.metered' | 'sync.panel.meteredTimes'): Locator {
    return this.#dialog().getByText(this.#window.t(says), { exact: true });
  }

  /** The next of the fixed times, by the company's clock. */
  async nextScheduled(): Promise<string | undefined> {
    return (await factsIn(this.#dialog())).get(this.#window.t('sync.panel.nextScheduled'));
  }

  async lastContact(): Promise<string | undefined> {
    return (await factsIn(this.#dialog())).get(this.#window.t('sync.panel.lastContact'));
  }

  /** Sends and fetches without waiting for the next round, and until that is over, with a line or without. */
  async syncNow(): Promise<void> {
    await this.open();
    const button = this.#dialog().getByRole('button', { name: this.#window.t('sync.panel.now'), exact: true });
    await button.click();
    // While it is under way the button says so instead.
    await button.waitFor();
    await this.close();
  }

  #dialog(): Locator {
    return this.#window.page.getByRole('dialog', { name: this.#window.t('sync.panel.title'), exact: true });
  }
}
