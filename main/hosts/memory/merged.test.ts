/**
 * Whatever names a customer is found from the one that stands for it. The registry is asked which kinds name one: a new one has to say here how it is found.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { textsOf } from '../../../shared/domain/bodyReads.ts';
import { collections } from '../../../shared/domain/catalogue.ts';
import type { CollectionName } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, signIn, START, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

/** The older one has the larger id, as customers of an import may. */
const OLDER = 'a1900000-0000-8000-8000-000000000009';
const YOUNGER = '01900000-0000-7000-8000-000000000002';
const YOUNGEST = '01900000-0000-7000-8000-000000000003';
const PRODUCT = idOf('bolt of merge');
const NOW = new Date(START).toISOString();
const PAGE = { offset: 0, limit: 50 };
const IRR = (amount: number) => ({ amount, currency: 'IRR' });

function putCustomer(id: string, name: string, body: object = {}): void {
  company.server.put('customers', 'company', id, { name, stage: 'active', territoryId: idOf('north'), ...body });
  company.clock.advance(60_000);
}
const idsOf = async (
  answer: PromiseLike<AsyncIterator<{ rows: readonly { id: string }[] }, unknown>>,
): Promise<string[]> => (await first(answer)).rows.map(({ id }) => id);
const line = { id: 'l', order: 'a0', productId: PRODUCT, productName: 'پیچ', unit: 'عدد', quantity: 1_000 };
const sold = { ...line, unitPrice: IRR(100), discountPercentage: 0, taxPercentage: 0 };
const paper = { customerId: YOUNGER, ownerId: idOf('ali'), currency: 'IRR', lines: [sold] };

interface Named {
  readonly body: object;
  /** Ids (or something in their place) that the survivor's pages show. */
  readonly asked: (customerId: string) => Promise<readonly string[]>;
  /** What is looked for among them; the record's own id when left out. */
  readonly shows?: string;
}
const documents = (kind: 'quote' | 'delivery' | 'invoice' | 'return') => (customerId: string) =>
  idsOf(window.salesDocuments.list({ ...PAGE, kind, customerId }));
