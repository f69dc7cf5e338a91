/** Papers of what is on the page: how they are made, and what they say. */
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import type { Language } from '../../../shared/locale/format.ts';
import type { AppWindow } from './appWindow.ts';

export class PaperTools {
  private readonly window: AppWindow;

  constructor(window: AppWindow) {
    this.window = window;
  }

  /** What the printer gets. */
  sheet(): Locator {
    return this.window.page.locator('#paper');
  }

  /** By its key: the window's own printing, without the system's dialog. Ends when the paper stands there as the printer gets it. */
  async print(): Promise<void> {
    await this.window.page.evaluate(() => {
      window.print = () => document.body.setAttribute('data-printed', String(Date.now()));
      document.body.removeAttribute('data-printed');
    });
    await this.window.press('Control+p');
    await this.window.page.locator('body[data-printed]').waitFor();
    await this.window.page.emulateMedia({ media: 'print' });
  }

  /** Back to the screen. */
  async putDown(): Promise<void> {
    await this.window.page.emulateMedia({ media: null });
  }

  async choose(language: Language): Promise<void> {
    await this.window.page
      .getByRole('combobox', { name: this.window.t('papers.language') })
      .first()
      .click();
    await this.window.page.getByRole('option', { name: this.window.t(`papers.language.${language}`) }).click();
  }

  /** As the person gets the file. */
  save(): Promise<SavedFile> {
    return this.savedBy(this.window.t('papers.savePdf'));
  }

  /** Of the rows that are chosen in a list. */
  saveChosen(language: Language): Promise<SavedFile> {
    return this.savedBy(this.window.t(`papers.savePdf.${language}`));
  }

  private async savedBy(button: string): Promise<SavedFile> {
    const [download] = await Promise.all([
      this.window.page.waitForEvent('download'),
      this.window.page.getByRole('button', { name: button, exact: true }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
  }
}

export interface SavedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
