/** Prices at work: what the pricing function is asked with, who keeps lists and promotions, and approvals that measure by them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { priceDocument } from '../../../shared/domain/pricing/pricing.ts';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, pumpOrder, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
let window: CoreClient;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const PAGE = { offset: 0, limit: 50 };
const rial = (amount: number) => ({ amount, currency: 'IRR' });
const entry = (id: string, product: string, amount: number) => ({
  id,
  order: id,
  productId: idOf(product),
  price: rial(amount),
});
const list = (rest: RecordBody): RecordBody => ({
  name: 'فهرست',
  currency: 'IRR',
  from: '2026-01-01',
  scope: 'everyone',
  entries: [entry('a', 'pump', 1_000_000), entry('b', 'filter', 50_000)],
  ...rest,
});
const promotion = (rest: RecordBody): RecordBody => ({
  name: 'جشنواره',
  from: '2026-01-01',
  scope: 'everyone',
  rule: 'percentOff',
  productIds: [idOf('pump')],
  percentage: 150_000,
  ...rest,
});
const put = (kind: 'priceList' | 'promotion', key: string, body: RecordBody): void => {
  company.server.put('products', kind, idOf(key), body);
};
const terms = (customer: string | null, products: readonly string[], day = TODAY) =>
  first(
    window.pricing.terms({
      customerId: customer === null ? null : idOf(customer),
      day,
      currency: 'IRR',
      productIds: products.map(idOf),
    }),
  );
const searchPump = async (customer?: string) =>
  (
    await first(
      window.products.search({
        ...PAGE,
        text: 'پمپ',
        on: TODAY,
        ...(customer === undefined ? {} : { customerId: idOf(customer) }),
      }),
    )
  ).rows[0]?.price;

describe('what prices are made of', () => {
  it('are the lists of this customer and day, with the entries of these products and of what promotions give', async () => {
    put('priceList', 'north', list({ scope: 'territories', scopeIds: [idOf('north')] }));
    put('priceList', 'south', list({ scope: 'territories', scopeIds: [idOf('south')] }));
    put('priceList', 'over', list({ to: '2026-11-20' }));
    put('priceList', 'later', list({ from: '2026-11-22' }));
    put('promotion', 'gift', promotion({ rule: 'freeGoods', freeProductId: idOf('filter'), minimumQuantity: 1_000 }));
    window = await signIn(company);
    const found = await terms('bahar', ['pump']);
    expect(found.priceLists.map(({ id }) => id)).toEqual([idOf('north')]);
    expect(found.priceLists[0]?.body['entries']).toEqual([entry('a', 'pump', 1_000_000), entry('b', 'filter', 50_000)]);
    expect(found.promotions.map(({ id }) => id)).toEqual([idOf('gift')]);
    expect(found.products.map(({ id }) => id).toSorted()).toEqual([idOf('filter'), idOf('pump')].toSorted());
    expect((await terms(null, ['pump'])).priceLists).toEqual([]);
    expect((await terms('bahar', ['pump'], '2026-11-22')).priceLists).toHaveLength(2);
    const priced = priceDocument({
      day: TODAY,
      currency: 'IRR',
      customer: found.customer,
      products: new Map(found.products.map(({ id, body }) => [id, body as RecordBody])),
      priceLists: found.priceLists,
      promotions: [],
      lines: [{ id: 'l', productId: idOf('pump'), quantity: 2_000 }],
    });
    expect(priced.lines[0]).toMatchObject({ unitPrice: rial(1_000_000), total: rial(2_180_000) });
  });

  it('price the search for products for the customer at hand, and everyone’s without one', async () => {
    put('priceList', 'north', list({ scope: 'customers', scopeIds: [idOf('bahar')] }));
    window = await signIn(company);
    expect(await searchPump('bahar')).toEqual(rial(1_000_000));
    expect(await searchPump('part')).toEqual(rial(1_200_000));
    expect(await searchPump()).toEqual(rial(1_200_000));
    // Lists and promotions are no goods.
    expect((await first(window.products.search({ ...PAGE, text: '', on: TODAY }))).total).toBe(2);
  });

  it('refuse a day and a currency that are none', async () => {
    window = await signIn(company);
    const ask = (day: string, currency: string) =>
      failure(window.pricing.terms({ customerId: null, day, currency, productIds: [] }));
    expect((await ask('2026-2-2', 'IRR')).code).toBe('invalid_input');
    expect((await ask(TODAY, 'XXQ')).code).toBe('invalid_input');
  });
});

describe('lists and promotions', () => {
  it('are kept by those who keep the catalogue, and read by everybody', async () => {
    window = await signIn(company, 'darius');
    const { id } = await window.pricing.create({ kind: 'priceList', body: list({}) as never });
    await window.pricing.edit({
      id,
      changes: [
        { do: 'set', path: 'scope', value: 'channelRoles', seen: 'everyone' },
        { do: 'add', path: 'scopeIds', value: 'retailer' },
      ],
    });
    const rows = (await first(window.pricing.list({ ...PAGE, kind: 'priceList', day: TODAY }))).rows;
    expect(rows).toMatchObject([
      {
        id,
        name: 'فهرست',
        state: 'now',
        scope: 'channelRoles',
        scopeNames: ['retailer'],
        entryCount: 2,
      },
    ]);
    const states = async (day: string) =>
      (await first(window.pricing.list({ ...PAGE, kind: 'priceList', day }))).rows.map(({ state }) => state);
    expect(await states('2025-12-31')).toEqual(['later']);
    await window.pricing.remove({ id });
    expect((await first(window.pricing.list({ ...PAGE, kind: 'priceList', day: TODAY }))).total).toBe(0);
  });

  it('are not a rep’s to write, nor a way to write products', async () => {
    put('priceList', 'north', list({}));
    window = await signIn(company);
    expect((await failure(window.pricing.create({ kind: 'priceList', body: list({}) as never }))).code).toBe(
      'permission_denied',
    );
    expect((await failure(window.pricing.remove({ id: idOf('north') }))).code).toBe('permission_denied');
    expect((await failure(window.pricing.create({ kind: 'equipment', body: {} }))).code).toBe('invalid_input');
    expect((await failure(window.pricing.remove({ id: idOf('pump') }))).code).toBe('not_found');
    const change = { changes: [{ do: 'set' as const, path: 'name', value: 'x' }] };
    expect((await failure(window.products.edit({ id: idOf('north'), ...change }))).code).toBe('not_found');
  });

  it('refuse what contradicts itself', async () => {
    window = await signIn(company, 'darius');
    const refused = async (kind: string, body: RecordBody) =>
      (await failure(window.pricing.create({ kind, body: body as never }))).code;
    expect(await refused('promotion', promotion({ productIds: [] }))).toBe('invalid_input');
    expect(await refused('promotion', promotion({ rule: 'bundle' }))).toBe('invalid_input');
    expect(await refused('priceList', list({ scope: 'groups' }))).toBe('invalid_input');
    expect(await refused('priceList', list({ to: '2025-01-01' }))).toBe('invalid_input');
  });
});

describe('approvals', () => {
  const LIMITS = { roles: { rep: { discountPercentage: 100_000 } } };
  const PUMP_TAX = 90_000;
  const confirmWith = async (fields: RecordBody) => {
    const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, 1_000_000]]);
    const lines = body.lines.map((line) => ({ ...line, taxPercentage: PUMP_TAX, ...fields }));
    const { id } = await window.orders.create({ kind, body: { ...body, lines } });
    return window.orders.confirm({ id });
  };

  it('measure a line by what the company itself asks of this customer on this day', async () => {
    company.server.put('organisation', 'setting', idOf('limits'), { key: 'approvalLimits', value: LIMITS });
    window = await signIn(company);
    // 1,000,000 of 1,200,000, and 15 % off that.
    expect((await failure(confirmWith({ discountPercentage: 150_000 }))).code).toBe('approval_needed');
    put('priceList', 'north', list({ scope: 'customers', scopeIds: [idOf('bahar')] }));
    put('promotion', 'season', promotion({}));
    await window.sync.now();
    await expect(confirmWith({ discountPercentage: 150_000 })).resolves.toHaveProperty('number');
    expect((await failure(confirmWith({ discountPercentage: 150_001 }))).code).toBe('approval_needed');
    // Less tax than the product bears is nobody's to give, within whatever discount.
    expect(await failure(confirmWith({ taxPercentage: 89_999 }))).toMatchObject({
      code: 'approval_needed',
      facts: { reasons: ['tax'] },
    });
  });

  it('let a promotion give what it gives, and no more of it', async () => {
    company.server.put('organisation', 'setting', idOf('limits'), { key: 'approvalLimits', value: LIMITS });
    put(
      'promotion',
      'gift',
      promotion({ rule: 'freeGoods', minimumQuantity: 10_000, freeProductId: idOf('pump'), freeQuantity: 1_000 }),
    );
    window = await signIn(company);
    const gift = (id: string, quantity: number) => ({
      ...pumpOrder('bahar', TODAY, [[quantity, 1_200_000]]).body.lines[0],
      id,
      order: id,
      taxPercentage: PUMP_TAX,
      discountPercentage: 1_000_000,
      freeBy: idOf('gift'),
    });
    const confirmTen = async (...gifts: object[]) => {
      const { kind, body } = pumpOrder('bahar', TODAY, [[10_000, 1_200_000]]);
      const lines = [...body.lines.map((line) => ({ ...line, taxPercentage: PUMP_TAX })), ...gifts];
      const { id } = await window.orders.create({ kind, body: { ...body, lines } as never });
      return window.orders.confirm({ id });
    };
    await expect(confirmTen(gift('g', 1_000))).resolves.toHaveProperty('number');
    expect((await failure(confirmTen(gift('g', 2_000)))).code).toBe('approval_needed');
    expect((await failure(confirmTen(gift('g', 1_000), gift('h', 1_000)))).code).toBe('approval_needed');
  });
});

describe('the catalogue', () => {
  it('knows what fits what, by both ends, and finds the parts of one machine', async () => {
    company.server.put('products', 'sparePart', idOf('seal'), {
      name: 'کاسه‌نمد',
      unit: 'عدد',
      category: 'آب‌بندی',
      taxPercentage: 0,
      prices: [],
      fitsIds: [idOf('pump')],
    });
    window = await signIn(company);
    const seal = { id: idOf('seal'), kind: 'sparePart', name: 'کاسه‌نمد' };
    const pump = { id: idOf('pump'), kind: 'equipment', name: 'پمپ آب' };
    expect(await first(window.products.fitting({ id: idOf('pump') }))).toEqual({ fits: [], fittedBy: [seal] });
    expect(await first(window.products.fitting({ id: idOf('seal') }))).toEqual({ fits: [pump], fittedBy: [] });
    const search = async (rest: object) =>
      (await first(window.products.search({ ...PAGE, text: '', on: TODAY, ...rest }))).rows.map(({ name }) => name);
    expect(await search({ fits: idOf('pump') })).toEqual(['کاسه‌نمد']);
    expect(await search({ kinds: ['equipment'] })).toEqual(['پمپ آب']);
    expect(await search({ category: 'آب‌بندی' })).toEqual(['کاسه‌نمد']);
    expect(await first(window.products.categories())).toEqual(['آب‌بندی']);
  });

  it('sells an upgrade kit for the machine that it fits, at its price of the day', async () => {
    const price = { id: 'kit', order: 'a0', price: rial(3_400_000), from: '2026-01-01' };
    const kit = { name: 'بستهٔ ارتقای پمپ', code: 'K-10', unit: 'بسته', taxPercentage: 90_000, prices: [price] };
    company.server.put('products', 'upgradeKit', idOf('kit'), { ...kit, fitsIds: [idOf('pump')] });
    company.server.put('products', 'upgradeKit', idOf('other kit'), { ...kit, code: 'K-11', fitsIds: [idOf('other')] });
    window = await signIn(company);
    const offered = await first(
      window.products.search({ ...PAGE, text: 'ارتقا', on: TODAY, fits: idOf('pump'), customerId: idOf('bahar') }),
    );
    expect(offered.rows).toMatchObject([{ id: idOf('kit'), kind: 'upgradeKit', price: rial(3_400_000) }]);
    expect((await first(window.products.fitting({ id: idOf('pump') }))).fittedBy).toEqual([
      { id: idOf('kit'), kind: 'upgradeKit', name: kit.name },
    ]);

    const { kind, body } = pumpOrder('bahar', TODAY, [[1_000, 3_400_000]]);
    const lines = body.lines.map((line) => ({
      ...line,
      productId: idOf('kit'),
      productName: kit.name,
      unit: kit.unit,
      taxPercentage: kit.taxPercentage,
    }));
    const { id } = await window.orders.create({ kind, body: { ...body, lines } });
    const { number } = await window.orders.confirm({ id });
    expect(number).toMatch(/^ORD-/);
    const sold = await first(window.records.observe({ collection: 'salesDocuments', id }));
    expect(sold?.body).toMatchObject({
      state: 'confirmed',
      lines: [{ productId: idOf('kit'), unitPrice: rial(3_400_000) }],
    });
  });
});
