import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import { instantFromMilliseconds } from '../../shared/base/clock.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { balanceSchema } from '../../shared/domain/stock/balance.ts';
import { stockBalanceId } from '../../shared/domain/stock/levels.ts';
import { findDigestFaults } from '../sync/digestCheck.ts';
import {
  create,
  createTestServer,
  idOf,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';
import { reckonBalances } from './stockBalances.ts';

const [STORE, VAN, FAR] = [idOf('the store'), idOf('the van of ali'), idOf('the store of isfahan')];
const OPENED_AT = '2026-11-01T20:00:00.000Z';

let server: TestServer;
let hamid: TestDevice;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  await server.load([
    { collection: 'organisation', kind: 'branch', id: idOf('isfahan branch'), body: { name: 'اصفهان' } },
    place(STORE, { branchId: idOf('tehran') }),
    place(VAN, { branchId: idOf('tehran'), type: 'van', holderId: idOf('ali') }),
    place(FAR, { branchId: idOf('isfahan branch') }),
  ]);
  hamid = await server.device('hamid');
});
afterAll(() => server.close());

const place = (id: string, body: RecordBody) => ({
  collection: 'organisation' as const,
  kind: 'stockPlace',
  id,
  body: { name: 'انبار', ...body },
});

async function newProduct(): Promise<string> {
  const id = server.newId();
  const body = { name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices: [] };
  await server.load([{ collection: 'products', kind: 'sparePart', id, body }]);
  return id;
}

let minutes = 0;
const movement = (productId: string, quantity: number, rest: RecordBody = {}): RecordBody => ({
  productId,
  placeId: STORE,
  quantity,
  reason: quantity < 0 ? 'delivery' : 'receipt',
  occurredAt: instantFromMilliseconds(Date.parse('2026-11-10T08:00:00.000Z') + (minutes += 1) * 60_000),
  ...rest,
});
const moves = (...bodies: RecordBody[]) =>
  hamid.push(...bodies.map((body) => create('stock', 'movement', server.newId(), body)));
const open = (productId: string, quantity: number) => {
  const id = server.newId();
  const body = { productId, placeId: STORE, quantity, asOf: OPENED_AT };
  return server.load([{ collection: 'stock', kind: 'balance', id, body }]).then(() => id);
};
const run = (options = {}) => reckonBalances(server.database, options);
const balanceOf = (productId: string, placeId = STORE) => server.record('stock', stockBalanceId(placeId, productId));

