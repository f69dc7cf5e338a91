/** Stock that papers move, at the server: whoever may deliver writes what the delivery says, and nothing else of stock. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase } from '../../build/testing/testDatabase.ts';
import type { RecordBody } from '../../shared/domain/record.ts';
import { ROLES } from '../../shared/domain/organisation/organisation.ts';
import { stockBalanceId } from '../../shared/domain/stock/levels.ts';
import { movementsOfPaper } from '../../shared/domain/stock/paperMovements.ts';
import type { LeafChange, RecordOperation } from '../../shared/sync/operation.ts';
import { reckonBalances } from '../jobs/stockBalances.ts';
import {
  create,
  createTestServer,
  idOf,
  orderBody,
  patch,
  set,
  type TestDevice,
  type TestServer,
} from '../testing/testCompany.ts';

const [STORE, VAN, OTHERS, FAR] = [idOf('the store'), idOf('the van of ali'), idOf('the van of sara'), idOf('far')];
const AT = '2026-11-21T07:00:00.000Z';

let server: TestServer;
let ali: TestDevice;
let customerId: string;
let orderId: string;
let productId: string;
beforeAll(async () => {
  server = await createTestServer(await createTestDatabase());
  const place = (id: string, body: RecordBody) => ({
    collection: 'organisation' as const,
    kind: 'stockPlace',
    id,
    body: { name: 'انبار', branchId: idOf('tehran'), ...body },
  });
  await server.load([
    { collection: 'organisation', kind: 'branch', id: idOf('isfahan branch'), body: { name: 'اصفهان' } },
    place(STORE, {}),
    place(VAN, { type: 'van', holderId: idOf('ali') }),
    place(OTHERS, { type: 'van', holderId: idOf('sara') }),
    place(FAR, { branchId: idOf('isfahan branch') }),
  ]);
});
afterAll(() => server.close());
beforeEach(async () => {
  ali = await server.device('ali');
  customerId = await server.newCustomer();
  productId = server.newId();
  await server.load([
    {
      collection: 'products',
      kind: 'sparePart',
      id: productId,
      body: { name: 'پمپ', unit: 'عدد', taxPercentage: 0, prices: [] },
    },
  ]);
  orderId = server.newId();
  const order = orderBody(customerId, { state: 'confirmed', confirmedAt: AT });
  const [line] = order['lines'] as RecordBody[];
  await ali.push(create('salesDocuments', 'order', orderId, { ...order, lines: [{ ...line, productId }] }));
});

const delivery = (rest: RecordBody = {}): RecordBody => ({
  customerId,
  orderId,
  state: 'delivered',
  issuedOn: '2026-11-21',
  deliveredAt: AT,
  stockPlaceId: VAN,
  lines: [{ id: 'l1', order: 'a0', productId, productName: 'پیچ', unit: 'عدد', quantity: 2_000, orderLineId: 'l1' }],
  ...rest,
});
const stockOf = (id: string, paper: RecordBody): RecordOperation[] =>
  movementsOfPaper('delivery', id, paper).map((made) => create('stock', 'movement', made.id, made.body));
async function deliver(paper = delivery(), device = ali): Promise<{ id: string; outcome: string }> {
  const id = server.newId();
  const { outcome } = await device.push(create('salesDocuments', 'delivery', id, paper), ...stockOf(id, paper));
  return { id, outcome };
}
async function balance(placeId: string): Promise<unknown> {
  await reckonBalances(server.database);
  return (await server.record('stock', stockBalanceId(placeId, productId)))?.body['quantity'];
}
const movementsThere = () =>
  server.database.rows(
    `SELECT 1 FROM records WHERE collection = 'stock' AND kind = 'movement' AND body ->> 'productId' = $1`,
    [productId],
  );

describe('a delivery', () => {
  test('of a rep moves the goods of their van, and of their branch’s warehouse', async () => {
    expect((await deliver()).outcome).toBe('applied');
    expect(await balance(VAN)).toBe(-2_000);
    expect((await deliver(delivery({ stockPlaceId: STORE }))).outcome).toBe('applied');
    expect(await balance(STORE)).toBe(-2_000);
  });

  test('moves nothing of a place that its author does not hold', async () => {
    for (const stockPlaceId of [OTHERS, FAR])
      expect((await deliver(delivery({ stockPlaceId }))).outcome).toBe('parked');
    expect(await movementsThere()).toEqual([]);
  });

  test('moves what it says and nothing else: no other quantity, product, place or moment, and nothing beside it', async () => {
    for (const change of [
      { quantity: -9_000 },
      { quantity: 2_000 },
      { productId: idOf('another') },
      { placeId: STORE },
      { occurredAt: '2026-01-01T00:00:00.000Z' },
      { reason: 'damage' },
    ]) {
      const id = server.newId();
      const [made] = movementsOfPaper('delivery', id, delivery());
      const outcome = await ali.push(
        create('salesDocuments', 'delivery', id, delivery()),
        create('stock', 'movement', made?.id ?? '', { ...made?.body, ...change }),
      );
      expect(outcome).toMatchObject({ outcome: 'parked', facts: { cause: 'paper_stock' } });
      ali = await server.device('ali');
    }
    const { id } = await deliver();
    const [made] = movementsOfPaper('delivery', id, delivery());
    // Without its paper in the group it is what it looks like: a rep who writes stock.
    expect(await ali.push(create('stock', 'movement', server.newId(), { ...made?.body }))).toMatchObject({
      outcome: 'parked',
      reason: 'permission_denied',
    });
    expect(await balance(VAN)).toBe(-2_000);
  });

  test('that moves nothing, or bears another moment, is let through by an administrator also where they wrote it', async () => {
    const ada = await server.device('ada');
    for (const paper of [delivery(), delivery({ deliveredAt: '2026-11-19T07:00:00.000Z' })]) {
      const id = server.newId();
      const { hash, outcome } = await ada.push(create('salesDocuments', 'delivery', id, paper));
      expect(outcome).toBe('parked');
      const decision = { id: server.newId(), hash, decision: 'apply' as const, note: 'دیده شد', edits: [] };
      expect(await server.app.call('decideHeldWork', ada.token, decision)).toMatchObject({ outcome: 'applied' });
      expect((await server.record('salesDocuments', id))?.body['state']).toBe('delivered');
    }
  });

  test('that goes out of a place is held without what it moves there, whoever writes it, and when it went is not theirs to choose', async () => {
    const push = async (
      paper: RecordBody,
      device = ali,
      moved: (made: RecordOperation[]) => RecordOperation[] = () => [],
    ) => {
      const id = server.newId();
      return device.push(create('salesDocuments', 'delivery', id, paper), ...moved(stockOf(id, paper)));
    };
    const missing = { outcome: 'parked', reason: 'invalid', facts: { cause: 'paper_stock_missing' } };
    for (const device of [ali, await server.device('hamid'), await server.device('darius')])
      expect(await push(delivery(), device)).toMatchObject(missing);
    const { deliveredAt: _unsaid, ...timeless } = delivery();
    expect(await push(timeless, await server.device('babak'))).toMatchObject(missing);
    // In two commits it is held as well.
    const { deliveredAt: _never, ...draft } = delivery({ state: 'draft' });
    const id = server.newId();
    const other = await server.device('ali');
    await other.push(create('salesDocuments', 'delivery', id, draft));
    const seen = { version: 1, group: other.last?.hash ?? null };
    const out = [set('state', 'delivered', 'draft'), set('deliveredAt', AT)];
    expect(await other.push(patch('salesDocuments', 'delivery', id, seen, ...out))).toMatchObject(missing);
    expect(await movementsThere()).toEqual([]);
    const last = await server.device('ali');
    for (const deliveredAt of ['2026-11-19T07:00:00.000Z', '2026-11-23T09:00:00.000Z'])
      expect(await push(delivery({ deliveredAt }), await server.device('ali'), (made) => made)).toMatchObject({
        outcome: 'parked',
        facts: { cause: 'paper_moment', path: 'deliveredAt' },
      });
    // What names no place moves nothing, and a service lies nowhere.
    const { stockPlaceId: _place, ...unplaced } = delivery();
    expect(await push(unplaced, last)).toMatchObject({ outcome: 'applied' });
    await server.database.rows("UPDATE records SET kind = 'service' WHERE id = $1", [productId]);
    expect(await push(delivery(), last)).toMatchObject({ outcome: 'applied' });
    // Also one that came onto the paper in the commit in which it goes out.
    const { id: lineId, order, ...value } = (delivery()['lines'] as RecordBody[])[0] ?? {};
    const another = { ...value, productId: idOf('another') };
    for (const changes of [
      [set('lines/l1/productId', productId, idOf('another'))],
      [
        { do: 'removeElement', path: 'lines', id: 'l1' },
        { do: 'addElement', path: 'lines', id: 'l2', order: 'a1', value },
      ],
    ] satisfies LeafChange[][]) {
      const [device, prepared] = [await server.device('ali'), server.newId()];
      const lines = [{ id: lineId ?? '', order: order ?? '', ...another }];
      await device.push(create('salesDocuments', 'delivery', prepared, { ...draft, lines }));
      const base = { version: 1, group: device.last?.hash ?? null };
      expect(await device.push(patch('salesDocuments', 'delivery', prepared, base, ...changes, ...out))).toMatchObject({
        outcome: 'applied',
      });
    }
  });

  test('that is prepared moves nothing before it is out', async () => {
    const id = server.newId();
    const { deliveredAt: _never, ...draft } = delivery({ state: 'draft' });
    const outcome = await ali.push(create('salesDocuments', 'delivery', id, draft), ...stockOf(id, delivery()));
    expect(outcome).toMatchObject({ outcome: 'parked', facts: { cause: 'paper_stock' } });
  });

  test('that two machines send out, and that two cancel, moves once', async () => {
    const id = server.newId();
    const { deliveredAt: _never, ...draft } = delivery({ state: 'draft' });
    await ali.push(create('salesDocuments', 'delivery', id, draft));
    const seen = { version: 1, group: ali.last?.hash ?? null };
    const hamid = await server.device('hamid');
    const out = (device: TestDevice, at: string) =>
      device.push(
        patch('salesDocuments', 'delivery', id, seen, set('state', 'delivered', 'draft'), set('deliveredAt', at)),
        ...stockOf(id, delivery({ deliveredAt: at })),
      );
    expect(await out(ali, AT)).toMatchObject({ outcome: 'applied' });
    expect(await out(hamid, '2026-11-21T07:30:00.000Z')).toMatchObject({ outcome: 'applied' });
    expect(await balance(VAN)).toBe(-2_000);
    const held = await server.record('salesDocuments', id);
    const cancelled = { ...held?.body, state: 'cancelled' };
    const cancel = (device: TestDevice, at: string) =>
      device.push(
        patch(
          'salesDocuments',
          'delivery',
          id,
          { version: held?.version ?? 0, group: null },
          set('state', 'cancelled', 'delivered'),
          set('cancelledAt', at),
        ),
        ...stockOf(id, cancelled).slice(1),
      );
    expect(await cancel(ali, '2026-11-21T07:40:00.000Z')).toMatchObject({ outcome: 'applied' });
    expect(await cancel(hamid, '2026-11-21T07:50:00.000Z')).toMatchObject({ outcome: 'applied' });
    expect(await balance(VAN)).toBe(0);
    expect(await movementsThere()).toHaveLength(2);
  });

  test('is written by those who may confirm orders; every other role moves nothing by it', async () => {
    const said: Record<string, string> = {};
    for (const role of ROLES) {
      const body = { name: role, role, active: true, branchId: idOf('tehran'), territoryIds: [idOf('north')] };
      const id = server.newId();
      const van = server.newId();
      await server.load([
        { collection: 'organisation', kind: 'person', id, body },
        {
          collection: 'organisation',
          kind: 'stockPlace',
          id: van,
          body: { name: 'van', type: 'van', holderId: id, branchId: idOf('tehran') },
        },
      ]);
      said[role] = (await deliver(delivery({ stockPlaceId: van }), await server.device(id))).outcome;
    }
    expect(said).toEqual({
      rep: 'applied',
      technician: 'parked',
      branchManager: 'applied',
      marketing: 'parked',
      headOffice: 'applied',
      administrator: 'applied',
      auditor: 'parked',
    });
  });
});
