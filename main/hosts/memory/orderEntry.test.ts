/** Taking orders at speed: what a code stands for, what an order may begin with, what may be promised of its products. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RecordBody } from '../../../shared/domain/record.ts';
import type { CoreClient } from '../../../shared/rpc/client.ts';
import { createTestCompany, failure, first, firstWhere, signIn, TODAY, type TestCompany } from './company.ts';
import { idOf } from './memoryServer.ts';

let company: TestCompany;
beforeEach(async () => {
  company = await createTestCompany();
});
afterEach(() => company.close());

const consumable = (key: string, body: RecordBody): void =>
  company.server.put('products', 'consumable', idOf(key), { unit: 'بسته', taxPercentage: 0, prices: [], ...body });

describe('a code', () => {
  const coded = async (window: CoreClient, ...codes: string[]) =>
    (await window.products.byCode({ codes })).rows.map(({ id, code, discontinued }) => ({ id, code, discontinued }));

  it('stands for the product of that code or barcode, whole, in any digits and any case', async () => {
    consumable('gloves', { name: 'دستکش', code: 'F-10', barcodes: ['0036000291452', 'BOX 7'] });
    const window = await signIn(company);
    const gloves = (code: string) => [{ id: idOf('gloves'), code, discontinued: false }];
    expect(await coded(window, 'f-10')).toEqual(gloves('f-10'));
    expect(await coded(window, 'F-۱۰')).toEqual(gloves('F-۱۰'));
    expect(await coded(window, '036000291452')).toEqual(gloves('036000291452'));
    expect(await coded(window, 'box7')).toEqual(gloves('box7'));
    // The beginning of a code is no code, nor is a name.
    expect(await coded(window, 'F-')).toEqual([]);
    expect(await coded(window, 'دستکش')).toEqual([]);
    expect(await coded(window, '*', '')).toEqual([]);
    expect(await coded(window, '12*F-10', 'F-10')).toEqual(gloves('F-10'));
  });

  it('means a carton where it stands on one', async () => {
    const units = [
      { id: 'u1', order: 'a0', unit: 'کارتن', factor: 12_000, barcodes: ['10614141543219', '036000291452'] },
    ];
    consumable('gloves', { name: 'دستکش', code: 'F-10', barcodes: ['0036000291452'], units });
    const window = await signIn(company);
    const [carton] = (await window.products.byCode({ codes: ['۱۰۶۱۴۱۴۱۵۴۳۲۱۹'] })).rows;
    expect(carton).toMatchObject({
      id: idOf('gloves'),
      unit: 'بسته',
      unitId: 'u1',
      units: [{ id: 'u1', unit: 'کارتن', factor: 12_000 }],
    });
    // What stands on the product itself means one of its own unit, whatever else bears it.
    for (const code of ['F-10', '036000291452'])
      expect((await window.products.byCode({ codes: [code] })).rows).toMatchObject([{ unitId: null }]);
  });

  it('says of what is no longer sold that it is not, unless something sold is called the same', async () => {
    consumable('former', { name: 'گاز', code: 'G-1', discontinued: true });
    const window = await signIn(company);
    expect(await coded(window, 'G-1')).toEqual([{ id: idOf('former'), code: 'G-1', discontinued: true }]);
    consumable('gauze', { name: 'گاز نو', code: 'g-1' });
    await window.sync.now();
    expect(await coded(window, 'G-1')).toEqual([{ id: idOf('gauze'), code: 'G-1', discontinued: false }]);
  });
});

describe('what an order may begin with', () => {
  const asked = { customerId: idOf('bahar'), on: TODAY, currency: 'IRR' };
  const line = (id: string, product: string, pieces: number, more: RecordBody = {}) => ({
    id,
    order: id,
    productId: idOf(product),
    productName: product,
    unit: 'عدد',
    quantity: pieces * 1_000,
    unitPrice: { amount: 10, currency: 'IRR' },
    discountPercentage: 0,
    taxPercentage: 0,
    ...more,
  });
  const order = (key: string, customer: string, orderedOn: string, lines: RecordBody[], more: RecordBody = {}): void =>
    company.server.put('salesDocuments', 'order', idOf(key), {
      customerId: idOf(customer),
      ownerId: idOf('ali'),
      orderedOn,
      currency: 'IRR',
      state: 'confirmed',
      number: `N-${key}`,
      lines,
      ...more,
    });

  it('is the last order, at the prices of the asked day, with what is gone said, and nothing that was given', async () => {
    order('one', 'bahar', '2025-03-01', [line('a', 'filter', 4)]);
    order('two', 'bahar', '2025-06-01', [
      line('a', 'pump', 2),
      line('b', 'pump', 1),
      line('c', 'retired', 1),
      line('d', 'nowhere', 1),
      line('e', 'filter', 1, { freeBy: idOf('gift'), unitPrice: { amount: 0, currency: 'IRR' } }),
    ]);
    order('draft', 'bahar', '2025-07-01', [line('a', 'filter', 9)], { state: 'draft' });
    const { lastOrder } = await first((await signIn(company)).orders.suggestions(asked));
    expect(lastOrder).toMatchObject({ id: idOf('two'), number: 'N-two', orderedOn: '2025-06-01' });
    expect(
      lastOrder?.lines.map(({ productId, quantity, price, gone }) => ({ productId, quantity, price, gone })),
    ).toEqual([
      { productId: idOf('pump'), quantity: 3_000, price: { amount: 1_200_000, currency: 'IRR' }, gone: null },
      { productId: idOf('retired'), quantity: 1_000, price: null, gone: 'discontinued' },
      { productId: idOf('nowhere'), quantity: 1_000, price: null, gone: 'removed' },
    ]);
    expect(lastOrder?.lines[2]?.name).toBe('nowhere');
  });

  it('is what the customer and those who were merged into it usually buy', async () => {
    // Only an older one stands for a younger one.
    const [survivor = '', merged = ''] = ['bahar', 'part'].toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
    order('one', survivor, '2025-03-01', [line('a', 'filter', 4), line('b', 'pump', 1), line('c', 'retired', 1)]);
    order('two', merged, '2025-04-01', [line('a', 'filter', 6), line('c', 'retired', 1)]);
    order('three', 'golestan', '2025-05-01', [line('b', 'pump', 1)]);
    company.server.put('customers', 'company', idOf(merged), { name: 'پارت', mergedIntoId: idOf(survivor) });
    const window = await signIn(company);
    const { usual, lastOrder } = await first(window.orders.suggestions({ ...asked, customerId: idOf(survivor) }));
    expect(usual).toMatchObject([{ productId: idOf('filter'), quantity: 4_000, orderCount: 2 }]);
    expect(lastOrder?.id).toBe(idOf('two'));
  });

  it('keeps the unit in which something was last said, as the product has it now', async () => {
    const units = (factor: number): RecordBody => ({
      name: 'دستکش',
      units: [{ id: 'u1', order: 'a0', unit: 'کارتن', factor }],
    });
    consumable('gloves', units(12_000));
    const saidIn = { unitId: 'u1', unit: 'کارتن', factor: 12_000 };
    order('one', 'bahar', '2025-03-01', [line('a', 'gloves', 24), line('b', 'filter', 4)]);
    order('two', 'bahar', '2025-04-01', [line('a', 'gloves', 48, { saidIn }), line('b', 'filter', 4)]);
    const window = await signIn(company);
    await window.products.setFavourite({ id: idOf('gloves'), favourite: true });
    const shelves = async () => {
      const { lastOrder, usual, favourites } = await firstWhere(
        window.orders.suggestions(asked),
        (found) => found.favourites.length === 1,
      );
      return [lastOrder?.lines ?? [], usual, favourites].map((lines) =>
        lines.flatMap((one) => (one.productId === idOf('gloves') ? [[one.quantity, one.saidIn?.factor ?? null]] : [])),
      );
    };
    expect(await shelves()).toEqual([[[48_000, 12_000]], [[24_000, 12_000]], [[12_000, 12_000]]]);
    // A larger carton: the orders are as they were written, and what is offered is said in it where it goes.
    consumable('gloves', units(48_000));
    await window.sync.now();
    expect(await shelves()).toEqual([[[48_000, 48_000]], [[24_000, null]], [[48_000, 48_000]]]);
    consumable('gloves', { name: 'دستکش' });
    await window.sync.now();
    expect(await shelves()).toEqual([[[48_000, null]], [[24_000, null]], [[1_000, null]]]);
  });

  it('is what a person keeps at hand, on each of their machines, and nobody else does', async () => {
    const window = await signIn(company);
    await window.products.setFavourite({ id: idOf('pump'), favourite: true });
    await window.products.setFavourite({ id: idOf('pump'), favourite: true });
    await window.products.setFavourite({ id: idOf('filter'), favourite: true });
    const kept = async (here: CoreClient, count: number) =>
      (
        await firstWhere(here.orders.suggestions(asked), ({ favourites }) => favourites.length === count)
      ).favourites.map(({ productId }) => productId);
    expect(await kept(window, 2)).toEqual([idOf('pump'), idOf('filter')]);
    await window.products.setFavourite({ id: idOf('pump'), favourite: false });
    expect(await kept(window, 1)).toEqual([idOf('filter')]);
    await window.sync.now();
    const other = await createTestCompany({ openTransport: () => company.server.transport });
    try {
      expect(await kept(await signIn(other), 1)).toEqual([idOf('filter')]);
    } finally {
      await other.close();
    }
    expect(await failure(window.products.setFavourite({ id: idOf('nowhere'), favourite: true }))).toMatchObject({
      code: 'not_found',
    });
  });
});

describe('what may be promised', () => {
  it('is what lies here less what is kept for others, and what is left of one’s own allotment', async () => {
    company.server.put('stock', 'allotment', idOf('allotment'), {
      productId: idOf('pump'),
      placeId: idOf('store 1'),
      holderId: idOf('ali'),
      quantity: 3_000,
      from: '2026-11-01',
      to: '2026-12-01',
    });
    const window = await signIn(company);
    const productIds = [idOf('pump'), idOf('filter')];
    expect(await first(window.orders.lineStock({ productIds }))).toEqual([
      { productId: idOf('pump'), available: 7_000, asOf: '2026-11-19T10:00:00.000Z', allotted: 3_000 },
    ]);
  });
});