describe('what lies at a place', () => {
  test('SYNC-54: is reckoned from what moved, in the scope of its place, and written only when it changes', async () => {
    const productId = await newProduct();
    const [first, last] = [movement(productId, 10_000), movement(productId, -3_000)];
    expect(await moves(first, last)).toMatchObject({ outcome: 'applied' });
    expect(await run()).toEqual({ reckoned: 1 });
    const balance = await balanceOf(productId);
    expect(balance).toMatchObject({ home_scope: `stock/${STORE}`, version: 1 });
    expect(balance?.body).toEqual({ productId, placeId: STORE, quantity: 7_000, asOf: last['occurredAt'] });
    expect(balanceSchema.safeParse(balance?.body).success).toBe(true);
    expect(await run()).toEqual({ reckoned: 0 });
    expect(await findDigestFaults(server.database)).toEqual([]);
  });

  test('SYNC-54: an opening balance counts, stays when nothing moves, and is told apart from what was reckoned', async () => {
    const [moved, still] = [await newProduct(), await newProduct()];
    const [openedId, stillId] = [await open(moved, 40_000), await open(still, 9_000)];
    await moves(movement(moved, -5_000));
    // It lay there when the books were opened: the opening balance has it already.
    await moves(movement(moved, 100_000, { occurredAt: '2026-10-31T08:00:00.000Z' }));
    await run();
    expect(await balanceOf(moved)).toBeNull();
    expect((await server.record('stock', openedId))?.body).toMatchObject({
      quantity: 35_000,
      opening: { quantity: 40_000, asOf: OPENED_AT },
    });
    expect(await server.record('stock', stillId)).toMatchObject({ version: 1, body: { quantity: 9_000 } });
    await moves(movement(moved, -1_000));
    await run();
    expect((await server.record('stock', openedId))?.body['quantity']).toBe(34_000);
  });

  test('SYNC-54: a count says what lay there, also when what happened before it is heard of later; less than nothing is shown', async () => {
    const productId = await newProduct();
    const late = movement(productId, -2_000);
    await moves(movement(productId, 10_000));
    await moves(movement(productId, -4_000, { reason: 'count', counted: 6_000 }));
    await run();
    await moves(late);
    await run();
    expect((await balanceOf(productId))?.body['quantity']).toBe(6_000);
    await moves(movement(productId, -8_000));
    await run();
    expect((await balanceOf(productId))?.body['quantity']).toBe(-2_000);
  });

  test('SYNC-54: comes out the same in small batches, on two nodes at once beside pushes', async () => {
    const products = [await newProduct(), await newProduct(), await newProduct()];
    const people = (async () => {
      for (let round = 0; round < 12; round += 1)
        await moves(...products.map((id) => movement(id, 1_000)), movement(products[0] ?? '', 1_000, { placeId: VAN }));
    })();
    await Promise.all([run({ batchSize: 2 }), run({ batchSize: 3 }), people]);
    await run();
    for (const id of products) expect((await balanceOf(id))?.body['quantity']).toBe(12_000);
    expect((await balanceOf(products[0] ?? '', VAN))?.body['quantity']).toBe(12_000);
    expect(await run()).toEqual({ reckoned: 0 });
    expect(await findDigestFaults(server.database)).toEqual([]);
  });

  test('SYNC-54: a transaction that fails leaves neither a balance nor a cursor that has passed its movement', async () => {
    const productId = await newProduct();
    await moves(movement(productId, 1_000));
    await server.database.rows("ALTER TABLE feed ADD CONSTRAINT fails CHECK (collection <> 'stock') NOT VALID");
    await expect(run()).rejects.toThrow();
    await server.database.rows('ALTER TABLE feed DROP CONSTRAINT fails');
    expect(await balanceOf(productId)).toBeNull();
    expect(await run()).toEqual({ reckoned: 1 });
  });
});

describe('an id that everybody can reckon', () => {
  test('SYNC-54: taken by a movement, an allotment or a tombstone before there is a balance, it stalls nobody', async () => {
    const [moved, allotted, buried, other] = [
      await newProduct(),
      await newProduct(),
      await newProduct(),
      await newProduct(),
    ];
    const allotment = { holderId: idOf('ali'), quantity: 1_000, from: '2026-11-01', to: '2026-12-01' };
    for (const operation of [
      create('stock', 'movement', stockBalanceId(STORE, moved), movement(other, 1_000)),
      create('stock', 'allotment', stockBalanceId(STORE, allotted), { productId: other, placeId: STORE, ...allotment }),
      {
        act: 'delete',
        collection: 'stock',
        kind: 'allotment',
        id: stockBalanceId(STORE, buried),
        seen: { epoch: hamid.epoch, version: 0, group: null },
      } as const,
    ])
      expect(await hamid.push(operation)).toMatchObject({ outcome: 'applied' });
    await moves(...[moved, allotted, buried, other].map((id) => movement(id, 5_000)));
    await moves(movement(other, 2_000, { placeId: VAN }));
    const told: unknown[] = [];
    const log = (event: string, { productId }: Readonly<Record<string, string>>) => told.push([event, productId]);
    expect(await run({ log })).toEqual({ reckoned: 2 });
    expect((await balanceOf(other))?.body['quantity']).toBe(6_000);
    expect((await balanceOf(other, VAN))?.body['quantity']).toBe(2_000);
    expect(new Set(told)).toEqual(new Set([moved, allotted, buried].map((id) => ['stock.balance_id_taken', id])));
    expect(await balanceOf(moved)).toMatchObject({ version: 1, body: { productId: other, reason: 'receipt' } });
    expect(await balanceOf(buried)).toMatchObject({ version: 1, deleted: true });
    // Nothing is waiting: the cursors have passed it, and what comes later is reckoned.
    expect(await run()).toEqual({ reckoned: 0 });
    await moves(movement(other, 1_000), movement(moved, 1_000));
    expect(await run()).toEqual({ reckoned: 1 });
    expect(await findDigestFaults(server.database)).toEqual([]);
  });
});

