/** What two people write apart: of what is sold, each code stands for one product. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { create, createTestServer, patch, set, type TestDevice, type TestServer } from '../testing/testCompany.ts';

let server: TestServer;
let ada: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  ada = await server.device('ada');
});
afterAll(() => server.close());

const product = (rest: RecordBody): RecordBody => ({ name: 'کالا', unit: 'عدد', taxPercentage: 0, prices: [], ...rest });
const make = (rest: RecordBody, id = server.newId()) => create('products', 'consumable', id, product(rest));
const taken = (path: string) => ({
  outcome: 'parked',
  reason: 'invalid',
  facts: { violation: 'product.codeTaken', path },
});
const applied = { outcome: 'applied' };

describe('a code', () => {
  test('that another product bears is held, whichever way each bears it', async () => {
    expect(await ada.push(make({ code: 'T-1', barcodes: ['0036000291452'] }))).toMatchObject(applied);
    const carton = { id: 'c', order: 'a0', unit: 'کارتن', factor: 12_000 };
    for (const [rest, path] of [
      [{ code: 't-۱' }, 'code'],
      [{ barcodes: ['036000291452'] }, 'barcodes'],
      [{ code: '36000291452' }, 'code'],
      [{ units: [{ ...carton, barcodes: ['T-1'] }] }, 'units/c/barcodes'],
    ] satisfies [RecordBody, string][]) {
      const other = await server.device('ada');
      expect(await other.push(make(rest))).toMatchObject(taken(path));
    }
    expect(await ada.push(make({ code: 'T-10' }))).toMatchObject(applied);
  });

  test('comes with a change too, and is free again with what is withdrawn', async () => {
    const [one, two] = [server.newId(), server.newId()];
    expect(await ada.push(make({ code: 'U-1' }, one), make({ code: 'U-2' }, two))).toMatchObject(applied);
    const claim = patch('products', 'consumable', two, { version: 1 }, set('code', 'U-1', 'U-2'));
    expect(await (await server.device('ada')).push(claim)).toMatchObject(taken('code'));
    const withdraw = patch('products', 'consumable', one, { version: 1 }, set('discontinued', true));
    expect(await ada.push(withdraw)).toMatchObject(applied);
    expect(await ada.push(claim)).toMatchObject(applied);
    const again = patch(
      'products',
      'consumable',
      one,
      { version: 2 },
      {
        do: 'unset',
        path: 'discontinued',
        seen: true,
      },
    );
    expect(await (await server.device('ada')).push(again)).toMatchObject(taken('code'));
    const anythingElse = patch('products', 'consumable', one, { version: 2 }, set('name', 'نام دیگر', 'کالا'));
    expect(await ada.push(anythingElse)).toMatchObject(applied);
  });

  test('is one product’s in one group, and in one batch of two devices', async () => {
    expect(await (await server.device('ada')).push(make({ code: 'V-1' }), make({ code: 'V-1' }))).toMatchObject(
      taken('code'),
    );
    const outcomes = await Promise.all(
      [await server.device('ada'), await server.device('ada')].map((device) => device.push(make({ code: 'V-2' }))),
    );
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['applied', 'parked']);
  });

  test('is not kept by a group that was held, and not by a product that gave it up on the way', async () => {
    expect(await ada.push(make({ code: 'W-1' }))).toMatchObject(applied);
    const devices = [await server.device('ada'), await server.device('ada')] as const;
    const [held, other] = await Promise.all([
      devices[0].push(make({ code: 'W-2' }), make({ code: 'W-1' })),
      devices[1].push(make({ code: 'W-2' })),
    ]);
    expect([held, other]).toMatchObject([taken('code'), applied]);
    const [one, two] = [server.newId(), server.newId()];
    const swap = await ada.push(
      make({ code: 'W-3' }, one),
      patch('products', 'consumable', one, { version: 1 }, set('code', 'W-4', 'W-3')),
      make({ code: 'W-3' }, two),
    );
    expect(swap).toMatchObject(applied);
    expect(await (await server.device('ada')).push(make({ code: 'W-4' }))).toMatchObject(taken('code'));
  });

  test('is told apart among many of one group', async () => {
    const many = Array.from({ length: 300 }, (_, n) => make({ code: `X-${n}`, barcodes: [`XB-${n}`] }));
    expect(await ada.push(...many)).toMatchObject(applied);
    const last = [make({ code: 'Y-1' }), make({ barcodes: ['X-299'] })];
    expect(await (await server.device('ada')).push(...last)).toMatchObject(taken('barcodes'));
  });
});
