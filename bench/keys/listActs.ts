/** What is searched, filtered and sorted in the lists of customers, orders and requests. */
import type { Translator } from '../../shared/locale/translator.ts';
import { decisive, settled, t, timeKey, watch, type Act, type Driven } from './driven.ts';
import { entriesFor, foundOf, type Entry, type Expectations, type Found, type Known } from './expected.ts';
import type { Sight } from './pageProbe.ts';
import { typeText } from './type.ts';

/** Begun and whole words of both scripts, telephone digits, and what nobody is called. */
const SEARCHES = ['دار', 'پزشک', 'دکتر', 'تهران', 'رضایی', 'بیمارستان آ', 'al', '021', '0912', '09123', '021448', 'zq'];
const PAPERS = ['دار', 'دکتر', 'رضایی', 'بیمارستان آ', '021', 'ORD-1', 'zq'];
const REQUESTS = ['دار', 'دستگاه', 'کالیبر', 'بیمارستان آ', '021', 'zq'];

export function listActsOf(expected: Expectations): Act[] {
  const [customers, orders, requests] = [listOfCustomers(expected), listOfOrders(expected), listOfRequests(expected)];
  return [
    ...SEARCHES.flatMap((text) => searchAct(customers, text)),
    ...filterActs(expected),
    ...sortActs(expected),
    ...PAPERS.flatMap((text) => searchAct(orders, text)),
    ...orderListActs(expected, orders),
    ...REQUESTS.flatMap((text) => searchAct(requests, text)),
    ...requestListActs(expected, requests),
  ];
}

interface List {
  readonly what: string;
  readonly address: string;
  readonly whole: Found;
  search(text: string): Found;
}

const listOfCustomers = ({ customers, search }: Expectations): List => ({
  what: 'customers',
  address: '#/customers',
  whole: foundOf(customers),
  search,
});

const listOfOrders = ({ orders }: Expectations): List => ({
  what: 'orders',
  address: '#/orders',
  whole: ordersFound(orders),
  search: (text) => ordersFound(entriesFor(orders, text)),
});

/** Those that are over too: what is open is a small list. */
const listOfRequests = ({ requests }: Expectations): List => ({
  what: 'requests',
  address: `#/service?state=all`,
  whole: foundOf(requests),
  search: (text) => foundOf(entriesFor(requests, text)),
});

const ordersFound = (orders: readonly Entry[]): Found => foundOf(orders, t('orders.noNumber'));

const listSight = ({ names, total }: Found): Sight => ({ in: 'list', names, total });

async function stand({ page }: Driven, { address, whole }: List): Promise<void> {
  await page.evaluate((hash) => {
    if (location.hash !== hash) location.hash = hash;
  }, address);
  await settled(page, listSight(whole));
}

function searchAct(list: List, typed: string): Act[] {
  const text = decisive(typed, (part) => String(list.search(part).total));
  const found = list.search(text);
  if (found.total === list.search(text.slice(0, -1)).total) return [];
  const sight = listSight(found);
  return [
    {
      where: `search field of ${list.what}`,
      what: `“${text}”`,
      found: found.total,
      async run(driven) {
        const { page, keyboard } = driven;
        await stand(driven, list);
        await page.locator('main [role="searchbox"]').focus();
        const milliseconds = await timeKey(driven, sight, () => typeText(keyboard, text, watch(page, sight)));
        await page.keyboard.press('Escape');
        await settled(page, listSight(list.whole));
        return milliseconds;
      },
    },
  ];
}

/** A link into the list is followed. */
const filterAct = (list: List, what: string, search: string, found: Found): Act => ({
  where: `filters of ${list.what}`,
  what,
  found: found.total,
  async run(driven) {
    const { page } = driven;
    await stand(driven, list);
    await watch(page, listSight(found))();
    const milliseconds = await timeKey(driven, listSight(found), () =>
      page.evaluate(
        (hash) => {
          keyProbe.press();
          location.hash = hash;
        },
        `${list.address.split('?')[0] ?? ''}?${search}`,
      ),
    );
    await stand(driven, list);
    return milliseconds;
  },
});

const sortAct = (list: List, what: string, header: Parameters<Translator>[0], found: Found): Act => ({
  where: `head of the list of ${list.what}`,
  what,
  found: found.total,
  async run(driven) {
    const { page } = driven;
    await stand(driven, list);
    const button = page.locator('main [role="grid"] [role="columnheader"] button', { hasText: t(header) });
    const box = await button.boundingBox();
    if (!box) throw new Error(`no head ${what}`);
    await watch(page, listSight(found))();
    const milliseconds = await timeKey(driven, listSight(found), () =>
      page.mouse.click(box.x + box.width / 2, box.y + box.height / 2),
    );
    await stand(driven, list);
    return milliseconds;
  },
});

function filterActs(expected: Expectations): Act[] {
  const { customers } = expected;
  const list = listOfCustomers(expected);
  const [territory = ''] = customers.flatMap(({ territoryId }) => territoryId ?? []);
  const asked = (value: readonly string[]): string => encodeURIComponent(JSON.stringify(value));
  const filter = (what: string, search: string, matches: (customer: Known) => boolean): Act =>
    filterAct(list, what, search, foundOf(customers.filter(matches)));
  return [
    filter('a territory', `territories=${asked([territory])}`, ({ territoryId }) => territoryId === territory),
    filter('a class', `classes=${asked(['A'])}`, (customer) => customer.class === 'A'),
    filter('a tag', `tags=${asked(['VIP'])}`, ({ tags }) => tags.includes('VIP')),
  ];
}

function sortActs(expected: Expectations): Act[] {
  const { customers } = expected;
  const list = listOfCustomers(expected);
  return [
    sortAct(list, 'by name, from the end', 'customers.column.name', foundOf(customers.toReversed())),
    sortAct(list, 'by revenue', 'customers.column.revenue', foundOf(inOrderOfRevenue(customers))),
  ];
}

function orderListActs({ orders }: Expectations, list: List): Act[] {
  const byTotal = orders.toSorted((one, other) => other.total - one.total);
  return [
    filterAct(list, 'confirmed', 'state=confirmed', ordersFound(orders.filter(({ state }) => state === 'confirmed'))),
    filterAct(list, 'drafts', 'state=draft', ordersFound(orders.filter(({ state }) => state === 'draft'))),
    sortAct(list, 'by day, from the oldest', 'field.orderedOn', ordersFound(orders.toReversed())),
    sortAct(list, 'by total', 'orders.total', ordersFound(byTotal)),
  ];
}

const requestListActs = ({ requests }: Expectations, list: List): Act[] => [
  filterAct(list, 'closed', 'state=closed', foundOf(requests.filter(({ state }) => state === 'closed'))),
];

/** The largest first, those without any last; equal ones as they stand in the list. */
const inOrderOfRevenue = (customers: Expectations['customers']): Expectations['customers'] =>
  customers.toSorted((one, other) => other.revenue - one.revenue);
