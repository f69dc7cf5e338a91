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
  async save(): Promise<{ name: string; bytes: Uint8Array }> {
    const [download] = await Promise.all([
      this.window.page.waitForEvent('download'),
      this.window.page.getByRole('button', { name: this.window.t('papers.savePdf') }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: new Uint8Array(await readFile(await download.path())) };
  }
}
