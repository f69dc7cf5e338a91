/**
 * The list of customers as windows see it, and what they see of one: story and summary. Long, for the list is asked by every order, filter and
 * spelling, over the same five customers.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CustomerListInput } from '../../../shared/contract/customers.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, firstWhere, nextWhere, pumpOrder, signIn, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
const openCompany = async (): Promise<void> => {
  company = await createTestCompany();
  window = await signIn(company);
};
const closeCompany = (): Promise<void> => company.close();

const PAGE = { offset: 0, limit: 50 };
const customers = async (input: Partial<CustomerListInput> = {}): Promise<string[]> => {
  const { total, rows } = await first(window.customers.list({ ...PAGE, ...input }));
  if ((input.offset ?? 0) === 0 && rows.length < 50 && rows.length !== total)
    throw new Error(`total ${total}, rows ${rows.length}`);
  return rows.map(({ name }) => name);
};

describe('list of customers', () => {
  beforeAll(openCompany);
  afterAll(closeCompany);

  it('sorts by the Persian alphabet, both ways, whatever window is asked for', async () => {
    const names = ['بهار شیمی', 'پارت صنعت', 'کریمی', 'گلستان یدک', 'Acme Water'];
    expect(await customers()).toEqual(names);
    expect(await customers({ sort: { by: 'name', descending: true } })).toEqual(names.toReversed());
    expect(await customers({ offset: 1, limit: 2 })).toEqual(['پارت صنعت', 'کریمی']);
    expect(await first(window.customers.list({ offset: 4, limit: 50 }))).toMatchObject({
      total: 5,
      rows: [{ name: 'Acme Water' }],
    });
    expect(await first(window.customers.list({ offset: 40, limit: 50 }))).toEqual({ total: 5, rows: [] });
  });

  it('gives each row whole', async () => {
    const { rows } = await first(window.customers.list({ offset: 0, limit: 1 }));
    expect(rows).toEqual([
      {
        id: idOf('bahar'),
        kind: 'company',
        name: 'بهار شیمی',
        city: 'تهران',
        phone: '021-8877 6655',
        stage: 'active',
        channelRole: null,
        class: null,
        ownerName: 'علی رضایی',
        territoryName: 'شمال',
        lastContactAt: null,
        lastOrderOn: null,
        revenue: [],
        pending: false,
        held: null,
        needsYou: false,
      },
    ]);
  });

  it('sorts by city and stage, empty ones last in either direction', async () => {
    expect(await customers({ sort: { by: 'city', descending: false } })).toEqual([
      'پارت صنعت',
      'بهار شیمی',
      'کریمی',
      'گلستان یدک',
      'Acme Water',
    ]);
    expect(await customers({ sort: { by: 'city', descending: true } })).toEqual([
      'گلستان یدک',
      'بهار شیمی',
      'کریمی',
      'پارت صنعت',
      'Acme Water',
    ]);
    expect(await customers({ sort: { by: 'stage', descending: false } })).toEqual([
      'بهار شیمی',
      'گلستان یدک',
      'Acme Water',
      'کریمی',
      'پارت صنعت',
    ]);
  });

  it.each([
    [{ stages: ['active'] }, ['بهار شیمی', 'گلستان یدک']],
    [{ stages: ['active', 'lead'] }, ['بهار شیمی', 'کریمی', 'گلستان یدک']],
    [{ kinds: ['person'] }, ['کریمی']],
    [{ territoryIds: [idOf('south')] }, ['کریمی', 'گلستان یدک']],
    [{ ownerIds: [idOf('ali')] }, ['بهار شیمی', 'پارت صنعت', 'Acme Water']],
    [{ cities: ['تهران'] }, ['بهار شیمی', 'کریمی']],
    [{ tags: ['طلایی'] }, ['بهار شیمی', 'پارت صنعت']],
    [{ tags: ['صادراتی', 'نیست'] }, ['بهار شیمی']],
    [{ tags: ['طلا'] }, []],
    [{ tags: ['★'] }, []],
    [{ stages: ['active'], cities: ['تهران'], ownerIds: [idOf('ali')] }, ['بهار شیمی']],
    [{ stages: ['active'], kinds: ['person'] }, []],
    [{ stages: [] }, ['بهار شیمی', 'پارت صنعت', 'کریمی', 'گلستان یدک', 'Acme Water']],
  ])('filters by %j', async (filter, names) => {
    expect(await customers({ filter })).toEqual(names);
    for (const by of ['name', 'city', 'stage', 'updatedAt', 'lastContactAt', 'revenue'] as const)
      expect(new Set(await customers({ filter, sort: { by, descending: true } }))).toEqual(new Set(names));
  });

  it.each([
    ['بهار', ['بهار شیمی']],
    ['بها شی', ['بهار شیمی']],
    ['شیمی بهار', ['بهار شیمی']],
    ['کريمي', ['کریمی']],
    ['كريمي', ['کریمی']],
    ['ACME', ['Acme Water']],
    ['۰۲۱۸۸۷۷', ['بهار شیمی']],
    ['02188776655', ['بهار شیمی']],
    ['تهران', ['بهار شیمی', 'کریمی']],
    ['طلایی صنعت', ['پارت صنعت']],
    ['نیست', []],
    ['"', []],
    ['AND', []],
    ['*', []],
  ])('finds with "%s", folded and by prefixes of every word', async (search, names) => {
    expect(await customers({ search })).toEqual(names);
  });

  it('searches within filters', async () => {
    expect(await customers({ search: 'تهران', filter: { kinds: ['person'] } })).toEqual(['کریمی']);
    expect(await customers({ search: ' ', filter: { kinds: ['person'] } })).toEqual(['کریمی']);
  });

  it('counts facets over everything that is held', async () => {
    const facets = await first(window.customers.facets());
    expect(facets.stages).toEqual(
      expect.arrayContaining([
        { value: 'active', count: 2 },
        { value: 'lead', count: 1 },
      ]),
    );
    expect(facets.cities).toEqual([
      { value: 'اصفهان', count: 1 },
      { value: 'تهران', count: 2 },
      { value: 'شیراز', count: 1 },
    ]);
    expect(facets.territories.map(({ name }) => name)).toEqual(['جنوب', 'شمال']);
    expect(facets.owners.map(({ name }) => name)).toEqual(['حمید مدیر', 'علی رضایی']);
  });
});

describe('living list of customers', () => {
  beforeEach(openCompany);
  afterEach(closeCompany);

  it('speaks again when a record comes, changes or goes, here or elsewhere, and not otherwise', async () => {
    const list = await window.customers.list({ ...PAGE, filter: { stages: ['lost'] } });
    expect((await list.next()).value).toEqual({ total: 0, rows: [] });
    const { id } = await window.customers.create({ kind: 'company', body: { name: 'نو', stage: 'lost' } });
    expect((await list.next()).value).toMatchObject({ total: 1, rows: [{ id, name: 'نو' }] });
    await window.customers.edit({ id, changes: [{ do: 'set', path: 'name', value: 'نوتر', seen: 'نو' }] });
    const renamed = await nextWhere(list, (value) => value.rows[0]?.name === 'نوتر');
    expect(renamed.total).toBe(1);
    company.server.put('customers', 'company', idOf('far'), { name: 'دور', stage: 'lost' });
    await window.sync.now();
    expect(await nextWhere(list, ({ total }) => total === 2)).toMatchObject({
      rows: [{ name: 'دور' }, { name: 'نوتر' }],
    });
    company.server.remove('customers', idOf('far'));
    await window.sync.now();
    await nextWhere(list, ({ total }) => total === 1);
    await list.return?.();
  });

  it('shows what is not confirmed by the server as pending', async () => {
    company.server.reachable = false;
    const { id } = await window.customers.create({ kind: 'company', body: { name: 'نو', stage: 'lead' } });
    const rowOf = async () =>
      (await first(window.customers.list({ ...PAGE, search: 'نو' }))).rows.find((row) => row.id === id);
    expect(await rowOf()).toMatchObject({ pending: true });
    company.server.reachable = true;
    await window.sync.now();
    expect(await rowOf()).toMatchObject({ pending: false });
  });

  it('sorts by what happened: contact, order, revenue; who has none comes last', async () => {
    await window.activities.log({
      kind: 'visit',
      body: { customerId: idOf('karimi'), subject: 'بازدید', happenedAt: '2026-11-20T08:00:00.000Z' },
    });
    await window.activities.log({
      kind: 'call',
      body: { customerId: idOf('acme'), subject: 'تماس', happenedAt: '2026-11-19T08:00:00.000Z' },
    });
    await window.activities.log({
      kind: 'note',
      body: { customerId: idOf('part'), subject: 'یادداشت', happenedAt: '2026-11-21T08:00:00.000Z' },
    });
    for (const [customer, day, quantity] of [
      ['part', '2026-11-01', 1_000],
      ['golestan', '2026-11-05', 3_000],
    ] as const) {
      const { id } = await window.orders.create(pumpOrder(customer, day, [[quantity, 1_000_000]]));
      await window.orders.confirm({ id });
    }
    const contacted = await customers({ sort: { by: 'lastContactAt', descending: true } });
    expect(contacted).toEqual(['کریمی', 'Acme Water', 'بهار شیمی', 'پارت صنعت', 'گلستان یدک']);
    expect((await customers({ sort: { by: 'lastContactAt', descending: false } })).slice(0, 2)).toEqual([
      'Acme Water',
      'کریمی',
    ]);
    expect((await customers({ sort: { by: 'lastOrderOn', descending: true } })).slice(0, 2)).toEqual([
      'گلستان یدک',
      'پارت صنعت',
    ]);
    expect((await customers({ sort: { by: 'revenue', descending: true } })).slice(0, 2)).toEqual([
      'گلستان یدک',
      'پارت صنعت',
    ]);
    const { rows } = await first(window.customers.list({ ...PAGE, search: 'گلستان' }));
    expect(rows[0]).toMatchObject({ lastOrderOn: '2026-11-05', revenue: [{ amount: 3_000_000, currency: 'IRR' }] });
  });
});

describe('story and summary of a customer', () => {
  beforeEach(openCompany);
  afterEach(closeCompany);

  it('hold everything that happened, newest first, in windows', async () => {
    const customerId = idOf('bahar');
    const visit = await window.activities.log({
      kind: 'visit',
      body: {
        customerId,
        ownerId: idOf('hamid'),
        subject: 'بازدید',
        happenedAt: '2026-11-10T08:00:00.000Z',
        outcome: 'ordered',
        note: 'خوب بود',
      },
    });
    const sale = await window.orders.create(pumpOrder('bahar', '2026-11-12', [[2_000, 500_000]]));
    const { number } = await window.orders.confirm({ id: sale.id });
    const contract = await window.contracts.create({
      kind: 'serviceContract',
      body: { customerId, title: 'قرارداد', startsOn: '2026-01-01', endsOn: '2026-12-31', coverage: ['parts'] },
    });
    const chance = await window.opportunities.create({
      kind: 'opportunity',
      body: {
        customerId,
        name: 'فرصت',
        stage: 'proposal',
        openedOn: '2026-11-11',
        amount: { amount: 7, currency: 'IRR' },
      },
    });
    const { total, rows } = await first(window.customers.story({ ...PAGE, customerId }));
    expect(total).toBe(4);
    expect(rows.map(({ id }) => id)).toEqual([sale.id, chance.id, visit.id, contract.id]);
    expect(rows[0]).toMatchObject({
      collection: 'salesDocuments',
      kind: 'order',
      title: number,
      state: 'confirmed',
      amount: { amount: 1_000_000, currency: 'IRR' },
      authorName: 'علی رضایی',
      at: '2026-11-12',
    });
    expect(rows[2]).toMatchObject({
      kind: 'visit',
      title: 'بازدید',
      detail: 'خوب بود',
      state: 'ordered',
      authorName: 'حمید مدیر',
      amount: null,
    });
    expect(rows[3]).toMatchObject({ title: 'قرارداد', state: 'running' });
    expect((await first(window.customers.story({ customerId, offset: 1, limit: 2 }))).rows.map(({ id }) => id)).toEqual(
      [chance.id, visit.id],
    );
    expect(await first(window.customers.summary({ customerId }))).toEqual({
      lastContactAt: '2026-11-10T08:00:00.000Z',
      lastOrderOn: '2026-11-12',
      orderCount: 1,
      revenue: [{ amount: 1_000_000, currency: 'IRR' }],
      openOrders: 0,
      activeContracts: 1,
      openOpportunities: 1,
      openRequests: 0,
      equipment: 0,
      nextStep: null,
    });
  });

  it('are empty and not missing for a customer with whom nothing happened', async () => {
    expect(await first(window.customers.story({ ...PAGE, customerId: idOf('acme') }))).toEqual({ total: 0, rows: [] });
    expect(await first(window.customers.summary({ customerId: idOf('acme') }))).toMatchObject({
      orderCount: 0,
      revenue: [],
    });
  });

  it('follow a new visit', async () => {
    const customerId = idOf('acme');
    const seen = firstWhere(window.customers.story({ ...PAGE, customerId }), ({ total }) => total === 1);
    await window.activities.log({
      kind: 'call',
      body: { customerId, subject: 'تماس', happenedAt: '2026-11-20T08:00:00.000Z' },
    });
    expect((await seen).rows[0]).toMatchObject({ title: 'تماس', authorName: 'علی رضایی' });
  });
});

describe('the company’s own fields in the list of customers', () => {
  beforeEach(async () => {
    company = await createTestCompany();
    const put = (key: string, custom: RecordBody): void =>
      company.server.put('customers', 'company', idOf(`own ${key}`), { name: `نمونه ${key}`, stage: 'lead', custom });
    put('1', { colour: 'c1', chain: true, beds: 12, odd: { a: 1 } });
    put('2', { colour: 'c2', chain: true });
    put('3', { colour: 'c2', chain: false });
    window = await signIn(company);
  });
  afterEach(closeCompany);
  const asked = (own: string[], more: Partial<CustomerListInput> = {}) => customers({ filter: { own }, ...more });

  it('narrow it by choice and by yes or no: any of one field, and of every field', async () => {
    expect(await asked(['colour/c2'])).toEqual(['نمونه 2', 'نمونه 3']);
    expect(await asked(['colour/c1', 'colour/c2'])).toEqual(['نمونه 1', 'نمونه 2', 'نمونه 3']);
    expect(await asked(['colour/c1', 'colour/c2', 'chain/true'])).toEqual(['نمونه 1', 'نمونه 2']);
    expect(await asked(['colour/c2', 'chain/false'], { search: 'نمونه' })).toEqual(['نمونه 3']);
    expect(await asked(['colour/none'])).toEqual([]);
  });

  it('follow what is written, at once', async () => {
    const id = idOf('own 3');
    await window.customers.edit({ id, changes: [{ do: 'set', path: 'custom/colour', value: 'c1', seen: 'c2' }] });
    expect(await asked(['colour/c2'])).toEqual(['نمونه 2']);
    await window.customers.edit({ id, changes: [{ do: 'unset', path: 'custom/colour', seen: 'c1' }] });
    expect(await asked(['colour/c1', 'colour/c2'])).toEqual(['نمونه 1', 'نمونه 2']);
  });

  it('come along with the rows where a column asks for them, and not otherwise', async () => {
    const search = 'نمونه';
    const { rows } = await first(window.customers.list({ ...PAGE, search, withOwn: true }));
    expect(rows[0]).toMatchObject({ own: { colour: 'c1', chain: true, beds: 12 } });
    expect(rows[0]?.own).not.toHaveProperty('odd');
    const filtered = await first(window.customers.list({ ...PAGE, filter: { own: ['colour/c1'] }, withOwn: true }));
    expect(filtered.rows[0]?.own).toEqual({ colour: 'c1', chain: true, beds: 12 });
    expect((await first(window.customers.list({ ...PAGE, search }))).rows[0]).not.toHaveProperty('own');
  });
});
