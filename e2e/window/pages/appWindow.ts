/**
 * One window as a person meets it: its words, its frame, and what every page of it shares. Models find what they need by role and
 * accessible name, in the words of the product's own translator: whatever a screen reader could not find, they cannot find either.
 */
import type { Locator, Page } from 'playwright-core';
import { createFormats, type Formats, type Language } from '../../../shared/locale/format.ts';
import { createTranslator, type MessageKey, type Translator } from '../../../shared/locale/translator.ts';

/** In the plural in either language. */
const SAMPLE_NUMBER = 7;

const MAIN_STEP = 'Control+Enter';
/** A little more than `renderer/ui/keyboard/Keys.tsx` takes for one press. */
const READING_MILLISECONDS = 700;

/** Where the browser of a spec believes to be. */
export const TIME_ZONE = 'Asia/Tehran';

export class AppWindow {
  readonly page: Page;
  readonly language: Language;
  readonly t: Translator;
  /** As a fresh machine shows values: the Persian calendar, rials in tomans. */
  readonly formats: Formats;
  /** When the main step of a page was last taken by its key, in milliseconds. */
  #stepAt = -READING_MILLISECONDS;

  constructor(page: Page, language: Language) {
    this.page = page;
    this.language = language;
    this.t = createTranslator(language);
    this.formats = createFormats({ language, calendar: 'persian', moneyUnit: 'toman', timeZone: TIME_ZONE });
  }

  /** The name of the page that is open. */
  heading(name: string): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  /** What stands beside the list: a record or a form. */
  panel(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  /** The newest short notice of these words at the edge: one of an earlier edit may still stand there. */
  notice(text: string): Locator {
    return this.page.getByRole('alert').filter({ hasText: text }).last();
  }

  /** Words anywhere on the page, whole. */
  text(text: string): Locator {
    return this.page.getByText(text, { exact: true });
  }

  /** A message with whatever numbers. */
  numbered(key: MessageKey, ...names: readonly string[]): RegExp {
    const samples = Object.fromEntries(names.map((name) => [name, SAMPLE_NUMBER]));
    const parts = this.t(key, samples).split(this.formats.number(SAMPLE_NUMBER));
    // "1 second" has no plural ending.
    const pattern = parts.map((part) =>
      escapeForPattern(part).replace('seconds', 'seconds?').replace('minutes', 'minutes?'),
    );
    return new RegExp(`^${pattern.join(String.raw`[\p{N}٬,]+`)}$`, 'u');
  }

  async goTo(page: Extract<MessageKey, `nav.${string}`>): Promise<void> {
    // How much waits there stands behind its name; another page's name may begin like it.
    const name = new RegExp(`^${escapeForPattern(this.t(page))}\\s*[\\p{N}٬,]*$`, 'u');
    await this.rail().getByRole('link', { name }).click();
    await this.heading(this.t(page)).waitFor();
  }

  rail(): Locator {
    return this.page.getByRole('navigation', { name: this.t('nav.label') });
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (key === MAIN_STEP) await this.#readFirst();
      await this.page.keyboard.press(key);
    }
  }

  /** What follows a main step at once counts as the same press (`renderer/ui/keyboard`): a person reads what has come before taking the next. */
  async #readFirst(): Promise<void> {
    const wait = this.#stepAt + READING_MILLISECONDS - performance.now();
    if (wait > 0) await this.page.waitForTimeout(wait);
    this.#stepAt = performance.now();
  }

  /** Types what has the cursor, character by character. */
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  /** Where the window is, behind the `#`. */
  address(): string {
    return new URL(this.page.url()).hash.slice(1);
  }

  hasCursor(field: Locator): Promise<boolean> {
    return field.evaluate((element) => element === document.activeElement);
  }

  /** What the element that has the cursor is called. */
  focusedName(): Promise<string | null> {
    return this.page.evaluate(() => {
      const element = document.activeElement;
      if (element instanceof HTMLInputElement && element.labels?.[0]) return element.labels[0].innerText;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? null;
    });
  }
}

/** Labels and their values in a list of facts, in the order in which they stand. */
export async function factsIn(scope: Locator): Promise<Map<string, string>> {
  // At one instant: labels and values that are read one after the other may not belong together.
  const [labels, values] = await scope
    .getByRole('term')
    .or(scope.getByRole('definition'))
    .evaluateAll((elements) => {
      const textsOf = (tag: string): string[] =>
        elements.flatMap((element) =>
          element instanceof HTMLElement && element.tagName === tag ? [element.innerText] : [],
        );
      return [textsOf('DT'), textsOf('DD')] as const;
    });
  return new Map(labels.map((label, index) => [oneLine(label), oneLine(values[index] ?? '')]));
}

export const escapeForPattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** As it is read: without line breaks, isolates and doubled spaces. */
export function oneLine(text: string): string {
  return text
    .replaceAll(/[\u2066-\u2069\u200e\u200f]/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
