/** Lists other than that of customers, as windows see them. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, first, pumpOrder, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
const openCompany = async (): Promise<void> => {
  company = await createTestCompany();
  window = await signIn(company);
};
const closeCompany = (): Promise<void> => company.close();

const PAGE = { offset: 0, limit: 50 };

describe('search for products', () => {
  beforeAll(openCompany);
  afterAll(closeCompany);

  it('prices them on the asked day, with stock summed and as old as its oldest figure', async () => {
    const search = (on: string) => first(window.products.search({ ...PAGE, text: 'پمپ', on }));
    expect((await search(TODAY)).rows).toEqual([
      {
        id: idOf('pump'),
        kind: 'equipment',
        code: 'P-10',
        name: 'پمپ آب',
        unit: 'عدد',
        units: [],
        price: { amount: 1_200_000, currency: 'IRR' },
        taxPercentage: 90_000,
        stock: { quantity: 7_000, asOf: '2026-11-19T10:00:00.000Z' },
      },
    ]);
    expect((await search('2025-06-01')).rows[0]?.price).toEqual({ amount: 900_000, currency: 'IRR' });
    expect((await search('2024-06-01')).rows[0]?.price).toBeNull();
  });

  it('lists all that is sold when nothing is typed, and finds by code', async () => {
    const all = await first(window.products.search({ ...PAGE, text: '', on: TODAY }));
    expect(all).toMatchObject({ total: 2, rows: [{ name: 'پمپ آب' }, { name: 'فیلتر', price: null, stock: null }] });
    expect(
      (await first(window.products.search({ ...PAGE, text: 'f-1', on: TODAY }))).rows.map(({ name }) => name),
    ).toEqual(['فیلتر']);
    expect(
      (await first(window.products.search({ ...PAGE, text: 'پمپ', on: TODAY, currency: 'USD' }))).rows[0]?.price,
    ).toBeNull();
  });
});

describe('other lists', () => {
  beforeEach(openCompany);
  afterEach(closeCompany);
  beforeEach(async () => {
    await window.orders.create(pumpOrder('bahar', '2026-11-01', [[1_000, 300]]));
    await window.orders.create(pumpOrder('acme', '2026-11-03', [[1_000, 100]]));
    const { id } = await window.orders.create(pumpOrder('part', '2026-11-02', [[1_000, 200]]));
    await window.orders.confirm({ id });
  });

  it('of orders: sorted, filtered, searched by number and customer', async () => {
    const names = async (input: Parameters<typeof window.orders.list>[0]): Promise<string[]> =>
      (await first(window.orders.list(input))).rows.map(({ customerName }) => customerName);
    expect(await names(PAGE)).toEqual(['Acme Water', 'پارت صنعت', 'بهار شیمی']);
    expect(await names({ ...PAGE, sort: { by: 'total', descending: true } })).toEqual([
      'بهار شیمی',
      'پارت صنعت',
      'Acme Water',
    ]);
    expect(await names({ ...PAGE, sort: { by: 'customerName', descending: false } })).toEqual([
      'بهار شیمی',
      'پارت صنعت',
      'Acme Water',
    ]);
    expect(await names({ ...PAGE, sort: { by: 'number', descending: true } })).toEqual([
      'پارت صنعت',
      'Acme Water',
      'بهار شیمی',
    ]);
    expect(await names({ ...PAGE, states: ['confirmed'] })).toEqual(['پارت صنعت']);
    expect(await names({ ...PAGE, customerId: idOf('bahar') })).toEqual(['بهار شیمی']);
    expect(await names({ ...PAGE, search: 'پارت' })).toEqual(['پارت صنعت']);
    expect(await names({ ...PAGE, search: 'ord-test' })).toEqual(['پارت صنعت']);
    expect(await names({ ...PAGE, search: '؟' })).toEqual([]);
    expect(await first(window.orders.list({ offset: 1, limit: 1 }))).toMatchObject({
      total: 3,
      rows: [{ total: { amount: 200, currency: 'IRR' }, lineCount: 1, state: 'confirmed' }],
    });
  });

  it('of contracts: the longest running first, searched by title and customer', async () => {
    const make = (customer: string, title: string, endsOn: string) =>
      window.contracts.create({
        kind: 'serviceContract',
        body: { customerId: idOf(customer), title, startsOn: '2026-01-01', endsOn, coverage: ['parts', 'visits'] },
      });
    await make('bahar', 'پمپ‌ها', '2026-06-30');
    await make('acme', 'Filters', '2027-06-30');
    const { rows } = await first(window.contracts.list(PAGE));
    expect(rows.map(({ title }) => title)).toEqual(['Filters', 'پمپ‌ها']);
    expect(rows[0]).toMatchObject({ customerName: 'Acme Water', coverage: ['parts', 'visits'], endsOn: '2027-06-30' });
    expect((await first(window.contracts.list({ ...PAGE, search: 'بهار' }))).rows.map(({ title }) => title)).toEqual([
      'پمپ‌ها',
    ]);
  });

  it('of activities: what happened newest first, what is planned soonest first, mine alone', async () => {
    const log = (subject: string, fields: object) =>
      window.activities.log({ kind: 'task', body: { subject, ownerId: idOf('ali'), ...fields } });
    await log('done early', { happenedAt: '2026-11-01T08:00:00.000Z' });
    await log('done late', { happenedAt: '2026-11-02T08:00:00.000Z', customerId: idOf('acme') });
    await log('plan late', { plannedAt: '2026-12-02T08:00:00.000Z' });
    await log('plan soon', { plannedAt: '2026-12-01T08:00:00.000Z', ownerId: idOf('hamid') });
    const subjects = async (input: object): Promise<string[]> =>
      (await first(window.activities.list({ ...PAGE, ...input }))).rows.map(({ subject }) => subject);
    expect(await subjects({})).toEqual(['plan late', 'plan soon', 'done late', 'done early']);
    expect(await subjects({ planned: true })).toEqual(['plan soon', 'plan late']);
    expect(await subjects({ planned: true, mine: true })).toEqual(['plan late']);
    expect(await subjects({ planned: false })).toEqual(['done late', 'done early']);
    expect(await subjects({ customerId: idOf('acme') })).toEqual(['done late']);
  });

  it('of opportunities, and the pipeline with every stage', async () => {
    const make = (name: string, stage: string, amount: number | null, fields: object = {}) =>
      window.opportunities.create({
        kind: 'opportunity',
        body: {
          name,
          stage,
          ownerId: idOf('ali'),
          ...(amount === null ? {} : { amount: { amount, currency: 'IRR' } }),
          ...fields,
        },
      });
    await make('یک', 'proposal', 100, { expectedCloseOn: '2026-12-01' });
    await make('دو', 'proposal', 50, { expectedCloseOn: '2026-12-31' });
    await make('سه', 'won', 7, { closedOn: '2026-10-01', customerId: idOf('acme') });
    await make('چهار', 'prospecting', null);
    const { rows } = await first(window.opportunities.list(PAGE));
    expect(rows.map(({ name }) => name)).toEqual(['دو', 'یک', 'سه', 'چهار']);
    expect(rows[2]).toMatchObject({
      customerName: 'Acme Water',
      ownerName: 'علی رضایی',
      amount: { amount: 7, currency: 'IRR' },
      stage: 'won',
    });
    expect((await first(window.opportunities.list({ ...PAGE, stages: ['won'] }))).total).toBe(1);
    expect((await first(window.opportunities.list({ ...PAGE, search: 'acme' }))).rows.map(({ name }) => name)).toEqual([
      'سه',
    ]);
    const pipeline = await first(window.opportunities.pipeline());
    expect(pipeline.map(({ stage, count }) => [stage, count])).toEqual([
      ['prospecting', 1],
      ['engaging', 0],
      ['proposal', 2],
      ['negotiation', 0],
      ['won', 1],
      ['lost', 0],
    ]);
    expect(pipeline[2]?.amounts).toEqual([{ amount: 150, currency: 'IRR' }]);
    expect(pipeline[0]?.amounts).toEqual([]);
  });

  it('of the company: people, territories, branches and settings', async () => {
    const directory = await first(window.organisation.directory());
    expect(directory.people).toContainEqual({ id: idOf('ali'), name: 'علی رضایی', role: 'rep' });
    expect(directory.territories).toContainEqual({ id: idOf('north'), name: 'شمال', branchId: idOf('tehran') });
    expect(directory.branches).toEqual([{ id: idOf('tehran'), name: 'تهران' }]);
    expect(directory.settings).toEqual({ defaultCurrency: 'IRR', timeZone: 'Asia/Tehran', idleLockMinutes: 15 });
  });
});