describe('who moves stock', () => {
  test('SYNC-65: no device writes a balance, and none changes or removes a movement', async () => {
    const productId = await newProduct();
    const id = server.newId();
    await hamid.push(create('stock', 'movement', id, movement(productId, 10_000)));
    await run();
    const balance = stockBalanceId(STORE, productId);
    const seen = { epoch: hamid.epoch, version: 1, group: null };
    for (const operation of [
      create('stock', 'balance', server.newId(), { productId, placeId: STORE, quantity: 1, asOf: OPENED_AT }),
      patch('stock', 'balance', balance, seen, set('quantity', 1, 10_000)),
      { act: 'delete', collection: 'stock', kind: 'balance', id: balance, seen } as const,
      patch('stock', 'movement', id, seen, set('quantity', 99_000, 10_000)),
      patch('stock', 'movement', id, seen, set('note', 'x')),
      { act: 'delete', collection: 'stock', kind: 'movement', id, seen } as const,
    ])
      // A device of its own for each: a group waits behind one of its chain that was parked.
      expect(await (await server.device('hamid')).push(operation)).toMatchObject({ outcome: 'parked' });
    expect((await balanceOf(productId))?.body['quantity']).toBe(10_000);
    expect((await server.record('stock', id))?.body['quantity']).toBe(10_000);
  });

  test('SYNC-100: at the places of their branch, and at no other; a rep nowhere', async () => {
    const productId = await newProduct();
    const there = { placeId: FAR };
    const push = async (name: string, body: RecordBody) =>
      (await (await server.device(name)).push(create('stock', 'movement', server.newId(), body))).outcome;
    expect(await push('hamid', movement(productId, 1_000, there))).toBe('parked');
    expect(await push('darius', movement(productId, 1_000, there))).toBe('applied');
    expect(await push('hamid', movement(productId, 1_000, { placeId: VAN }))).toBe('applied');
    expect(await push('ali', movement(productId, 1_000, { placeId: VAN }))).toBe('parked');
    expect(await push('hamid', movement(productId, 0))).toBe('parked');
    expect(await push('hamid', movement(productId, -1_000, { reason: 'receipt' }))).toBe('parked');
  });
});

test('SYNC-100: a van is held by its driver and the manager of its branch, a warehouse by the branch, all by head office; an allotment as its place', async () => {
  const productId = await newProduct();
  const darius = await server.device('darius');
  const allotment = {
    productId,
    placeId: VAN,
    holderId: idOf('ali'),
    quantity: 2_000,
    from: '2026-11-01',
    to: '2026-12-01',
  };
  const allotmentId = server.newId();
  expect(
    await darius.push(
      create('stock', 'movement', server.newId(), movement(productId, 1_000)),
      create('stock', 'movement', server.newId(), movement(productId, 1_000, { placeId: VAN })),
      create('stock', 'movement', server.newId(), movement(productId, 1_000, { placeId: FAR })),
      create('stock', 'allotment', allotmentId, allotment),
    ),
  ).toMatchObject({ outcome: 'applied' });
  const heldBy = async (name: string): Promise<string[]> => {
    const rows = [...(await (await server.device(name)).pullAll()).values()].flat();
    const ours = rows.flatMap((row) => (row.type === 'put' && row.record.body['productId'] === productId ? [row] : []));
    const words = ours.map(({ record }) =>
      record.kind === 'allotment'
        ? 'allotment'
        : record.body['placeId'] === VAN
          ? 'van'
          : record.body['placeId'] === FAR
            ? 'far'
            : 'store',
    );
    return [...new Set(words)].toSorted();
  };
  expect(await heldBy('ali')).toEqual(['allotment', 'store', 'van']);
  expect(await heldBy('sara')).toEqual(['store']);
  expect(await heldBy('hamid')).toEqual(['allotment', 'store', 'van']);
  expect(await heldBy('darius')).toEqual(['allotment', 'far', 'store', 'van']);
});
