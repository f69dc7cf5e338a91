/** The photos and files of a record, and one of them large. */
import { readFile } from 'node:fs/promises';
import type { Locator } from 'playwright-core';
import type { AppWindow } from './appWindow.ts';

export interface PickedFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

export class AttachmentsSection {
  readonly #window: AppWindow;

  constructor(window: AppWindow) {
    this.#window = window;
  }

  region(): Locator {
    return this.#window.page.getByRole('region', { name: this.#window.t('attachments.title'), exact: true });
  }

  /** As from the dialog of the system. */
  async choose(...files: PickedFile[]): Promise<void> {
    await this.region()
      .locator('input[type="file"]')
      .first()
      .setInputFiles(files.map((file) => ({ ...file })));
  }

  /** As from another program. */
  async drop(file: PickedFile): Promise<void> {
    await this.#transfer(file, 'drop');
  }

  async paste(file: PickedFile): Promise<void> {
    await this.#transfer(file, 'paste');
  }

  async #transfer({ name, mimeType, buffer }: PickedFile, road: 'drop' | 'paste'): Promise<void> {
    await this.region().evaluate(
      (section, [text, fileName, type, by]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const transfer = new DataTransfer();
        transfer.items.add(new File([bytes], fileName, { type }));
        if (by === 'drop')
          section.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: transfer }));
        else
          document.dispatchEvent(
            new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: transfer }),
          );
      },
      [buffer.toString('base64'), name, mimeType, road] as const,
    );
  }

  tile(name: string): Locator {
    return this.region().getByRole('listitem').getByRole('button').filter({ hasText: name });
  }

  /** What somebody gets who keeps it: its bytes as they lie on the machine. */
  async save(dialog: Locator): Promise<Buffer> {
    const [download] = await Promise.all([
      this.#window.page.waitForEvent('download'),
      dialog.getByRole('button', { name: this.#window.t('attachments.saveAs') }).click(),
    ]);
    return readFile(await download.path());
  }

  async open(name: string): Promise<Locator> {
    await this.tile(name).click();
    const dialog = this.#window.page.getByRole('dialog', { name });
    await dialog.waitFor();
    return dialog;
  }
}

/** As a telephone writes into a photo where it was taken: a part of its own, behind the first two bytes. */
export function withPosition(photo: PickedFile, position: string): PickedFile {
  const inside = Buffer.from(`Exif\0\0${position}`, 'latin1');
  const part = Buffer.concat([Buffer.from([0xff, 0xe1, (inside.length + 2) >> 8, (inside.length + 2) & 255]), inside]);
  return { ...photo, buffer: Buffer.concat([photo.buffer.subarray(0, 2), part, photo.buffer.subarray(2)]) };
}

/** A photo as a camera takes it: a JPEG of so many pixels, drawn by the browser itself. */
export async function photoOf(
  { page }: AppWindow,
  name: string,
  width: number,
  height: number,
  hue: number,
): Promise<PickedFile> {
  const text = await page.evaluate(
    async ([wide, high, colour]) => {
      const canvas = document.createElement('canvas');
      canvas.width = wide;
      canvas.height = high;
      const context = canvas.getContext('2d');
      if (!context) return '';
      const sky = context.createLinearGradient(0, 0, 0, high);
      sky.addColorStop(0, `hsl(${colour} 60% 80%)`);
      sky.addColorStop(1, `hsl(${colour + 40} 45% 40%)`);
      context.fillStyle = sky;
      context.fillRect(0, 0, wide, high);
      context.fillStyle = `hsl(${colour + 180} 30% 30%)`;
      context.fillRect(wide * 0.2, high * 0.35, wide * 0.6, high * 0.65);
      context.fillStyle = '#f4e3b0';
      for (let column = 0; column < 4; column += 1)
        context.fillRect(wide * (0.25 + column * 0.13), high * 0.45, wide * 0.08, high * 0.18);
      const address = canvas.toDataURL('image/jpeg', 0.9);
      return address.slice(address.indexOf(',') + 1);
    },
    [width, height, hue] as const,
  );
  return { name, mimeType: 'image/jpeg', buffer: Buffer.from(text, 'base64') };
}