/** By `collection/kind`: a record that names the younger one, and how it is found. */
const NAMED: Readonly<Record<string, Named>> = {
  'opportunities/opportunity': {
    body: { name: 'معامله', stage: 'proposal', customerId: YOUNGER, ownerId: idOf('ali'), openedOn: TODAY },
    asked: (customerId) => idsOf(window.opportunities.list({ ...PAGE, customerId })),
  },
  'opportunities/lead': {
    body: { name: 'سرنخ', stage: 'proposal', customerId: YOUNGER, ownerId: idOf('ali'), openedOn: TODAY },
    asked: (customerId) => idsOf(window.opportunities.list({ ...PAGE, customerId })),
  },
  'salesDocuments/order': {
    body: { ...paper, state: 'draft', orderedOn: TODAY },
    asked: (customerId) => idsOf(window.orders.list({ ...PAGE, customerId })),
  },
  'salesDocuments/quote': { body: { ...paper, state: 'draft', issuedOn: TODAY }, asked: documents('quote') },
  'salesDocuments/delivery': {
    body: { ...paper, orderId: idOf('o'), state: 'draft', issuedOn: TODAY, lines: [{ ...line, orderLineId: 'l' }] },
    asked: documents('delivery'),
  },
  'salesDocuments/invoice': {
    body: { ...paper, orderId: idOf('o'), state: 'draft', issuedOn: TODAY, lines: [{ ...sold, orderLineId: 'l' }] },
    asked: documents('invoice'),
  },
  'salesDocuments/return': {
    body: { ...paper, orderId: idOf('o'), state: 'draft', issuedOn: TODAY, remedy: 'refund', lines: [] },
    asked: documents('return'),
  },
  'salesDocuments/receipt': {
    body: {
      customerId: YOUNGER,
      ownerId: idOf('ali'),
      state: 'received',
      method: 'cash',
      receivedOn: TODAY,
      amount: IRR(5),
    },
    asked: (customerId) => idsOf(window.receipts.list({ ...PAGE, customerId })),
  },
  'assets/equipment': {
    body: { name: 'دستگاه', customerId: YOUNGER, serial: 'S-1' },
    asked: (customerId) => idsOf(window.assets.list({ ...PAGE, customerId })),
  },
  'contracts/serviceContract': {
    body: { title: 'طلایی', customerId: YOUNGER, startsOn: '2026-01-01', endsOn: '2027-01-01', coverage: ['parts'] },
    // Also what a request of the survivor is covered by.
    asked: async (customerId) => {
      const { id } = await window.serviceRequests.create({ kind: 'job', body: { subject: 'x', customerId } });
      const facts = await first(window.serviceRequests.facts({ id }));
      const listed = await idsOf(window.contracts.list({ ...PAGE, customerId }));
      return listed.filter((contract) => contract === facts?.coverage[0]?.coverage.contractId);
    },
  },
  ...Object.fromEntries(
    ['inquiry', 'complaint', 'job'].map((kind): [string, Named] => [
      `serviceRequests/${kind}`,
      {
        body: {
          subject: 'نشتی',
          customerId: YOUNGER,
          channel: 'phone',
          priority: 'high',
          receivedAt: NOW,
          state: 'inquiry',
        },
        asked: (customerId) => idsOf(window.serviceRequests.list({ ...PAGE, customerId })),
      },
    ]),
  ),
  ...Object.fromEntries(
    ['visit', 'call', 'email', 'sms', 'meeting', 'note', 'task'].map((kind): [string, Named] => [
      `activities/${kind}`,
      {
        body: { subject: 'دیدار', customerId: YOUNGER, ownerId: idOf('ali'), happenedAt: NOW },
        asked: (customerId) => idsOf(window.activities.list({ ...PAGE, customerId })),
      },
    ]),
  ),
  // Its stops: whoever stands for the one that is named is owed the visit.
  'activities/visitPlan': {
    body: {
      subject: 'برنامه',
      ownerId: idOf('hamid'),
      startsOn: '2026-01-01',
      weekdays: ['sat', 'sun', 'mon', 'tue', 'wed', 'thu', 'fri'],
      stops: [{ id: 's', order: 'a0', customerId: YOUNGER, everyDays: 7 }],
    },
    asked: async () => (await first(window.day.list({ on: TODAY }))).visits.flatMap((visit) => visit.customerId ?? []),
    shows: OLDER,
  },
  'products/priceList': {
    body: {
      name: 'ویژه',
      currency: 'IRR',
      from: '2026-01-01',
      scope: 'customers',
      scopeIds: [YOUNGER],
      entries: [{ id: 'e', order: 'a0', productId: PRODUCT, price: IRR(77) }],
    },
    asked: async (customerId) => {
      const asked = { customerId, currency: 'IRR', day: TODAY, productIds: [PRODUCT] };
      return (await first(window.pricing.terms(asked))).priceLists.map(({ id }) => id);
    },
  },
  'products/promotion': {
    body: {
      name: 'جشنواره',
      from: '2026-01-01',
      scope: 'customers',
      scopeIds: [YOUNGER],
      rule: 'orderPercentage',
      percentage: 50_000,
    },
    asked: async (customerId) => {
      const asked = { customerId, currency: 'IRR', day: TODAY, productIds: [PRODUCT] };
      return (await first(window.pricing.terms(asked))).promotions.map(({ id }) => id);
    },
  },
};

/** Of customers themselves, and of whom things are only told in passing. */
const NOT_ASKED: Readonly<Record<string, string>> = {
  customers: 'parents, suppliers and who brought whom: by the channel (twins.test.ts)',
  salesCredits: 'made by the server for whoever sold: told by person, never by customer',
  attachments: 'hang on their record, whichever that is',
};

/** `collection/kind` of whatever has a field in which a customer may stand. */
function kindsThatNameCustomers(): string[] {
  const names = (shape: unknown): boolean =>
    /"(customerIds?|scopeIds)"/.test(JSON.stringify(shape).replaceAll('"customerId":{"not":{}}', ''));
  return collections.flatMap(({ collection, kinds }) =>
    Object.values(kinds).flatMap(({ kind, schema }) =>
      names(z.toJSONSchema(schema, { unrepresentable: 'any' })) && !(collection in NOT_ASKED)
        ? [`${collection}/${kind}`]
        : [],
    ),
  );
}

