/** Bringing in what another program has kept. */
import type { Locator } from 'playwright-core';
import type { ImportRequest } from '../../../shared/contract/imports.ts';
import type { AppWindow } from './appWindow.ts';
import { factsIn, oneLine } from './appWindow.ts';
import { RecordList } from './list.ts';

export class ImportPage {
  readonly issues: RecordList;
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
    this.issues = new RecordList(window, window.t('imports.issues'));
  }

  /** Lets the files fall on the page, as from the folder beside it. */
  async drop(files: ImportRequest['files']): Promise<void> {
    const { page, t } = this.#window;
    const dataTransfer = await page.evaluateHandle((dropped) => {
      const transfer = new DataTransfer();
      for (const { name, bytes } of dropped) {
        const content = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0));
        transfer.items.add(new File([content], name, { type: 'text/csv' }));
      }
      return transfer;
    }, files);
    await page.getByText(t('imports.drop.title')).dispatchEvent('drop', { dataTransfer });
  }

  /** Chooses them in the file dialog instead. */
  async choose(files: ImportRequest['files']): Promise<void> {
    const { page, t } = this.#window;
    await page
      .getByLabel(t('imports.drop.label'), { exact: true })
      .setInputFiles(
        files.map(({ name, bytes }) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(bytes, 'base64') })),
      );
  }

  /** Says what the files are. */
  async choosePreset(preset: 'catalogue' | 'price-list'): Promise<void> {
    const { page, t } = this.#window;
    await page
      .getByRole('radiogroup', { name: t('imports.preset') })
      .getByText(t(`imports.preset.${preset}`), { exact: true })
      .click();
  }

  async remove(file: string): Promise<void> {
    const { page, t } = this.#window;
    await page.getByRole('button', { name: t('imports.removeFile', { file }) }).click();
  }

  files(): Locator {
    return this.#window.page.getByRole('list', { name: this.#window.t('imports.files') }).getByRole('listitem');
  }

  /** A row of the table of counts, as its cells say it. */
  async counts(table: string): Promise<string[]> {
    const { page, t } = this.#window;
    const row = page
      .getByRole('table', { name: t('imports.summary') })
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: table, exact: true }) });
    return (await row.getByRole('cell').allInnerTexts()).map(oneLine);
  }

  /** A mapping that the importer offers. */
  offer(from: string, to: string): Locator {
    const { page, t } = this.#window;
    const words = t('imports.offer', {
      of: t('imports.mapping.product'),
      from: `\u2068${from}\u2069`,
      to: `\u2068${to}\u2069`,
    });
    return page.getByRole('switch', { name: words });
  }

  runButton(): Locator {
    return this.#window.page
      .getByRole('main')
      .getByRole('button', { name: this.#window.t('imports.run'), exact: true });
  }

  /** False also while the button is not there. */
  async mayRun(): Promise<boolean> {
    return (await this.runButton().count()) > 0 && (await this.runButton().isEnabled());
  }

  /** The report's heading, which says how many records were made. */
  done(count: number): Locator {
    return this.#window.page.getByRole('heading', { name: this.#window.t('imports.done.title', { count }) });
  }

  /** What is to be held against the old program. */
  figures(): Promise<Map<string, string>> {
    return factsIn(this.#window.page.getByRole('main'));
  }

  /** Says what is wrong with a file. */
  problem(): Locator {
    return this.#window.page.getByRole('main').getByRole('note');
  }

  async another(): Promise<void> {
    await this.#window.page.getByRole('button', { name: this.#window.t('imports.another') }).click();
  }
}
