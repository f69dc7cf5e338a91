/** A page of the window with its keyboard, and how an act in it is timed. */
import type { CDPSession, Page } from 'playwright-core';
import { createTranslator, type Translator } from '../../shared/locale/translator.ts';
import type { Sight } from './pageProbe.ts';

export interface Act {
  readonly where: string;
  readonly what: string;
  readonly found: number;
  /** Milliseconds from the last key to the end of the first frame that shows what it asked for. */
  run(window: Driven): Promise<number>;
}

export interface Driven {
  readonly page: Page;
  readonly keyboard: CDPSession;
}

export const t: Translator = createTranslator('fa');

/** As much of the text as its last key still changes what is found: what stands there already is not waited for. */
export function decisive(text: string, foundBy: (text: string) => string): string {
  if (text.length <= 2 || foundBy(text) !== foundBy(text.slice(0, -1))) return text;
  return decisive(text.slice(0, -1), foundBy);
}

export async function timeKey({ page }: Driven, sight: Sight, press: () => Promise<void>): Promise<number> {
  await press();
  const seen = await page.evaluate(() => keyProbe.seen());
  if (!(await page.evaluate((wanted) => keyProbe.stands(wanted), sight))) throw new Error('it did not stay');
  return seen;
}

export const watch = (page: Page, sight: Sight) => (): Promise<void> =>
  page.evaluate((wanted) => keyProbe.watch(wanted), sight);

export async function settled(page: Page, sight: Sight): Promise<void> {
  await page.evaluate((wanted) => {
    keyProbe.watch(wanted);
    if (!keyProbe.stands(wanted)) return keyProbe.seen();
    return 0;
  }, sight);
}