describe('whatever names a merged customer', () => {
  it('is known to this test', () => {
    const known = new Set(Object.keys(NAMED));
    expect(kindsThatNameCustomers().filter((kind) => !known.has(kind))).toEqual([]);
  });

  it.each(Object.entries(NAMED))(
    'is found from the one that stands for it: %s',
    async (name, { body, asked, shows }) => {
      const [collection = '', kind = ''] = name.split('/');
      putCustomer(OLDER, 'نفت پارس', { class: 'A' });
      putCustomer(YOUNGER, 'پارس نفت');
      company.server.put('products', 'sparePart', PRODUCT, { name: 'پیچ', unit: 'عدد', taxPercentage: 0, prices: [] });
      const id = idOf(`named by ${name}`);
      company.server.put(collection as CollectionName, kind, id, body as never);
      window = await signIn(company, 'hamid');
      expect(await asked(OLDER)).not.toContain(shows ?? id);
      expect(await window.customers.merge({ ids: [YOUNGER, OLDER], fromMerged: [] })).toEqual({ id: OLDER });
      expect(await asked(OLDER)).toContain(shows ?? id);
      expect(await asked(YOUNGER)).toContain(shows ?? id);
    },
  );
});

const names = async (input: object = {}): Promise<string[]> =>
  (await first(window.customers.list({ ...PAGE, ...input }))).rows.map(({ name }) => name);
const pointer = (id: string, value: string) => ({ id, changes: [{ do: 'set' as const, path: 'mergedIntoId', value }] });

describe('which of them is in lists', () => {
  it('is the older one, whose id may be the larger', async () => {
    putCustomer(OLDER, 'نفت پارس');
    putCustomer(YOUNGER, 'پارس نفت');
    window = await signIn(company, 'hamid');
    await window.customers.merge({ ids: [YOUNGER, OLDER], fromMerged: [] });
    expect(await names()).toContain('نفت پارس');
    expect(await names()).not.toContain('پارس نفت');
  });

  it('is the younger one for whoever holds that alone', async () => {
    putCustomer(YOUNGER, 'پارس نفت', { mergedIntoId: OLDER });
    window = await signIn(company, 'hamid');
    expect(await names()).toContain('پارس نفت');
  });

  it('is one of two that point to each other', async () => {
    putCustomer(OLDER, 'نفت پارس', { mergedIntoId: YOUNGER });
    putCustomer(YOUNGER, 'پارس نفت', { mergedIntoId: OLDER });
    window = await signIn(company, 'hamid');
    expect((await names()).filter((name) => name.includes('پارس'))).toEqual(['پارس نفت']);
  });

  it('is the oldest of three that two people merged apart: the third into either', async () => {
    putCustomer(OLDER, 'نفت پارس');
    putCustomer(YOUNGER, 'پارس نفت اهواز');
    putCustomer(YOUNGEST, 'نفت پارس جنوب');
    company.server.put('activities', 'call', idOf('call of the second'), {
      subject: 'تماس',
      customerId: YOUNGER,
      ownerId: idOf('ali'),
      happenedAt: NOW,
    });
    window = await signIn(company, 'hamid');
    await window.customers.merge({ ids: [OLDER, YOUNGEST], fromMerged: [] });
    // What a colleague did without a line, and the server took later.
    await window.customers.edit({
      id: YOUNGER,
      changes: [{ do: 'add', path: 'standsForIds', value: YOUNGEST }],
    });
    await window.customers.edit({
      ...pointer(YOUNGEST, YOUNGER),
      changes: [{ do: 'set', path: 'mergedIntoId', value: YOUNGER, seen: OLDER }],
    });
    expect((await names()).filter((name) => name.includes('پارس'))).toEqual(['نفت پارس']);
    // A search counts what it shows, also where the younger one has the words that the older one has not.
    for (const by of ['name', 'city'] as const)
      for (const search of ['پارس', 'اهواز']) {
        const found = await first(
          window.customers.list({ ...PAGE, search, sort: { by, descending: false }, filter: {} }),
        );
        expect({ by, search, total: found.total }).toEqual({ by, search, total: found.rows.length });
        expect(found.rows.map(({ id }) => id)).toEqual(search === 'پارس' ? [OLDER] : []);
      }
    expect(await idsOf(window.activities.list({ ...PAGE, customerId: OLDER }))).toEqual([idOf('call of the second')]);
    // Taken apart again the two stand for themselves.
    await window.customers.unmerge({ id: YOUNGEST });
    expect((await names()).filter((name) => name.includes('پارس'))).toHaveLength(3);
  });
});

