/** Lists as files, and the administrator's watch. */
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import type { ExportList } from '../../../shared/contract/exports.ts';
import type { AppWindow } from './appWindow.ts';
import type { SavedFile } from './bundles.ts';
import { Fields } from './fields.ts';
import { RecordList } from './list.ts';

/** The button beside a list, and what it opens. */
export class ExportOfList {
  readonly #window: AppWindow;
  readonly #list: ExportList;

  constructor(window: AppWindow, list: ExportList) {
    this.#window = window;
    this.#list = list;
  }

  button(): Locator {
    return this.#window.page.getByRole('button', { name: this.#window.t('exports.action'), exact: true });
  }

  dialog(): Locator {
    const { t } = this.#window;
    return this.#window.page.getByRole('dialog', {
      name: t('exports.title', { list: t(`exports.list.${this.#list}`) }),
    });
  }

  reason(): Locator {
    return this.dialog().getByRole('textbox', { name: this.#window.t('exports.reason') });
  }

  async open(): Promise<void> {
    await this.button().click();
    await this.reason().waitFor();
  }

  /** Something else of the same list. */
  choose(list: ExportList): Promise<void> {
    return new Fields(this.#window, this.dialog()).pick(this.#window.t(`exports.list.${list}`));
  }

  /** Saved with the keyboard, from the reason. */
  async run(format: 'csv' | 'xlsx', reason: string): Promise<SavedFile> {
    await new Fields(this.#window, this.dialog()).pick(this.#window.t(`exports.format.${format}`));
    await this.reason().fill(reason);
    const [download] = await Promise.all([
      this.#window.page.waitForEvent('download'),
      this.#window.page.keyboard.press('Control+s'),
    ]);
    await this.dialog().getByRole('status').waitFor();
    return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
  }

  async close(): Promise<void> {
    await this.#window.page.keyboard.press('Escape');
    await this.dialog().waitFor({ state: 'hidden' });
  }
}

export class WatchPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(view: 'findings' | 'exports' | 'people' | 'decoys' | 'lookUp'): Promise<void> {
    await this.#window.goTo('nav.watch');
    await new Fields(this.#window, this.#window.page.getByRole('main')).pick(this.#window.t(`watch.view.${view}`));
  }

  list(view: 'findings' | 'exports' | 'people' | 'decoys'): RecordList {
    return new RecordList(this.#window, this.#window.t(`watch.view.${view}`));
  }

  dialog(title: string): Locator {
    return this.#window.page.getByRole('dialog', { name: title });
  }

  /** What somebody may export, until a day as its digits are typed. */
  async grantExport(name: string, rows: { perExport: string; perDay: string; until: string }): Promise<void> {
    const { t } = this.#window;
    await this.list('people').row(name).click();
    const dialog = this.dialog(t('watch.grant.title', { name }));
    const fields = new Fields(this.#window, dialog);
    await dialog.getByRole('checkbox', { name: t('watch.grant.export') }).check();
    await fields.text(t('watch.grant.perExport')).fill(rows.perExport);
    await fields.text(t('watch.grant.perDay')).fill(rows.perDay);
    await fields.date(t('watch.grant.until'), rows.until);
    await dialog.getByRole('button', { name: t('action.save'), exact: true }).click();
    await this.#window.notice(t('watch.grant.saved', { name })).waitFor();
  }

  async makeDecoy(name: string, line: string): Promise<void> {
    const { t, page } = this.#window;
    await page.getByRole('button', { name: t('watch.decoys.make'), exact: true }).click();
    const dialog = this.dialog(t('watch.decoys.title'));
    const fields = new Fields(this.#window, dialog);
    await fields.choose(t('watch.decoys.person'), name);
    await fields.text(t('watch.decoys.lines')).fill(line);
    await dialog.getByRole('button', { name: t('watch.decoys.title'), exact: true }).click();
    await this.#window.notice(t('watch.decoys.made', { count: 1 })).waitFor();
  }

  async lookUp(text: string, met: string): Promise<void> {
    const fields = new Fields(this.#window, this.#window.page.getByRole('main'));
    await fields.text(this.#window.t('watch.lookUp.text')).fill(text);
    await fields.text(this.#window.t('watch.lookUp.met')).fill(met);
    await this.#window.page.getByRole('button', { name: this.#window.t('watch.lookUp.run'), exact: true }).click();
  }

  found(part: 'decoys' | 'exports'): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(`watch.lookUp.${part}`), exact: true });
  }

  async settle(words: string | RegExp, note: string): Promise<void> {
    const { t } = this.#window;
    await this.list('findings').grid().getByRole('row').filter({ hasText: words }).first().click();
    const dialog = this.dialog(t('watch.settle.title'));
    await new Fields(this.#window, dialog).text(t('watch.settle.note')).fill(note);
    await dialog.getByRole('button', { name: t('watch.settle'), exact: true }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
}

/** In place of what has to wait. */
export class ReadingPause {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  region(): Locator {
    return this.#window.page.getByRole('alert', { name: this.#window.t('watch.reading.title') });
  }

  async goOn(reason: string): Promise<void> {
    const { t } = this.#window;
    await new Fields(this.#window, this.region()).text(t('watch.reading.ask.reason')).fill(reason);
    await this.region()
      .getByRole('button', { name: t('watch.reading.ask'), exact: true })
      .click();
  }
}
