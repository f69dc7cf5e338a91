import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../build/commands.ts';
import type { AppWindow } from './pages/appWindow.ts';

const FOLDER = join(ROOT, 'out', 'e2e', 'pictures');

/** For somebody who wants to look at what a spec sees: `PEYVAND_PICTURES=1 npm run e2e -- --spec …` leaves it in `out/e2e/pictures`. */
export async function takePicture({ page }: AppWindow, name: string): Promise<void> {
  if (process.env['PEYVAND_PICTURES'] === undefined) return;
  await mkdir(FOLDER, { recursive: true });
  const size = page.viewportSize();
  if (size) await page.setViewportSize({ ...size, height: 1_700 });
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled', caret: 'hide' });
  if (size) await page.setViewportSize(size);
}

/** A file that a spec made, beside the pictures and on the same wish. */
export async function keepFile(name: string, bytes: Uint8Array): Promise<void> {
  if (process.env['PEYVAND_PICTURES'] === undefined) return;
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, name), bytes);
}