it('what a merge shares is taken back with it', async () => {
  putCustomer(OLDER, 'نفت پارس', { territoryId: idOf('south'), ownerId: idOf('hamid') });
  putCustomer(YOUNGER, 'پارس نفت', { ownerId: idOf('ali') });
  window = await signIn(company, 'darius');
  const body = async () => (await first(window.records.observe({ collection: 'customers', id: OLDER })))?.body ?? {};
  const before = await body();
  await window.customers.merge({ ids: [YOUNGER, OLDER], fromMerged: [] });
  expect(await body()).toMatchObject({
    accountTeam: [idOf('ali')],
    sharedTerritoryIds: [idOf('north')],
    standsForIds: [YOUNGER],
  });
  await window.customers.unmerge({ id: YOUNGER });
  expect(await body()).toEqual(before);
});

describe('a customer that is taken out of a longer chain', () => {
  const ELDEST = 'a1900000-0000-8000-8000-000000000001';
  const bodyOf = async (id: string) =>
    (await first(window.records.observe({ collection: 'customers', id })))?.body ?? {};
  const stoodFor = async (id: string) => new Set(textsOf(await bodyOf(id), 'standsForIds'));
  const callsOf = (customerId: string) => idsOf(window.activities.list({ ...PAGE, customerId }));
  const merge = (one: string, other: string) => window.customers.merge({ ids: [one, other], fromMerged: [] });

  beforeEach(async () => {
    putCustomer(ELDEST, 'نفت پارس');
    putCustomer(OLDER, 'پارس نفت');
    putCustomer(YOUNGER, 'نفت پارس جنوب');
    putCustomer(YOUNGEST, 'نفت پارس شمال', {
      phones: [{ id: 'p', order: 'a0', label: 'office', number: '021-88776655' }],
      email: 'x@y.ir',
    });
    company.server.put('activities', 'call', idOf('call of the youngest'), {
      subject: 'تماس',
      customerId: YOUNGEST,
      ownerId: idOf('ali'),
      happenedAt: NOW,
    });
    window = await signIn(company, 'hamid');
    await merge(YOUNGER, YOUNGEST);
    await merge(OLDER, YOUNGER);
    await merge(ELDEST, OLDER);
  });

  it('takes along whoever went into it: nobody above speaks for them', async () => {
    expect(await callsOf(ELDEST)).toEqual([idOf('call of the youngest')]);
    await window.customers.unmerge({ id: YOUNGER });
    expect(await callsOf(ELDEST)).toEqual([]);
    expect(await callsOf(OLDER)).toEqual([]);
    expect(await callsOf(YOUNGER)).toEqual([idOf('call of the youngest')]);
    expect((await bodyOf(ELDEST))['standsForIds']).toEqual([OLDER]);
    expect(await bodyOf(OLDER)).not.toHaveProperty('standsForIds');
    expect((await bodyOf(YOUNGER))['standsForIds']).toEqual([YOUNGEST]);
    // What came through it goes with it, all the way up.
    for (const id of [ELDEST, OLDER]) {
      expect(await bodyOf(id)).not.toHaveProperty('phones');
      expect(await bodyOf(id)).not.toHaveProperty('email');
    }
    expect(await bodyOf(YOUNGER)).toMatchObject({ email: 'x@y.ir' });
  });

  it('is spoken for by nobody, were it the lowest', async () => {
    await window.customers.unmerge({ id: YOUNGEST });
    expect(await callsOf(ELDEST)).toEqual([]);
    expect(await stoodFor(ELDEST)).toEqual(new Set([OLDER, YOUNGER]));
    // Merged elsewhere meanwhile, it stays there when the one that it was in is taken out.
    await merge(ELDEST, YOUNGEST);
    await window.customers.unmerge({ id: YOUNGER });
    expect(await callsOf(ELDEST)).toEqual([idOf('call of the youngest')]);
    expect(await stoodFor(ELDEST)).toEqual(new Set([OLDER, YOUNGEST]));
  });

  it('can be merged again, and is the same as before', async () => {
    await window.customers.unmerge({ id: YOUNGER });
    await merge(ELDEST, YOUNGER);
    expect(await callsOf(ELDEST)).toEqual([idOf('call of the youngest')]);
    expect(await stoodFor(ELDEST)).toEqual(new Set([OLDER, YOUNGER, YOUNGEST]));
    await window.customers.unmerge({ id: OLDER });
    expect(await stoodFor(ELDEST)).toEqual(new Set([YOUNGER, YOUNGEST]));
    expect(await callsOf(OLDER)).toEqual([]);
  });
});
