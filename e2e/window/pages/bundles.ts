/** Work that goes to head office in a file, and changes that come back in one. */
import { readFile } from 'node:fs/promises';
import type { Download, Locator } from 'playwright-core';
import type { MessageKey } from '../../../shared/locale/translator.ts';
import type { AppWindow } from './appWindow.ts';

export interface SavedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export class BundlesPage {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  async open(): Promise<void> {
    await this.#window.goTo('nav.bundles');
  }

  waiting(): Locator {
    return this.#part('bundles.waiting.title');
  }

  /** Whose sealed work is here, and what becomes of it. */
  person(name: string): Locator {
    return this.waiting().getByRole('listitem').filter({ hasText: name });
  }

  /** Writes a bundle and gives the file that the person got. */
  async write(): Promise<SavedFile> {
    return this.#saved(() =>
      this.#part('bundles.export.title')
        .getByRole('button', { name: this.#word('bundles.export.run') })
        .click(),
    );
  }

  exportReport(): Locator {
    return this.#part('bundles.export.title').getByRole('status');
  }

  /** Chooses a file in the dialog. */
  async take(file: SavedFile): Promise<void> {
    const another = this.#part('bundles.import.title').getByRole('button', { name: this.#word('bundles.again') });
    if ((await another.count()) > 0) await another.click();
    await this.#window.page
      .getByLabel(this.#word('bundles.import.choose'), { exact: true })
      .setInputFiles({ name: file.name, mimeType: 'application/vnd.peyvand.bundle', buffer: file.bytes });
  }

  /** Lets files fall on the page together, as from the folder beside it. */
  async drop(files: readonly SavedFile[]): Promise<void> {
    const { page } = this.#window;
    const dataTransfer = await page.evaluateHandle(
      (dropped) => {
        const transfer = new DataTransfer();
        for (const { name, bytes } of dropped) transfer.items.add(new File([Uint8Array.from(bytes)], name));
        return transfer;
      },
      files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
    );
    await page.getByText(this.#word('bundles.import.choose')).dispatchEvent('drop', { dataTransfer });
  }

  /** As `take`, with the file that head office is handed in return. */
  async takeForAnswer(file: SavedFile): Promise<SavedFile> {
    return this.#saved(() => this.take(file));
  }

  /** A file that was opened from the desktop and waits for a click. */
  offered(name: string): Locator {
    return this.#part('bundles.import.title')
      .getByRole('group', { name: this.#word('bundles.offered.label') })
      .filter({ hasText: name });
  }

  importReport(): Locator {
    return this.#part('bundles.import.title').getByRole('status');
  }

  problem(): Locator {
    return this.#part('bundles.import.title').getByRole('alert');
  }

  #part(name: MessageKey): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t(name), exact: true });
  }

  #word(key: MessageKey): string {
    return this.#window.t(key);
  }

  async #saved(act: () => Promise<void>): Promise<SavedFile> {
    const [download] = await Promise.all([this.#window.page.waitForEvent('download'), act()]);
    return readDownload(download);
  }
}

async function readDownload(download: Download): Promise<SavedFile> {
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}
