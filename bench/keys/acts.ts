/** What people do in the window and wait for: each act is done, timed inside the page, and undone. */
import type { Page } from 'playwright-core';
import { decisive, settled, t, timeKey, watch, type Act, type Driven } from './driven.ts';
import type { Expectations, Found } from './expected.ts';
import { listActsOf } from './listActs.ts';
import type { Sight } from './pageProbe.ts';
import { typeText } from './type.ts';

const PALETTE = ['دار', 'دکتر', 'رضایی', 'بیمارستان آ', '0912', '021448', 'کلینیک م'];
const PRODUCTS = ['دستگاه', 'پمپ', 'گوتا', 'سوزن', 'نخ', 'ماسک', 'HOS-00'];

export function actsOf(expected: Expectations): Act[] {
  const acts = [...listActsOf(expected), ...PALETTE.flatMap((text) => paletteAct(expected, text))];
  return [...new Map(acts.map((act) => [`${act.where} ${act.what}`, act])).values()];
}

export function orderActsOf(expected: Expectations): Act[] {
  return [...PRODUCTS.flatMap((text) => offerAct(expected, text)), ...codeActs(expected)];
}

// ---- the palette ---------------------------------------------------------------------------------------------------

const OFFERED_CUSTOMERS = 6;

function paletteAct(expected: Expectations, whole: string): Act[] {
  const shown = (of: Found): readonly string[] => of.names.slice(0, OFFERED_CUSTOMERS);
  const shownFor = (text: string): string => shown(expected.search(text)).join();
  const text = decisive(whole, shownFor);
  const found = expected.search(text);
  if (found.total === 0 || shownFor(text) === shownFor(text.slice(0, -1))) return [];
  const sight: Sight = { in: 'offers', names: shown(found) };
  return [
    {
      where: 'palette',
      what: `“${text}”`,
      found: found.total,
      async run(driven) {
        const { page, keyboard } = driven;
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox', { name: t('palette.placeholder') }).waitFor();
        await page.locator('[role="option"]').first().waitFor();
        const milliseconds = await timeKey(driven, sight, () => typeText(keyboard, text, watch(page, sight)));
        await page.keyboard.press('Escape');
        await page.locator('[role="dialog"]').waitFor({ state: 'detached' });
        return milliseconds;
      },
    },
  ];
}

// ---- an order ------------------------------------------------------------------------------------------------------

const OFFERED_PRODUCTS = 20;
const CODES = 8;

/** Typed, and not taken. */
function offerAct(expected: Expectations, whole: string): Act[] {
  const namesFor = (text: string): string[] => expected.productsFor(text).map(({ name }) => name);
  const text = decisive(whole, (part) => namesFor(part).join());
  const names = namesFor(text);
  if (names.length === 0 || names.join() === namesFor(text.slice(0, -1)).join()) return [];
  const sight: Sight = { in: 'offers', names: names.slice(0, OFFERED_PRODUCTS) };
  return [
    {
      where: 'entry line of an order: what is offered',
      what: `“${text}”`,
      found: names.length,
      async run(driven) {
        const { page, keyboard } = driven;
        await entryOf(page).focus();
        const milliseconds = await timeKey(driven, sight, () => typeText(keyboard, text, watch(page, sight)));
        await entryOf(page).fill('');
        return milliseconds;
      },
    },
  ];
}

/** A code and Enter: the line stands. Each time another product, on one order that grows. */
function codeActs({ products }: Expectations): Act[] {
  let count = 0;
  return Array.from({ length: CODES }, (_, place) => ({
    where: 'entry line of an order: code and Enter',
    what: `line ${place + 1}`,
    found: 1,
    async run(driven: Driven) {
      const { page, keyboard } = driven;
      const product = products[count];
      if (!product) throw new Error('the catalogue is at its end');
      count += 1;
      const sight: Sight = { in: 'lines', name: product.name, count };
      await entryOf(page).focus();
      await typeText(keyboard, product.code, async () => {});
      await watch(page, sight)();
      const milliseconds = await timeKey(driven, sight, () => page.keyboard.press('Enter'));
      await entryOf(page).focus();
      return milliseconds;
    },
  }));
}

export const MANY_LINES = 20;

/** So many codes one after the other, as fast as they are typed. @returns milliseconds from the first key to the frame in which all of them stand. */
export async function enterManyLines({ page, keyboard }: Driven, { products }: Expectations): Promise<number> {
  const wanted = products.slice(0, MANY_LINES);
  const sight: Sight = { in: 'lines', name: wanted.at(-1)?.name ?? '', count: MANY_LINES };
  await entryOf(page).focus();
  const begun = await page.evaluate(() => performance.now());
  for (const { code } of wanted) {
    await typeText(keyboard, code, async () => {});
    await page.keyboard.press('Enter');
  }
  await settled(page, sight);
  return (await page.evaluate(() => performance.now())) - begun;
}

const entryOf = (page: Page) => page.getByRole('combobox', { name: t('orders.addProduct'), exact: true });
