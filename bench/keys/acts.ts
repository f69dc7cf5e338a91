/** What people do in the window and wait for: each act is done, timed inside the page, and undone. */
import type { CDPSession, Page } from 'playwright-core';
import { createTranslator, type Translator } from '../../shared/locale/translator.ts';
import { foundOf, type Expectations, type Found } from './expected.ts';
import type { Sight } from './pageProbe.ts';
import { typeText } from './type.ts';

export interface Act {
  readonly where: string;
  readonly what: string;
  readonly found: number;
  /** Milliseconds from the last key to the end of the first frame that shows what it asked for. */
  run(window: Driven): Promise<number>;
}

/** A page of the window with its keyboard. */
export interface Driven {
  readonly page: Page;
  readonly keyboard: CDPSession;
}

const t: Translator = createTranslator('fa');

/** Begun and whole words of both scripts, telephone digits, and what nobody is called. */
const SEARCHES = ['دار', 'پزشک', 'دکتر', 'تهران', 'رضایی', 'بیمارستان آ', 'al', '021', '0912', '09123', '021448', 'zq'];
const PALETTE = ['دار', 'دکتر', 'رضایی', 'بیمارستان آ', '0912', '021448', 'کلینیک م'];
const PRODUCTS = ['دستگاه', 'پمپ', 'گوتا', 'سوزن', 'نخ', 'ماسک', 'HOS-00'];

/** As much of the text as its last key still changes what is found: what stands there already is not waited for. */
function decisive(text: string, foundBy: (text: string) => string): string {
  if (text.length <= 2 || foundBy(text) !== foundBy(text.slice(0, -1))) return text;
  return decisive(text.slice(0, -1), foundBy);
}

export function actsOf(expected: Expectations): Act[] {
  const distinct = (acts: readonly Act[]): Act[] => [...new Map(acts.map((act) => [act.what, act])).values()];
  return [
    ...distinct(SEARCHES.flatMap((text) => searchAct(expected, text))),
    ...filterActs(expected),
    ...sortActs(expected),
    ...distinct(PALETTE.flatMap((text) => paletteAct(expected, text))),
  ];
}

export function orderActsOf(expected: Expectations): Act[] {
  return [...PRODUCTS.flatMap((text) => offerAct(expected, text)), ...codeActs(expected)];
}

async function timeKey({ page }: Driven, sight: Sight, press: () => Promise<void>): Promise<number> {
  await press();
  const seen = await page.evaluate(() => keyProbe.seen());
  if (!(await page.evaluate((wanted) => keyProbe.stands(wanted), sight))) throw new Error('it did not stay');
  return seen;
}

const watch = (page: Page, sight: Sight) => (): Promise<void> =>
  page.evaluate((wanted) => keyProbe.watch(wanted), sight);

async function settled(page: Page, sight: Sight): Promise<void> {
  await page.evaluate((wanted) => {
    keyProbe.watch(wanted);
    if (!keyProbe.stands(wanted)) return keyProbe.seen();
    return 0;
  }, sight);
}

// ---- the list ------------------------------------------------------------------------------------------------------

const listSight = ({ names, total }: Found): Sight => ({ in: 'list', names, total });
const wholeList = ({ customers }: Expectations): Sight => listSight(foundOf(customers));

function searchAct(expected: Expectations, whole: string): Act[] {
  const text = decisive(whole, (part) => String(expected.search(part).total));
  const found = expected.search(text);
  if (found.total === expected.search(text.slice(0, -1)).total) return [];
  const sight = listSight(found);
  return [
    {
      where: 'search field of customers',
      what: `“${text}”`,
      found: found.total,
      async run(driven) {
        const { page, keyboard } = driven;
        await settled(page, wholeList(expected));
        await page.locator('main [role="searchbox"]').focus();
        const milliseconds = await timeKey(driven, sight, () => typeText(keyboard, text, watch(page, sight)));
        await page.keyboard.press('Escape');
        await settled(page, wholeList(expected));
        return milliseconds;
      },
    },
  ];
}

function filterActs(expected: Expectations): Act[] {
  const { customers } = expected;
  const [territory = ''] = customers.flatMap(({ territoryId }) => territoryId ?? []);
  const byAddress = (what: string, search: string, found: Found): Act => ({
    where: 'filters of customers',
    what,
    found: found.total,
    async run(driven) {
      const { page } = driven;
      await settled(page, wholeList(expected));
      await watch(page, listSight(found))();
      const milliseconds = await timeKey(driven, listSight(found), () =>
        page.evaluate((hash) => {
          keyProbe.press();
          location.hash = hash;
        }, `#/customers?${search}`),
      );
      await page.evaluate(() => {
        location.hash = '#/customers';
      });
      await settled(page, wholeList(expected));
      return milliseconds;
    },
  });
  const asked = (value: readonly string[]): string => encodeURIComponent(JSON.stringify(value));
  return [
    byAddress(
      'a territory',
      `territories=${asked([territory])}`,
      foundOf(customers.filter(({ territoryId }) => territoryId === territory)),
    ),
    byAddress('a class', `classes=${asked(['A'])}`, foundOf(customers.filter((one) => one.class === 'A'))),
    byAddress('a tag', `tags=${asked(['VIP'])}`, foundOf(customers.filter(({ tags }) => tags.includes('VIP')))),
  ];
}

function sortActs(expected: Expectations): Act[] {
  const { customers } = expected;
  const byRevenue = inOrderOfRevenue(customers);
  const act = (what: string, header: Parameters<Translator>[0], found: Found): Act => ({
    where: 'head of the list',
    what,
    found: found.total,
    async run(driven) {
      const { page } = driven;
      await settled(page, wholeList(expected));
      const button = page.locator('main [role="grid"] [role="columnheader"] button', { hasText: t(header) });
      const box = await button.boundingBox();
      if (!box) throw new Error(`no head ${what}`);
      await watch(page, listSight(found))();
      const milliseconds = await timeKey(driven, listSight(found), () =>
        page.mouse.click(box.x + box.width / 2, box.y + box.height / 2),
      );
      await page.evaluate(() => {
        location.hash = '#/customers';
      });
      await settled(page, wholeList(expected));
      return milliseconds;
    },
  });
  return [
    act('by name, from the end', 'customers.column.name', foundOf(customers.toReversed())),
    act('by revenue', 'customers.column.revenue', foundOf(byRevenue)),
  ];
}

/** The largest first, those without any last; equal ones as they stand in the list. */
const inOrderOfRevenue = (customers: Expectations['customers']): Expectations['customers'] =>
  customers.toSorted((one, other) => other.revenue - one.revenue);

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

const entryOf = (page: Page) => page.getByRole('combobox', { name: t('orders.addProduct'), exact: true });
